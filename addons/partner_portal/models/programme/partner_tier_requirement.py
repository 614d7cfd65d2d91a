from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

#: Measures in the currency of the programme.
MONEY = ("turnover", "margin")
MEASURES = [
    ("turnover", "Turnover of 12 Months"),
    ("margin", "Margin of 12 Months"),
    ("growth", "Growth over the Year Before, %"),
    ("deals", "Registered Deals Won in 12 Months"),
    ("certificates", "People with a Valid Certificate"),
    ("satisfaction", "Satisfaction of Clients, 1 to 5"),
    ("figure", "Figure of Our Own"),
]


class PartnerTierRequirement(models.Model):
    """What a partner must reach for a tier.

    Requirements of one way hold together; of several ways one is enough. Those of way
    0 hold in every way.
    """

    _name = "partner.tier.requirement"
    _description = "Requirement of a Tier"
    _rec_names_search = ["grade_id", "figure_id"]
    _order = "programme_id, grade_id, way, sequence, id"

    programme_id = fields.Many2one(
        "partner.programme",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="programme_id.company_id")
    currency_id = fields.Many2one(related="programme_id.currency_id")
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
    way = fields.Integer(
        default=1,
        help="Requirements with one number hold together, and of several numbers one "
        "is enough. 0: needed in every way.",
    )
    sequence = fields.Integer(default=10)
    measure = fields.Selection(
        MEASURES,
        required=True,
        default="turnover",
        help="What is measured. Amounts are untaxed, in the currency of the programme. "
        "Without a year before, any purchase is growth; without ratings clients are "
        "taken for satisfied.",
    )
    figure_id = fields.Many2one(
        "partner.tier.figure", index="btree_not_null", ondelete="restrict"
    )
    specialisation_id = fields.Many2one(
        "partner.specialisation",
        index="btree_not_null",
        ondelete="restrict",
        help="Only certificates of its courses count; empty for all.",
    )
    operator = fields.Selection(
        [("least", "At Least"), ("most", "At Most")],
        required=True,
        default="least",
        help="Whether the value must reach the threshold or stay below it.",
    )
    threshold = fields.Float(digits=(16, 2), required=True)

    _way_positive = models.Constraint(
        "CHECK(way >= 0)", "The number of a way cannot be negative."
    )

    @api.constrains("measure", "figure_id", "operator")
    def _check_measure(self):
        for requirement in self:
            if (requirement.measure == "figure") != bool(requirement.figure_id):
                raise ValidationError(
                    self.env._(
                        "Choose the figure of a requirement that measures one of our "
                        "own, and only there."
                    )
                )
            if requirement.operator == "most" and requirement.measure != "figure":
                raise ValidationError(
                    self.env._(
                        "“At most” is for figures of our own: the other measures are "
                        "the better the higher they are."
                    )
                )

    @api.depends("grade_id", "measure", "figure_id", "specialisation_id", "threshold")
    def _compute_display_name(self):
        for requirement in self:
            requirement.display_name = (
                f"{requirement.grade_id.name or ''}: {requirement._label()} "
                f"{requirement._format(requirement.threshold)}"
            )

    @property
    def _is_secret(self):
        """Whether the partner sees only if the requirement is met: our margin, and
        figures that are not shown."""
        return self.measure == "margin" or (
            self.measure == "figure" and not self.figure_id.is_shown
        )

    def _label(self):
        """What is measured, in the words of the partner's page."""
        _ = self.env._
        if self.measure == "figure":
            return self.figure_id.name or ""
        if self.measure == "certificates" and self.specialisation_id:
            return _(
                "Certified people: %(specialisation)s",
                specialisation=self.specialisation_id.name,
            )
        return {
            "turnover": _("Your purchases of 12 months"),
            "margin": _("Profitability of your purchases"),
            "growth": _("Growth of your purchases over the year before"),
            "deals": _("Registered deals won in 12 months"),
            "certificates": _("Certified people"),
            "satisfaction": _("Satisfaction of your clients (1 to 5)"),
        }.get(self.measure, "")

    def _format(self, value):
        """A value of the measure as text: amounts with the currency of the programme,
        growth in percent, counts without decimals."""
        env = self.env
        if self.measure in MONEY:
            return self.currency_id.format(value)
        if self.measure == "growth":
            return f"{formatLang(env, value, digits=1)} %"
        if self.measure in ("deals", "certificates"):
            return formatLang(env, value, digits=0)
        digits = 0 if float(value).is_integer() and self.measure == "figure" else 2
        unit = self.figure_id.unit if self.measure == "figure" else ""
        return f"{formatLang(env, value, digits=digits)} {unit or ''}".strip()
