from odoo import api, fields, models


class PartnerDealDecide(models.TransientModel):
    """A decision over registrations, with what the check has found before the eyes."""

    _name = "partner.deal.decide"
    _description = "Decide a Registration"

    deal_ids = fields.Many2many("partner.deal", string="Deals", required=True)
    decision = fields.Selection(
        [("approve", "Approve"), ("decline", "Decline"), ("lost", "Lost")],
        required=True,
        default="approve",
    )
    reason_id = fields.Many2one("partner.deal.reason")
    note = fields.Text("Note to the Partner", help="The partner reads it as it stands.")
    in_spite = fields.Text(
        "In Spite of Conflicts, because",
        help="Kept in the history of the deal; the partner does not see it.",
    )
    conflict_ids = fields.One2many(
        "partner.deal.conflict", compute="_compute_conflict_ids", string="Conflicts"
    )
    needs_reason = fields.Boolean(compute="_compute_conflict_ids")

    @api.depends("deal_ids")
    def _compute_conflict_ids(self):
        for wizard in self:
            wizard.conflict_ids = wizard.deal_ids.conflict_ids
            weights = wizard.deal_ids.mapped("conflict_weight")
            wizard.needs_reason = "2" in weights

    def action_apply(self):
        """Decide; the rights are checked deal by deal."""
        self.ensure_one()
        for deal in self.deal_ids:
            deal.check_access("write")
            if self.decision == "approve":
                deal._approve(self.in_spite, self.note)
            elif self.decision == "decline":
                deal._decline(self.reason_id, self.note)
            else:
                deal._close("lost", self.reason_id)
        return {"type": "ir.actions.act_window_close"}
