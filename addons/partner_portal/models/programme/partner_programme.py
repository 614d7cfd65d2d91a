from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...tools import tier_period

MANAGER = "partner_portal.group_partner_portal_manager"


class PartnerProgramme(models.Model):
    """The rules by which partners of some types reach, keep and lose their tiers.

    A partner belongs to one programme: that of its type, else one without types that
    has the partner's tier. Tiers are the levels of core; the first in their order is
    the highest.
    """

    _name = "partner.programme"
    _inherit = ["client.code.mixin"]
    _description = "Partner Programme"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="Turnover and deals of this company count, in its currency.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    description = fields.Text(
        translate=True, help="What the programme is about; partners read it."
    )
    type_ids = fields.Many2many(
        "partner.type",
        "partner_programme_type_rel",
        "programme_id",
        "type_id",
        "Types of Partners",
        help="Partners of these types take part. Empty: all who have one of the tiers "
        "and whose type has no programme of its own.",
    )
    grade_ids = fields.Many2many(
        "res.partner.grade",
        "partner_programme_grade_rel",
        "programme_id",
        "grade_id",
        "Tiers",
        domain="[('company_id', 'in', (False, company_id))]",
        help="The highest first, in the order of the levels.",
    )
    requirement_ids = fields.One2many(
        "partner.tier.requirement", "programme_id", "Requirements", copy=True
    )
    benefit_ids = fields.One2many(
        "partner.tier.benefit", "programme_id", "Benefits", copy=True
    )
    period = fields.Selection(
        [("1", "Month"), ("3", "Quarter"), ("6", "Half-Year"), ("12", "Year")],
        required=True,
        default="3",
        help="On the last day of each period the tiers are checked. Periods begin "
        "with the calendar year.",
    )
    promotion = fields.Selection(
        [("daily", "When It Is Earned"), ("period", "When the Next Period Begins")],
        required=True,
        default="daily",
        help="When a partner that meets the requirements of a higher tier moves up.",
    )
    promotion_approval = fields.Boolean(
        "Promotions Are Confirmed",
        help="A channel manager confirms each promotion; otherwise it happens by "
        "itself.",
    )
    demotion_approval = fields.Boolean(
        "Demotions Are Confirmed",
        default=True,
        help="A channel manager confirms each demotion; otherwise it happens by "
        "itself.",
    )
    grace_days = fields.Integer(
        "Days of Grace",
        default=30,
        help="Who is below its tier at the end of a period has so many days more to "
        "meet the requirements.",
    )
    warning_days = fields.Integer(
        "Warn Before",
        default=60,
        help="So many days before a tier is lost the partner hears of it, with what "
        "it can do.",
    )
    evaluated_on = fields.Date("Evaluated on", readonly=True, copy=False)
    reviewed_on = fields.Date(
        readonly=True,
        copy=False,
        help="When promotions of a period were proposed last.",
    )
    partner_count = fields.Integer("Partners", compute="_compute_partner_count")

    _code_uniq = models.UniqueIndex("(code)", "Another programme has this code.")
    _days_positive = models.Constraint(
        "CHECK(grace_days >= 0 AND warning_days >= 0)",
        "Days of grace and of warning cannot be negative.",
    )

    def _compute_partner_count(self):
        counts = dict(
            self.env["partner.tier.progress"]._read_group(
                [("programme_id", "in", self.ids)], ["programme_id"], ["__count"]
            )
        )
        for programme in self:
            programme.partner_count = counts.get(programme, 0)

    @api.constrains("grade_ids", "company_id")
    def _check_grades(self):
        for programme in self:
            others = programme.grade_ids.company_id - programme.company_id
            if others:
                raise ValidationError(
                    self.env._(
                        "The tiers of %(programme)s belong to %(company)s: choose "
                        "tiers of its own company or of none.",
                        programme=programme.name,
                        company=others[0].name,
                    )
                )

    @api.constrains("grade_ids", "requirement_ids", "benefit_ids")
    def _check_tiers_used(self):
        for programme in self:
            used = programme.requirement_ids.grade_id | programme.benefit_ids.grade_id
            lost = used - programme.grade_ids
            if lost:
                raise ValidationError(
                    self.env._(
                        "%(tier)s has requirements or benefits in %(programme)s: add "
                        "it to the tiers, or remove them first.",
                        tier=lost[0].name,
                        programme=programme.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        changes_sudo = self.env["partner.tier.change"].sudo()
        if changes_sudo.search_count([("programme_id", "in", self.ids)], limit=1):
            raise ValidationError(
                self.env._(
                    "Partners have changed their tiers in this programme and its "
                    "history stays: archive it instead of deleting it."
                )
            )

    def _tiers(self):
        """Tiers of the programme, the highest first."""
        self.ensure_one()
        return self.grade_ids.sorted(lambda grade: (grade.sequence, grade.id))

    def _period_end(self, day):
        """The last day of the period that holds the day."""
        self.ensure_one()
        return tier_period.end(day, int(self.period))

    def _period_start(self, day):
        """The first day of the period that holds the day."""
        self.ensure_one()
        return tier_period.start(day, int(self.period))

    def action_evaluate(self):
        """Measure all partners of the programmes now, as the night does.

        :raise AccessError: for others than channel managers
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Tiers are evaluated by channel managers: ask one of them.")
            )
        self.check_access("write")
        # all partners are measured together: the rules say who belongs where
        self.env["client.figures"].sudo()._refresh()
        self.sudo().search([])._run()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_progress(self):
        """Open where the partners of the programme stand, read as the user."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.partner_tier_progress_action"
        )
        action["domain"] = [("programme_id", "=", self.id)]
        return action
