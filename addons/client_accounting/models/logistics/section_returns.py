"""What the client sent back."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from ..dossier.scope import select
from ..dossier.section import TABLE_LIMIT, Section, badge, column, row, table, window

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Returns(Section):
    """Goods that the client sent back, the last ones first, and why."""

    key: str = "returns"
    title: object = _lt("Returns")
    kind: str = "table"
    sequence: int = 54
    models: tuple = ("stock.picking", "stock.move")
    icon: str = "fa-undo"
    empty: object = _lt("Nothing came back.")

    def _domain(self):
        return [
            ("location_id.usage", "=", "customer"),
            ("location_dest_id.usage", "!=", "customer"),
            ("state", "!=", "cancel"),
        ]

    def query(self, scope):
        query = scope.documents("stock.picking", self._domain())
        columns = SQL(
            """stock_picking.id, stock_picking.name, stock_picking.state,
            COALESCE(stock_picking.date_done, stock_picking.scheduled_date) AS day,
            %(reason)s AS reason, goods.names, count(*) OVER () AS total""",
            reason=scope.translated(SQL("reason.name")),
        )
        joins = SQL(
            """LEFT JOIN client_return_reason reason
                 ON reason.id = stock_picking.client_return_reason_id
               LEFT JOIN LATERAL (
                    SELECT string_agg(%(name)s || ' × ' || part.quantity::float,
                                      ', ' ORDER BY part.product_id) AS names
                      FROM (SELECT m.product_id, SUM(
                                   CASE WHEN m.state = 'done' THEN m.quantity
                                   ELSE m.product_uom_qty END) AS quantity
                              FROM stock_move m
                             WHERE m.picking_id = stock_picking.id
                               AND m.state <> 'cancel'
                          GROUP BY m.product_id) part
                      JOIN product_product product ON product.id = part.product_id
                      JOIN product_template template
                        ON template.id = product.product_tmpl_id
               ) goods ON TRUE""",
            name=scope.translated(SQL("template.name")),
        )
        tail = SQL("ORDER BY day DESC, stock_picking.id DESC LIMIT %s", TABLE_LIMIT)
        return select(query, columns, joins, tail)

    def render(self, scope, rows):
        _ = scope.env._
        lines = [
            row(
                "stock.picking",
                found["id"],
                {
                    "name": found["names"] or found["name"],
                    "transfer": found["name"],
                    "day": scope.stamp(found["day"]),
                    "reason": found["reason"] or "",
                    "status": badge(_("Came back"), "muted")
                    if found["state"] == "done"
                    else badge(_("On its way"), "warning"),
                },
            )
            for found in rows
        ]
        return table(
            [
                column("name", _("Goods"), hint="transfer"),
                column("day", _("Date"), "datetime"),
                column("reason", _("Reason")),
                column("status", _("Status"), "badge"),
            ],
            lines,
            rows[0]["total"] if rows else 0,
        )

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Returns"),
            "stock.picking",
            [
                ("partner_id", "in", scope.family_ids),
                ("company_id", "in", scope.company_ids),
                *self._domain(),
            ],
        )
