from odoo import fields, models


class ResPartnerGrade(models.Model):
    _inherit = "res.partner.grade"

    deal_days = fields.Integer(
        "Days of Deal Protection",
        groups="base.group_user",
        help="How long a registered deal of a partner of this level is protected; 0 "
        "for the days of the settings.",
    )

    _deal_days_positive = models.Constraint(
        "CHECK(deal_days >= 0)", "Days of protection cannot be negative."
    )
