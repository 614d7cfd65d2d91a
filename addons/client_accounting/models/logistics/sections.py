"""Parts of the dossier about what was promised, how it was kept and what comes next."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from ..dossier.scope import select
from ..dossier.section import TABLE_LIMIT, Section, badge, column, row, table, window

_lt = LazyTranslate(__name__)


def _figures(scope):
    """The day and the time zone of the figures, looked up once for all sections."""
    return scope.once(
        "figures_scope", lambda scope: scope.env["client.figures"]._figures_scope()
    )


def _settings(scope):
    """What the questions over order lines put into their text."""
    figures = _figures(scope)
    segments = scope.env["client.segment"]._importance_weights()
    return (figures.today, figures.tz, segments)


def _product(scope):
    """Columns of a product: its code, name and unit."""
    return SQL(
        """product.default_code AS code, %(name)s AS name, %(unit)s AS unit""",
        name=scope.translated(SQL("template.name")),
        unit=scope.translated(SQL("unit.name")),
    )


def _joins(table_name, unit):
    return SQL(
        """JOIN product_product product ON product.id = %(table)s.product_id
           JOIN product_template template ON template.id = product.product_tmpl_id
           JOIN uom_uom unit ON unit.id = %(unit)s""",
        table=SQL.identifier(table_name),
        unit=unit,
    )


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
        return _settings(scope)

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
            product=_product(scope),
        )
        joins = SQL(
            """%s JOIN sale_order orders ON orders.id = client_promise.order_id
            LEFT JOIN client_delay_reason reason
                   ON reason.id = client_promise.reason_id""",
            _joins("client_promise", SQL("client_promise.uom_id")),
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


@dataclass(frozen=True)
class DeliveryService(Section):
    """Facts: on time in full of the last 12 months, per order line as in
    ``client.delivery.service``, and what is late, split or kept now."""

    key: str = "delivery_service"
    title: object = _lt("Delivery Service")
    kind: str = "facts"
    sequence: int = 52
    area: str = "side"
    models: tuple = ("client.delivery.service", "sale.order.line", "stock.quant")
    personal: bool = True
    icon: str = "fa-bullseye"
    empty: object = _lt("No promised day has come yet.")

    def depends(self, scope):
        return _settings(scope)

    def query(self, scope):
        scope.searched.add("sale.order.line")
        figures = _figures(scope)
        query = scope.search(
            "client.delivery.service",
            [
                ("partner_id", "=", scope.client_id),
                ("company_id", "in", scope.company_ids),
                ("promise_date", ">", figures.months_ago(12)),
            ],
        )
        columns = SQL(
            """count(*) AS lines, AVG(client_delivery_service.otif) AS otif,
            AVG(client_delivery_service.on_time) AS on_time,
            AVG(client_delivery_service.in_full) AS in_full,
            AVG(client_delivery_service.days_late)
                FILTER (WHERE client_delivery_service.days_late > 0) AS days_late,
            %(owned)s AS owned, %(placed)s AS placed, %(backorders)s AS backorders""",
            owned=self._owned(scope),
            placed=self._placed(scope),
            backorders=self._backorders(scope),
        )
        return select(query, columns)

    def _owned(self, scope):
        """Products of the client that lie in our stock: he is their owner."""
        query = scope.search(
            "stock.quant",
            [
                ("owner_id", "in", scope.family_ids),
                ("location_id.usage", "in", ("internal", "transit")),
                ("quantity", ">", 0),
            ],
        )
        return SQL(
            "(%s)", select(query, SQL("count(DISTINCT stock_quant.product_id)"))
        )

    def _placed(self, scope):
        """Products of ours in a stock location that the client has of his own."""
        query = scope.search(
            "stock.quant",
            [("location_id.usage", "=", "internal"), ("quantity", ">", 0)],
        )
        return SQL(
            "(%s)",
            select(
                query,
                SQL("count(DISTINCT stock_quant.product_id)"),
                condition=SQL(
                    """stock_quant.location_id = ANY(ARRAY(
                        SELECT (place.property_stock_customer ->> %(company)s)::integer
                          FROM res_partner place
                         WHERE place.id = ANY(%(family)s)
                           AND place.property_stock_customer ->> %(company)s IS NOT NULL))""",
                    company=str(scope.company.id),
                    family=list(scope.family_ids),
                ),
            ),
        )

    def _backorders(self, scope):
        """Back orders that wait."""
        if not scope.can_read("stock.picking"):
            return SQL("0")
        query = scope.documents(
            "stock.picking",
            [
                ("backorder_id", "!=", False),
                ("state", "in", ("waiting", "confirmed", "assigned")),
                ("location_dest_id.usage", "=", "customer"),
            ],
        )
        return SQL("(%s)", select(query, SQL("count(*)")))

    def render(self, scope, rows):
        _ = scope.env._
        found = rows[0]

        def percent(value):
            return f"{scope.format_number(100 * (value or 0), 0)} %"

        facts = []
        if found["lines"]:
            facts += [
                ("otif", _("On Time in Full"), "text", percent(found["otif"])),
                ("on_time", _("On Time"), "text", percent(found["on_time"])),
                ("in_full", _("In Full"), "text", percent(found["in_full"])),
                ("lines", _("Lines in 12 Months"), "integer", found["lines"]),
            ]
        if found["days_late"]:
            days = scope.format_number(found["days_late"])
            facts.append(("days_late", _("Late by, Days on Average"), "text", days))
        counts = (
            ("backorders", _("Back Orders Waiting")),
            ("owned", _("His Products Kept by Us")),
            ("placed", _("Our Products Kept by Him")),
        )
        facts += [
            (name, label, "integer", found[name])
            for name, label in counts
            if found[name]
        ]
        return {
            "facts": [
                {"name": name, "label": label, "type": kind, "value": value}
                for name, label, kind, value in facts
            ]
        }

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Delivery Service"),
            "client.delivery.service",
            [("partner_id", "=", scope.client_id)],
            views="list,pivot,graph",
            context={"search_default_year": 1},
        )


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
            product=_product(scope),
        )
        tail = SQL(
            "ORDER BY client_reorder.due_date, client_reorder.id LIMIT %s", TABLE_LIMIT
        )
        return select(
            query,
            columns,
            _joins("client_reorder", SQL("template.uom_id")),
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
