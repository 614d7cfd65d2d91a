from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    client_acquaintance_days = fields.Integer(
        "Half Life of Acquaintances",
        default=180,
        help="After so many days without contact an acquaintance is worth half.",
        groups="base.group_user",
    )
    client_privacy_keep_days = fields.Integer(
        "Exported Personal Data Kept",
        default=30,
        help="After so many days the file that was made for a person is deleted.",
        groups="base.group_user",
    )

    _client_acquaintance_days_positive = models.Constraint(
        "CHECK(client_acquaintance_days > 0)",
        "Acquaintances fade: give the half life in days.",
    )
    _client_privacy_keep_days_positive = models.Constraint(
        "CHECK(client_privacy_keep_days > 0)",
        "Give for how many days the file is kept.",
    )
