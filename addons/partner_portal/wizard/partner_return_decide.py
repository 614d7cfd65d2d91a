from odoo import fields, models


class PartnerReturnDecide(models.TransientModel):
    """A decision on returns, with an answer to the partner."""

    _name = "partner.return.decide"
    _description = "Decide on Returns"

    return_ids = fields.Many2many("partner.return", string="Returns", required=True)
    decision = fields.Selection(
        [("approve", "Approve"), ("decline", "Decline")],
        required=True,
        default="approve",
    )
    answer = fields.Text(
        "Answer on the Return", help="The partner reads it as it stands."
    )

    def action_apply(self):
        """Decide; the rights are checked return by return."""
        self.ensure_one()
        for record in self.return_ids:
            if self.decision == "approve":
                record._approve(self.answer)
            else:
                record._decline(self.answer)
        return {"type": "ir.actions.act_window_close"}
