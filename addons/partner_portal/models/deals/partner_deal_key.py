from odoo import fields, models


class PartnerDealKey(models.Model):
    """What the client of an open registration is recognised by.

    Of the deals with one key only one holds it. The unique index decides which of two
    that are registered in the same moment: the transaction that comes second is
    refused by the database, tried again by Odoo, and then sees the first one.
    """

    _name = "partner.deal.key"
    _description = "Key of a Deal"
    _log_access = False
    _rec_name = "key"

    deal_id = fields.Many2one(
        "partner.deal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Char(required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    holds = fields.Boolean(readonly=True, help="No other deal may be approved with it.")

    _held_uniq = models.UniqueIndex(
        "(company_id, kind, key) WHERE holds", "Another deal holds this client."
    )
    _lookup_idx = models.Index("(kind, key, deal_id)")
