from odoo import api, fields, models

from .client_link_mixin import EMPLOYEE


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    client_split_ids = fields.One2many(
        "client.invoice.split", "line_id", "Split between Clients", groups=EMPLOYEE
    )
    client_consumers = fields.Char(
        "Consumed by",
        compute="_compute_client_consumers",
        groups=EMPLOYEE,
        help="The clients that the line is split between, or the end client of the "
        "invoice.",
    )

    @api.depends(
        "client_split_ids.client_id",
        "client_split_ids.percent",
        "move_id.client_end_id",
        "move_id.commercial_partner_id",
    )
    def _compute_client_consumers(self):
        for line in self:
            move = line.move_id.sudo()
            splits = line.sudo().client_split_ids
            names = [
                f"{split.client_id.display_name} {split.percent:g} %"
                for split in splits
            ]
            rest = 100 - sum(splits.mapped("percent"))
            consumer = move.client_end_id or move.commercial_partner_id
            if not splits:
                names = [consumer.display_name or ""]
            elif rest > 0.00001:
                names.append(f"{consumer.display_name} {rest:.6g} %")
            line.client_consumers = ", ".join(names)

    def _client_document_amount(self):
        """The line without taxes in the currency and with the sign of the document:
        what a credit note shows positive is positive."""
        if not self:
            return 0.0
        sign = 1 if self.move_id.move_type == "out_refund" else -1
        return sign * self.amount_currency
