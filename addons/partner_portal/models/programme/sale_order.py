from odoo import models

from .res_partner_grade_guard import ORDER


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _add_partnership(self):
        # EXTENDS partnership: the history says that an order gave the tier
        return super(
            SaleOrder, self.with_context(partner_tier_origin=ORDER)
        )._add_partnership()
