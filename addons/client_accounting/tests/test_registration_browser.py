import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .test_telephony import TelephonyCommon


@tagged("post_install", "-at_install")
class TestRegistrationTours(TelephonyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.name = "Tour Client"
        cls.anna.name = "Tour Person <i>"

    def test_meeting_becomes_an_event(self):
        start = fields.Datetime.now() - timedelta(hours=3)
        self._meeting(self.anna, start, name="Tour Meeting <b>")
        self._commit()
        self.start_tour(
            "/odoo/client-events",
            "client_accounting_meeting_event",
            login=self.seller.login,
        )
        events = self.Event.search([("subject", "=", "Tour Meeting <b>")])
        self.assertFalse(events)

    def test_screen_pop(self):
        self._take("ringing")
        call = self._call()
        card = {
            "call_id": call.id,
            "partner_id": self.anna.id,
            "client_id": self.client.id,
        }
        text = json.dumps(card).replace(" ", "").replace(",", "|")
        self.start_tour(
            "/odoo/client-calls",
            "client_accounting_screen_pop",
            login=self.seller.login,
            cookies={"tour_call": text},
        )
        self._take("hangup", duration=60)
        self.assertRecordValues(
            self._event(call),
            [{"subject": "Wants a desk", "duration": 60 / 3600, "source": "call"}],
        )
