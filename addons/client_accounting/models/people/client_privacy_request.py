from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .client_privacy_basis import KINDS

PRIVACY_GROUP = "client_accounting.group_client_accounting_privacy"
STATES = [
    ("new", "New"),
    ("done", "Done"),
    ("refused", "Refused"),
]


class ClientPrivacyRequest(models.Model):
    """A person asks for his data: a copy, the erasure, or that they be left alone.

    For who is responsible for data protection only. The request tells what was done
    with how many records and why; it keeps nothing of what was erased.
    """

    _name = "client.privacy.request"
    _description = "Personal Data Request"
    _order = "state, date_due, id desc"

    kind = fields.Selection(
        KINDS, required=True, default="export", help="What the person asks for."
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("is_company", "=", False)],
        context={"active_test": False},
    )
    requester = fields.Char(
        help="Who asked, where it was somebody else for him, and how it was checked "
        "who he is. Goes with the data."
    )
    basis_id = fields.Many2one(
        "client.privacy.basis",
        "Right",
        domain="[('kind', '=', kind)]",
        ondelete="restrict",
    )
    date_received = fields.Date(
        "Received",
        required=True,
        default=lambda self: self.env["client.work.days"]._today(),
    )
    date_due = fields.Date(
        "Answer Until",
        compute="_compute_date_due",
        store=True,
        readonly=False,
        help="By the right that is made use of; 30 days without one.",
    )
    date_done = fields.Date("Answered", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        check_company=True,
        default=lambda self: self.env.user,
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref(PRIVACY_GROUP).ids),
        ],
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    state = fields.Selection(STATES, required=True, default="new", readonly=True)
    refusal = fields.Text(
        "Reason of Refusal", help="The law asks for a reason where one refuses."
    )
    sweep = fields.Boolean(
        "Also Wherever Written",
        default=True,
        help="Replaces the full name, e-mail and telephone in all texts of the "
        "database, also of records that do not point to the person.",
    )
    line_ids = fields.One2many(
        "client.privacy.line", "request_id", "Log", readonly=True
    )
    file = fields.Binary("Copy of the Data", attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)
    file_until = fields.Date("Kept Until", readonly=True)

    # ------------------------------------------------------------------ computes
    @api.depends("kind", "partner_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            request.display_name = self.env._(
                "%(kind)s No. %(number)s",
                kind=kinds.get(request.kind, ""),
                number=request.id or "",
            )

    @api.depends("basis_id", "date_received", "company_id")
    def _compute_date_due(self):
        days = self.env["client.work.days"]
        for request in self:
            basis, received = request.basis_id, request.date_received
            if not received:
                continue
            if basis.unit == "working":
                calendar = days._of_company(request.company_id)
                request.date_due = calendar.add(received, basis.days)
            else:
                request.date_due = received + timedelta(days=basis.days or 30)

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.basis_id.kind != self.kind:
            self.basis_id = self.basis_id.search([("kind", "=", self.kind)], limit=1)

    # ------------------------------------------------------------------ actions
    def action_look_up(self):
        """List what there is of the person, without changing anything."""
        self._check_officer()
        for request in self:
            request._log_found()

    def action_export(self):
        """Make the file with everything about the person."""
        self._check_open("export")
        for request in self:
            content, counts = self.env["client.privacy.export"]._make(request._cards())
            keep = request.company_id.client_privacy_keep_days
            today = self.env["client.work.days"]._today()
            request.write(
                {
                    "file": content,
                    "file_name": f"personal-data-{request.id}.zip",
                    "file_until": today + timedelta(days=keep),
                }
            )
            request._log("exported", counts)
            request._close()

    def action_erase(self):
        """Erase what may be erased; the rest is kept with the reason."""
        self._check_open("erase")
        for request in self:
            cards = request._cards()
            done = self.env["client.privacy.erase"]._erase(cards, request.sweep)
            for action, counts in done.items():
                request._log(action, counts)
            request._forget(cards)
            request._close()

    def action_restrict(self):
        """Keep the data, and use them no longer."""
        self._check_open("restrict")
        for request in self:
            cards_sudo = request._cards()
            cards_sudo.client_privacy_restricted = True
            request._block_mailings(cards_sudo)
            request._log("used", {"res.partner": (len(cards_sudo), "")})
            request._close()

    def action_lift(self):
        """End a restriction: the person agrees again."""
        self._check_officer()
        for request in self:
            cards_sudo = request._cards()
            cards_sudo.client_privacy_restricted = False
            blacklist_sudo = self.env["mail.blacklist"].sudo()
            for email in set(cards_sudo.mapped("email_normalized")) - {False}:
                blacklist_sudo._remove(email)

    def action_refuse(self):
        """Refuse the request, with a reason."""
        self._check_officer()
        for request in self:
            if not (request.refusal or "").strip():
                raise UserError(self.env._("Say why the request is refused."))
            request._close("refused")

    def action_reopen(self):
        """Take up a refused request again."""
        self._check_officer()
        self.filtered(lambda request: request.state == "refused").write(
            {"state": "new", "date_done": False}
        )

    # ------------------------------------------------------------------ doing
    def _check_officer(self):
        if not (self.env.su or self.env.user.has_group(PRIVACY_GROUP)):
            raise AccessError(
                self.env._("Only who is responsible for data protection may do this.")
            )
        self.check_access("write")

    def _check_open(self, kind):
        self._check_officer()
        for request in self:
            if request.kind != kind or request.state != "new":
                raise UserError(
                    self.env._(
                        "“%(request)s” cannot be done: it is closed, or asks for "
                        "something else.",
                        request=request.display_name,
                    )
                )

    def _cards(self):
        """The cards of the person, also those of companies that he left, with all
        rights: the officer was checked."""
        partner_sudo = self.sudo().partner_id.with_context(active_test=False)
        now = partner_sudo.client_moved_to_id or partner_sudo
        return now | partner_sudo.search([("client_moved_to_id", "=", now.id)])

    def _close(self, state="done"):
        self.write({"state": state, "date_done": self.env["client.work.days"]._today()})

    def _log_found(self):
        self.sudo().line_ids.filtered(lambda line: line.action == "found").unlink()
        found = self.env["client.privacy.catalogue"]._find(self._cards())
        self._log("found", {model: (len(ids), "") for model, ids in found.items()})

    def _log(self, action, counts):
        """Write down what was done.

        :param dict counts: ``{model: (number, reason)}``
        """
        names = self.env["ir.model"].sudo()
        self.env["client.privacy.line"].sudo().create(
            [
                {
                    "request_id": self.id,
                    "model": model,
                    "name": names._get(model).name or model,
                    "record_count": number,
                    "action": action,
                    "reason": reason,
                }
                for model, (number, reason) in counts.items()
                if number
            ]
        )

    def _forget(self, cards):
        """Take what requests of the person hold of him, this one among them."""
        self.sudo().search([("partner_id", "in", cards.ids)]).write(
            {
                "requester": False,
                "refusal": False,
                "file": False,
                "file_name": False,
                "file_until": False,
            }
        )

    def _block_mailings(self, cards):
        blacklist_sudo = self.env["mail.blacklist"].sudo()
        for email in set(cards.mapped("email_normalized")) - {False}:
            blacklist_sudo._add(email)

    @api.model
    def _cron_forget_files(self):
        """Delete copies that were made long enough ago."""
        today = self.env["client.work.days"]._today()
        self.sudo().search([("file_until", "<", today)]).write(
            {"file": False, "file_name": False, "file_until": False}
        )
