from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

MANAGER = "partner_portal.group_partner_portal_manager"
STATES = [
    ("draft", "Draft"),
    ("offered", "To Sign"),
    ("signed", "Signed"),
    ("active", "In Force"),
    ("expired", "Expired"),
    ("superseded", "Superseded"),
    ("terminated", "Terminated"),
    ("declined", "Declined"),
]
#: Where an agreement may go from each state; from the others it goes nowhere.
MOVES = {
    "draft": ("offered", "signed"),
    "offered": ("signed", "declined", "draft"),
    "signed": ("active", "expired", "superseded", "terminated"),
    "active": ("expired", "superseded", "terminated"),
    "declined": ("draft",),
}
#: States in which nobody else may be given the same exclusive right.
BINDING = ("offered", "signed", "active")
#: What only the moves of an agreement write; never a form, an import or a caller.
KEPT = frozenset(
    {
        "name",
        "state",
        "version",
        "previous_id",
        "document",
        "seal",
        "offered_at",
        "signed_at",
        "signed_by",
        "signed_user_id",
        "signed_address",
        "signed_way",
        "signed_file",
        "signed_filename",
        "signed_file_seal",
        "ended_on",
        "end_reason",
        "reminded_on",
        "reminded_last_on",
    }
)
#: What both sides agree on: fixed once the agreement is offered.
TERMS = frozenset(
    {"type_id", "partner_id", "company_id", "date_start", "date_end", "text"}
)
#: In the context of writing what is kept; no caller from outside can send this object.
MOVE = object()


class PartnerAgreement(models.Model):
    """What a channel partner and we have agreed on, in one version.

    The text is fixed when it is offered and sealed by its hash when it is signed. A
    new version takes the place of the one before on the day on which it begins.
    """

    _name = "partner.agreement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Partner Agreement"
    _order = "date_start desc, name desc, version desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        "Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    active = fields.Boolean(default=True)
    version = fields.Integer(readonly=True, copy=False, default=1, aggregator=None)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        index=True,
        group_expand="_expand_states",
    )
    type_id = fields.Many2one(
        "partner.agreement.type", required=True, ondelete="restrict", index=True
    )
    signature = fields.Selection(related="type_id.signature")
    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_channel_partner', '=', True), ('parent_id', '=', False)]",
        tracking=True,
        help="The channel partner with whom it is made.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Addressee",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="The person at the partner to whom offers and reminders are sent; empty "
        "for the address of the company.",
    )
    manager_id = fields.Many2one(
        "res.users",
        "Channel Manager",
        compute="_compute_manager_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        check_company=True,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Looks after the agreement and is reminded to renew it.",
    )
    date_start = fields.Date(
        "In Force from", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(
        "In Force until",
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The last day; empty for an agreement without an end.",
    )
    text = fields.Html(
        "Terms",
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
        help="Fixed once the agreement is offered.",
    )
    grant_ids = fields.One2many("partner.territory.grant", "agreement_id", "Rights")
    overlap_text = fields.Text(
        "Overlaps",
        compute="_compute_overlap_text",
        help="Rights of other partners to the same places, clients and products.",
    )

    _version_uniq = models.UniqueIndex(
        "(company_id, name, version)", "This version of the agreement is there already."
    )
    _end_idx = models.Index(
        "(company_id, date_end) WHERE state = 'active' AND date_end IS NOT NULL"
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)",
        "An agreement ends after it begins.",
    )

    # ------------------------------------------------------------------ computing
    @api.model
    def _expand_states(self, states, _domain):
        way = ("draft", "offered", "signed", "active")
        return [key for key, _label in STATES if key in way or key in states]

    @api.depends("partner_id")
    def _compute_manager_id(self):
        for agreement in self:
            if not agreement.manager_id:
                agreement.manager_id = agreement.partner_id.sudo().user_id

    @api.depends("type_id", "date_start")
    def _compute_date_end(self):
        for agreement in self:
            months = agreement.type_id.months
            if agreement.state != "draft" or not agreement.date_start:
                continue
            agreement.date_end = months and fields.Date.subtract(
                fields.Date.add(agreement.date_start, months=months), days=1
            )

    @api.depends("type_id", "partner_id")
    def _compute_text(self):
        for agreement in self:
            if agreement.state == "draft" and agreement.type_id:
                lang = agreement._lang()
                agreement.text = agreement.type_id.with_context(lang=lang).text

    @api.depends("name", "version", "partner_id")
    def _compute_display_name(self):
        for agreement in self:
            number = f"{agreement.name}-{agreement.version}"
            partner = agreement.partner_id.name
            agreement.display_name = f"{number} {partner or ''}".strip()

    @api.depends("grant_ids", "state", "date_start", "date_end")
    def _compute_overlap_text(self):
        for agreement in self:
            overlaps = agreement.grant_ids._origin._overlaps()
            agreement.overlap_text = "\n".join(
                self.env["partner.territory.grant"]._overlap_sentences(overlaps)
            )

    def _lang(self):
        contact = self.contact_id or self.partner_id
        return contact.sudo().lang or self.env.lang

    # ------------------------------------------------------------------ integrity
    @api.constrains("partner_id", "contact_id")
    def _check_partner_id(self):
        for agreement in self:
            partner, contact = agreement.partner_id, agreement.contact_id
            if partner != partner.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "An agreement is made with a company: choose %(company)s "
                        "instead of its contact %(contact)s.",
                        company=partner.commercial_partner_id.name,
                        contact=partner.name,
                    )
                )
            if contact and contact.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not work for %(partner)s: choose one of its "
                        "people.",
                        contact=contact.name,
                        partner=partner.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_kept(vals)
        return super().create([self._numbered(vals) for vals in vals_list])

    @api.model
    def _numbered(self, vals):
        """A new version has the number of the one before, others the next one."""
        if vals.get("previous_id"):
            return vals
        company_id = vals.get("company_id") or self.env.company.id
        sequences_sudo = self.env["ir.sequence"].sudo().with_company(company_id)
        return {**vals, "name": sequences_sudo.next_by_code(self._name)}

    def write(self, vals):
        if self.env.context.get("partner_agreement_move") is not MOVE:
            self._refuse_kept(vals)
        if not TERMS.isdisjoint(vals):
            self._refuse_late_changes()
        return super().write(vals)

    def _write_kept(self, vals):
        """Write what only the moves of an agreement may write."""
        return self.with_context(partner_agreement_move=MOVE).write(vals)

    def _refuse_kept(self, vals):
        if self.env.context.get("partner_agreement_move") is MOVE:
            return
        if KEPT.intersection(vals) - (
            {"state"} if vals.get("state") == "draft" else set()
        ):
            raise AccessError(
                self.env._(
                    "State, signature and versions of an agreement follow from what "
                    "both sides do: use the buttons of the agreement."
                )
            )

    def _refuse_late_changes(self):
        late = self.filtered(lambda agreement: agreement.state != "draft")
        if late:
            raise UserError(
                self.env._(
                    "The terms of %(agreement)s were offered and do not change any "
                    "more. Take the offer back, or make a new version.",
                    agreement=late[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_offered(self):
        offered = self.filtered(lambda agreement: agreement.state != "draft")
        if offered:
            raise UserError(
                self.env._(
                    "%(agreement)s was offered and stays in the history: archive it "
                    "instead of deleting it.",
                    agreement=offered[0].display_name,
                )
            )

    # ------------------------------------------------------------------ moving
    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Agreements are offered, signed and ended by channel managers: "
                    "ask one of them."
                )
            )

    def _move(self, state, **values):
        """Bring the agreements into a state.

        :param values: further kept fields
        :raise UserError: where an agreement cannot go there from where it is
        """
        for agreement in self:
            if state not in MOVES.get(agreement.state, ()):
                names = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(agreement)s is “%(old)s” and cannot become “%(new)s”. "
                        "Reload the page: somebody may have changed it meanwhile.",
                        agreement=agreement.display_name,
                        old=names[agreement.state],
                        new=names[state],
                    )
                )
        self._write_kept({**values, "state": state})
