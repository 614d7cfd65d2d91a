from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .dossier_common import DossierCommon


class ClientEventBrowserCommon(DossierCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boris.unlink()
        cls.clerk = cls._create_user("clerk", "sales_team.group_sale_manager")
        call = cls.env.ref("client_accounting.client_event_type_call_out")
        call.write({"next_type_id": call.id, "next_delay": 7})


@tagged("post_install", "-at_install")
class TestClientEventTour(ClientEventBrowserCommon):
    def test_a_call_is_recorded_in_four_clicks(self):
        self.start_tour(
            f"/odoo/res.partner/{self.client.id}",
            "client_accounting_record_call",
            login=self.clerk.login,
        )
        event = self.env["client.event"].search([("client_id", "=", self.client.id)])
        self.assertEqual(event.subject, "Delivery on Friday")
        self.assertEqual(event.partner_id, self.anna)
        self.assertEqual(event.user_id, self.clerk)
        self.assertTrue(event.next_activity_id)


@tagged("post_install", "-at_install")
class TestClientTimelinePhone(ClientEventBrowserCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_pages_on_a_phone(self):
        start = fields.Datetime.now() - timedelta(days=30)
        self.env["client.event"]._register_events(
            [
                {
                    "partner_id": self.anna.id,
                    "type_code": "email_in",
                    "source": "mail",
                    "subject": f"Mail {number}",
                    "date": start + timedelta(minutes=number),
                }
                for number in range(60)
            ],
            live=False,
        )
        self.start_tour(
            f"/odoo/timeline/{self.client.id}",
            "client_accounting_timeline_phone",
            login=self.clerk.login,
        )
