from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_take_promise(self):
        """Open the dialog to record when the client will pay these invoices."""
        lines = self.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
            )
        )
        return self.env["client.payment.promise.take"]._open(
            {
                "default_partner_id": self.commercial_partner_id[:1].id,
                "default_line_ids": lines.ids,
            }
        )

    def action_open_disputes(self):
        """Open the disputes about the invoice, or a new one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputes"),
            "res_model": "client.dispute",
            "view_mode": "list,form",
            "domain": [["move_id", "=", self.id]],
            "context": {
                "default_move_id": self.id,
                "default_company_id": self.company_id.id,
            },
        }
