"""What the client waits for."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from ..dossier.scope import select
from ..dossier.section import TABLE_LIMIT, Section, badge, column, row, table, window
from .section_parts import product, product_joins, settings

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Promises(Section):
    """Order lines that the client waits for, what is late first."""

    key: str = "promises"
    title: object = _lt("Promised to the Client")
    kind: str = "table"
    sequence: int = 45
    models: tuple = ("client.promise", "sale.order.line")
    personal: bool = True
    icon: str = "fa-handshake-o"
    empty: object = _lt("Nothing is promised: all that was ordered is delivered.")

    def depends(self, scope):
        return settings(scope)

    def query(self, scope):
        scope.searched.add("sale.order.line")
        query = scope.search(
            "client.promise",
            [
                ("partner_id", "=", scope.client_id),
                ("company_id", "in", scope.company_ids),
            ],
        )
        columns = SQL(
            """client_promise.id, client_promise.order_id, orders.name AS order_name,
            client_promise.ordered, client_promise.delivered, client_promise.reserved,
            client_promise.waiting, client_promise.promise_date,
            client_promise.days_late, client_promise.state, client_promise.note,
            client_promise.is_partial, %(reason)s AS reason, %(product)s,
            count(*) OVER () AS total,
            count(*) FILTER (WHERE client_promise.is_late) OVER () AS late""",
            reason=scope.translated(SQL("reason.name")),
            product=product(scope),
        )
        joins = SQL(
            """%s JOIN sale_order orders ON orders.id = client_promise.order_id
            LEFT JOIN client_delay_reason reason
                   ON reason.id = client_promise.reason_id""",
            product_joins("client_promise", SQL("client_promise.uom_id")),
        )
        tail = SQL(
            "ORDER BY client_promise.promise_date, client_promise.id LIMIT %s",
            TABLE_LIMIT,
        )
        return select(query, columns, joins, tail)

    def _status(self, scope, found):
        _ = scope.env._
        if found["state"] == "late":
            days = found["days_late"]
            late = _("%(days)s days late", days=days) if days != 1 else _("1 day late")
            reason = found["reason"]
            return badge(f"{late}: {reason}" if reason else late, "danger")
        if found["state"] == "ready":
            return badge(_("Reserved"), "success")
        if found["state"] == "part":
            return badge(_("Partly reserved"), "info")
        return badge(_("Waiting for goods"), "warning")

    def render(self, scope, rows):
        _ = scope.env._
        lines = [
            row(
                "sale.order",
                found["order_id"],
                {
                    "name": found["name"] or "",
                    "order": found["order_name"],
                    "ordered": found["ordered"],
                    "unit": found["unit"] or "",
                    "delivered": found["delivered"],
                    "reserved": round(found["reserved"] or 0.0, 2),
                    "waiting": round(found["waiting"] or 0.0, 2),
                    "promised": found["promise_date"],
                    "status": self._status(scope, found),
                },
                "danger" if found["state"] == "late" else "",
            )
            | {"key": f"client.promise,{found['id']}"}
            for found in rows
        ]
        return table(
            [
                column("name", _("Product"), hint="order"),
                column("ordered", _("Ordered"), "number", unit="unit"),
                column("delivered", _("Delivered"), "number", optional=True),
                column("reserved", _("Reserved"), "number", optional=True),
                column("waiting", _("Waiting"), "number"),
                column("promised", _("Promised"), "date"),
                column("status", _("Status"), "badge"),
            ],
            lines,
            rows[0]["total"] if rows else 0,
        )

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Promised to the Client"),
            "client.promise",
            [("partner_id", "=", scope.client_id)],
            views="list,pivot",
        )
