from odoo import models
from odoo.exceptions import UserError


class ClientReceivable(models.Model):
    """What is done with the rows of the work list."""

    _inherit = "client.receivable"

    def action_open_document(self):
        """Open the invoice or the order of the row, as the user."""
        self.ensure_one()
        document = self.move_id or self.order_id
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "This entry of the ledger has no client. Open the document and "
                    "name one."
                )
            )
        return self.partner_id.action_open_dossier()

    def action_take_promise(self):
        """Open the dialog to record when the client pays these items; credits and what
        is not invoiced yet are left out.

        :raise UserError: where the items belong to more than one client or company
        """
        lines = self.filtered(lambda row: row.line_id and row.amount > 0)
        if len(self.partner_id) != 1 or len(self.company_id) != 1:
            raise UserError(
                self.env._(
                    "A promise is given by one client to one company: choose the items "
                    "of one client."
                )
            )
        return self.env["client.payment.promise.take"]._open(
            {
                "default_partner_id": self.partner_id.id,
                "default_line_ids": lines.line_id.ids,
                "default_company_id": self.company_id.id,
                "default_previous_id": lines[:1].promise_id.id or False,
            }
        )

    def action_dispute(self):
        """Open the dispute about the invoice, or a new one."""
        self.ensure_one()
        if self.kind == "credit" or self.move_id.move_type not in (
            "out_invoice",
            "out_receipt",
        ):
            raise UserError(self.env._("Only an invoice to a client can be disputed."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputed Invoice"),
            "res_model": "client.dispute",
            "res_id": self.dispute_id.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_move_id": self.move_id.id,
                "default_company_id": self.company_id.id,
            },
        }

    def action_remind(self):
        """Open the reminder of payments for the clients of these rows."""
        return self.env["client.payment.remind"]._open(self.partner_id)

    def action_plan(self):
        """Plan the next step with the clients of these rows."""
        clients = self.partner_id
        if not clients:
            raise UserError(self.env._("These entries of the ledger have no client."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Next Step"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_id": clients[0].id,
                "active_ids": clients.ids,
            },
        }
