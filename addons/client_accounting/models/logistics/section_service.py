"""How promises to the client were kept."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from ..dossier.scope import select
from ..dossier.section import Section, window
from .section_parts import figures, settings

_lt = LazyTranslate(__name__)


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
        return settings(scope)

    def query(self, scope):
        scope.searched.add("sale.order.line")
        since = figures(scope).months_ago(12)
        query = scope.search(
            "client.delivery.service",
            [
                ("partner_id", "=", scope.client_id),
                ("company_id", "in", scope.company_ids),
                ("promise_date", ">", since),
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
        return SQL("(%s)", select(query, SQL("count(DISTINCT stock_quant.product_id)")))

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
                        SELECT (place.property_stock_customer
                                ->> %(company)s)::integer
                          FROM res_partner place
                         WHERE place.id = ANY(%(family)s)
                           AND place.property_stock_customer ->> %(company)s
                               IS NOT NULL))""",
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
        counts = {
            "backorders": _("Back Orders Waiting"),
            "owned": _("His Products Kept by Us"),
            "placed": _("Our Products Kept by Him"),
        }
        facts += [
            (name, label, "integer", found[name])
            for name, label in counts.items()
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
