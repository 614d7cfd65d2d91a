from odoo import fields, models
from odoo.exceptions import AccessError, UserError

GROUP = "partner_portal.group_partner_portal_user"


class PartnerLeadOffer(models.Model):
    """Open, accept, decline, give back, withdraw.

    What partners do comes through the pages of the portal, which look the offer up
    among those of the user's own company.
    """

    _inherit = "partner.lead.offer"

    def _check_open(self):
        """Raise where the offer waits for no answer (any more)."""
        self.ensure_one()
        if self.state == "offered" and self.deadline < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The time to answer this offer is over; the lead goes to somebody "
                    "else. Answer the next one before its deadline."
                )
            )
        if self.state != "offered":
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This offer is “%(state)s” and takes no answer any more. Reload "
                    "the page: a colleague may have answered it.",
                    state=names[self.state],
                )
            )

    def _lock(self):
        """Answers to one lead come one after the other."""
        self.lead_id.lock_for_update()
        self.lock_for_update()
        self.invalidate_recordset()

    def _open(self, user):
        """Show the details to the partner, and remember who saw them first and when."""
        self._lock()
        self._check_open()
        if not self.opened_at:
            self.write({"opened_at": fields.Datetime.now(), "opened_by_id": user.id})

    def _accept(self, user):
        """Give the lead to the partner, as core's assignment does.

        :raise UserError: late, answered, or the lead is taken or closed meanwhile
        """
        self._lock()
        self._check_open()
        lead = self.lead_id
        if not lead._may_be_offered():
            self._end("withdrawn", user)
            lead._set_offer_state(False)
            return False
        self._end("accepted", user)
        partner = self.partner_id
        values = {"partner_assigned_id": partner.id, "partner_offer_state": "accepted"}
        if partner.user_id and not lead.user_id:
            values["user_id"] = partner.user_id.id
        lead.write(values)
        if lead.type == "lead":
            lead.convert_opportunity(lead.partner_id)
        return True

    def _decline(self, user, reason, note=""):
        """Take the partner's no; the next partner is asked at once.

        :param reason: ``partner.lead.reason``
        :raise UserError: without a reason, or without the note that it asks for
        """
        self._lock()
        self._check_open()
        if not reason:
            raise UserError(
                self.env._("Choose why you do not take the lead: it helps the next.")
            )
        if reason.needs_note and not note:
            raise UserError(
                self.env._(
                    "Say in a few words what “%(reason)s” means here.",
                    reason=reason.name,
                )
            )
        self._end("declined", user, reason_id=reason.id, note=note or False)
        self._pass_on()

    def _give_back(self, user, note=""):
        """End offers whose partner returns the lead after it had accepted it."""
        for offer in self:
            offer._end("returned", user, note=note or False)
        self._pass_on()

    def _end(self, state, user=None, **values):
        now = fields.Datetime.now()
        for offer in self:
            share = offer._time_used(now) if state != "returned" else offer.answer_share
            offer.write(
                {
                    "state": state,
                    "answered_at": now,
                    "answered_by_id": user and user.id,
                    "answer_share": share,
                    **values,
                }
            )

    def _pass_on(self):
        """Note who has declined, and ask the next ones."""
        for offer in self:
            declined = offer.partner_id - offer.lead_id.partner_declined_ids
            offer.lead_id.partner_declined_ids |= declined
        self.lead_id._distribute()._tell_partners()

    def action_withdraw(self):
        """Take offers back; their leads are ours again.

        :raise AccessError: for who may not change the leads
        """
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("Offers are withdrawn by channel users only."))
        self.check_access("read")
        self.lead_id.check_access("write")
        offers_sudo = self.sudo()
        for offer_sudo in offers_sudo:
            offer_sudo._lock()
            if offer_sudo.state != "offered":
                raise UserError(
                    self.env._(
                        "%(offer)s is answered already and cannot be withdrawn.",
                        offer=offer_sudo.display_name,
                    )
                )
            offer_sudo._end("withdrawn", self.env.user)
        offers_sudo.lead_id._set_offer_state(False)

    # ------------------------------------------------------------------ the end
    def _close_lead(self, won, reason=None):
        """The partner reports the end of a lead that it has taken.

        :param bool won: whether the client has ordered
        :param reason: ``crm.lost.reason``, required for a lost lead
        """
        self._lock()
        lead = self.lead_id
        if self.state != "accepted" or lead.won_status != "pending" or not lead.active:
            raise UserError(
                self.env._("This lead is closed already, or it is not yours any more.")
            )
        if won:
            lead.action_set_won()
        elif not reason:
            raise UserError(self.env._("Choose why the lead is lost."))
        else:
            lead.action_set_lost(lost_reason_id=reason.id)
