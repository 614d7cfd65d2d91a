from odoo import fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "partner_portal.group_partner_portal_manager"
DEFAULT_DAYS = 90


class PartnerDeal(models.Model):
    """Approve, decline, close."""

    _inherit = "partner.deal"

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Registrations are decided by channel managers: ask one of them."
                )
            )

    def action_decide(self):
        """Open the decision: approve or decline, with a reason."""
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "partner.deal.decide",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_deal_ids": self.ids,
                "default_decision": self.env.context.get("decision", "approve"),
            },
        }

    def _approve(self, reason=None, note=None):
        """Protect the partner: check anew, claim the client, open the opportunity.

        :param str reason: why it is approved in spite of what the check has found;
            kept in the history, the partner does not see it
        :param str note: what the partner reads
        :raise UserError: where another registration is before this one, or a reason
            is missing
        """
        self.ensure_one()
        self._check_manager()
        self.lock_for_update()
        holds = self._claim_keys()
        self._find_conflicts()
        if self.conflict_weight == "3" or not holds:
            raise UserError(
                self.env._(
                    "%(deal)s cannot be approved: another partner registered this "
                    "client earlier. Decide or close that registration first; see "
                    "the conflicts.",
                    deal=self.display_name,
                )
            )
        if self.conflict_weight == "2" and not (reason or "").strip():
            raise UserError(
                self.env._(
                    "The check of %(deal)s found work of our own with this client, or "
                    "another partner has the exclusive right to it. Say why the "
                    "partner is protected all the same; the reason stays in the "
                    "history.",
                    deal=self.display_name,
                )
            )
        today = fields.Date.context_today(self)
        self._make_client()
        self._move(
            "approved",
            decided_at=fields.Datetime.now(),
            decided_by_id=self.env.uid,
            protected_from=today,
            protected_until=fields.Date.add(today, days=self._protection_days()),
        )
        self.decision_note = note
        if reason:
            self._log_reason(
                self.env._("Approved in spite of conflicts: %(reason)s", reason=reason)
            )
        self._make_pricelist()
        self._make_lead()
        self._tell_decided()

    def _protection_days(self):
        """Days of protection by the level of the partner, else by the settings."""
        grade = self.partner_id.sudo().grade_id
        company = self.company_id.sudo()
        return grade.deal_days or company.partner_deal_days or DEFAULT_DAYS

    def _make_client(self):
        """Take the client from the database, or make it of what the partner typed."""
        if self.client_id:
            return
        partners = self.env["res.partner"].with_context(client_change_source="portal")
        self.client_id = partners.create(
            {
                "name": self.client_name,
                "is_company": True,
                "vat": False,
                "email": self.client_email,
                "phone": self.client_phone,
                "website": self.client_website,
                "street": self.client_street,
                "zip": self.client_zip,
                "city": self.client_city,
                "state_id": self.client_state_id.id,
                "country_id": self.client_country_id.id,
                "company_id": False,
            }
        )
        # A tax number that the country's rules refuse must not stop the approval.
        try:
            with self.env.cr.savepoint():
                self.client_id.vat = self.client_vat
        except UserError:
            self.client_id.comment = self.env._(
                "Tax ID given by the partner: %(vat)s", vat=self.client_vat
            )

    def _decline(self, reason, note=None):
        """Say no, with a reason that names nobody.

        :param reason: ``partner.deal.reason`` of the kind ``decline``
        """
        self._check_manager()
        for deal in self:
            deal.lock_for_update()
            if not reason:
                raise UserError(
                    self.env._("Choose the reason: the partner has a right to it.")
                )
            deal._move(
                "declined",
                decided_at=fields.Datetime.now(),
                decided_by_id=self.env.uid,
                closed_at=fields.Datetime.now(),
            )
            deal.write({"reason_id": reason.id, "decision_note": note})
            deal._release_keys()
            deal._tell_decided()

    def action_withdraw(self):
        """Take a registration back."""
        self.check_access("write")
        self._close("withdrawn")

    def action_won(self):
        """The client has ordered."""
        self.check_access("write")
        self._close("won")

    def action_lost(self):
        """Ask for the reason of the loss."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lost"),
            "res_model": "partner.deal.decide",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_deal_ids": self.ids, "default_decision": "lost"},
        }

    def _close(self, state, reason=None):
        """End deals; who waits in line for their clients moves up."""
        for deal in self:
            deal.lock_for_update()
            if state == "lost" and not reason:
                raise UserError(self.env._("Choose why the deal is lost."))
            was_draft = deal.state == "draft"
            deal._move(state, closed_at=fields.Datetime.now())
            if reason:
                deal.reason_id = reason
            if not was_draft:
                deal._release_keys()
            deal._close_lead()

    def _log_reason(self, text):
        """A note for our eyes only."""
        self._message_log(body=text)
