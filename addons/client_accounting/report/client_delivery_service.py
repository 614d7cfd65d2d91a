from odoo import api, fields, models
from odoo.tools import SQL

from ..models.logistics.delay_facts import OPEN
from .client_promise import promised_day


class ClientDeliveryService(models.Model):
    """How well we kept what we promised: one row for each order line with goods whose
    promised day, and the tolerance after it, is over.

    On time in full (OTIF) is judged per order line: all that was ordered had reached
    the client by the end of the promised day plus the days of tolerance of the company.
    That is the delivery part of the perfect order of the SCOR model, RL.1.1: RL.2.1 "in
    full" and RL.2.2 "by the date committed to the customer", here per line, not order.

    - The promised day is the delivery date of the order, else the day of the order and
      the lead time of the line. A promise that was changed counts as it stands.
    - In full: by now the ordered quantity was delivered, late or not.
    - On time: nothing came later than that, and nothing is open. A part that came in
      time without the rest being sent any more is on time, but not in full.
    - Only moves to the client deliver: from stock, or from the supplier directly. What
      came back later does not undo a delivery; returns are counted by themselves.
    - A kit is in full when its order line says so, and on time with its last component.
    - Lines of which all was called off before anything left are not judged.
    """

    _name = "client.delivery.service"
    _inherit = ["client.line.reader.mixin"]
    _description = "Delivery Service"
    _auto = False
    _order = "promise_date desc, id desc"
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
            "quantity",
            "product_uom",
            "date",
            "location_id",
            "location_dest_id",
            "picking_id",
            "origin_returned_move_id",
        ],
        "stock.picking": ["client_delay_manual_id", "client_delay_found_id"],
        "res.partner": ["commercial_partner_id"],
        "res.company": ["client_otif_tolerance"],
    }

    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", "Order Line", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one("product.category", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    promise_date = fields.Date("Promised", readonly=True)
    done_date = fields.Date("Last Delivery", readonly=True)
    ordered = fields.Float(readonly=True, digits="Product Unit")
    delivered = fields.Float(readonly=True, digits="Product Unit")
    line_count = fields.Integer("Lines", readonly=True)
    otif = fields.Float(
        "On Time in Full",
        readonly=True,
        aggregator="avg",
        help="Share of the lines that reached the client in full by the promised day "
        "and the tolerance.",
    )
    on_time = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Share of the lines of which nothing came late and nothing is open.",
    )
    in_full = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Share of the lines that were delivered as ordered, late or not.",
    )
    days_late = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="Days from the promised day to the last delivery, or to today where "
        "something is open.",
    )
    reason_id = fields.Many2one(
        "client.delay.reason",
        "Reason of Delay",
        readonly=True,
        help="Of the transfer that was late last: set by hand, else found.",
    )

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s", self._select(), self._from())

    @api.model
    def _select(self):
        today = self.env["client.figures"].sudo()._figures_scope().today
        return SQL(
            """
            line.id, line.id AS sale_line_id, line.order_id, line.company_id,
            orders.user_id, line.product_id, template.categ_id AS product_categ_id,
            line.product_uom_id AS uom_id,
            buyer.commercial_partner_id AS partner_id, promise.day AS promise_date,
            sent.last_day AS done_date, line.product_uom_qty AS ordered,
            judged.delivered, 1 AS line_count,
            CASE WHEN judged.otif THEN 1.0 ELSE 0.0 END AS otif,
            CASE WHEN judged.otif OR sent.late = 0 AND sent.open = 0
                 THEN 1.0 ELSE 0.0 END AS on_time,
            CASE WHEN judged.in_full THEN 1.0 ELSE 0.0 END AS in_full,
            CASE WHEN judged.otif THEN 0
                 WHEN sent.open > 0 THEN %(today)s::date - promise.day
                 ELSE GREATEST(sent.last_day - promise.day, 0) END AS days_late,
            CASE WHEN NOT judged.otif THEN (
                SELECT COALESCE(s.client_delay_manual_id, s.client_delay_found_id)
                  FROM stock_move m
                  JOIN stock_picking s ON s.id = m.picking_id
                 WHERE m.sale_line_id = line.id
                   AND COALESCE(s.client_delay_manual_id, s.client_delay_found_id)
                       IS NOT NULL
              ORDER BY m.date DESC, m.id DESC LIMIT 1) END AS reason_id
            """,
            today=today,
        )

    @api.model
    def _from(self):
        scope = self.env["client.figures"].sudo()._figures_scope()
        return SQL(
            """
            sale_order_line line
            JOIN sale_order orders ON orders.id = line.order_id
            JOIN res_partner buyer ON buyer.id = orders.partner_id
            JOIN res_company company ON company.id = line.company_id
            JOIN uom_uom unit ON unit.id = line.product_uom_id
            JOIN product_product product ON product.id = line.product_id
            JOIN product_template template ON template.id = product.product_tmpl_id
            CROSS JOIN LATERAL (
                SELECT %(day)s AS day, COALESCE(company.client_otif_tolerance, 0)
                       AS tolerance) promise
            CROSS JOIN LATERAL (%(moves)s) sent
            CROSS JOIN LATERAL (
                SELECT sent.delivered >= line.product_uom_qty - 0.000001
                       OR sent.is_kit AND line.qty_delivered >= line.product_uom_qty
                       AS in_full,
                       sent.in_time >= line.product_uom_qty - 0.000001
                       OR sent.is_kit AND line.qty_delivered >= line.product_uom_qty
                       AND sent.late = 0 AS otif,
                       CASE WHEN sent.is_kit THEN line.qty_delivered
                            ELSE sent.delivered END AS delivered) judged
            WHERE line.state = 'sale' AND line.product_uom_qty > 0
              AND template.type = 'consu'
              AND promise.day + promise.tolerance < %(today)s
              AND (sent.done > 0 OR sent.open > 0)
            """,
            day=promised_day(scope),
            today=scope.today,
            moves=self._moves(scope),
        )

    @api.model
    def _moves(self, scope):
        """What the moves of a line brought to the client, in the unit of the line:
        until the last day that counts as on time, and altogether."""
        return SQL(
            """
            SELECT count(*) FILTER (WHERE step.is_done) AS done,
                   count(*) FILTER (WHERE step.is_open) AS open,
                   count(*) FILTER (WHERE step.is_done AND step.is_late) AS late,
                   MAX(step.day) FILTER (WHERE step.is_done) AS last_day,
                   COALESCE(bool_or(NOT step.is_own), FALSE) AS is_kit,
                   COALESCE(SUM(step.quantity) FILTER (
                       WHERE step.is_done AND step.is_own), 0) AS delivered,
                   COALESCE(SUM(step.quantity) FILTER (
                       WHERE step.is_done AND step.is_own AND NOT step.is_late), 0)
                       AS in_time
              FROM (SELECT m.state = 'done' AND target.usage = 'customer' AS is_done,
                           m.state IN %(open)s AS is_open,
                           m.product_id = line.product_id AS is_own,
                           %(day)s AS day,
                           %(day)s > promise.day + promise.tolerance AS is_late,
                           m.quantity * mu.factor / unit.factor AS quantity
                      FROM stock_move m
                      JOIN uom_uom mu ON mu.id = m.product_uom
                      JOIN stock_location source ON source.id = m.location_id
                      JOIN stock_location target ON target.id = m.location_dest_id
                     WHERE m.sale_line_id = line.id AND m.state <> 'cancel'
                       AND source.usage <> 'customer'
                       AND (m.origin_returned_move_id IS NULL OR m.to_refund)) step
            """,
            open=OPEN,
            day=scope.day(SQL("m.date")),
        )

    def action_open_order(self):
        """Open the order that the line belongs to."""
        self.ensure_one()
        return self.order_id.get_formview_action()
