from odoo import api, fields, models

from .client_link_mixin import EMPLOYEE


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "client.link.mixin"]

    # a payment of invoices is for who consumed them; nothing of it is stored
    client_consumer_ids = fields.Many2many(
        "res.partner",
        compute="_compute_client_consumer_ids",
        string="Paid for",
        groups=EMPLOYEE,
        help="The clients that consumed the paid invoices; of a payment on account, "
        "the end client that it is linked to.",
    )

    @api.depends(
        "client_end_id",
        "partner_id",
        "reconciled_invoice_ids.client_end_id",
        "reconciled_invoice_ids.client_split_ids.client_id",
    )
    def _compute_client_consumer_ids(self):
        for payment in self:
            clients = payment.client_end_id
            for move in payment.sudo().reconciled_invoice_ids:
                splits = move.client_split_ids
                clients |= splits.client_id
                if not splits or not self._wholly_split(move):
                    clients |= move.client_end_id or move.commercial_partner_id
            payment.client_consumer_ids = (
                clients or payment.partner_id.commercial_partner_id
            )

    def _wholly_split(self, move):
        """Whether nothing of the invoice is left to its end client."""
        lines = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.amount_currency
        )
        return all(
            line.currency_id.is_zero(
                line._client_document_amount()
                - sum(line.client_split_ids.mapped("amount"))
            )
            for line in lines
        )
