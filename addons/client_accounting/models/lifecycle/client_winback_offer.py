from odoo import fields, models


class ClientWinbackOffer(models.Model):
    """What a client who left may be offered to come back."""

    _name = "client.winback.offer"
    _inherit = ["client.code.mixin"]
    _description = "Win-Back Offer"
    _order = "sequence, id"

    name = fields.Char("Offer", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Leave empty for an offer of all companies."
    )
    reason_ids = fields.Many2many(
        "client.churn.reason",
        "client_winback_offer_reason_rel",
        string="For Reasons",
        help="Leave empty for an offer that suits every reason.",
    )
    description = fields.Html(
        "Words of the Offer",
        translate=True,
        help="Written on the quotation that is made from the win-back list.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Price list of the quotations with this offer.",
    )
    validity_days = fields.Integer(
        "Valid for", default=30, help="Days for which a quotation with it is valid."
    )

    _check_company_auto = True
    _code_uniq = models.UniqueIndex("(code)", "Another offer has this code already.")
