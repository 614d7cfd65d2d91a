from odoo import api, fields, models
from odoo.exceptions import ValidationError

EMPLOYEE = "base.group_user"


class ProductTemplate(models.Model):
    _inherit = "product.template"

    partner_orderable = fields.Boolean(
        "Ordered by Partners",
        default=True,
        groups=EMPLOYEE,
        help="Channel partners find the product in the catalogue of the portal, with "
        "their own price, as long as it is sold at all.",
    )
    partner_minimum_qty = fields.Float(
        "Smallest Quantity for Partners",
        digits="Product Unit",
        groups=EMPLOYEE,
        help="In the unit of the product; smaller orders of partners are rounded up "
        "to it. 0: from one on.",
    )
    partner_packing_qty = fields.Float(
        "Packing for Partners",
        digits="Product Unit",
        groups=EMPLOYEE,
        help="In the unit of the product: partners order whole packings, their "
        "quantities are rounded up. 0: loose goods.",
    )

    @api.constrains("partner_minimum_qty", "partner_packing_qty")
    def _check_partner_quantities(self):
        for product in self:
            if product.partner_minimum_qty < 0 or product.partner_packing_qty < 0:
                raise ValidationError(
                    self.env._(
                        "The smallest quantity and the packing of %(product)s cannot "
                        "be negative.",
                        product=product.display_name,
                    )
                )
