from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client_interval_default = fields.Integer(
        related="company_id.client_interval_default", readonly=False
    )
    client_interval_floor = fields.Integer(
        related="company_id.client_interval_floor", readonly=False
    )
    client_override_days = fields.Integer(
        related="company_id.client_override_days", readonly=False
    )
    client_influence_min_cases = fields.Integer(
        related="company_id.client_influence_min_cases", readonly=False
    )
    client_winback_days = fields.Integer(
        related="company_id.client_winback_days", readonly=False
    )
    client_winback_rate = fields.Float(
        related="company_id.client_winback_rate", readonly=False
    )
