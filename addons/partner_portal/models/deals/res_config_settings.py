from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    partner_deal_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Deals"
    )
    partner_deal_minimum = fields.Monetary(
        related="company_id.partner_deal_minimum",
        currency_field="partner_deal_currency_id",
        readonly=False,
    )
    partner_deal_days = fields.Integer(
        related="company_id.partner_deal_days", readonly=False
    )
    partner_deal_review_hours = fields.Integer(
        related="company_id.partner_deal_review_hours", readonly=False
    )
    partner_deal_hourly_limit = fields.Integer(
        related="company_id.partner_deal_hourly_limit", readonly=False
    )
    partner_deal_user_id = fields.Many2one(
        related="company_id.partner_deal_user_id", readonly=False
    )
