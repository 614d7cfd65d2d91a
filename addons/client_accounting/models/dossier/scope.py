"""What a section of the dossier may see, and how its SQL is put together."""

import copy

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date, formatLang


class DossierScope:
    """One client as one user sees it in his companies of the moment.

    :ivar env: environment of the reader: its rights decide what is found
    :ivar int client_id: the commercial entity
    :ivar list family_ids: the client and all its contacts, archived ones too
    :ivar int reader_id: the partner of the reader
    :ivar list prepared: statements that the database session has, the latest first
    :ivar set searched: models whose rules decided what is found
    :ivar company: company whose currency every amount is converted to
    :ivar date today: the day in the time zone of the reader
    :ivar bool whole: whether it is about the client with all its contacts
    """

    whole = True

    def __init__(self, env, client_id, family_ids, reader_id, prepared=()):
        self.env = env
        self.client_id = client_id
        self.family_ids = list(family_ids)
        self.reader_id = reader_id
        self.prepared = list(prepared)
        self.company = env.company
        self.company_ids = env.companies.ids
        self.currency = env.company.currency_id
        self.today = fields.Date.context_today(env["res.partner"])
        self.now = fields.Datetime.now()
        self._rates = self._get_rates()
        self.searched = set()
        self._known = {}

    def for_client(self, client_id, family_ids, now):
        """Return the scope of the same reader for another client and moment, to whom
        nothing was looked up yet."""
        other = copy.copy(self)
        other.client_id, other.family_ids, other.now = client_id, family_ids, now
        other.searched, other._known = set(), {}
        return other

    def reader_key(self):
        """Return what the reader sees depends on, beside the rules, as a key."""
        env = self.env
        return (
            env.uid,
            env.su,
            env.lang,
            env.tz,
            self.reader_id,
            tuple(self.company_ids),
            env.user._get_group_ids(),
            tuple(sorted(self._rates.items())),
            self.currency.id,
            self.today,
        )

    def once(self, key, compute):
        """Return ``compute(scope)``, computed once for all sections."""
        if key not in self._known:
            self._known[key] = compute(self)
        return self._known[key]

    def _get_rates(self):
        """Factors to this company's currency, by company, where it is another."""
        others = self.env.companies.filtered(
            lambda company: company.currency_id != self.currency
        )
        return {
            company.id: self.env["res.currency"]._get_conversion_rate(
                company.currency_id, self.currency, self.company, self.today
            )
            for company in others
        }

    @property
    def own_documents_only(self):
        """Whether the reader is a salesperson who sees only his own documents."""
        user = self.env.user
        return (
            not self.env.su
            and user.has_group("sales_team.group_sale_salesman")
            and not user.has_groups(
                "sales_team.group_sale_salesman_all_leads,"
                "account.group_account_readonly,account.group_account_invoice"
            )
        )

    def can_read(self, model):
        """Whether the reader has any right to read documents of the model."""
        return model in self.env and self.env[model].has_access("read")

    def can_read_field(self, model, name):
        """Whether the reader's groups include one that the field asks for."""
        records = self.env[model]
        return records._has_field_access(records._fields[name], "read")

    def search(self, model, domain, active_test=True):
        """Return the query of the documents that the reader may read.

        The table keeps its own name in the query, so a section may join to it. The
        rules of a model, dear to build, are built once for all its sections.

        :raise AccessError: where the reader may read no document of the model
        """
        self.searched.add(model)
        rules = self.once(
            ("rules", model),
            lambda scope: scope.env[model]._search([], active_test=False),
        )
        query_sudo = (
            self.env[model].sudo()._search(Domain(domain), active_test=active_test)
        )
        query_sudo._joins |= rules._joins
        query_sudo._where_clauses += rules._where_clauses
        return query_sudo

    def documents(self, model, domain=(), partner_field="partner_id"):
        """Return the query of the client's documents in the reader's companies."""
        return self.search(
            model,
            Domain(partner_field, "in", self.family_ids)
            & Domain("company_id", "in", self.company_ids)
            & Domain(list(domain)),
        )

    def rate(self, company_column):
        """Return the SQL factor from a company's currency to this one's."""
        if not self._rates:
            return SQL("1")
        cases = [
            SQL("WHEN %s THEN %s", company_id, rate)
            for company_id, rate in self._rates.items()
        ]
        return SQL("(CASE %s %s ELSE 1 END)", company_column, SQL(" ").join(cases))

    def converted(self, amount_column, company_column):
        """Return the SQL of an amount of a company in the currency of this one."""
        if not self._rates:
            return amount_column
        return SQL("%s * %s", amount_column, self.rate(company_column))

    def convert(self, amount, company_id):
        """Convert an amount of that company's currency at today's rate."""
        return (amount or 0.0) * self._rates.get(company_id, 1.0)

    def round(self, amount):
        """Round an amount to the digits of this company's currency."""
        return self.currency.round(amount or 0.0)

    def translated(self, column):
        """Return the SQL text of a translated (jsonb) column for the reader."""
        return SQL(
            "COALESCE(%s ->> %s, %s ->> 'en_US')",
            column,
            self.env.lang or "en_US",
            column,
        )

    def selection(self, model, name, value):
        """Return the reader's word for a value of a selection field."""
        field = self.env[model]._fields[name]
        return dict(field._description_selection(self.env)).get(value, value or "")

    def stamp(self, value):
        """Return a moment of PostgreSQL's JSON as the web client writes it, in UTC."""
        return value[:19].replace("T", " ") if value else False

    def moment(self, value):
        """Return a moment of PostgreSQL's JSON as a datetime in UTC, or False."""
        return fields.Datetime.to_datetime(self.stamp(value)) or False

    def format_number(self, value, digits=1):
        """Format a number as the reader's language does."""
        return formatLang(self.env, value, digits=digits)

    def format_date(self, value):
        """Format a date as the reader's language does; empty for none."""
        return format_date(self.env, value) if value else ""


def select(query, columns, joins=None, tail=None, condition=None):
    """Return ``SELECT columns FROM query joins WHERE ... tail``.

    :param Query query: what the reader may see of the section's model
    :param SQL columns: the select list
    :param SQL joins: further joins to the query's table
    :param SQL tail: GROUP BY, ORDER BY, LIMIT
    :param SQL condition: one more condition, for this statement only
    """
    conditions = [query.where_clause or SQL("TRUE"), condition]
    return SQL(
        "SELECT %s FROM %s %s WHERE %s %s",
        columns,
        query.from_clause,
        joins or SQL(),
        SQL(" AND ").join(filter(None, conditions)),
        tail or SQL(),
    )


def also(query, condition):
    """Add an SQL condition to the query and return it."""
    query._where_clauses.append(condition)
    return query
