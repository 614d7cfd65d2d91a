"""Records of a rival with marks in every text, to look for where they do not belong."""

from contextlib import contextmanager
from datetime import date, datetime

from psycopg2 import IntegrityError
from psycopg2.extras import Json

from odoo.tests import mute_logger
from odoo.tools import SQL

#: Begins every text of a record that nobody but its partner and ourselves may read.
MARK = "ZQXMARK"
#: Amount of such a record, and how pages write it.
AMOUNT = 7654321.0
AMOUNTS = ("7654321", "7,654,321")
#: Ids of planted records begin here, those of core's documents as well: one number in
#: an address finds a record of whatever model it asks for.
FIRST = 900001
#: Rows are planted as they are, past every check; what the database itself refuses of
#: the values that are made up is said here, by model and field.
SPECIAL = {
    # once published it is read by everybody
    "partner.profile": {"state": "draft"},
    "partner.territory.line": {"country_id": None, "state_id": None},
}
#: Not planted: read by partners as they are, or no document of one partner.
PUBLIC = {"partner.audit", "partner.limit"}
#: Tables of core whose documents are made by the ORM.
CORE_TABLES = (
    "account_move",
    "crm_lead",
    "ir_attachment",
    "mail_message",
    "res_partner",
    "res_users",
    "sale_order",
    "stock_picking",
)


def own_models(env):
    """Names of the models of this addon that have a table, in the order of names."""
    return sorted(
        name
        for name, model in env.registry.items()
        if model._original_module == "partner_portal"
        and model._auto
        and not model._abstract
        and not model._transient
    )


def partner_models(env):
    """Those whose rows belong to a partner, directly or through another of ours."""
    ours = set(own_models(env)) - PUBLIC
    found = set()
    while True:
        more = {
            name
            for name in ours - found
            if any(
                field.type == "many2one"
                and field.store
                and (field.comodel_name == "res.partner" or field.comodel_name in found)
                for field in env[name]._fields.values()
            )
        }
        if not more:
            return sorted(found)
        found |= more


def start_ids(env):
    """Let the next records of core begin with the id of planted ones."""
    for table in CORE_TABLES:
        env.cr.execute(
            SQL(
                "ALTER SEQUENCE %s RESTART WITH %s",
                SQL.identifier(f"{table}_id_seq"),
                FIRST,
            )
        )


class Planter:
    """Plants a row, or one for each state, in models of ours.

    :param env: of a superuser
    :param partner: whose they are
    :param user: internal user who looks after them
    :param company: whose documents they are
    :param dict documents: record by name of a model of core
    :param str mark: begins their texts
    :param int first: id of the first one
    """

    def __init__(self, env, partner, user, company, documents, mark=MARK, first=FIRST):
        self.env = env(su=True)
        self.mark = mark
        self.first = first
        self.known = {
            "res.partner": partner.id,
            "res.users": user.id,
            "res.company": company.id,
            "res.currency": company.currency_id.id,
            **{name: record.id for name, record in documents.items()},
        }
        self.planted = {}

    def plant(self, name):
        """Plant rows of a model, once; return their ids."""
        if name in self.planted:
            return self.planted[name]
        self.planted[name] = []
        model = self.env[name]
        state = model._fields.get("state")
        states = state.get_values(self.env) if self._is_choice(state) else [None]
        ids = []
        for number, value in enumerate(states):
            row_id = self.first + number
            if self._insert(model, row_id, value, optional=bool(ids)):
                ids.append(row_id)
        self.planted[name] = ids
        return ids

    def _is_choice(self, field):
        return field is not None and field.type == "selection" and field.store

    def _insert(self, model, row_id, state, optional):
        """Insert a row; where another one may stand in its way, it is ``optional``."""
        refusals = []
        for amount in (AMOUNT, 1.0, 0.0):
            values = self._values(model, row_id, state, amount)
            with (
                self._noting(refusals),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    SQL(
                        "INSERT INTO %s (%s) VALUES (%s)",
                        SQL.identifier(model._table),
                        SQL(", ").join(map(SQL.identifier, values)),
                        SQL(", ").join(SQL("%s", one) for one in values.values()),
                    )
                )
                return True
        if optional and all("unique constraint" in text for text in refusals):
            return False
        raise AssertionError(
            f"No row of {model._name} could be planted: say in SPECIAL which values "
            f"the database takes. {refusals}"
        )

    @contextmanager
    def _noting(self, refusals):
        try:
            yield
        except IntegrityError as error:
            refusals.append(str(error))

    def _values(self, model, row_id, state, amount):
        values = {"id": row_id}
        special = SPECIAL.get(model._name, {})
        for name, field in model._fields.items():
            if not field.store or not field.column_type or name in values:
                continue
            if name in special:
                value = special[name]
            elif name == "state" and state:
                value = state
            else:
                value = self._value(model, field, row_id, amount)
            if value is not None:
                values[name] = value
        return values

    def _value(self, model, field, row_id, amount):
        text = f"{self.mark} {model._name}.{field.name} {row_id}"
        if field.company_dependent or field.type in ("binary", "properties"):
            return None
        if field.type in ("char", "text", "html"):
            if field.name in ("model", "res_model"):
                return "res.partner"
            text = text[: field.size] if getattr(field, "size", None) else text
            return Json({"en_US": text}) if field.translate else text
        if field.type == "many2one":
            return self._target(model, field)
        if field.type == "selection":
            return (field.get_values(self.env) or [None])[0]
        return {
            "boolean": True,
            "integer": 1,
            "float": amount,
            "monetary": amount,
            "date": date(2026, 1, 1),
            "datetime": datetime(2026, 1, 1),  # noqa: DTZ001
            "many2one_reference": self.known["res.partner"],
            "json": Json({}),
        }.get(field.type)

    def _target(self, model, field):
        target = field.comodel_name
        if target in self.known:
            return self.known[target]
        if target == model._name:
            return None
        if self.env.registry[target]._original_module == "partner_portal":
            if target in PUBLIC or target not in partner_models(self.env):
                return self.env[target].search([], limit=1).id or self._config(target)
            return (self.plant(target) or [None])[0]
        return self.env[target].search([], limit=1).id or None

    def _config(self, name):
        """A row of a model of settings, without a mark: partners may read its name."""
        mark, self.mark = self.mark, "Setting"
        try:
            return self.plant(name)[0]
        finally:
            self.mark = mark


def find_marks(text, marks=(MARK, *AMOUNTS)):
    """Marks that stand in a text."""
    return [mark for mark in marks if mark in text]
