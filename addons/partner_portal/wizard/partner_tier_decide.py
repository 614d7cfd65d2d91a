from odoo import api, fields, models


class PartnerTierDecide(models.TransientModel):
    """A decision over changes of tiers, with the price lists before the eyes."""

    _name = "partner.tier.decide"
    _description = "Decide a Change of Tier"

    change_ids = fields.Many2many(
        "partner.tier.change", string="Changes", required=True
    )
    decision = fields.Selection(
        [("confirm", "Confirm"), ("decline", "Decline")],
        required=True,
        default="confirm",
    )
    date_effective = fields.Date("Effective from", default=fields.Date.context_today)
    note = fields.Text("Note to the Partner", help="The partner reads it as it stands.")
    replace_pricelist = fields.Boolean(
        "Replace Negotiated Price Lists",
        help="The partners get the price list of the tier. Otherwise the one that was "
        "negotiated with them stays.",
    )
    negotiated_ids = fields.Many2many(
        "partner.tier.change",
        compute="_compute_negotiated_ids",
        string="Negotiated Price Lists",
    )

    @api.depends("change_ids")
    def _compute_negotiated_ids(self):
        for wizard in self:
            wizard.negotiated_ids = wizard.change_ids.filtered("is_negotiated")

    def action_apply(self):
        """Decide; the rights are checked by the changes."""
        self.ensure_one()
        changes = self.change_ids
        if self.decision == "confirm":
            changes._confirm(self.note, self.date_effective, self.replace_pricelist)
        else:
            changes._decline(self.note)
        return {"type": "ir.actions.act_window_close"}
