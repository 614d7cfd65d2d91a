from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # EXTENDS base: profiles move by SQL, and the values of one partner would take
        # the place of all values of the other
        partners_sudo = self.env["res.partner"].sudo().browse(partner_ids).exists()
        values = partners_sudo._client_attribute_values()
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        survivor_sudo = partners_sudo.exists()
        survivor_sudo.invalidate_recordset()
        if len(survivor_sudo) == 1:
            survivor_sudo._settle_client_attributes()
            survivor_sudo._take_client_attributes(values)
        return result
