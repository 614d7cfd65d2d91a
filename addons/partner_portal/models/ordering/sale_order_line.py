from odoo import models

from ...tools.order_quantity import sellable


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _partner_promise(self):
        """Return what may be promised for each line: ``{line: dict}`` as of
        ``partner.catalogue``."""
        result = {}
        for company, lines in self.grouped("company_id").items():
            products = self.env["partner.catalogue"]._products_sudo(company)
            quantities = {}
            for line in lines:
                wanted = line.product_uom_id._compute_quantity(
                    line.product_uom_qty, line.product_id.uom_id
                )
                quantities[line.product_id.id] = (
                    quantities.get(line.product_id.id, 0.0) + wanted
                )
            stock = self.env["partner.catalogue"]._stock(
                products.browse(quantities), quantities, company
            )
            result.update({line: stock[line.product_id.id] for line in lines})
        return result

    def _partner_returnable(self, besides=None):
        """Return how much of each line may still be sent back, in its unit.

        What was delivered, less what came back and what was asked for and not declined.

        :param besides: a ``partner.return`` that does not count
        """
        asked = dict.fromkeys(self.ids, 0.0)
        domain = [
            ("sale_line_id", "in", self.ids),
            ("return_id.state", "in", ("requested", "approved")),
        ]
        if besides:
            domain.append(("return_id", "!=", besides.id))
        returns_sudo = self.env["partner.return.line"].sudo()
        for line, quantity in returns_sudo._read_group(
            domain, ["sale_line_id"], ["quantity:sum"]
        ):
            asked[line.id] = quantity
        return {
            line: max(line.qty_delivered - asked[line.id], 0.0)
            for line in self
            if not line.display_type and line.product_id.type == "consu"
        }


def sold_of(product_sudo, quantity):
    """Return the quantity of a product that is sold instead of the one asked for."""
    return sellable(
        quantity, product_sudo.partner_minimum_qty, product_sudo.partner_packing_qty
    )
