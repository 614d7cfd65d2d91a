from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # the cost of an order line may change after it was invoiced
    _client_figures_write_date_idx = models.Index("(write_date)")
