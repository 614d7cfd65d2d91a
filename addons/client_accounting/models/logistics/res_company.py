from odoo import fields, models


class ResCompany(models.Model):
    """How strictly a company judges its deliveries, and how early it offers again."""

    _inherit = "res.company"

    client_otif_tolerance = fields.Integer(
        "Tolerance of Delivery",
        help="Days after the promised one on which a delivery still counts as on time.",
        groups="base.group_user",
    )
    client_reorder_ahead = fields.Integer(
        "Reorder Ahead",
        default=7,
        help="Days before the next purchase of usual goods is due on which sellers "
        "see it in their work list.",
        groups="base.group_user",
    )

    _client_logistics_days = models.Constraint(
        "CHECK(client_otif_tolerance >= 0 AND client_reorder_ahead >= 0)",
        "Days of tolerance and days ahead are not negative.",
    )
