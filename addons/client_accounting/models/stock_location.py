from odoo import models


class StockLocation(models.Model):
    _name = "stock.location"
    _inherit = ["stock.location", "client.figures.mixin"]

    _client_figures_settings = frozenset({"usage"})
