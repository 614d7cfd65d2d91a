from odoo import models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "client.figures.mixin"]

    _client_figures_links = ("partner_id",)

    _client_figures_idx = models.Index(
        "(partner_id, company_id, state) INCLUDE (location_id, location_dest_id,"
        " scheduled_date, date_deadline, date_done) WHERE partner_id IS NOT NULL"
    )
    _client_figures_write_date_idx = models.Index("(write_date)")
