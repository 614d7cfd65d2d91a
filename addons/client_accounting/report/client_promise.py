from odoo import api, fields, models
from odoo.tools import SQL

from ..models.logistics.delay_facts import OPEN, delay_code
from ..models.logistics.levels import IMPORTANCE

STATES = [
    ("late", "Late"),
    ("waiting", "Waiting for Goods"),
    ("part", "Partly Reserved"),
    ("ready", "Reserved"),
]


class ClientPromise(models.Model):
    """What was promised to clients and is not delivered yet: one row for each order
    line with goods on their way, in the unit of the line.

    Ordered and delivered are those of the order line, so a kit counts once whatever it
    is made of. Steps inside the warehouse deliver nothing; what any of them holds is
    reserved. Of a kit as much is reserved as its scarcest component allows. Goods that
    the supplier sends to the client directly are waited for until they are there.
    """

    _name = "client.promise"
    _inherit = ["client.line.reader.mixin"]
    _description = "Promise to a Client"
    _auto = False
    _order = "promise_date, id"
    _rec_name = "sale_line_id"

    _depends = {
        "sale.order": ["partner_id", "commitment_date", "date_order", "user_id"],
        "sale.order.line": [
            "order_id",
            "product_id",
            "product_uom_id",
            "product_uom_qty",
            "qty_delivered",
            "customer_lead",
            "state",
        ],
        "stock.move": [
            "sale_line_id",
            "state",
            "product_qty",
            "quantity",
            "product_uom",
            "location_id",
            "location_dest_id",
            "picking_id",
        ],
        "stock.picking": ["state", "client_delay_manual_id", "client_delay_note"],
        "client.delay.reason": ["code", "active"],
        "res.partner": ["commercial_partner_id", "client_segment_ids"],
    }

    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    delivery_partner_id = fields.Many2one(
        "res.partner", "Delivery Address", readonly=True
    )
    client_importance = fields.Selection(
        IMPORTANCE,
        "Importance",
        readonly=True,
        help="The highest importance of the segments that the client is in.",
    )
    order_id = fields.Many2one("sale.order", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", "Order Line", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    picking_id = fields.Many2one(
        "stock.picking",
        "Transfer",
        readonly=True,
        help="The first open transfer that the goods wait for.",
    )
    ordered = fields.Float(readonly=True, digits="Product Unit")
    delivered = fields.Float(readonly=True, digits="Product Unit")
    reserved = fields.Float(readonly=True, digits="Product Unit")
    waiting = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="Neither delivered nor reserved.",
    )
    promise_date = fields.Date(
        "Promised",
        readonly=True,
        help="The delivery date of the order; without one, the day of the order and "
        "the lead time of the line.",
    )
    days_late = fields.Integer(readonly=True, aggregator="max")
    is_late = fields.Boolean(readonly=True, help="The promised day is over.")
    is_partial = fields.Boolean(
        "Partly Delivered", readonly=True, help="A part of the line was delivered."
    )
    state = fields.Selection(
        STATES, "Status", readonly=True, help="Late, or how far the goods are."
    )
    reason_id = fields.Many2one(
        "client.delay.reason",
        "Reason of Delay",
        readonly=True,
        help="Set by hand on the transfer, else found from its moves.",
    )
    note = fields.Char("Note on Delay", readonly=True)

    @property
    def _table_query(self):
        scope = self.env["client.figures"].sudo()._figures_scope()
        return SQL(
            """
            SELECT line.id, line.id AS sale_line_id, line.order_id, line.company_id,
                   orders.user_id, line.product_id, line.product_uom_id AS uom_id,
                   buyer.commercial_partner_id AS partner_id,
                   orders.partner_shipping_id AS delivery_partner_id,
                   %(importance)s AS client_importance, transfer.id AS picking_id,
                   line.product_uom_qty AS ordered, line.qty_delivered AS delivered,
                   share.reserved,
                   GREATEST(rest.quantity - share.reserved, 0) AS waiting,
                   promise.day AS promise_date, promise.day < %(today)s AS is_late,
                   GREATEST(%(today)s::date - promise.day, 0) AS days_late,
                   line.qty_delivered > 0 AS is_partial,
                   CASE WHEN promise.day < %(today)s THEN 'late'
                        WHEN share.reserved >= rest.quantity - 0.000001 THEN 'ready'
                        WHEN share.reserved > 0 THEN 'part'
                        ELSE 'waiting' END AS state,
                   CASE WHEN promise.day < %(today)s THEN COALESCE(
                        transfer.client_delay_manual_id,
                        (SELECT reason.id FROM client_delay_reason reason
                          WHERE reason.active AND reason.code = %(code)s))
                        END AS reason_id,
                   transfer.client_delay_note AS note
              FROM %(from)s
            """,
            importance=self.env["res.partner"]._client_importance_sql(
                SQL("buyer.commercial_partner_id"), SQL("line.company_id")
            ),
            today=scope.today,
            code=delay_code(
                self.env,
                SQL(
                    """SELECT m.id FROM stock_move m
                        WHERE m.sale_line_id = line.id AND m.state IN %s
                          AND m.origin_returned_move_id IS NULL""",
                    OPEN,
                ),
            ),
            **{"from": self._from(scope)},
        )

    @api.model
    def _from(self, scope):
        """Order lines with open moves, what their moves hold, and the first transfer
        that is open."""
        return SQL(
            """
            sale_order_line line
            JOIN sale_order orders ON orders.id = line.order_id
            JOIN res_partner buyer ON buyer.id = orders.partner_id
            JOIN uom_uom unit ON unit.id = line.product_uom_id
            CROSS JOIN LATERAL (SELECT %(day)s AS day) promise
            CROSS JOIN LATERAL (
                SELECT line.product_uom_qty - line.qty_delivered AS quantity) rest
            CROSS JOIN LATERAL (%(moves)s) held
            CROSS JOIN LATERAL (
                SELECT LEAST(rest.quantity, CASE
                    WHEN held.is_kit THEN rest.quantity * held.part
                    ELSE held.own / unit.factor END) AS reserved) share
            LEFT JOIN stock_picking transfer ON transfer.id = held.picking_id
            WHERE line.state = 'sale' AND line.qty_delivered < line.product_uom_qty
              AND held.moves > 0
            """,
            day=promised_day(scope),
            moves=self._moves(),
        )

    @api.model
    def _moves(self):
        """What the open moves of a line hold: of its own product in the reference
        unit, of a kit the share of its scarcest component. Goods that still are at a
        supplier are held by nobody."""
        return SQL(
            """
            SELECT SUM(product.moves) AS moves, MIN(product.picking_id) AS picking_id,
                   bool_or(product.id <> line.product_id) AS is_kit,
                   COALESCE(SUM(product.reserved)
                            FILTER (WHERE product.id = line.product_id), 0) AS own,
                   COALESCE(MIN(product.reserved / NULLIF(product.demand, 0)), 0)
                       AS part
              FROM (SELECT step.product_id AS id, SUM(step.moves) AS moves,
                           MIN(step.picking_id) AS picking_id,
                           MAX(step.demand) AS demand, SUM(step.reserved) AS reserved
                      FROM (SELECT m.product_id, m.location_dest_id,
                                   count(*) AS moves, MIN(m.picking_id) AS picking_id,
                                   SUM(m.product_uom_qty * mu.factor) AS demand,
                                   SUM(m.quantity * mu.factor) FILTER (
                                       WHERE m.state IN
                                             ('assigned', 'partially_available')
                                         AND source.usage IN ('internal', 'transit'))
                                       AS reserved
                              FROM stock_move m
                              JOIN uom_uom mu ON mu.id = m.product_uom
                              JOIN stock_location source ON source.id = m.location_id
                             WHERE m.sale_line_id = line.id AND m.state IN %s
                               AND source.usage <> 'customer'
                               AND m.origin_returned_move_id IS NULL
                          GROUP BY m.product_id, m.location_dest_id) step
                  GROUP BY step.product_id) product
            """,
            OPEN,
        )

    # ------------------------------------------------------------------ actions
    def action_open_transfer(self):
        """Open the transfer that the goods wait for, where the reason is set."""
        self.ensure_one()
        record = self.picking_id or self.order_id
        return record.get_formview_action()

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()


def promised_day(scope):
    """The day promised for ``line`` of ``orders``, in the time zone of the figures."""
    return scope.day(
        SQL(
            """COALESCE(orders.commitment_date, orders.date_order
                + COALESCE(line.customer_lead, 0) * interval '1 day')"""
        )
    )
