from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

EMPLOYEE = "base.group_user"
MANAGER = "partner_portal.group_partner_portal_manager"
STATES = [
    ("basket", "Basket"),
    ("approval", "To Approve"),
    ("confirmed", "Confirmed"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]
#: Where an order of the portal may go from each state.
MOVES = {
    False: ("basket",),
    "basket": ("approval", "confirmed"),
    "approval": ("confirmed", "declined", "withdrawn"),
}
#: What only the moves of an order write; never a form, an import or a caller.
KEPT = frozenset(
    {
        "partner_order_state",
        "partner_order_sent_at",
        "partner_order_decided_at",
        "partner_order_decided_by_id",
        "partner_over_credit",
        "partner_overdue",
        "partner_order_needs",
    }
)
#: In the context of writing them; no caller from outside can send this object.
MOVE = object()
#: The partner has no binding order yet, or none any more.
NOT_BINDING = ("basket", "approval", "declined", "withdrawn")


class SaleOrder(models.Model):
    """Orders of channel partners from the portal: basket, approval, confirmed."""

    _inherit = "sale.order"

    partner_order_state = fields.Selection(
        STATES,
        "Portal Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=EMPLOYEE,
        help="How far an order of a channel partner from the portal is. Empty: the "
        "order did not come from there.",
    )
    partner_contact_id = fields.Many2one(
        "res.partner",
        "Ordered by",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=EMPLOYEE,
        help="The person at the partner who ordered in the portal.",
    )
    partner_order_note = fields.Text(
        "Remark of the Partner", copy=False, groups=EMPLOYEE
    )
    partner_end_client_id = fields.Many2one(
        "res.partner",
        "End Client",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        groups=EMPLOYEE,
        domain="[('commercial_partner_id', '=', id)]",
        help="The client that consumes what is ordered; invoices of the order are "
        "linked to it. The partner does not see whom we have chosen.",
    )
    partner_end_client_name = fields.Char(
        "End Client as Named",
        copy=False,
        groups=EMPLOYEE,
        help="As the partner wrote it in the portal.",
    )
    partner_order_sent_at = fields.Datetime(
        "Sent in the Portal on", readonly=True, copy=False, groups=EMPLOYEE
    )
    partner_order_needs = fields.Char(
        "Approval Needed for",
        readonly=True,
        copy=False,
        groups=EMPLOYEE,
        help="Codes of what asks for an approval: credit, overdue, amount, price, all.",
    )
    partner_order_why = fields.Text(
        "Why to Approve", compute="_compute_partner_order_why", groups=EMPLOYEE
    )
    partner_over_credit = fields.Monetary(
        "Over the Credit Limit by",
        currency_field="partner_company_currency_id",
        readonly=True,
        copy=False,
        groups=EMPLOYEE,
        help="When it was sent, in the currency of the company: open invoices, orders "
        "not invoiced and this order, less the credit limit.",
    )
    partner_overdue = fields.Monetary(
        "Overdue of the Partner",
        currency_field="partner_company_currency_id",
        readonly=True,
        copy=False,
        groups=EMPLOYEE,
        help="When it was sent, in the currency of the company.",
    )
    partner_company_currency_id = fields.Many2one(
        related="company_id.currency_id",
        string="Currency of the Company of the Order",
        groups=EMPLOYEE,
    )
    partner_order_decided_at = fields.Datetime(
        "Order Decided on", readonly=True, copy=False, groups=EMPLOYEE
    )
    partner_order_decided_by_id = fields.Many2one(
        "res.users", "Order Decided by", readonly=True, copy=False, groups=EMPLOYEE
    )
    partner_order_answer = fields.Text(
        "Answer to the Partner",
        copy=False,
        groups=EMPLOYEE,
        help="The partner reads it as it stands.",
    )
    partner_return_ids = fields.One2many(
        "partner.return",
        "order_id",
        "Returns of the Order",
        # whoever may read returns: others open orders as well
        groups="partner_portal.group_partner_portal_user,stock.group_stock_user",
    )

    _partner_basket_uniq = models.UniqueIndex(
        "(partner_contact_id, company_id) WHERE partner_order_state = 'basket'",
        "This person has a basket already.",
    )

    @api.depends("partner_order_needs", "partner_over_credit", "partner_overdue")
    def _compute_partner_order_why(self):
        for order in self:
            order.partner_order_why = "\n".join(order._order_reasons())

    def _order_reasons(self):
        """Sentences of why the order waits for an approval, as the partner may read
        them too."""
        self.ensure_one()
        company_sudo = self.company_id.sudo()
        currency = company_sudo.currency_id
        sentences = {
            "credit": self.env._(
                "The order exceeds the credit limit by %(amount)s.",
                amount=currency.format(self.partner_over_credit),
            ),
            "overdue": self.env._(
                "Invoices of %(amount)s are overdue.",
                amount=currency.format(self.partner_overdue),
            ),
            "amount": self.env._(
                "Orders above %(amount)s are approved.",
                amount=currency.format(company_sudo.partner_order_maximum),
            ),
            "price": self.env._("Some products have no price yet."),
            "all": self.env._("Every order of the portal is approved."),
        }
        return [
            sentences[need]
            for need in (self.partner_order_needs or "").split(",")
            if need in sentences
        ]

    # ------------------------------------------------------------------ integrity
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_partner_order_kept(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_partner_order_kept(vals)
        return super().write(vals)

    def _refuse_partner_order_kept(self, vals):
        if self.env.context.get("partner_order_move") is MOVE:
            return
        if any(vals[name] for name in KEPT.intersection(vals)):
            raise AccessError(
                self.env._(
                    "How far an order of the portal is follows from what is done with "
                    "it: use its buttons to approve or decline it."
                )
            )

    def _move_partner_order(self, state, **values):
        """Bring orders of the portal into a state.

        :param values: further kept fields
        :raise UserError: where an order cannot go there from where it is
        """
        for order in self:
            if state not in MOVES.get(order.partner_order_state, ()):
                raise UserError(
                    self.env._(
                        "%(order)s was decided or changed meanwhile. Reload the page.",
                        order=order.name,
                    )
                )
        self.with_context(partner_order_move=MOVE).write(
            {**values, "partner_order_state": state}
        )

    # ------------------------------------------------------------------ core's doors
    def _has_to_be_signed(self):
        # EXTENDS sale: neither a basket nor an order to approve is signed by the client
        return super()._has_to_be_signed() and not self._is_partner_order_open()

    def _has_to_be_paid(self):
        # EXTENDS sale: as above
        return super()._has_to_be_paid() and not self._is_partner_order_open()

    def _is_confirmation_amount_reached(self):
        # EXTENDS sale: who pays in advance does not approve his order himself
        return (
            super()._is_confirmation_amount_reached()
            and not self._is_partner_order_open()
        )

    def _is_partner_order_open(self):
        return self.sudo().partner_order_state in NOT_BINDING

    def action_confirm(self):
        # EXTENDS sale: an order to approve is approved by this button
        states = {order: order.sudo().partner_order_state for order in self}
        waiting = self.filtered(lambda order: states[order] in NOT_BINDING)
        if waiting and self.env.context.get("partner_order_move") is not MOVE:
            waiting._check_may_confirm_partner_orders(states)
            waiting.sudo()._decide_kept()
        return super().action_confirm()

    def _check_may_confirm_partner_orders(self, states):
        for order in self:
            if states[order] != "approval":
                raise UserError(
                    self.env._(
                        "%(order)s is a basket of the portal that the partner has not "
                        "sent, or an order that was declined or withdrawn. It cannot "
                        "be confirmed; make a new quotation for the partner.",
                        order=order.name,
                    )
                )
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "%(order)s came from the portal and waits for an approval. Ask a "
                    "channel manager to approve it.",
                    order=self[0].name,
                )
            )

    def _action_cancel(self):
        # EXTENDS sale: who cancels an order to approve declines it
        waiting = self.filtered(
            lambda order: order.sudo().partner_order_state == "approval"
        )
        if waiting:
            waiting.sudo()._decide_kept("declined")
        return super()._action_cancel()

    def _decide_kept(self, state="confirmed"):
        """Keep who has decided and when; the activities are over."""
        self._move_partner_order(
            state,
            partner_order_decided_at=fields.Datetime.now(),
            partner_order_decided_by_id=self.env.uid,
        )
        self.activity_ids.filtered("automated").unlink()

    # ------------------------------------------------------------------ linking
    def _client_consumer(self, payer):
        # EXTENDS client_accounting: the end client that the order names comes first
        client = self.partner_end_client_id.commercial_partner_id
        if client and client != payer:
            return client
        return super()._client_consumer(payer)
