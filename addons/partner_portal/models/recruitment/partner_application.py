import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq, email_normalize

STATES = [
    ("new", "New"),
    ("review", "In Review"),
    ("approved", "Approved"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]
#: Where an application may go from each state; from the others it goes nowhere.
MOVES = {
    "new": ("review", "approved", "declined", "withdrawn"),
    "review": ("approved", "declined", "withdrawn"),
}
OPEN_STATES = ("new", "review")
#: What only the moves of an application write; never a form, an import or a caller.
KEPT = frozenset(
    {
        "name",
        "state",
        "access_token",
        "submitted_at",
        "review_deadline",
        "escalated_at",
        "email_confirmed_at",
        "consent_at",
        "decided_at",
        "decided_by_id",
        "closed_at",
        "partner_id",
        "match_kind",
    }
)
#: In the context of writing them; no caller from outside can send this object.
MOVE = object()


class PartnerApplication(models.Model):
    """Somebody who wants to become a channel partner, from the public form or typed in.

    What the applicant is told never depends on whom we know already: duplicates are
    marked for the reviewer only.
    """

    _name = "partner.application"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Application of a Partner"
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
    type_id = fields.Many2one(
        "partner.type",
        "Type of Partner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        copy=False,
        default="new",
        tracking=True,
        group_expand="_expand_states",
    )
    manager_id = fields.Many2one(
        "res.users",
        "Channel Manager",
        index=True,
        check_company=True,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Reviews the application and looks after the partner afterwards.",
    )

    company_name = fields.Char("Applicant", required=True, tracking=True)
    vat = fields.Char("Tax ID")
    website = fields.Char()
    phone = fields.Char()
    street = fields.Char()
    zip = fields.Char("ZIP")
    city = fields.Char()
    country_id = fields.Many2one("res.country")
    contact_name = fields.Char("Contact Person", required=True)
    contact_function = fields.Char("Job Position")
    contact_email = fields.Char("E-mail", required=True)
    message = fields.Text(
        "About the Company", help="What the applicant wrote of the company and its aim."
    )
    lang = fields.Selection(
        selection="_get_languages",
        string="Language",
        default=lambda self: self.env.lang or "en_US",
        help="In which we write to the applicant.",
    )
    person_ids = fields.One2many(
        "partner.application.person", "application_id", "Colleagues", copy=True
    )
    answer_ids = fields.One2many(
        "partner.application.answer", "application_id", "Answers", copy=True
    )

    submitted_at = fields.Datetime(
        "Received on", readonly=True, copy=False, default=fields.Datetime.now
    )
    consent_at = fields.Datetime(
        "Agreed to Processing",
        readonly=True,
        copy=False,
        help="When the applicant agreed that we keep and use the data.",
    )
    email_confirmed_at = fields.Datetime(
        "E-mail Confirmed",
        readonly=True,
        copy=False,
        help="When the applicant first opened the link that was sent to the address.",
    )
    review_deadline = fields.Datetime(
        readonly=True, copy=False, help="Until then the applicant gets an answer."
    )
    escalated_at = fields.Datetime(readonly=True, copy=False)
    decided_at = fields.Datetime("Decided on", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_at = fields.Datetime("Closed on", readonly=True, copy=False)
    reason_id = fields.Many2one(
        "partner.application.reason",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        tracking=True,
    )
    decision_note = fields.Text(
        "Note to the Applicant",
        copy=False,
        help="The applicant reads it as it stands.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The company that the application led to.",
    )
    access_token = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: secrets.token_urlsafe(32),
    )
    status_url = fields.Char(
        compute="_compute_status_url",
        compute_sudo=True,
        groups="base.group_system",
        help="Where the applicant follows the state.",
    )

    _state_idx = models.Index("(company_id, state, review_deadline)")

    # ------------------------------------------------------------------ computing
    @api.model
    def _expand_states(self, states, _domain):
        """Columns of the board: the way of an application, and where others ended."""
        way = ("new", "review", "approved")
        return [key for key, _label in STATES if key in way or key in states]

    @api.model
    def _get_languages(self):
        return self.env["res.lang"].get_installed()

    @api.depends("name", "company_name")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.name} {one.company_name or ''}".strip()

    @api.depends("access_token")
    def _compute_status_url(self):
        for one in self:
            base = one.get_base_url()
            one.status_url = f"{base}/partners/application/{one.id}/{one.access_token}"

    # ------------------------------------------------------------------ integrity
    @api.constrains("contact_email")
    def _check_contact_email(self):
        for one in self:
            if not email_normalize(one.contact_email):
                raise UserError(
                    self.env._(
                        "“%(email)s” is no e-mail address.", email=one.contact_email
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        from_page = self.env.context.get("partner_application_move") is MOVE
        for vals in vals_list:
            if not from_page:
                self._refuse_kept(vals)
        applications = super().create(vals_list)
        sequences = self.env["ir.sequence"].sudo()
        for one in applications:
            number = sequences.with_company(one.company_id).next_by_code(self._name)
            one._write_kept(
                {
                    "name": number,
                    "review_deadline": one._deadline_of_review(one.submitted_at),
                }
            )
            one._examine()
        return applications

    def write(self, vals):
        if self.env.context.get("partner_application_move") is not MOVE:
            self._refuse_kept(vals)
        result = super().write(vals)
        if not self._examined_fields().isdisjoint(vals):
            for one in self:
                one._examine()
        return result

    def _write_kept(self, vals):
        """Write what only the moves of an application may write."""
        return self.with_context(partner_application_move=MOVE).write(vals)

    def _refuse_kept(self, vals):
        kept = KEPT.intersection(vals) - (
            {"state"} if vals.get("state") == "new" else set()
        )
        if kept:
            raise AccessError(
                self.env._(
                    "State, dates and links of an application follow from its "
                    "decisions: use the buttons to review, approve or decline it."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        decided = self.filtered(lambda one: one.state == "approved")
        if decided:
            raise UserError(
                self.env._(
                    "%(application)s led to a partner and stays in the history: "
                    "archive it instead of deleting it.",
                    application=decided[0].display_name,
                )
            )

    # ------------------------------------------------------------------ moving
    def _move(self, state, **values):
        """Bring the applications into a state.

        :param values: further kept fields
        :raise UserError: where an application cannot go there from where it is
        """
        for one in self:
            if state not in MOVES.get(one.state, ()):
                names = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(application)s is “%(old)s” and cannot become “%(new)s”. "
                        "Reload the page: somebody may have decided it meanwhile.",
                        application=one.display_name,
                        old=names[one.state],
                        new=names[state],
                    )
                )
        self._write_kept({**values, "state": state})

    @api.model
    def _of_link(self, application_id, token):
        """The application of a link (sudo), or no record.

        Takes the same time whether the number or the token is wrong.
        """
        applications_sudo = self.sudo().with_context(active_test=False)
        one_sudo = applications_sudo.search_fetch(
            [("id", "=", application_id)], ["access_token", "active"]
        )
        right = one_sudo.access_token or secrets.token_urlsafe(32)
        same = consteq(right.encode(), (token or "").encode())
        return one_sudo if one_sudo and one_sudo.active and same else one_sudo[:0]
