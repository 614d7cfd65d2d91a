"""What is new since the reader looked at this client last."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from ..dossier.scope import select
from ..dossier.section import Section, window

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Change:
    """A kind of news.

    :ivar str key: name, unique, one of ``LABELS``
    :ivar str model: whose records are counted, as the reader may read them
    :ivar list domain: which of them
    :ivar str moment: column with the moment from which on a record is news
    :ivar str partner: column with the client or one of its contacts
    :ivar bool company: whether the records have a company
    """

    key: str
    model: str
    domain: tuple
    moment: str
    partner: str = "partner_id"
    company: bool = True


#: what each kind of news is called
LABELS = {
    "invoice": _lt("Invoices and credit notes"),
    "payment": _lt("Payments"),
    "quotation": _lt("Quotations"),
    "order": _lt("Orders confirmed"),
    "delivery": _lt("Deliveries done"),
    "lead": _lt("Leads and opportunities"),
    "event": _lt("Contacts"),
    "attribute": _lt("Changes of attributes"),
}
SALES = ("out_invoice", "out_refund", "out_receipt")
CHANGES = (
    Change(
        "invoice",
        "account.move",
        (("move_type", "in", SALES), ("state", "=", "posted")),
        "create_date",
    ),
    Change(
        "payment",
        "account.payment",
        (("payment_type", "=", "inbound"), ("state", "in", ("in_process", "paid"))),
        "create_date",
    ),
    Change(
        "quotation", "sale.order", (("state", "in", ("draft", "sent")),), "create_date"
    ),
    Change("order", "sale.order", (("state", "=", "sale"),), "date_order"),
    Change(
        "delivery",
        "stock.picking",
        (("state", "=", "done"), ("picking_type_code", "=", "outgoing")),
        "date_done",
    ),
    Change("lead", "crm.lead", (), "create_date", company=False),
    Change(
        "event",
        "client.event",
        (),
        "create_date",
        partner="client_id",
        company=False,
    ),
    Change("attribute", "client.attribute.change", (), "date", company=False),
)


@dataclass(frozen=True)
class Changes(Section):
    """``{"facts": [...]}``: how many documents of a kind are new to the reader."""

    key: str = "changes"
    title: object = _lt("New since Your Last Look")
    kind: str = "facts"
    sequence: int = 12
    area: str = "side"
    groups: str = "base.group_user"
    icon: str = "fa-bell-o"
    empty: object = _lt("Nothing new.")

    @property
    def has_action(self):
        # each kind of news has its own way to the documents
        return False

    def _kinds(self, scope):
        return [change for change in CHANGES if scope.can_read(change.model)]

    def _domain(self, scope, change):
        domain = [*change.domain]
        if change.partner == "client_id" or change.model == "client.attribute.change":
            domain.append((change.partner, "=", scope.client_id))
        else:
            domain.append((change.partner, "in", scope.family_ids))
        if change.company:
            domain.append(("company_id", "in", scope.company_ids))
        return domain

    def query(self, scope):
        since = scope.env["client.dossier.look"]._since(scope)
        parts = []
        for change in self._kinds(scope):
            query = scope.search(change.model, self._domain(scope, change))
            table = scope.env[change.model]._table
            moment = SQL.identifier(table, change.moment)
            parts.append(
                select(
                    query,
                    SQL(
                        "%s AS key, COUNT(*) AS count, MIN(look.since) AS since",
                        change.key,
                    ),
                    joins=SQL("CROSS JOIN look"),
                    condition=SQL("%s > look.since", moment),
                )
            )
        return SQL(
            """WITH look AS MATERIALIZED (SELECT %s AS since)
            SELECT news.* FROM (%s) news WHERE news.count > 0""",
            since,
            SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts),
        )

    def render(self, scope, rows):
        counts = {row["key"]: row for row in rows}
        facts = [
            {
                "name": change.key,
                "label": scope.env._(LABELS[change.key]),
                "type": "integer",
                "value": counts[change.key]["count"],
                "params": {
                    "change": change.key,
                    "since": scope.stamp(counts[change.key]["since"]),
                },
            }
            for change in CHANGES
            if change.key in counts
        ]
        return {"facts": facts}

    def action(self, scope, params):
        known = {change.key: change for change in self._kinds(scope)}
        change = known.get(params.get("change"))
        since = params.get("since")
        if not change or not isinstance(since, str):
            return None
        return window(
            scope.env,
            scope.env._(LABELS[change.key]),
            change.model,
            [*self._domain(scope, change), (change.moment, ">", since)],
        )
