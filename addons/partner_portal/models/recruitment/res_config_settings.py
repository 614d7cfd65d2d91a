from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    partner_application_review_hours = fields.Integer(
        related="company_id.partner_application_review_hours", readonly=False
    )
    partner_application_hourly_limit = fields.Integer(
        related="company_id.partner_application_hourly_limit", readonly=False
    )
    partner_team_limit = fields.Integer(
        related="company_id.partner_team_limit", readonly=False
    )
