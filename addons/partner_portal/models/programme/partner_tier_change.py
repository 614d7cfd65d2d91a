from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

#: Fields that only the moves of a change write.
KEPT = frozenset({"state", "decided_at", "decided_by_id", "applied_on", "origin"})
#: In the context of writing them; no caller from outside can send this object.
MOVE = object()
#: What a change is about; fixed once it is decided.
SUBJECT = frozenset({"partner_id", "from_grade_id", "to_grade_id", "programme_id"})


class PartnerTierChange(models.Model):
    """A partner moves to another tier: proposed, decided, applied. The applied ones are
    the history of its tiers."""

    _name = "partner.tier.change"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Change of a Tier"
    _order = "date_effective desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('is_channel_partner', '=', True), ('parent_id', '=', False)]",
    )
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Channel Manager", related_sudo=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    programme_id = fields.Many2one(
        "partner.programme",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    from_grade_id = fields.Many2one(
        "res.partner.grade",
        "From",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    to_grade_id = fields.Many2one(
        "res.partner.grade",
        "To",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    direction = fields.Selection(
        [("up", "Promotion"), ("down", "Demotion")],
        compute="_compute_direction",
        store=True,
        precompute=True,
        help="Whether the new tier is higher or lower than the old one.",
    )
    origin = fields.Selection(
        [
            ("evaluation", "Evaluation"),
            ("manual", "By Hand"),
            ("order", "Order"),
        ],
        required=True,
        readonly=True,
        default="manual",
        help="Who moved the partner: the evaluation of the night, a person, or an "
        "order with a level.",
    )
    state = fields.Selection(
        [
            ("proposed", "To Confirm"),
            ("confirmed", "Confirmed"),
            ("applied", "Applied"),
            ("declined", "Declined"),
            ("obsolete", "No Longer Needed"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="proposed",
        index=True,
        tracking=True,
    )
    date_proposed = fields.Date(
        "Proposed on", required=True, default=fields.Date.context_today, readonly=True
    )
    date_effective = fields.Date(
        "Effective from",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="A confirmed change is applied on this day.",
    )
    applied_on = fields.Date(readonly=True, copy=False)
    decided_at = fields.Datetime("Decided on", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reason = fields.Text(help="Why the tier changes: what is met or missing.")
    note = fields.Text(
        "Note to the Partner", copy=False, help="The partner reads it as it stands."
    )
    replace_pricelist = fields.Boolean(
        "Replace the Negotiated Price List",
        copy=False,
        tracking=True,
        help="Otherwise a price list that was negotiated with the partner stays.",
    )
    present_pricelist_id = fields.Many2one(
        "product.pricelist",
        "Price List Now",
        compute="_compute_pricelists",
        compute_sudo=True,
    )
    tier_pricelist_id = fields.Many2one(
        "product.pricelist",
        "Price List of the Tier",
        compute="_compute_pricelists",
        compute_sudo=True,
    )
    is_negotiated = fields.Boolean(
        "Negotiated",
        compute="_compute_pricelists",
        compute_sudo=True,
        help="The price list of the partner is neither that of the old nor that of the "
        "new tier.",
    )

    _open_uniq = models.UniqueIndex(
        "(partner_id) WHERE state IN ('proposed', 'confirmed')",
        "A change of this partner's tier is already waiting: decide it first.",
    )
    _history_idx = models.Index("(partner_id, applied_on) WHERE state = 'applied'")

    @api.depends("from_grade_id", "to_grade_id")
    def _compute_direction(self):
        for change in self:
            change.direction = self._direction(change.from_grade_id, change.to_grade_id)

    @api.model
    def _direction(self, old, new):
        """Whether the way from a tier to another one goes up or down."""
        if not new:
            return "down"
        if not old:
            return "up"
        is_up = (new.sequence, new.id) < (old.sequence, old.id)
        return "up" if is_up else "down"

    @api.depends("partner_id", "from_grade_id", "to_grade_id", "company_id", "state")
    def _compute_pricelists(self):
        for change in self:
            partner = change.partner_id.with_company(change.company_id)
            present = partner.specific_property_product_pricelist
            of_tier = change.to_grade_id.default_pricelist_id
            change.present_pricelist_id = present
            change.tier_pricelist_id = of_tier
            change.is_negotiated = bool(
                present
                and of_tier
                and present not in (of_tier, change.from_grade_id.default_pricelist_id)
            )

    @api.depends("partner_id", "from_grade_id", "to_grade_id")
    def _compute_display_name(self):
        for change in self:
            old = change.from_grade_id.name or "–"
            new = change.to_grade_id.name or "–"
            change.display_name = f"{change.partner_id.name or ''}: {old} → {new}"

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for change in self:
            if change.partner_id != change.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "A company has a tier: choose %(company)s instead of its "
                        "contact %(contact)s.",
                        company=change.partner_id.commercial_partner_id.name,
                        contact=change.partner_id.name,
                    )
                )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.from_grade_id = self.partner_id.grade_id

    # ------------------------------------------------------------------ keeping
    @api.model_create_multi
    def create(self, vals_list):
        is_move = self.env.context.get("partner_tier_move") is MOVE
        for vals in vals_list:
            if not is_move and KEPT.intersection(vals):
                if {vals.get("state", "proposed"), vals.get("origin", "manual")} != {
                    "proposed",
                    "manual",
                }:
                    self._refuse()
            if "from_grade_id" not in vals and vals.get("partner_id"):
                partner = self.env["res.partner"].browse(vals["partner_id"])
                vals["from_grade_id"] = partner.grade_id.id
        changes = super().create(vals_list)
        if not is_move:
            changes._check_differs()
        return changes

    def write(self, vals):
        if self.env.context.get("partner_tier_move") is not MOVE:
            if KEPT.intersection(vals):
                self._refuse()
            done = self.filtered(lambda change: change.state != "proposed")
            if done and SUBJECT.union({"date_effective", "reason"}) & vals.keys():
                raise UserError(
                    self.env._(
                        "%(change)s is decided and stays as it is. Propose another "
                        "change instead.",
                        change=done[0].display_name,
                    )
                )
        return super().write(vals)

    @api.model
    def _refuse(self):
        raise AccessError(
            self.env._(
                "The state of a change follows from its decision: use its buttons to "
                "confirm or decline it."
            )
        )

    def _check_differs(self):
        for change in self:
            if change.from_grade_id == change.to_grade_id:
                raise ValidationError(
                    self.env._(
                        "%(partner)s has this tier already: choose another one.",
                        partner=change.partner_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        kept = self.filtered(lambda change: change.state != "proposed")
        if kept:
            raise UserError(
                self.env._(
                    "%(change)s belongs to the history of tiers and stays.",
                    change=kept[0].display_name,
                )
            )

    def _write_kept(self, vals):
        """Write what only the moves of a change may write."""
        return self.with_context(partner_tier_move=MOVE).write(vals)

    @api.model
    def _create_kept(self, vals_list):
        """Create changes in any state."""
        return self.with_context(partner_tier_move=MOVE).create(vals_list)
