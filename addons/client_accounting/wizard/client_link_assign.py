from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.linking.client_link_mixin import LINKS


class ClientLinkAssign(models.TransientModel):
    """Links of many documents at once."""

    _name = "client.link.assign"
    _description = "Link Documents to a Client"

    move_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    payment_ids = fields.Many2many("account.payment", string="Payments", readonly=True)
    document_count = fields.Integer("Documents", compute="_compute_documents")
    closed = fields.Boolean(
        "Period Closed",
        compute="_compute_documents",
        help="The period of some of them is closed: a reason is asked for.",
    )
    client_end_id = fields.Many2one(
        "res.partner",
        "End Client",
        domain="['|', ('parent_id', '=', False), ('is_company', '=', True)]",
        help="The client that consumes what is invoiced.",
    )
    payer = fields.Boolean(
        "The Payer Itself",
        help="What is invoiced is consumed by who is billed for it.",
    )
    client_manager_id = fields.Many2one(
        "res.users", "Key Account Manager", domain="[('share', '=', False)]"
    )
    client_channel_id = fields.Many2one(
        "res.partner",
        "Channel Partner",
        domain="['|', ('parent_id', '=', False), ('is_company', '=', True)]",
    )
    client_lead_id = fields.Many2one("crm.lead", "Opportunity")
    client_event_id = fields.Many2one("client.event")
    client_run_id = fields.Many2one("client.process.run", "Client Process")
    clear = fields.Boolean(
        "Clear What Is Empty",
        help="Links that are left empty here are taken off the documents as well.",
    )
    reason = fields.Char(help="Kept in the history; asked for in closed periods.")

    @api.model
    def _open(self, documents):
        """Action that asks for the links of invoices or payments."""
        key = "move_ids" if documents._name == "account.move" else "payment_ids"
        values = {f"default_{key}": [Command.set(documents.ids)]}
        if len(documents) == 1:
            values |= {f"default_{name}": documents[name].id for name in LINKS}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link to a Client"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": values,
        }

    @api.depends("move_ids", "payment_ids")
    def _compute_documents(self):
        for wizard in self:
            wizard.document_count = len(wizard.move_ids) + len(wizard.payment_ids)
            wizard.closed = bool(
                wizard.move_ids._origin._client_link_closed()
                or wizard.payment_ids._origin._client_link_closed()
            )

    @api.onchange("client_end_id")
    def _onchange_client_end_id(self):
        if self.client_end_id:
            self.payer = False
            self.client_manager_id = self.client_end_id.user_id or (
                self.client_manager_id
            )

    def action_apply(self):
        """Write the links.

        :raise UserError: where nothing is chosen, or a period is closed
        """
        self.ensure_one()
        links = {name: self[name].id for name in LINKS if self[name] or self.clear}
        if self.payer:
            links.pop("client_end_id", None)
        if not links and not self.payer:
            raise UserError(self.env._("Choose what to link the documents to."))
        for documents in (self.move_ids, self.payment_ids):
            if documents and links:
                documents._set_client_links(links, reason=self.reason or "")
            if documents and self.payer:
                payers = {
                    document.id: document.partner_id.commercial_partner_id.id
                    for document in documents
                }
                documents._set_each_client_links(
                    {id_: {"client_end_id": payer} for id_, payer in payers.items()},
                    reason=self.reason or "",
                )
        return {"type": "ir.actions.act_window_close"}
