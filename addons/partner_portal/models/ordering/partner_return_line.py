from odoo import fields, models


class PartnerReturnLine(models.Model):
    """How much of an order line comes back."""

    _name = "partner.return.line"
    _description = "Goods of a Return"
    _order = "return_id, id"
    _rec_name = "product_id"

    return_id = fields.Many2one(
        "partner.return",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="return_id.company_id", store=True, precompute=True, index=True
    )
    order_id = fields.Many2one(related="return_id.order_id")
    sale_line_id = fields.Many2one(
        "sale.order.line",
        "Sales Order Line",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('order_id', '=', order_id), ('display_type', '=', False)]",
    )
    product_id = fields.Many2one(
        related="sale_line_id.product_id", store=True, index=True
    )
    quantity = fields.Float(
        digits="Product Unit",
        required=True,
        help="In the unit of the order line.",
    )
    uom_id = fields.Many2one(related="sale_line_id.product_uom_id", string="Unit")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "Give the quantity that comes back."
    )
