from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from .event_common import NOW, ClientEventCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientEventRegister(ClientEventCommon):
    def _vals(self, number, **values):
        return {
            "partner_id": self.person.id,
            "type_code": "email_in",
            "source": "mail",
            "source_key": f"mail.message,{number}",
            "date": f"2026-06-01 08:{number % 60:02}:00",
            **values,
        }

    def test_rows_are_whole(self):
        user = self.seller
        event = self.events._register_events(
            [
                self._vals(
                    1,
                    subject="Prices",
                    note="<p>Hello<script>x</script></p>",
                    user_id=user.id,
                    outcome_id=self.refused.id,
                    duration=0.25,
                    participant_partner_ids=[self.person.id, self.client.id],
                    participant_user_ids=[Command.link(user.id)],
                    product_ids=[Command.set(self.goods.ids)],
                    res_model="res.partner",
                    res_id=self.client.id,
                )
            ]
        )
        self.assertRecordValues(
            event,
            [
                {
                    "client_id": self.client.id,
                    "type_id": self._type("email_in").id,
                    "direction": "in",
                    "channel": "email",
                    "date": fields.Datetime.to_datetime("2026-06-01 08:01:00"),
                    "subject": "Prices",
                    "note": "<p>Hello</p>",
                    "outcome_kind": "negative",
                    "duration": 0.25,
                    "company_id": user.company_id.id,
                    "source": "mail",
                    "create_uid": self.env.uid,
                }
            ],
        )
        self.assertEqual(event.participant_partner_ids, self.person | self.client)
        self.assertEqual(event.participant_user_ids, user)
        self.assertEqual(event.product_ids, self.goods)
        self.assertIn(event, self.client.client_event_ids)

    def test_each_exactly_once(self):
        first = self.events._register_events([self._vals(1), self._vals(2)])
        again = self.events._register_events(
            [self._vals(2), self._vals(3), self._vals(3), self._vals(1)]
        )
        self.assertEqual(len(first), 2)
        self.assertEqual(again.mapped("source_key"), ["mail.message,3"])
        self.assertFalse(self.events._register_events([self._vals(3)]))
        self.assertEqual(len(self.client.client_event_ids), 3)

    def test_without_a_key_each_is_new(self):
        rows = [self._vals(1, source_key=False)] * 2
        self.assertEqual(len(self.events._register_events(rows)), 2)

    def test_what_cannot_be_is_left_out(self):
        gone = self._client("Gone")
        gone_id = gone.id
        gone.unlink()
        leaving = self._user("event_leaving")
        leaving_id = leaving.id
        leaving.unlink()
        events = self.events._register_events(
            [
                self._vals(1, partner_id=gone_id),
                self._vals(2, type_code="no such type"),
                self._vals(3, partner_id=False),
                self._vals(4, user_id=leaving_id),
                self._vals(5, date="2038-01-19 00:00:00"),
                self._vals(6, participant_partner_ids=[gone_id]),
                self._vals(7, date=None),
            ]
        )
        self.assertEqual([event.source_key[-1] for event in events], list("4567"))
        self.assertFalse(events[0].user_id)
        self.assertEqual(events[1].date, NOW)  # nothing has happened in the future
        self.assertFalse(events[2].participant_partner_ids)
        self.assertEqual(events[3].date, NOW)

    def test_nothing_is_no_error(self):
        self.assertFalse(self.events._register_events([]))

    def test_archived_types_still_register(self):
        self._type("email_in").active = False
        self.assertTrue(self.events._register_events([self._vals(1)]))

    def test_the_company_is_that_of_the_client_or_of_the_user(self):
        self.client.company_id = self.branch
        events = self.events._register_events(
            [
                self._vals(1),
                self._vals(2, partner_id=self.stranger.id, user_id=self.foreigner.id),
                self._vals(3, partner_id=self.stranger.id),
            ]
        )
        self.assertEqual(
            events.mapped("company_id.id"),
            [self.branch.id, self.other_company.id, self.env.company.id],
        )

    def test_many_by_few_statements(self):
        self.events._register_events([self._vals(1)], live=False)
        few = [self._vals(number) for number in range(100, 110)]
        many = [self._vals(number) for number in range(1000, 1900)]
        with self.assertQueryCount(6):
            self.events._register_events(few, live=False)
        with self.assertQueryCount(6):
            self.events._register_events(many, live=False)

    def test_the_hook_hears_of_what_has_just_happened(self):
        heard = []
        with patch.object(
            type(self.events),
            "_on_registered",
            lambda _self, events: heard.append(events),
        ):
            live = self.events._register_events([self._vals(1)])
            self.events._register_events([self._vals(1)])  # was there
            self.events._register_events([self._vals(2)], live=False)
            by_hand = self._event()
        self.assertEqual(heard, [live, by_hand])

    def test_harmless_notes_stay_as_they_are(self):
        for note in ("<p>a &amp; b<br/>c</p>", "plain", "<ul><li>x</li></ul>"):
            with self.subTest(note=note):
                key = f"note,{note}"
                event = self.events._register_events(
                    [self._vals(1, note=note, source_key=key)]
                )
                self.env.invalidate_all()
                self.assertEqual(event.note, note)
        evil = "<p>x</p><img src=x onerror=alert(1)>"
        event = self.events._register_events([self._vals(9, note=evil)])
        self.assertNotIn("onerror", event.note)
