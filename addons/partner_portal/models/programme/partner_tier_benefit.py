from odoo import api, fields, models


class PartnerTierBenefit(models.Model):
    """What a tier gives beside its price list, protection days and share of leads,
    which are fields of the level."""

    _name = "partner.tier.benefit"
    _description = "Benefit of a Tier"
    _order = "programme_id, grade_id, sequence, id"

    programme_id = fields.Many2one(
        "partner.programme",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="programme_id.company_id")
    programme_grade_ids = fields.Many2many(
        related="programme_id.grade_ids", string="Tiers of the Programme"
    )
    grade_id = fields.Many2one(
        "res.partner.grade",
        "Tier",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('id', 'in', programme_grade_ids)]",
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("funds", "Marketing Funds"),
            ("support", "Support"),
            ("training", "Training"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        help="What the benefit is about; funds are a percentage of the turnover.",
    )
    name = fields.Char(
        "Benefit",
        required=True,
        translate=True,
        help="Partners read it: what they get, in one line.",
    )
    percent = fields.Float(
        "Percent of Turnover",
        digits=(5, 2),
        help="Of the turnover of the last 12 months; for marketing funds.",
    )

    _percent_sound = models.Constraint(
        "CHECK(percent >= 0 AND percent <= 100)",
        "A percentage lies between 0 and 100.",
    )

    @api.depends("grade_id", "name")
    def _compute_display_name(self):
        for benefit in self:
            benefit.display_name = (
                f"{benefit.grade_id.name or ''}: {benefit.name or ''}"
            )
