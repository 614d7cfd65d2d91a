from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client_effect_days = fields.Integer(
        related="company_id.client_effect_days", readonly=False
    )
    client_response_hours = fields.Float(
        related="company_id.client_response_hours", readonly=False
    )
