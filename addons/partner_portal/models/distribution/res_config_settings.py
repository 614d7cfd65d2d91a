from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    partner_lead_auto = fields.Boolean(
        related="company_id.partner_lead_auto", readonly=False
    )
