from odoo import models
from odoo.tools import SQL


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # EXTENDS base: documents move by SQL, without a time stamp; and so would rows
        # of figures, onto the row that the surviving client has already
        dirty = self.env["client.figures.dirty"]
        kept = dst_partner.ids if dst_partner else []
        dirty._mark([*partner_ids, *kept])
        self.env.execute_query(
            SQL(
                "DELETE FROM client_figures WHERE partner_id = ANY(%s)"
                " AND partner_id <> ALL(%s) RETURNING id",
                list(partner_ids),
                kept,
            )
        )
        self.env["client.figures"].invalidate_model()
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        dirty._mark([*partner_ids, *kept])
        return result
