from odoo import fields, models


class ResCompany(models.Model):
    """What the work of the managers of a company is measured by."""

    _inherit = "res.company"

    client_effect_days = fields.Integer(
        "A Contact Works for",
        default=30,
        help="Days after a contact within which an offer to the same client, or his "
        "order, counts as its result.",
        groups="base.group_user",
    )
    client_response_hours = fields.Float(
        "Answer within",
        default=4.0,
        help="Working hours of the company within which a mail or a missed call of a "
        "client is to be answered.",
        groups="base.group_user",
    )

    _client_effect_positive = models.Constraint(
        "CHECK(client_effect_days > 0 AND client_response_hours > 0)",
        "Results of managers are counted over at least one day and more than no time.",
    )
