from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_reference_fields(self, src_partners, dst_partner):
        # EXTENDS base: events on the record of a client itself
        result = super()._update_reference_fields(src_partners, dst_partner)
        events_sudo = self.env["client.event"].sudo()
        events_sudo.search(
            [("res_model", "=", "res.partner"), ("res_id", "in", src_partners.ids)]
        ).write({"res_id": dst_partner.id})
        return result

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # EXTENDS base: a client that was merged into a contact has that one's client
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        if dst_partner:
            self.env["client.event"].invalidate_model()
            dst_partner._hand_events_over()
        return result
