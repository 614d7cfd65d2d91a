from odoo import fields, models


class ClientLinkSplitShare(models.TransientModel):
    """A client and its share."""

    _name = "client.link.split.share"
    _description = "Share of a Client"

    split_id = fields.Many2one(
        "client.link.split", required=True, index=True, ondelete="cascade"
    )
    client_id = fields.Many2one(
        "res.partner",
        required=True,
        domain="['|', ('parent_id', '=', False), ('is_company', '=', True)]",
    )
    percent = fields.Float(digits=(16, 6))
    amount = fields.Monetary()
    currency_id = fields.Many2one(related="split_id.currency_id")
