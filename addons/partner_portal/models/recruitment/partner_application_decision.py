from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .partner_application_approval import MANAGER


class PartnerApplication(models.Model):
    """Review, approve, decline, withdraw."""

    _inherit = "partner.application"

    approval_ids = fields.One2many(
        "partner.application.approval", "application_id", "Approvals", readonly=True
    )
    approval_state = fields.Char("Steps Agreed", compute="_compute_approval_state")
    is_agreed = fields.Boolean(
        compute="_compute_approval_state",
        help="Whether everybody who was asked has agreed.",
    )

    def _compute_approval_state(self):
        for one in self:
            states = one.approval_ids.mapped("state")
            granted = states.count("granted")
            one.approval_state = f"{granted} / {len(states)}" if states else ""
            one.is_agreed = granted == len(states)

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Applications are decided by channel managers: ask one of them."
                )
            )

    def action_open_partner(self):
        """Open the partner that the application led to, read as the user."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------ review
    def action_review(self):
        """Take the applications up: their steps of approval begin."""
        self._check_manager()
        self.check_access("write")
        for one in self:
            one._start_review()

    def _start_review(self):
        self.ensure_one()
        self.lock_for_update()
        self._move("review")
        if not self.manager_id:
            self.manager_id = self.env.user
        steps = self.env["partner.application.step"].sudo()._needed_for(self.type_id)
        self.env["partner.application.approval"].sudo().create(
            [
                {
                    "application_id": self.id,
                    "step_id": step.id,
                    "name": step.name,
                    "sequence": step.sequence,
                    "description": step.description,
                    "approver": step.approver,
                    "user_id": self._approver_of(step).id,
                }
                for step in steps
            ]
        )
        self._drop_plans()
        self._ask_next()

    def _approver_of(self, step):
        """The user who has to agree to a step; nobody certain for any manager."""
        if step.approver == "user":
            return step.user_id
        if step.approver == "head":
            return self.company_id.sudo().partner_deal_user_id
        return self.env["res.users"]

    def _ask_next(self):
        """Tell who has to agree next; with all steps agreed, who decides."""
        waiting = self.approval_ids.filtered(lambda line: line.state == "waiting")
        if not waiting:
            self._plan_for_manager(
                self.env._("All have agreed: decide %(one)s", one=self.display_name)
            )
            return
        line_sudo = waiting.sudo().sorted("sequence")[0]
        self._plan_for_manager(
            self.env._("%(step)s: %(one)s", step=line_sudo.name, one=self.display_name),
            user=line_sudo.user_id,
        )

    def _approval_decided(self, line_sudo):
        """A step was agreed to or refused."""
        names = dict(line_sudo._fields["state"]._description_selection(self.env))
        self._message_log(
            body=self.env._(
                "%(step)s: %(state)s", step=line_sudo.name, state=names[line_sudo.state]
            )
        )
        self._drop_plans()
        if line_sudo.state == "refused":
            self._plan_for_manager(
                self.env._(
                    "%(step)s was refused: decide %(one)s",
                    step=line_sudo.name,
                    one=self.display_name,
                )
            )
        else:
            self._ask_next()

    # ------------------------------------------------------------------ decisions
    def action_decide(self):
        """Open the decision: approve or decline, with a reason."""
        self.ensure_one()
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "partner.application.decide",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_application_id": self.id,
                "default_decision": self.env.context.get("decision", "approve"),
            },
        }

    def _approve(self, partner=None, note=None):
        """Make a channel partner of the applicant, with users, roles and a checklist.

        :param partner: the company that the applicant is, if we have it already
        :param str note: what the applicant reads
        :raise UserError: where somebody has not agreed yet, or an e-mail address
            belongs to a user of another company
        :return: the company
        """
        self.ensure_one()
        self._check_manager()
        self.check_access("write")
        self.lock_for_update()
        if self.state == "new":
            self._start_review()
        self._check_agreed()
        company = self._make_partner(partner)
        self._move(
            "approved",
            decided_at=fields.Datetime.now(),
            decided_by_id=self.env.uid,
            closed_at=fields.Datetime.now(),
            partner_id=company.id,
        )
        self.decision_note = note
        self._invite_people(company)
        self.env["partner.onboarding.task"]._start(
            company, self.type_id, self.company_id, self.manager_id
        )
        self._drop_plans()
        self._tell("mail_template_partner_application_approved")
        return company

    def _check_agreed(self):
        missing = self.approval_ids.filtered(lambda line: line.state != "granted")
        if missing:
            raise UserError(
                self.env._(
                    "%(application)s cannot be approved before these have agreed: "
                    "%(steps)s.",
                    application=self.display_name,
                    steps=", ".join(missing.mapped("name")),
                )
            )

    def _decline(self, reason, note=None):
        """Say no, with a reason that the applicant reads."""
        self._check_manager()
        self.check_access("write")
        for one in self:
            one.lock_for_update()
            if not reason:
                raise UserError(
                    self.env._("Choose the reason: the applicant has a right to it.")
                )
            one._move(
                "declined",
                decided_at=fields.Datetime.now(),
                decided_by_id=self.env.uid,
                closed_at=fields.Datetime.now(),
            )
            one.write({"reason_id": reason.id, "decision_note": note})
            one._drop_plans()
            one._tell("mail_template_partner_application_declined")

    def _withdraw(self):
        """The applicant takes the application back."""
        self.ensure_one()
        self.lock_for_update()
        self._move("withdrawn", closed_at=fields.Datetime.now())
        self._drop_plans()
        self._plan_for_manager(
            self.env._("Withdrawn by the applicant: %(one)s", one=self.display_name)
        )

    # ------------------------------------------------------------------ becoming
    def _make_partner(self, partner=None):
        """The company of the applicant, in the channel from now on.

        What we know of a company that is there already is kept; what was empty is
        filled in.
        """
        values = self._prepare_partner_values()
        partners = self.env["res.partner"].with_context(client_change_source="portal")
        if partner:
            company = partner.commercial_partner_id
            company.check_access("write")
            company.write(
                {name: value for name, value in values.items() if not company[name]}
            )
        else:
            company = partners.create(
                {**values, "is_company": True, "company_id": False}
            )
        if self.vat and not company.vat:
            self._give_vat(company)
        return company

    def _prepare_partner_values(self):
        activation = self.env["res.partner.activation"].sudo().search([], limit=1)
        return {
            "name": self.company_name,
            "email": self.contact_email,
            "phone": self.phone,
            "website": self.website,
            "street": self.street,
            "zip": self.zip,
            "city": self.city,
            "country_id": self.country_id.id,
            "lang": self.lang,
            "user_id": self.manager_id.id,
            "channel_type_id": self.type_id.id,
            "activation": activation.id,
            "date_partnership": fields.Date.context_today(self),
        }

    def _give_vat(self, company):
        """A tax number that the country's rules refuse must not stop the approval."""
        try:
            with self.env.cr.savepoint():
                company.vat = self.vat
        except UserError:
            company.message_post(
                body=self.env._("Tax ID given by the applicant: %(vat)s", vat=self.vat)
            )

    def _invite_people(self, company):
        """Users of the portal for the applicant, as the owner, and for colleagues."""
        people = [
            (self.contact_name, self.contact_email, "owner", self.contact_function)
        ]
        people += [(one.name, one.email, one.role, "") for one in self.person_ids]
        for name, email, role, function in people:
            contact_sudo = company._invite_colleague(
                name, email, role, self.company_id, lang=self.lang
            )
            if function and not contact_sudo.function:
                contact_sudo.function = function
