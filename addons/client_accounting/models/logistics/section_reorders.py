"""What the client will need again."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from ..dossier.scope import select
from ..dossier.section import TABLE_LIMIT, Section, badge, column, row, table, window
from .section_parts import product, product_joins

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Reorders(Section):
    """Usual goods by the day on which the client will need them again."""

    key: str = "reorders"
    title: object = _lt("Usual Goods")
    kind: str = "table"
    sequence: int = 62
    models: tuple = ("client.reorder", "sale.order")
    icon: str = "fa-repeat"
    empty: object = _lt("No goods were bought three times yet.")

    def query(self, scope):
        query = scope.search(
            "client.reorder",
            [
                ("partner_id", "=", scope.client_id),
                ("company_id", "in", scope.company_ids),
                ("lapse_date", ">=", scope.today),
            ],
        )
        columns = SQL(
            """client_reorder.id, client_reorder.product_id,
            client_reorder.usual_quantity, client_reorder.interval_days,
            client_reorder.last_date, client_reorder.due_date,
            EXISTS (%(ordered)s) AS is_ordered, %(product)s,
            count(*) OVER () AS total""",
            ordered=scope.env["client.reorder"]._ordered_since("client_reorder"),
            product=product(scope),
        )
        tail = SQL(
            "ORDER BY client_reorder.due_date, client_reorder.id LIMIT %s", TABLE_LIMIT
        )
        return select(
            query,
            columns,
            product_joins("client_reorder", SQL("template.uom_id")),
            tail,
        )

    def _status(self, scope, found):
        _ = scope.env._
        if found["is_ordered"]:
            return badge(_("Ordered or offered"), "info"), ""
        days = (scope.today - scope.today.fromisoformat(found["due_date"])).days
        if days > 0:
            late = _("%(days)s days ago", days=days) if days > 1 else _("Yesterday")
            return badge(late, "warning"), "warning"
        if days == 0:
            return badge(_("Today"), "warning"), "warning"
        return badge(_("In %(days)s days", days=-days), "muted"), ""

    def render(self, scope, rows):
        _ = scope.env._
        lines = []
        for found in rows:
            status, tone = self._status(scope, found)
            values = {
                "name": found["name"] or "",
                "code": found["code"] or "",
                "quantity": round(found["usual_quantity"] or 0.0, 2),
                "unit": found["unit"] or "",
                "interval": round(found["interval_days"] or 0),
                "last": found["last_date"],
                "due": found["due_date"],
                "status": status,
            }
            lines.append(row("client.reorder", found["id"], values, tone))
        return table(
            [
                column("name", _("Product"), hint="code"),
                column("quantity", _("Usually"), "number", unit="unit"),
                column("interval", _("Every, Days"), "integer"),
                column("last", _("Last Bought"), "date", optional=True),
                column("due", _("Next Due"), "date"),
                column("status", _("When"), "badge"),
            ],
            lines,
            rows[0]["total"] if rows else 0,
        )

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Usual Goods"),
            "client.reorder",
            [("partner_id", "=", scope.client_id)],
        )
