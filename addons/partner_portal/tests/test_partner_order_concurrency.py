import threading

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

KEYS = ("form:racing", "credit:racing")


@tagged("post_install", "-at_install")
class TestPartnerOrderConcurrency(BaseCase):
    """Two requests in the same moment, in real transactions."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["partner.order.once"].search([("key", "in", KEYS)]).unlink()

    def _race(self, act):
        """The second begins before the first has ended; return whether the database
        made it try again, and what it got then."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})["partner.order.once"]
            two = api.Environment(second, SUPERUSER_ID, {})["partner.order.once"]
            two.search_count([])  # its view begins here
            got = act(one)
            refused = []

            def try_second():
                try:
                    with mute_logger("odoo.sql_db"):
                        act(two)
                except psycopg2.errors.SerializationFailure:
                    refused.append(True)

            racing = threading.Thread(target=try_second)
            racing.start()
            first.commit()
            racing.join(60)
            second.rollback()
            two.env.invalidate_all(flush=False)
            again = act(two)
            second.commit()
        return bool(refused), got, again

    def test_a_form_that_comes_twice_at_once_acts_once(self):
        refused, first, second = self._race(lambda once: once._first(KEYS[0]))
        self.assertEqual((refused, first, second), (True, True, False))

    def test_orders_of_one_partner_pass_one_after_the_other(self):
        refused, _first, _second = self._race(lambda once: once._in_line(KEYS[1]))
        self.assertTrue(refused)
