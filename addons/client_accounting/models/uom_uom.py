from odoo import models


class UomUom(models.Model):
    _name = "uom.uom"
    _inherit = ["uom.uom", "client.figures.mixin"]

    _client_figures_settings = frozenset({"relative_factor", "relative_uom_id"})
