from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    partner_deal_minimum = fields.Monetary(
        "Smallest Registered Deal",
        groups="base.group_user",
        help="Without taxes, in the currency of the company; partners are told.",
    )
    partner_deal_days = fields.Integer(
        "Days of Protection",
        default=90,
        groups="base.group_user",
        help="For partners whose level says nothing else.",
    )
    partner_deal_review_hours = fields.Integer(
        "Working Hours of a Review",
        default=72,
        groups="base.group_user",
        help="A registration is answered in so many hours of the working calendar.",
    )
    partner_deal_hourly_limit = fields.Integer(
        "Registrations in an Hour",
        default=30,
        groups="base.group_user",
        help="So many a partner may send in an hour, files included.",
    )
    partner_deal_user_id = fields.Many2one(
        "res.users",
        "Head of the Channel",
        groups="base.group_user",
        domain="[('share', '=', False)]",
        help="Hears of registrations that nobody has answered in time.",
    )
