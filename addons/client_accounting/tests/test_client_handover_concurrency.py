import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestClientHandoverConcurrency(BaseCase):
    """Real transactions side by side: what they create is deleted at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            users = [
                new_test_user(env, f"race_{name}", "base.group_user").id
                for name in ("giver", "first", "second")
            ]
            client = env["res.partner"].create(
                {"name": "Race", "is_company": True, "user_id": users[0]}
            )
            self.user_ids, self.client_id = users, client.id
            self.handover_ids = [
                env["client.handover"]
                ._prepare_handover(
                    env["res.users"].browse(users[0]),
                    env["res.users"].browse(receiver),
                    [("id", "=", client.id)],
                    reason="Race",
                )
                .id
                for receiver in users[1:]
            ]
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            handovers = env["client.handover"].browse(self.handover_ids)
            handovers.activity_ids.unlink()
            handovers.message_ids.unlink()
            handovers.write({"state": "cancelled"})
            handovers.unlink()
            client = env["res.partner"].browse(self.client_id)
            users = env["res.users"].browse(self.user_ids)
            partners = users.partner_id
            client.unlink()
            users.unlink()
            partners.unlink()
            env["client.duplicate.queue"].search(
                [("client_id", "in", [client.id, *partners.ids])]
            ).unlink()

    def _carry_out(self, env, number):
        env["client.handover"].browse(self.handover_ids[number])._carry_out()

    def test_two_handovers_of_one_client(self):
        """The second one hears that somebody is at it; after the first one has ended,
        its old view of the client is refused, and then that the client is gone."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})
            two = api.Environment(second, SUPERUSER_ID, {})
            two["res.partner"].browse(self.client_id).read(["name"])
            self._carry_out(one, 0)
            with self.assertRaisesRegex(UserError, "Somebody else is changing"):
                self._carry_out(two, 1)
            first.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.SerializationFailure),
            ):
                self._carry_out(two, 1)
            second.rollback()
            two.invalidate_all(flush=False)
            with self.assertRaisesRegex(UserError, "handed them over meanwhile"):
                self._carry_out(two, 1)
            second.rollback()
