from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client_otif_tolerance = fields.Integer(
        related="company_id.client_otif_tolerance", readonly=False
    )
    client_reorder_ahead = fields.Integer(
        related="company_id.client_reorder_ahead", readonly=False
    )
