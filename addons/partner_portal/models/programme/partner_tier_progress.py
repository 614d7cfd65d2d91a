from odoo import fields, models

from ..res_partner import GROUP


class PartnerTierProgress(models.Model):
    """Where a partner stands in its programme, measured every night.

    Rows are written by the evaluation only; see ``partner.programme._evaluate``.
    """

    _name = "partner.tier.progress"
    _description = "Progress in the Programme"
    _order = "loss_date, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    programme_id = fields.Many2one(
        "partner.programme",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Channel Manager", related_sudo=True
    )
    grade_id = fields.Many2one(
        "res.partner.grade",
        "Tier",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    reached_id = fields.Many2one(
        "res.partner.grade",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The highest tier whose requirements are met today.",
    )
    next_id = fields.Many2one(
        "res.partner.grade",
        "Next Tier",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    status = fields.Selection(
        [
            ("up", "Earned a Higher Tier"),
            ("kept", "Keeps Its Tier"),
            ("risk", "May Lose Its Tier"),
            ("below", "Below Its Tier"),
            ("none", "Without a Tier"),
        ],
        required=True,
        readonly=True,
        index=True,
        help="Earned a higher tier, keeps its own, may lose it on the day of the check "
        "unless something comes, or does not meet its requirements any more.",
    )
    below_since = fields.Date(
        readonly=True, help="Since then the requirements of its tier are not met."
    )
    check_date = fields.Date(
        "Check on",
        readonly=True,
        help="On this day the requirements of the tier must be met.",
    )
    loss_date = fields.Date(
        "Tier Lost on",
        readonly=True,
        help="The tier is lost then if the requirements are not met until the check.",
    )
    is_warned = fields.Boolean(
        "Warned",
        compute="_compute_is_warned",
        search="_search_is_warned",
        help="The partner has heard of the loss that is ahead.",
    )
    warned_for = fields.Date(
        "Warned of", readonly=True, help="The loss of which the partner has heard."
    )
    line_ids = fields.One2many("partner.tier.progress.line", "progress_id", "Details")
    open_change_id = fields.Many2one(
        "partner.tier.change",
        "Change to Decide",
        compute="_compute_open_change_id",
        groups=GROUP,
    )

    _partner_uniq = models.UniqueIndex(
        "(partner_id)", "A partner takes part in one programme."
    )

    def _compute_is_warned(self):
        for progress in self:
            progress.is_warned = (
                bool(progress.warned_for) and progress.warned_for == progress.loss_date
            )

    def _search_is_warned(self, operator, value):
        if operator != "in":
            return NotImplemented
        warned = self.sudo().search([("warned_for", "!=", False)])
        ids = warned.filtered("is_warned").ids
        return [("id", "in" if True in value else "not in", ids)]

    def _compute_open_change_id(self):
        changes = self.env["partner.tier.change"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("state", "in", ("proposed", "confirmed")),
            ]
        )
        by_partner = {change.partner_id: change for change in changes}
        for progress in self:
            progress.open_change_id = by_partner.get(progress.partner_id, False)
