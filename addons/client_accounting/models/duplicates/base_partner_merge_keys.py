from odoo import models
from odoo.tools import SQL


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # EXTENDS base: core's merge deletes the partners; keys of the one that stays
        # are its own, and pairs with those that go say nothing any more
        for table in ("client_duplicate_key", "client_duplicate"):
            self.env.execute_query(
                SQL(
                    "DELETE FROM %s WHERE partner_id = ANY(%s) RETURNING id",
                    SQL.identifier(table),
                    list(partner_ids),
                )
            )
        self.env.execute_query(
            SQL(
                "DELETE FROM client_duplicate WHERE other_id = ANY(%s) RETURNING id",
                list(partner_ids),
            )
        )
        self.env["client.duplicate"].invalidate_model()
        self.env["client.duplicate.key"].invalidate_model()
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        partners = self.env["res.partner"].with_context(active_test=False)
        partners.browse(partner_ids).exists()._store_duplicate_keys()
        return result
