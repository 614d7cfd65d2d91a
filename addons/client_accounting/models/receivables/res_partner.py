from odoo import fields, models

from .client_payment_promise import DECIDED


class ResPartner(models.Model):
    _inherit = "res.partner"

    client_promise_count = fields.Integer(
        "Payment Promises",
        compute="_compute_client_promises",
        groups="client_accounting.group_client_accounting_user",
    )
    client_promise_text = fields.Char(
        "Promises Kept",
        compute="_compute_client_promises",
        help="Kept of those decided, and the share of the amount.",
        groups="client_accounting.group_client_accounting_user",
    )

    def _compute_client_promises(self):
        """Two queries for any number of clients; promises that the user may see."""
        promises = self.env["client.payment.promise"]
        clients = self.commercial_partner_id
        domain = [
            ("partner_id", "in", clients.ids),
            ("company_id", "in", self.env.companies.ids),
        ]
        counts, kept = {}, {}
        if clients and promises.has_access("read"):
            for client, state, count in promises._read_group(
                domain, ["partner_id", "state"], ["__count"]
            ):
                states = counts.setdefault(client.id, {})
                states[state] = count
            kept = {
                client.id: share
                for client, share in promises._read_group(
                    domain, ["partner_id"], ["share_amount:avg"]
                )
            }
        for partner in self:
            states = counts.get(partner.commercial_partner_id.id, {})
            decided = sum(states.get(state, 0) for state in DECIDED)
            partner.client_promise_count = sum(states.values())
            partner.client_promise_text = self.env._("none yet")
            if decided:
                partner.client_promise_text = self.env._(
                    "%(kept)s of %(decided)s (%(share)s%%)",
                    kept=states.get("kept", 0),
                    decided=decided,
                    share=round(100 * (kept[partner.commercial_partner_id.id] or 0)),
                )

    def action_open_receivables(self):
        """Open what the client owes, item by item."""
        self.ensure_one()
        client = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_receivable_action"
        )
        action["domain"] = [("partner_id", "=", client.id)]
        action["context"] = {}
        action["display_name"] = self.env._("Owed by %(client)s", client=client.name)
        return action

    def action_open_promises(self):
        """Open the payment promises of the client."""
        self.ensure_one()
        client = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_payment_promise_action"
        )
        action["domain"] = [("partner_id", "=", client.id)]
        action["context"] = {"default_partner_id": client.id}
        return action

    def action_take_promise(self):
        """Open the dialog to record when the client will pay what is overdue."""
        self.ensure_one()
        return self.env["client.payment.promise.take"]._open(
            {"default_partner_id": self.commercial_partner_id.id}
        )

    def action_remind_payment(self):
        """Open the reminder of payments for these clients, with a preview."""
        return self.env["client.payment.remind"]._open(self.commercial_partner_id)

    def action_print_statement(self):
        """Open the options of a statement of account."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Statement of Account"),
            "res_model": "client.statement.print",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_ids": self.commercial_partner_id.ids,
            },
        }
