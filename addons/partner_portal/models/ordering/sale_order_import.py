from odoo import models

from ...tools.order_file import number_of
from .sale_order_line import sold_of


class SaleOrder(models.Model):
    """Many lines at once: codes and quantities from the clipboard or a file."""

    _inherit = "sale.order"

    def _check_asked(self, rows):
        """Say line by line what becomes of codes and quantities; writes nothing.

        :param rows: of :mod:`tools.order_file`
        :return: list of dicts: ``line``, ``code``, ``asked`` (as it was written),
            ``product_id``, ``product`` (its name), ``quantity`` (what is sold),
            ``note`` (why it was rounded), ``error`` (a sentence, or empty)
        """
        self.ensure_one()
        found = self.env["partner.catalogue"]._find_codes(
            [row.code for row in rows], self.company_id
        )
        return [
            self._check_line(row, found.get(row.code.strip().lower())) for row in rows
        ]

    def _check_line(self, row, products):
        result = {
            "line": row.line,
            "code": row.code,
            "asked": row.quantity,
            "product_id": False,
            "product": "",
            "quantity": 0.0,
            "note": "",
            "error": "",
        }
        quantity = number_of(row.quantity)
        if not row.code:
            return result | {"error": self.env._("The code is missing.")}
        if not products:
            return result | {
                "error": self.env._("No product of the catalogue has this code.")
            }
        if len(products) > 1:
            return result | {
                "error": self.env._(
                    "Several products have this code: choose in the catalogue."
                )
            }
        result |= {"product_id": products.id, "product": products.name}
        if quantity is None:
            return result | {
                "error": self.env._("The quantity is no number above zero.")
            }
        sold = sold_of(products, quantity)
        note = self._rounding_reason(products, sold) if sold.why else ""
        return result | {"quantity": sold.quantity, "note": note}

    def _add_asked(self, results):
        """Put the lines without mistakes into the basket, all in one.

        :param results: of :meth:`_check_asked`
        :return: sentences of what was rounded together with what was there
        """
        quantities = {}
        for result in results:
            if not result["error"]:
                id_ = result["product_id"]
                quantities[id_] = quantities.get(id_, 0.0) + number_of(result["asked"])
        return self._add_to_basket(quantities) if quantities else []
