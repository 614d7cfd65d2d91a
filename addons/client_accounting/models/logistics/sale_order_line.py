from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # what is promised and not delivered yet, few of all order lines
    _client_promise_idx = models.Index(
        "(order_id) WHERE state = 'sale' AND qty_delivered < product_uom_qty"
    )
