from odoo import fields, models


class ResCompany(models.Model):
    """What the lifecycle of the clients of a company is measured by."""

    _inherit = "res.company"

    client_interval_default = fields.Integer(
        "Interval of One-Time Buyers",
        default=90,
        help="Days after which the next purchase is expected of a client who has "
        "bought once, and so has no interval of his own.",
        groups="base.group_user",
    )
    client_interval_floor = fields.Integer(
        "Shortest Interval",
        default=14,
        help="Days that count as the purchase interval at least: who buys daily is "
        "not sleeping after a weekend.",
        groups="base.group_user",
    )
    client_override_days = fields.Integer(
        "Manual Stage Holds",
        default=30,
        help="Days proposed for a stage that is set by hand; after them the rules "
        "decide again.",
        groups="base.group_user",
    )
    client_influence_min_cases = fields.Integer(
        "Cases Needed to Compare",
        default=30,
        help="Fewer clients with or without an influence are too few to say whether "
        "it works.",
        groups="base.group_user",
    )
    client_winback_days = fields.Integer(
        "Days That Count for the Bonus",
        default=180,
        help="The turnover of so many days from the return is what the bonus of the "
        "manager is reckoned from.",
        groups="base.group_user",
    )
    client_winback_rate = fields.Float(
        "Bonus for a Client Won Back",
        digits=(16, 2),
        default=2.0,
        help="Percentage of the turnover after the return that is proposed as a "
        "bonus. With 0 no notes are made.",
        groups="base.group_user",
    )

    _client_interval_positive = models.Constraint(
        "CHECK(client_interval_default > 0 AND client_interval_floor > 0)",
        "An interval has at least one day.",
    )
    _client_winback_rate_range = models.Constraint(
        "CHECK(client_winback_rate >= 0 AND client_winback_rate <= 100)",
        "The bonus is between 0 and 100 percent.",
    )
