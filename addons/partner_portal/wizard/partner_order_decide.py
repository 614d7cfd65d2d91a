from odoo import fields, models


class PartnerOrderDecide(models.TransientModel):
    """A decision on orders of the portal, with an answer to the partner."""

    _name = "partner.order.decide"
    _description = "Decide on Orders of the Portal"

    order_ids = fields.Many2many("sale.order", string="Orders", required=True)
    decision = fields.Selection(
        [("approve", "Approve"), ("decline", "Decline")],
        required=True,
        default="approve",
    )
    answer = fields.Text(
        "Answer to the Partner", help="The partner reads it as it stands."
    )

    def action_apply(self):
        """Decide; the rights are checked order by order."""
        self.ensure_one()
        for order in self.order_ids:
            if self.decision == "approve":
                order._approve_partner_order(self.answer)
            else:
                order._decline_partner_order(self.answer)
        return {"type": "ir.actions.act_window_close"}
