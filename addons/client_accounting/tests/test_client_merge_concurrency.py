import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestClientMergeConcurrency(BaseCase):
    """Real transactions side by side: what they create is deleted at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            clients = env["res.partner"].create(
                [{"name": f"Race {n}", "is_company": True} for n in range(3)]
            )
            self.ids = clients.ids
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            clients = env["res.partner"].browse(self.ids)
            env["client.merge"].search([("survivor_id", "in", self.ids)]).unlink()
            clients.exists().unlink()
            env["client.duplicate.queue"].search(
                [("client_id", "in", self.ids)]
            ).unlink()

    def _merge(self, env, survivor, other):
        partners = env["res.partner"]
        return env["client.merge"]._merge_clients(
            partners.browse(self.ids[survivor]), partners.browse(self.ids[other])
        )

    def test_two_merges_of_one_client(self):
        """The second one hears that somebody is at it; after the first one has ended
        its old view of the client is refused by the database, and Odoo tries again."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})
            two = api.Environment(second, SUPERUSER_ID, {})
            two["res.partner"].browse(self.ids[2]).read(["name"])
            self._merge(one, 0, 2)
            with self.assertRaisesRegex(UserError, "Somebody else is changing"):
                self._merge(two, 1, 2)
            first.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.SerializationFailure),
            ):
                self._merge(two, 1, 2)
            second.rollback()
            two.invalidate_all(flush=False)
            with self.assertRaisesRegex(UserError, "merged into Race 0 already"):
                self._merge(two, 1, 2)
            second.rollback()
