from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "client.figures.mixin"]

    _client_figures_links = ("partner_id",)

    _client_figures_idx = models.Index(
        "(partner_id, company_id, state) INCLUDE"
        " (invoice_status, delivery_status, amount_untaxed, currency_rate)"
    )
    _client_figures_write_date_idx = models.Index("(write_date)")
