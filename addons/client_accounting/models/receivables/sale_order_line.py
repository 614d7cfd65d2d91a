from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # delivered and not invoiced: few lines of many
    _client_shipped_idx = models.Index(
        "(order_id) INCLUDE (qty_delivered, qty_invoiced, price_reduce_taxinc)"
        " WHERE state = 'sale' AND display_type IS NULL"
        " AND qty_delivered > qty_invoiced"
    )
    _client_advance_idx = models.Index(
        "(order_id) INCLUDE (untaxed_amount_invoiced) WHERE is_downpayment"
    )
