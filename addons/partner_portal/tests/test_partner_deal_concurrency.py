import threading

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from .deal_common import CLIENT


@tagged("post_install", "-at_install")
class TestPartnerDealConcurrency(BaseCase):
    """Real transactions side by side: what they create is deleted at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partners = env["res.partner"].create(
                [{"name": f"Racing Dealer {n}", "is_company": True} for n in range(2)]
            )
            self.ids = partners.ids
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            deals = env["partner.deal"].search([("partner_id", "in", self.ids)])
            deals.activity_ids.unlink()
            deals._write_kept({"state": "draft"})
            deals.unlink()
            env["res.partner"].browse(self.ids).unlink()
            env["client.duplicate.queue"].search(
                [("client_id", "in", self.ids)]
            ).unlink()

    def _register(self, env, number):
        deal = env["partner.deal"].create(
            {**CLIENT, "date_expected": "2999-01-01", "partner_id": self.ids[number]}
        )
        deal._submit()
        return deal

    def test_the_second_sees_the_first_when_it_tries_again(self):
        """Both look while the other has not ended: the database refuses the second,
        which is what Odoo answers with another try."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})
            two = api.Environment(second, SUPERUSER_ID, {})
            two["res.partner"].browse(self.ids).read(["name"])  # its view begins here
            self._register(one, 0)
            refused = []

            def try_second():
                try:
                    with mute_logger("odoo.sql_db"):
                        self._register(two, 1)
                except psycopg2.errors.SerializationFailure:
                    refused.append(True)

            racing = threading.Thread(target=try_second)
            racing.start()
            first.commit()
            racing.join(60)
            self.assertTrue(refused)
            second.rollback()
            two.invalidate_all(flush=False)
            deal = self._register(two, 1)
            self.assertEqual(deal.conflict_weight, "3")
            second.commit()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            held = env["partner.deal.key"].search(
                [("deal_id.partner_id", "in", self.ids), ("holds", "=", True)]
            )
            self.assertEqual(held.deal_id.partner_id.ids, self.ids[:1])
