from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .sale_order import MANAGER


class SaleOrder(models.Model):
    """Approving and declining orders of the portal."""

    _inherit = "sale.order"

    def action_partner_order_decide(self):
        """Ask for the decision on orders of the portal.

        The context's ``default_decision`` is ``approve`` or ``decline``.
        """
        self._check_may_decide()
        decision = self.env.context.get("default_decision")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.partner_order_decide_action"
        )
        action["context"] = {
            "default_order_ids": self.ids,
            "default_decision": "decline" if decision == "decline" else "approve",
        }
        return action

    def _check_may_decide(self):
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Channel managers decide on orders of the portal.")
            )

    def _approve_partner_order(self, answer=""):
        """Confirm an order that waits; the partner is told.

        :param str answer: the partner reads it
        """
        self.ensure_one()
        self._check_may_decide()
        self.lock_for_update()
        order_sudo = self.sudo()
        order_sudo._decide_kept()
        order_sudo.partner_order_answer = (answer or "").strip()
        order_sudo._confirm_partner_order()

    def _decline_partner_order(self, answer):
        """Decline an order that waits; the partner is told why.

        :param str answer: the reason, which the partner reads
        :raise UserError: without a reason
        """
        self.ensure_one()
        self._check_may_decide()
        if not (answer or "").strip():
            raise UserError(
                self.env._("Tell the partner why, and what it can do about it.")
            )
        self.lock_for_update()
        order_sudo = self.sudo()
        order_sudo._decide_kept("declined")
        order_sudo.partner_order_answer = answer.strip()
        order_sudo._action_cancel()
        order_sudo._tell_declined()

    def _tell_declined(self):
        contact = self.partner_contact_id or self.partner_id
        if contact.email:
            self.message_post_with_source(
                self.env.ref("partner_portal.mail_template_partner_order_declined"),
                subtype_xmlid="mail.mt_comment",
                partner_ids=contact.ids,
            )

    def _withdraw_partner_order(self):
        """The partner takes back an order that waits for its approval."""
        self.ensure_one()
        self.lock_for_update()
        self._move_partner_order("withdrawn")
        self.activity_ids.filtered("automated").unlink()
        self._action_cancel()

    # ------------------------------------------------------------------ returns
    def _return_deadline(self):
        """Until when the partner may ask for a return, or None without a limit.

        Counted from the last delivery.
        """
        self.ensure_one()
        days = self.company_id.sudo().partner_return_days
        done = [
            picking.date_done
            for picking in self.picking_ids
            if picking.state == "done" and picking.picking_type_code == "outgoing"
        ]
        if not days or not done:
            return None
        return fields.Date.context_today(self, max(done)) + timedelta(days=days)

    def _check_return_days(self):
        deadline = self._return_deadline()
        if deadline and fields.Date.context_today(self) > deadline:
            raise UserError(
                self.env._(
                    "Goods of this order could be sent back until %(date)s. Ask your "
                    "channel manager.",
                    date=format_date(self.env, deadline),
                )
            )
