from odoo import fields, models


class PartnerTierProgressLine(models.Model):
    """What one requirement asks of a partner and what the partner has."""

    _name = "partner.tier.progress.line"
    _description = "Requirement of a Partner"
    _order = "requirement_id, id"
    _rec_name = "requirement_id"
    _log_access = False

    progress_id = fields.Many2one(
        "partner.tier.progress",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    requirement_id = fields.Many2one(
        "partner.tier.requirement",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="progress_id.partner_id")
    company_id = fields.Many2one(related="progress_id.company_id")
    grade_id = fields.Many2one(related="requirement_id.grade_id", string="Tier")
    way = fields.Integer(related="requirement_id.way")
    measure = fields.Selection(related="requirement_id.measure")
    threshold = fields.Float(related="requirement_id.threshold", digits=(16, 2))
    value = fields.Float("Today", digits=(16, 2), readonly=True)
    value_ahead = fields.Float(
        "On the Check",
        digits=(16, 2),
        readonly=True,
        help="What is left on the day of the check if nothing more comes.",
    )
    missing = fields.Float(
        "Missing Today",
        digits=(16, 2),
        readonly=True,
        help="Growth: the amount still to be bought.",
    )
    missing_ahead = fields.Float("Missing on the Check", digits=(16, 2), readonly=True)
    is_met = fields.Boolean("Met", readonly=True, help="Met today.")
    is_met_ahead = fields.Boolean(
        "Met on the Check",
        readonly=True,
        help="Still met on the day of the check if nothing more comes.",
    )

    _line_uniq = models.UniqueIndex(
        "(progress_id, requirement_id)", "A requirement is measured once."
    )
