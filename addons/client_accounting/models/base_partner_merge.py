from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # EXTENDS base: documents move by SQL, without a time stamp
        dirty = self.env["client.figures.dirty"]
        dirty._mark(partner_ids)
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        dirty._mark(partner_ids)
        if dst_partner:
            dirty._mark(dst_partner.ids)
        return result
