from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client_acquaintance_days = fields.Integer(
        related="company_id.client_acquaintance_days", readonly=False
    )
    client_privacy_keep_days = fields.Integer(
        related="company_id.client_privacy_keep_days", readonly=False
    )
