"""What a timeline is made of: events, and the documents of the ERP beside them."""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

from ..dossier.contacts import text_of
from ..dossier.scope import select

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Lines:
    """The lines of one kind of document.

    :ivar str key: name of the kind
    :ivar title: what the reader calls it, a lazy translation
    :ivar int rank: order among lines of the same moment; later ones come first
    :ivar str model: model of the documents
    :ivar str icon: Font Awesome class
    :ivar str date: field by which a line finds its place
    :ivar bool daily: whether that is a day, not a moment
    """

    key: str
    title: object
    rank: int
    model: str
    icon: str
    date: str
    daily: bool = False
    color: int = 0

    def visible(self, scope, filters):
        return (
            filters.wants(self.key)
            and not filters.channel
            and scope.can_read(self.model)
        )

    def domain(self, scope):
        """Return the domain of the documents of the scope, None for none at all."""
        raise NotImplementedError

    def filter(self, scope, filters):
        """Return the domain of what is asked for."""
        raise NotImplementedError

    def period(self, scope, filters):
        if self.daily:
            return filters.days(self.date)
        return filters.moments(scope, self.date)

    def domains(self, scope):
        """Return domains that exclude each other, each found by an index."""
        domain = self.domain(scope)
        return [] if domain is None else [domain]

    def pages(self, scope, filters, cursor, limit):
        """Return the queries of ``rank, id, moment`` of the first lines."""
        asked = self.filter(scope, filters) & self.period(scope, filters)
        return [
            self._page(scope, scope.search(self.model, domain & asked), cursor, limit)
            for domain in self.domains(scope)
        ]

    def _page(self, scope, query, cursor, limit):
        record_id = SQL.identifier(query.table, "id")
        column = SQL.identifier(query.table, self.date)
        moment = self.moment(scope, column)
        conditions = [SQL("%s IS NOT NULL", column)]
        if cursor:
            conditions.append(cursor.below(self.rank, moment, record_id))
        return select(
            query,
            SQL("%s AS rank, %s AS id, %s AS moment", self.rank, record_id, moment),
            tail=SQL("ORDER BY %s DESC, %s DESC LIMIT %s", moment, record_id, limit),
            condition=SQL(" AND ").join(conditions),
        )

    def moment(self, scope, column):
        """Return the SQL moment of a line. It is no bare column: the few documents of
        the client are sorted, instead of walking the dates of all documents."""
        if self.daily:
            return scope.moment_of(column)
        return SQL("date_trunc('microseconds', %s)", column)

    def details(self, scope):
        """Return the SQL of what is shown of the lines in ``page``: page.*, detail."""
        raise NotImplementedError

    def render(self, scope, line, found):
        """Return the line as the browser shows it.

        :param dict line: with date and key already
        :param dict found: what `details` read
        """
        raise NotImplementedError

    def _detail(self, columns, joins):
        return SQL(
            """SELECT page.rank, page.id, page.moment, row_to_json(detail) AS detail
                 FROM page
                 JOIN LATERAL (SELECT %s FROM %s WHERE doc.id = page.id) detail ON TRUE
                WHERE page.rank = %s""",
            columns,
            joins,
            self.rank,
        )


@dataclass(frozen=True)
class Events(Lines):
    key: str = "event"
    title: object = _lt("Events")
    rank: int = 9
    model: str = "client.event"
    icon: str = "fa-comments-o"
    date: str = "date"

    def visible(self, scope, filters):
        return filters.wants(self.key) and scope.can_read(self.model)

    def moment(self, scope, column):
        return column  # an index gives the events of a client by date

    def domains(self, scope):
        if scope.whole:
            return [Domain("client_id", "=", scope.client_id)]
        if scope.of_partner:
            contact = scope.document.id
            took_part = Domain("participant_partner_ids", "in", [contact])
            return [
                Domain("partner_id", "=", contact),
                took_part & Domain("partner_id", "!=", contact),
            ]
        return [
            Domain("res_model", "=", model) & Domain("res_id", "in", ids)
            for model, ids in scope.document_ids().items()
        ]

    def filter(self, scope, filters):
        domain = filters.words("subject", "note") & filters.person("user_id")
        if filters.channel:
            domain &= Domain("channel", "=", filters.channel)
        return domain

    def details(self, scope):
        return self._detail(
            SQL(
                """doc.subject, left(regexp_replace(doc.note, '<[^>]*>', ' ', 'g'), 600)
                AS note, doc.direction, doc.channel, doc.duration, doc.letter_number,
                doc.res_model, doc.res_id, %(type)s AS type, type.icon, type.color,
                %(outcome)s AS outcome, doc.outcome_kind, person.name AS author,
                contact.name AS contact, doc.partner_id = doc.client_id AS at_client,
                (SELECT count(*) FROM client_event_decision decision
                  WHERE decision.event_id = doc.id) AS decisions""",
                type=scope.translated(SQL("type.name")),
                outcome=scope.translated(SQL("outcome.name")),
            ),
            SQL(
                """client_event doc
                JOIN client_event_type type ON type.id = doc.type_id
                LEFT JOIN client_event_outcome outcome ON outcome.id = doc.outcome_id
                LEFT JOIN res_partner contact ON contact.id = doc.partner_id
                LEFT JOIN res_users usr ON usr.id = doc.user_id
                LEFT JOIN res_partner person ON person.id = usr.partner_id"""
            ),
        )

    def render(self, scope, line, found):
        kind = found["type"]
        if found["letter_number"]:
            kind = scope.env._(
                "%(type)s No. %(number)s", type=kind, number=found["letter_number"]
            )
        tones = {"positive": "success", "negative": "danger", "neutral": "muted"}
        line.update(
            title=found["subject"] or kind,
            label=kind if found["subject"] else "",
            text=text_of(found["note"]),
            icon=found["icon"] or self.icon,
            color=found["color"] or 0,
            author=found["author"] or "",
            contact="" if found["at_client"] else found["contact"] or "",
            direction=found["direction"] or "",
            badge=found["outcome"] or "",
            tone=tones.get(found["outcome_kind"], "muted"),
            decisions=found["decisions"],
            document=self._document(scope, found),
        )
        return line

    def _document(self, scope, found):
        """Return ``[model, id]`` of the event's document, unless it is looked at."""
        document = scope.document
        if not found["res_id"] or found["res_model"] == "res.partner":
            return False
        if (document._name, document.id) == (found["res_model"], found["res_id"]):
            return False
        return [found["res_model"], found["res_id"]]


@dataclass(frozen=True)
class Document(Lines):
    """A document with a number, an amount and who of ours made it."""

    #: fields that are searched by text
    searched: tuple = ("name",)
    #: field of the user
    person: str = "user_id"

    def filter(self, scope, filters):
        return filters.words(*self.searched) & filters.person(self.person)

    def of_partners(self, scope):
        return Domain("partner_id", "in", scope.family_ids) & self.of_companies(scope)

    def of_companies(self, scope):
        return Domain("company_id", "in", scope.company_ids)

    def render(self, scope, line, found):
        line.update(
            title=found["name"] or "",
            label=scope.env._(self.title),
            icon=self.icon,
            color=self.color,
            author=found["author"] or "",
        )
        line.update(self.state(scope, found))
        if found.get("amount") is not None:
            line["amount"] = found["amount"]
            line["currency_id"] = found["currency_id"]
        return line

    def state(self, scope, found):
        """Return the badge and the text of the line."""
        return {}

    def _columns(self, *more):
        return SQL(", ").join(
            [
                SQL("doc.name"),
                SQL("doc.state"),
                SQL("person.name AS author"),
                *map(SQL, more),
            ]
        )

    def _joins(self):
        return SQL(
            """%s doc
            LEFT JOIN res_users usr ON usr.id = doc.%s
            LEFT JOIN res_partner person ON person.id = usr.partner_id""",
            SQL.identifier(self.model.replace(".", "_")),
            SQL.identifier(self.person),
        )


@dataclass(frozen=True)
class Invoices(Document):
    key: str = "invoice"
    title: object = _lt("Invoices")
    rank: int = 5
    model: str = "account.move"
    icon: str = "fa-file-text-o"
    date: str = "invoice_date"
    daily: bool = True
    color: int = 2
    searched: tuple = ("name", "ref")
    person: str = "invoice_user_id"

    def domain(self, scope):
        kinds = Domain("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))
        posted = Domain("state", "=", "posted") & kinds & self.of_companies(scope)
        if scope.whole:
            return posted & Domain("commercial_partner_id", "=", scope.client_id)
        if scope.of_partner:
            return posted & Domain("partner_id", "in", scope.family_ids)
        orders = scope.document_ids().get("sale.order")
        if not orders:
            return None
        return posted & Domain("invoice_line_ids.sale_line_ids.order_id", "in", orders)

    def details(self, scope):
        return self._detail(
            self._columns(
                "doc.move_type",
                "doc.payment_state",
                "doc.amount_total_in_currency_signed AS amount",
                "doc.currency_id",
            ),
            self._joins(),
        )

    def state(self, scope, found):
        paid = found["payment_state"] or "not_paid"
        label = scope.selection("account.move", "payment_state", paid)
        tone = "success" if paid in ("paid", "in_payment", "reversed") else "warning"
        refund = found["move_type"] == "out_refund"
        kind = scope.selection("account.move", "move_type", found["move_type"])
        return {"badge": "" if refund else label, "tone": tone, "label": kind}


@dataclass(frozen=True)
class Orders(Document):
    key: str = "order"
    title: object = _lt("Orders")
    rank: int = 3
    model: str = "sale.order"
    icon: str = "fa-shopping-cart"
    date: str = "date_order"
    color: int = 4
    searched: tuple = ("name", "client_order_ref")

    def domain(self, scope):
        known = Domain("state", "!=", "cancel")
        if scope.of_partner:
            return known & self.of_partners(scope)
        if scope.document._name != "crm.lead":
            return None
        return known & Domain("opportunity_id", "=", scope.document.id)

    def details(self, scope):
        return self._detail(
            self._columns("doc.amount_total AS amount", "doc.currency_id"),
            self._joins(),
        )

    def state(self, scope, found):
        return {"label": scope.selection("sale.order", "state", found["state"])}


@dataclass(frozen=True)
class Deliveries(Document):
    key: str = "delivery"
    title: object = _lt("Deliveries")
    rank: int = 4
    model: str = "stock.picking"
    icon: str = "fa-truck"
    date: str = "date_done"
    color: int = 3
    searched: tuple = ("name", "origin")

    def domain(self, scope):
        done = Domain("state", "=", "done")
        if scope.of_partner:
            return done & self.of_partners(scope)
        orders = scope.document_ids().get("sale.order")
        return done & Domain("sale_id", "in", orders) if orders else None

    def details(self, scope):
        return self._detail(
            self._columns("doc.origin", "kind.code"),
            SQL(
                "%s JOIN stock_picking_type kind ON kind.id = doc.picking_type_id",
                self._joins(),
            ),
        )

    def state(self, scope, found):
        label = scope.env._("Delivery")
        if found["code"] != "outgoing":
            label = scope.selection("stock.picking.type", "code", found["code"])
        return {"label": label, "text": found["origin"] or ""}


@dataclass(frozen=True)
class Payments(Document):
    key: str = "payment"
    title: object = _lt("Payments")
    rank: int = 6
    model: str = "account.payment"
    icon: str = "fa-money"
    date: str = "date"
    daily: bool = True
    color: int = 10
    searched: tuple = ("name", "memo")
    person: str = "create_uid"

    def domain(self, scope):
        if not scope.of_partner:
            return None
        return (
            Domain("partner_type", "=", "customer")
            & Domain("state", "in", ("in_process", "paid"))
            & self.of_partners(scope)
        )

    def details(self, scope):
        return self._detail(
            self._columns(
                "CASE doc.payment_type WHEN 'outbound' THEN -doc.amount"
                " ELSE doc.amount END AS amount",
                "doc.currency_id",
                "doc.memo",
                "doc.payment_type",
            ),
            self._joins(),
        )

    def state(self, scope, found):
        kind = scope.env._("Payment")
        if found["payment_type"] == "outbound":
            kind = scope.env._("Refund")
        return {"label": kind, "text": found["memo"] or ""}


LINES = (Events(), Invoices(), Orders(), Deliveries(), Payments())
