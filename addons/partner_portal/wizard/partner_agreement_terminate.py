from odoo import fields, models


class PartnerAgreementTerminate(models.TransientModel):
    """The last day of an agreement and why it ends."""

    _name = "partner.agreement.terminate"
    _description = "Terminate an Agreement"

    agreement_id = fields.Many2one("partner.agreement", required=True)
    last_day = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self)
    )
    reason = fields.Text(required=True, help="The partner is told; it stays in it.")

    def action_apply(self):
        """End the agreement; its rights end with it."""
        self.ensure_one()
        self.agreement_id.check_access("write")
        self.agreement_id._terminate(self.last_day, self.reason)
        return {"type": "ir.actions.act_window_close"}
