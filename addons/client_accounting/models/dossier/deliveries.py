"""What was delivered and what the client waits for."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from .scope import also, select
from .section import Section, badge, column, row, table, window

_lt = LazyTranslate(__name__)

WAITING_LIMIT = 6
DONE_LIMIT = 5


@dataclass(frozen=True)
class Deliveries(Section):
    """Waiting deliveries, the latest promise first, then the last ones done."""

    key: str = "deliveries"
    title: object = _lt("Deliveries")
    kind: str = "table"
    sequence: int = 50
    models: tuple = ("stock.picking",)
    icon: str = "fa-truck"
    empty: object = _lt("Nothing was delivered and nothing is waiting.")

    def _documents(self, scope, states):
        query = scope.documents("stock.picking", [("state", "in", states)])
        return also(
            query,
            SQL(
                """stock_picking.picking_type_id IN (
                    SELECT id FROM stock_picking_type WHERE code = 'outgoing')"""
            ),
        )

    def query(self, scope):
        columns = SQL(
            """stock_picking.id, stock_picking.name, stock_picking.origin,
            stock_picking.state, stock_picking.date_done,
            COALESCE(stock_picking.date_deadline, stock_picking.scheduled_date)
                AS promised,
            count(*) OVER () AS total"""
        )
        waiting = select(
            self._documents(scope, ("draft", "waiting", "confirmed", "assigned")),
            columns,
            tail=SQL("ORDER BY promised, stock_picking.id LIMIT %s", WAITING_LIMIT),
        )
        done = select(
            self._documents(scope, ("done",)),
            columns,
            tail=SQL(
                "ORDER BY stock_picking.date_done DESC, stock_picking.id DESC LIMIT %s",
                DONE_LIMIT,
            ),
        )
        return SQL("(%s) UNION ALL (%s)", waiting, done)

    def _status(self, scope, found):
        _ = scope.env._
        promised = scope.moment(found["promised"])
        if found["state"] == "done":
            if (
                promised
                and found["date_done"]
                and found["date_done"] > found["promised"]
            ):
                return badge(_("Delivered late"), "muted"), ""
            return badge(_("Delivered"), "success"), "muted"
        if promised and promised < scope.now:
            days = (scope.now - promised).days
            label = _("%(days)s days late", days=days) if days > 1 else _("Late")
            return badge(label, "danger"), "danger"
        if found["state"] == "assigned":
            return badge(_("Ready"), "info"), ""
        return badge(_("Waiting"), "warning"), ""

    def render(self, scope, rows):
        _ = scope.env._
        lines, totals = [], {}
        for found in rows:
            totals[found["state"] == "done"] = found["total"]
            status, tone = self._status(scope, found)
            values = {
                "name": found["name"],
                "origin": found["origin"] or "",
                "promised": scope.stamp(found["promised"]),
                "done": scope.stamp(found["date_done"]),
                "status": status,
            }
            lines.append(row("stock.picking", found["id"], values, tone))
        return table(
            [
                column("name", _("Delivery")),
                column("origin", _("Source"), optional=True),
                column("promised", _("Promised"), "datetime"),
                column("done", _("Delivered"), "datetime", optional=True),
                column("status", _("Status"), "badge"),
            ],
            lines,
            sum(totals.values()),
        )

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Deliveries"),
            "stock.picking",
            [
                ("partner_id", "in", scope.family_ids),
                ("company_id", "in", scope.company_ids),
                ("picking_type_code", "=", "outgoing"),
                ("state", "!=", "cancel"),
            ],
        )
