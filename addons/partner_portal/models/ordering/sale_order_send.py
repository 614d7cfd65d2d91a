from odoo import fields, models
from odoo.exceptions import UserError

from .sale_order import MOVE
from .sale_order_line import sold_of


class SaleOrder(models.Model):
    """A basket is sent: it becomes an order, or waits for an approval."""

    _inherit = "sale.order"

    def _send_basket(self):
        """Send the basket; sent twice it is sent once.

        :return: the new state, ``confirmed`` or ``approval``
        :raise UserError: where something is missing or not sold any more
        """
        self.ensure_one()
        self.lock_for_update()
        if self.partner_order_state != "basket":
            return self.partner_order_state
        # two orders of one partner, each within the credit, are not both within it
        self.env["partner.order.once"].sudo()._in_line(
            f"credit:{self.partner_id.id}:{self.company_id.id}"
        )
        self._check_basket()
        needs = self._approval_needs()
        self.date_order = fields.Datetime.now()
        self.message_subscribe(self.partner_contact_id.ids)
        state = "approval" if needs["partner_order_needs"] else "confirmed"
        self._move_partner_order(
            state, partner_order_sent_at=fields.Datetime.now(), **needs
        )
        if state == "approval":
            self._ask_for_approval()
        else:
            self._confirm_partner_order()
        return state

    def _check_basket(self):
        """Raise a sentence for what keeps the basket from being sent."""
        lines = self._basket_lines()
        if not lines:
            raise UserError(
                self.env._("The basket is empty: choose products in the catalogue.")
            )
        known = self._basket_products(lines.product_id.ids)
        gone = lines.product_id - known
        if gone:
            raise UserError(
                self.env._(
                    "%(products)s: not sold any more. Take it out of the basket.",
                    products=", ".join(
                        product.default_code or product.name for product in gone
                    ),
                )
            )
        for line in lines:
            if sold_of(line.product_id, line.product_uom_qty).why:
                raise UserError(
                    self.env._(
                        "The packing of %(product)s has changed: update the basket.",
                        product=line.product_id.default_code or line.product_id.name,
                    )
                )
        today = fields.Date.context_today(self)
        if self.commitment_date and self.commitment_date.date() < today:
            raise UserError(
                self.env._("The wanted delivery lies in the past: give a coming date.")
            )

    def _approval_needs(self):
        """Return the kept fields that say why the order needs an approval."""
        company_sudo = self.company_id.sudo()
        currency = company_sudo.currency_id
        credit = self.partner_id._get_order_credit(self.company_id)
        amount = self._amount_in_company_currency()
        over = 0.0
        if credit["limit"]:
            over = amount + self._amount_waiting() - credit["free"]
        needs = {
            "credit": currency.compare_amounts(over, 0.0) > 0,
            "overdue": company_sudo.partner_order_overdue
            and not currency.is_zero(credit["overdue"]),
            "amount": company_sudo.partner_order_maximum
            and currency.compare_amounts(amount, company_sudo.partner_order_maximum)
            > 0,
            "price": any(not line.price_unit for line in self._basket_lines()),
            "all": company_sudo.partner_order_approval == "all",
        }
        return {
            "partner_order_needs": ",".join(need for need in needs if needs[need]),
            "partner_over_credit": max(over, 0.0),
            "partner_overdue": credit["overdue"],
        }

    def _amount_in_company_currency(self):
        """The total with taxes in the currency of the company, at today's rate."""
        self.ensure_one()
        return self.currency_id._convert(
            self.amount_total,
            self.company_id.sudo().currency_id,
            self.company_id,
            fields.Date.context_today(self),
        )

    def _amount_waiting(self):
        """What the partner's other orders that wait for an approval come to."""
        waiting = self.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("partner_order_state", "=", "approval"),
                ("id", "!=", self.id),
            ]
        )
        return sum(order._amount_in_company_currency() for order in waiting)

    def _ask_for_approval(self):
        """Plan an activity for who looks after the partner, else for the head."""
        company_sudo = self.company_id.sudo()
        responsible = self.partner_id.user_id or company_sudo.partner_deal_user_id
        if responsible:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self),
                user_id=responsible.id,
                summary=self.env._(
                    "Order of %(partner)s to approve", partner=self.partner_id.name
                ),
                note="\n".join(self._order_reasons()),
            )

    def _confirm_partner_order(self):
        """Confirm an order of the portal and tell the partner."""
        orders = self.with_context(partner_order_move=MOVE)
        orders.action_confirm()
        self._send_order_confirmation_mail()
