from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.service import model as service_model
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

WAITING = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND pid != pg_backend_pid()"


@tagged("post_install", "-at_install")
class TestTwoFinishTheSame(TransactionCase):
    """Two real transactions finish the same activity at the same time."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner = env["res.partner"].create(
                {"name": "Finished at once", "is_company": True}
            )
            activity = partner.activity_schedule(
                "mail.mail_activity_data_call",
                summary="Call",
                user_id=env.ref("base.user_admin").id,
            )
            self.partner_id, self.activity_id = partner.id, activity.id
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner = env["res.partner"].browse(self.partner_id)
            self._events(env).with_context(client_event_not_buried=True).unlink()
            env["mail.activity"].browse(self.activity_id).exists().unlink()
            partner.unlink()

    def _events(self, env):
        return env["client.event"].search(
            [("source_key", "=", f"mail.activity,{self.activity_id}")]
        )

    def _finish(self, cr, words):
        env = api.Environment(cr, SUPERUSER_ID, {})
        activity = env["mail.activity"].browse(self.activity_id)
        activity.action_feedback(feedback=words)
        env.flush_all()

    def _wait_for_lock(self, other):
        while not other.done():
            self.env.cr.execute(WAITING)
            if self.env.cr.fetchone()[0]:
                return

    def test_one_event(self):
        def second():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                cr.execute("SELECT 1")  # its snapshot is older than the first commit
                with (
                    patch.object(service_model, "time"),
                    mute_logger("odoo.sql_db", "odoo.service.model"),
                ):
                    retrying(lambda: self._finish(cr, "No, mine"), env)

        with self.registry.cursor() as cr, ThreadPoolExecutor(1) as pool:
            self._finish(cr, "Mine")
            other = pool.submit(second)
            try:
                self._wait_for_lock(other)
            finally:
                cr.commit()  # pylint: disable=invalid-commit
            other.result(timeout=60)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(len(self._events(env)), 1)
            self.assertIn("Mine", self._events(env).note)
            activity = env["mail.activity"].browse(self.activity_id)
            self.assertFalse(activity.active)
