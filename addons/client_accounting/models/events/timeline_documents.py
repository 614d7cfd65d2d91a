"""The documents of the ERP that a timeline shows beside events."""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

from .timeline_lines import Events, Lines

_lt = LazyTranslate(__name__)


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
