"""What is on the way to become turnover: opportunities, offers and orders."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from .scope import also, select
from .section import TABLE_LIMIT, Section, badge, column, row, table, window

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Orders(Section):
    """Open offers and confirmed orders not yet delivered and invoiced; untaxed."""

    key: str = "orders"
    title: object = _lt("Open Offers and Orders")
    kind: str = "table"
    sequence: int = 40
    models: tuple = ("sale.order",)
    personal: bool = True
    icon: str = "fa-shopping-cart"
    empty: object = _lt("No open offers or orders.")

    def _open_condition(self):
        return SQL(
            """(sale_order.state IN ('draft', 'sent') OR (
                sale_order.state = 'sale' AND (
                    COALESCE(sale_order.invoice_status, 'no') <> 'invoiced'
                    OR sale_order.delivery_status IN ('pending','started','partial')
                )))"""
        )

    def query(self, scope):
        query = also(
            scope.documents("sale.order", [("state", "!=", "cancel")]),
            self._open_condition(),
        )
        columns = SQL(
            """sale_order.id, sale_order.name, sale_order.state,
            sale_order.date_order, sale_order.validity_date,
            sale_order.commitment_date, sale_order.delivery_status,
            sale_order.invoice_status, %(amount)s AS amount,
            sale_order.amount_untaxed AS amount_original,
            NULLIF(sale_order.currency_id, %(currency)s) AS currency_id,
            salesman.name AS salesman, count(*) OVER () AS total,
            SUM(%(amount)s) OVER () AS amount_all""",
            amount=SQL(
                """sale_order.amount_untaxed
                / COALESCE(NULLIF(sale_order.currency_rate, 0), 1) * %s""",
                scope.rate(SQL("sale_order.company_id")),
            ),
            currency=scope.currency.id,
        )
        joins = SQL(
            """LEFT JOIN res_users usr ON usr.id = sale_order.user_id
            LEFT JOIN res_partner salesman ON salesman.id = usr.partner_id"""
        )
        tail = SQL(
            """ORDER BY sale_order.state = 'sale', sale_order.date_order DESC,
            sale_order.id DESC LIMIT %s""",
            TABLE_LIMIT,
        )
        return select(query, columns, joins, tail)

    def _status(self, scope, found):
        _ = scope.env._
        if found["state"] == "sale":
            if found["delivery_status"] in ("started", "partial"):
                return badge(_("Partly delivered"), "info")
            if found["delivery_status"] == "pending":
                return badge(_("To deliver"), "warning")
            if found["invoice_status"] == "to invoice":
                return badge(_("To invoice"), "warning")
            return badge(_("Order"), "info")
        validity = found["validity_date"]
        if validity and validity < scope.today.isoformat():
            return badge(_("Offer expired"), "danger")
        if found["state"] == "sent":
            return badge(_("Offer sent"), "info")
        return badge(_("Draft offer"), "muted")

    def render(self, scope, rows):
        _ = scope.env._
        lines = []
        for found in rows:
            values = {
                "name": found["name"],
                "date": scope.stamp(found["date_order"]),
                "salesman": found["salesman"] or "",
                "status": self._status(scope, found),
                "amount": scope.round(found["amount"]),
            }
            if found["currency_id"]:
                values["amount_document"] = {
                    "amount": found["amount_original"],
                    "currency_id": found["currency_id"],
                }
            lines.append(row("sale.order", found["id"], values))
        first = rows[0] if rows else {}
        return table(
            [
                column("name", _("Document")),
                column("date", _("Date"), "datetime", date_only=True),
                column("salesman", _("Salesperson"), optional=True),
                column("status", _("Status"), "badge"),
                column(
                    "amount",
                    _("Untaxed"),
                    "monetary",
                    strong=True,
                    original="amount_document",
                ),
            ],
            lines,
            first.get("total", 0),
            {"amount": scope.round(first["amount_all"])} if rows else None,
        )

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Offers and Orders"),
            "sale.order",
            [
                ("partner_id", "in", scope.family_ids),
                ("company_id", "in", scope.company_ids),
                ("state", "!=", "cancel"),
            ],
        )


@dataclass(frozen=True)
class Opportunities(Section):
    """Open leads and opportunities, the most valuable first."""

    key: str = "opportunities"
    title: object = _lt("Opportunities")
    kind: str = "table"
    sequence: int = 45
    models: tuple = ("crm.lead",)
    personal: bool = True
    icon: str = "fa-star-o"
    empty: object = _lt("No open opportunities.")

    def _domain(self, scope):
        return [
            ("partner_id", "in", scope.family_ids),
            ("company_id", "in", [*scope.company_ids, False]),
            ("won_status", "=", "pending"),
        ]

    def query(self, scope):
        query = scope.search("crm.lead", self._domain(scope))
        columns = SQL(
            """crm_lead.id, crm_lead.name, crm_lead.date_deadline,
            crm_lead.probability, %(stage)s AS stage, count(*) OVER () AS total,
            COALESCE(crm_lead.expected_revenue, 0) * %(rate)s AS amount,
            SUM(COALESCE(crm_lead.expected_revenue, 0) * %(rate)s) OVER ()
                AS amount_all""",
            stage=scope.translated(SQL("stage.name")),
            rate=scope.rate(SQL("crm_lead.company_id")),
        )
        joins = SQL("LEFT JOIN crm_stage stage ON stage.id = crm_lead.stage_id")
        tail = SQL("ORDER BY amount DESC, crm_lead.id DESC LIMIT %s", TABLE_LIMIT)
        return select(query, columns, joins, tail)

    def render(self, scope, rows):
        _ = scope.env._
        lines = []
        for found in rows:
            values = {
                "name": found["name"],
                "stage": badge(found["stage"] or "", "info"),
                "probability": round(found["probability"] or 0.0),
                "deadline": found["date_deadline"],
                "amount": scope.round(found["amount"]),
            }
            late = (found["date_deadline"] or "9") < scope.today.isoformat()
            lines.append(row("crm.lead", found["id"], values, "danger" if late else ""))
        first = rows[0] if rows else {}
        return table(
            [
                column("name", _("Opportunity")),
                column("stage", _("Stage"), "badge"),
                column("probability", _("Chance"), "percent", optional=True),
                column("deadline", _("Closing"), "date"),
                column("amount", _("Expected"), "monetary", strong=True),
            ],
            lines,
            first.get("total", 0),
            {"amount": scope.round(first["amount_all"])} if rows else None,
        )

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Opportunities"),
            "crm.lead",
            self._domain(scope),
        )
