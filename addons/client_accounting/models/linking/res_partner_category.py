from odoo import fields, models

from .client_link_mixin import EMPLOYEE


class ResPartnerCategory(models.Model):
    _inherit = "res.partner.category"

    client_bills_others = fields.Boolean(
        "Pay for Others",
        groups=EMPLOYEE,
        help="Invoices of clients with this tag are consumed by others and are put on "
        "the work list of linking.",
    )

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        if "client_bills_others" in vals:
            self.env["client.link.task"]._refresh_payers(self.sudo().partner_ids.ids)
        return result
