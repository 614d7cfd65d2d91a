from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client_comparison_axis_id = fields.Many2one(
        related="company_id.client_comparison_axis_id", readonly=False
    )
