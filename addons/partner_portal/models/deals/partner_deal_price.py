from odoo import api, fields, models


class PartnerDealPrice(models.Model):
    """A special price that a partner asks for in a deal, and the one that it gets."""

    _name = "partner.deal.price"
    _description = "Special Price of a Deal"
    _order = "id"
    _rec_name = "product_id"

    deal_id = fields.Many2one(
        "partner.deal",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="deal_id.company_id")
    currency_id = fields.Many2one(related="deal_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('sale_ok', '=', True)]",
    )
    quantity = fields.Float("From Quantity", default=1, digits="Product Unit")
    price_requested = fields.Monetary("Asked For", help="Per unit, without taxes.")
    price = fields.Monetary(
        "Granted",
        help="Per unit, without taxes. Empty: the price of the partner's price list.",
    )
    price_list = fields.Monetary(
        "Price of the Partner",
        compute="_compute_price_list",
        help="By the partner's price list, for this quantity, today.",
    )

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a special price is above zero."
    )
    _price_positive = models.Constraint(
        "CHECK(price >= 0 AND price_requested >= 0)",
        "Special prices cannot be negative.",
    )

    @api.depends("product_id", "quantity", "deal_id.partner_id", "deal_id.currency_id")
    def _compute_price_list(self):
        for line in self:
            deal = line.deal_id
            pricelist = deal.partner_id.with_company(
                deal.company_id
            ).property_product_pricelist
            line.price_list = line.product_id and pricelist._get_product_price(
                line.product_id, line.quantity or 1, currency=deal.currency_id
            )
