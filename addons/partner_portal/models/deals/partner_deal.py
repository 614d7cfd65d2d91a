from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

STATES = [
    ("draft", "Draft"),
    ("submitted", "In Review"),
    ("approved", "Protected"),
    ("won", "Won"),
    ("lost", "Lost"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
    ("expired", "Expired"),
]
#: Where a deal may go from each state; from the others it goes nowhere.
MOVES = {
    "draft": ("submitted", "withdrawn"),
    "submitted": ("approved", "declined", "withdrawn"),
    "approved": ("won", "lost", "withdrawn", "expired"),
}
OPEN_STATES = ("submitted", "approved")
#: What only the moves of a deal write; never a form, an import or a caller.
KEPT = frozenset(
    {
        "name",
        "state",
        "submitted_at",
        "review_deadline",
        "escalated_at",
        "decided_at",
        "decided_by_id",
        "protected_from",
        "protected_until",
        "reminded_at",
        "closed_at",
        "extension_state",
        "extension_count",
        "pricelist_id",
        "lead_id",
    }
)
#: In the context of writing them; no caller from outside can send this object.
MOVE = object()
#: What a partner types of the client; fixed once the deal is submitted.
CLIENT_FIELDS = (
    "client_name",
    "client_vat",
    "client_email",
    "client_phone",
    "client_website",
    "client_street",
    "client_zip",
    "client_city",
    "client_state_id",
    "client_country_id",
)


class PartnerDeal(models.Model):
    """A client and a need that a channel partner registers with us.

    Once approved the partner is protected for a time: no other partner and none of our
    own sellers sells to that client. Of two registrations of one client the first one
    counts, by the server's clock. What a partner is told never says who was first.
    """

    _name = "partner.deal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Deal Registration"
    _order = "submitted_at desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(
        "Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand="_expand_states",
    )

    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_channel_partner', '=', True), ('parent_id', '=', False)]",
        tracking=True,
        help="The channel partner that registers the deal.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Registered by",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="The person at the partner who answers for the deal.",
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
        help="Reviews the registration and looks after the deal.",
    )

    subject = fields.Char(
        "Need", help="What the client wants to buy, in one line.", tracking=True
    )
    description = fields.Text(help="Project, budget, decision makers, next steps.")
    category_ids = fields.Many2many(
        "product.category",
        "partner_deal_category_rel",
        "deal_id",
        "category_id",
        "Product Categories",
    )
    amount = fields.Monetary(
        "Expected Amount",
        tracking=True,
        help="Without taxes, in the currency of the deal.",
    )
    date_expected = fields.Date("Expected Order")

    client_name = fields.Char("Client", required=True, tracking=True)
    client_vat = fields.Char("Tax ID of the Client")
    client_email = fields.Char("E-mail of the Client")
    client_phone = fields.Char("Phone of the Client")
    client_website = fields.Char("Website of the Client")
    client_street = fields.Char("Street")
    client_zip = fields.Char("ZIP")
    client_city = fields.Char("City")
    client_state_id = fields.Many2one("res.country.state", "Region")
    client_country_id = fields.Many2one(
        "res.country",
        "Country",
        default=lambda self: self.env.company.country_id,
    )
    client_contact = fields.Char("Contact Person")
    client_id = fields.Many2one(
        "res.partner",
        "Client in the Database",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        domain="[('commercial_partner_id', '=', id)]",
        tracking=True,
        help="Found by VAT, e-mail, phone and name; made on approval where there is "
        "none. The partner does not see it.",
    )

    submitted_at = fields.Datetime(
        "Registered on",
        readonly=True,
        copy=False,
        help="By the server's clock: of two registrations the earlier one counts.",
    )
    review_deadline = fields.Datetime(
        readonly=True, copy=False, help="Until then the partner gets an answer."
    )
    escalated_at = fields.Datetime(readonly=True, copy=False)
    decided_at = fields.Datetime("Decided on", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reason_id = fields.Many2one(
        "partner.deal.reason",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        tracking=True,
    )
    decision_note = fields.Text(
        "Note to the Partner", copy=False, help="The partner reads it as it stands."
    )
    protected_from = fields.Date(readonly=True, copy=False)
    protected_until = fields.Date(
        readonly=True, copy=False, tracking=True, help="The last protected day."
    )
    reminded_at = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime("Closed on", readonly=True, copy=False)
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _protection_idx = models.Index(
        "(client_id, company_id) WHERE state = 'approved' AND client_id IS NOT NULL"
    )
    _state_idx = models.Index("(company_id, state, review_deadline)")
    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "The expected amount of a deal cannot be negative."
    )

    # ------------------------------------------------------------------ computing
    @api.model
    def _expand_states(self, states, _domain):
        """Columns of the board: the way of a deal, and where others have ended."""
        way = ("draft", "submitted", "approved", "won")
        return [key for key, _label in STATES if key in way or key in states]

    @api.depends("partner_id")
    def _compute_manager_id(self):
        for deal in self:
            if not deal.manager_id:
                deal.manager_id = deal.partner_id.sudo().user_id

    @api.depends("name", "client_name")
    def _compute_display_name(self):
        for deal in self:
            deal.display_name = f"{deal.name} {deal.client_name or ''}".strip()

    # ------------------------------------------------------------------ integrity
    @api.constrains("partner_id")
    def _check_partner_id(self):
        for deal in self:
            if deal.partner_id != deal.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "A deal is registered by a company: choose %(company)s instead "
                        "of its contact %(contact)s.",
                        company=deal.partner_id.commercial_partner_id.name,
                        contact=deal.partner_id.name,
                    )
                )

    @api.constrains("contact_id", "partner_id")
    def _check_contact_id(self):
        for deal in self:
            entity = deal.contact_id.commercial_partner_id
            if entity and entity != deal.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not work for %(partner)s: choose one of its "
                        "people.",
                        contact=deal.contact_id.name,
                        partner=deal.partner_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_kept(vals)
        deals = super().create(vals_list)
        sequences = self.env["ir.sequence"].sudo()
        for deal in deals:
            number = sequences.with_company(deal.company_id).next_by_code(self._name)
            deal._write_kept({"name": number})
        return deals

    def write(self, vals):
        if self.env.context.get("partner_deal_move") is not MOVE:
            self._refuse_kept(vals)
        if not self.env.su and not vals.keys().isdisjoint(CLIENT_FIELDS):
            self._refuse_late_changes()
        return super().write(vals)

    def _write_kept(self, vals):
        """Write what only the moves of a deal may write."""
        return self.with_context(partner_deal_move=MOVE).write(vals)

    def _refuse_kept(self, vals):
        kept = KEPT.intersection(vals) - (
            {"state"} if vals.get("state") == "draft" else set()
        )
        if kept:
            raise AccessError(
                self.env._(
                    "State, dates and links of a deal follow from its decisions: use "
                    "the buttons of the deal to approve, decline or close it."
                )
            )

    def _refuse_late_changes(self):
        late = self.filtered(lambda deal: deal.state not in ("draft", "submitted"))
        if late:
            raise UserError(
                self.env._(
                    "%(deal)s is decided: who the client is does not change any more. "
                    "Decline or withdraw it and register the other client anew.",
                    deal=late[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        registered = self.filtered(lambda deal: deal.state != "draft")
        if registered:
            raise UserError(
                self.env._(
                    "%(deal)s was registered and stays in the history: archive it "
                    "instead of deleting it.",
                    deal=registered[0].display_name,
                )
            )

    # ------------------------------------------------------------------ moving
    def _move(self, state, **values):
        """Bring the deals into a state.

        :param values: further kept fields
        :raise UserError: where a deal cannot go there from where it is
        """
        for deal in self:
            if state not in MOVES.get(deal.state, ()):
                names = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(deal)s is “%(old)s” and cannot become “%(new)s”. Reload the "
                        "page: somebody may have decided it meanwhile.",
                        deal=deal.display_name,
                        old=names[deal.state],
                        new=names[state],
                    )
                )
        self._write_kept({**values, "state": state})

    def action_submit(self):
        """Register drafts; the review begins."""
        self.check_access("write")
        for deal in self:
            deal._submit()

    def _submit(self):
        """Register a draft: claim the client, look for conflicts, start the clock.

        :raise UserError: where something is missing or the partner itself has
            registered the client already
        """
        self.ensure_one()
        self.lock_for_update()
        self._check_complete()
        self._check_own_twin()
        now = fields.Datetime.now()
        self._move(
            "submitted", submitted_at=now, review_deadline=self._review_deadline(now)
        )
        self._claim_keys()
        self._find_conflicts()
        self._tell_submitted()

    def _check_complete(self):
        """Raise a sentence for what a registration lacks."""
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("client_name", "subject", "date_expected")
            if not self[name]
        ]
        if not any(
            self[name] for name in ("client_vat", "client_email", "client_phone")
        ):
            missing.append(self.env._("Tax ID, e-mail or phone of the client"))
        if missing:
            raise UserError(
                self.env._(
                    "Fill in before you register the deal: %(fields)s.",
                    fields=", ".join(missing),
                )
            )
        today = fields.Date.context_today(self)
        if self.date_expected < today:
            raise UserError(
                self.env._("The expected order lies in the past: give a coming date.")
            )
        self._check_minimum()

    def _check_minimum(self):
        company = self.company_id.sudo()
        minimum = company.partner_deal_minimum
        amount = self.currency_id._convert(
            self.amount, company.currency_id, company, fields.Date.context_today(self)
        )
        if company.currency_id.compare_amounts(amount, minimum) < 0:
            raise UserError(
                self.env._(
                    "Deals are registered from %(minimum)s on, without taxes. Smaller "
                    "ones need no registration: just order.",
                    minimum=company.currency_id.format(minimum),
                )
            )
