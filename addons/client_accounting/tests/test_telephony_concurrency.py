import json
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.service import model as service_model
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

WAITING = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND pid != pg_backend_pid()"


@tagged("post_install", "-at_install")
class TestTwoDeliveriesAtOnce(TransactionCase):
    """Two real transactions take the same message of an exchange at the same time."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner = env["res.partner"].create(
                {"name": "At once", "is_company": True, "phone": "+79990001122"}
            )
            connection = env["client.telephony.connection"].create({"name": "At once"})
            self.connection_id, self.partner_id = connection.id, partner.id
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner = env["res.partner"].browse(self.partner_id)
            env["client.event"].search([("partner_id", "=", partner.id)]).with_context(
                client_event_not_buried=True
            ).unlink()
            env["client.telephony.connection"].browse(self.connection_id).unlink()
            partner.unlink()

    def _body(self):
        return json.dumps(
            {
                "call_id": "at-once",
                "event": "hangup",
                "direction": "in",
                "from": "+79990001122",
                "to": "+74950000000",
                "duration": 30,
            }
        ).encode()

    def _take(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        connection = env["client.telephony.connection"].browse(self.connection_id)
        return connection._take(self._body())[0]

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
                    return retrying(lambda: self._take(cr), env)

        with self.registry.cursor() as cr, ThreadPoolExecutor(1) as pool:
            self.assertEqual(self._take(cr), "done")
            cr.flush()
            other = pool.submit(second)
            try:
                self._wait_for_lock(other)
            finally:
                cr.commit()  # pylint: disable=invalid-commit
            self.assertEqual(other.result(timeout=60), "repeated")
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            domain = [("connection_id", "=", self.connection_id)]
            call = env["client.telephony.call"].search(domain)
            self.assertEqual(len(call), 1)
            self.assertEqual(call.duration, 30)
            events = env["client.event"].search(
                [("source_key", "=", f"client.telephony.call,{call.id}")]
            )
            self.assertEqual(len(events), 1)
