from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from .registration_common import RegistrationCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestRegistrationActivities(RegistrationCommon):
    def test_done_call(self):
        activity = self._activity(self.order)
        activity.with_user(self.seller).action_feedback(feedback="He <b>buys</b>")
        event = self._event(activity)
        self.assertRecordValues(
            event,
            [
                {
                    "partner_id": self.anna.id,
                    "client_id": self.client.id,
                    "channel": "call",
                    "direction": "out",
                    "source": "activity",
                    "subject": "Ask about the order",
                    "user_id": self.seller.id,
                    "date": fields.Datetime.to_datetime("2026-06-15 10:00:00"),
                    "res_model": "sale.order",
                    "res_id": self.order.id,
                }
            ],
        )
        self.assertIn("&lt;b&gt;", event.note)
        self.assertFalse(self._events(self.order.message_ids), "no mail beside it")

    def test_on_every_document(self):
        lead = self.env["crm.lead"].create({"name": "L", "partner_id": self.olga.id})
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.anna.id}
        )
        self.env["stock.picking"].search([])
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.boris.id,
                "picking_type_id": self.env["stock.picking.type"]
                .search([("code", "=", "outgoing")], limit=1)
                .id,
            }
        )
        for record, contact in (
            (self.anna, self.anna),
            (self.client, self.client),
            (lead, self.olga),
            (invoice, self.anna),
            (picking, self.boris),
        ):
            with self.subTest(record=record):
                activity = self._activity(record, user=self.env.user)
                activity.action_feedback()
                self.assertEqual(self._event(activity).partner_id, contact)

    def test_work_that_has_no_type(self):
        activity = self._activity(self.order, "mail.mail_activity_data_upload_document")
        activity.action_feedback()
        self.assertEqual(self._event(activity).type_id.code, "other")

    def test_what_is_no_client(self):
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.other.id}
        )
        for record in (bill, self.seller.partner_id, self.env.company.partner_id):
            with self.subTest(record=record):
                activity = self._activity(record, user=self.env.user)
                activity.action_feedback()
                self.assertFalse(self._events(activity))

    def test_cancelled_and_deleted(self):
        activity = self._activity(self.order)
        activity.action_cancel()
        self.assertFalse(self._events())
        activity = self._activity(self.order)
        activity.unlink()
        self.assertFalse(self._events())

    def test_two_people_finish_the_same(self):
        activity = self._activity(self.order)
        activity.with_user(self.seller).action_feedback(feedback="Mine")
        activity.with_user(self.head).action_feedback(feedback="No, mine")
        self.assertIn("Mine", self._event(activity).note)

    def test_an_event_with_the_number_of_its_source(self):
        """Ids of events and of sources have nothing to do with each other."""
        event = self.Event.create({"partner_id": self.anna.id, "source": "call"})
        event.source_key = f"mail.activity,{event.id}"
        activity = self._activity(self.order)
        self.assertNotEqual(activity.id, event.id)
        activity.action_feedback()
        self.assertTrue(self._event(activity))

    def test_many_at_once(self):
        activities = self.env["mail.activity"]
        for _number in range(30):
            activities |= self._activity(self.order)
        engine = self.env["client.registration"]
        activities.action_archive()
        self.env.flush_all()
        with self.assertQueryCount(30):
            engine._register_source("mail.activity", activities.ids)
        self.assertEqual(len(self._events(activities)), 30)

    def test_lead_gets_its_client_later(self):
        lead = self.env["crm.lead"].create(
            {"name": "Somebody", "email_from": "x@new.example"}
        )
        activity = self._activity(lead, user=self.env.user)
        activity.action_feedback()
        message = self._incoming(lead, "x@new.example")
        self.assertFalse(self._events(activity) | self._events(message))
        lead.partner_id = self.olga
        self._commit()
        self.assertEqual(self._event(activity).partner_id, self.olga)
        self.assertEqual(self._event(message).partner_id, self.olga)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestRegistrationMeetings(RegistrationCommon):
    def _hold(self, now):
        """Let the time come and the scheduler run."""
        with freeze_time(now):
            self._run_cron("meetings")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "client_accounting.meetings_up_to", "2026-06-15 09:00:00"
        )

    def test_held(self):
        meeting = self._meeting(
            self.anna | self.olga, "2026-06-15 12:00:00", 1.5, opportunity_id=False
        )
        self._hold("2026-06-15 13:29:00")
        self.assertFalse(self._events(meeting), "it is not over")
        self._hold("2026-06-15 13:30:00")
        self.assertRecordValues(
            self._event(meeting),
            [
                {
                    "partner_id": self.anna.id,
                    "participant_partner_ids": self.olga.ids,
                    "user_id": self.seller.id,
                    "date": fields.Datetime.to_datetime("2026-06-15 12:00:00"),
                    "duration": 1.5,
                    "subject": "Visit",
                    "source": "meeting",
                    "channel": "meeting",
                }
            ],
        )
        self._hold("2026-06-15 13:40:00")
        self._event(meeting)

    def test_on_a_lead(self):
        lead = self.env["crm.lead"].create({"name": "L", "partner_id": self.olga.id})
        meeting = self._meeting(
            self.anna | self.olga, "2026-06-15 12:00:00", opportunity_id=lead.id
        )
        self._hold("2026-06-15 14:00:00")
        event = self._event(meeting)
        self.assertEqual(event.partner_id, self.olga, "of the lead's client")
        self.assertEqual((event.res_model, event.res_id), ("crm.lead", lead.id))

    def test_not_held(self):
        cancelled = self._meeting(self.anna, "2026-06-15 12:00:00")
        cancelled.action_archive()
        deleted = self._meeting(self.anna, "2026-06-15 12:00:00")
        deleted_id = deleted.id
        deleted.unlink()
        declined = self._meeting(self.anna, "2026-06-15 12:00:00")
        declined.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == self.anna
        ).state = "declined"
        given_up = self._meeting(self.anna, "2026-06-15 12:00:00")
        given_up.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == self.seller.partner_id
        ).state = "declined"
        private = self._meeting(self.anna, "2026-06-15 12:00:00", privacy="private")
        internal = self._meeting(self.head.partner_id, "2026-06-15 12:00:00")
        self._hold("2026-06-15 14:00:00")
        for meeting in (cancelled, declined, given_up, private, internal):
            self.assertFalse(self._events(meeting))
        self.assertFalse(
            self.Event.search([("source_key", "=", f"calendar.event,{deleted_id}")])
        )

    def test_one_of_two_declines(self):
        meeting = self._meeting(self.anna | self.boris, "2026-06-15 12:00:00")
        meeting.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == self.anna
        ).state = "declined"
        self._hold("2026-06-15 14:00:00")
        self.assertEqual(self._event(meeting).partner_id, self.boris)

    def test_put_off_before_and_after(self):
        meeting = self._meeting(self.anna, "2026-06-15 12:00:00")
        meeting.write({"start": "2026-06-15 15:00:00", "stop": "2026-06-15 16:00:00"})
        self._hold("2026-06-15 14:00:00")
        self.assertFalse(self._events(meeting))
        self._hold("2026-06-15 16:00:00")
        self._event(meeting)
        with freeze_time("2026-06-15 16:30:00"):
            meeting.write(
                {"start": "2026-06-16 12:00:00", "stop": "2026-06-16 13:00:00"}
            )
        self._commit()
        self.assertFalse(self._events(meeting), "it did not take place after all")
        self._hold("2026-06-16 14:00:00")
        event = self._event(meeting)
        self.assertEqual(str(event.date), "2026-06-16 12:00:00")

    def test_series(self):
        first = self._meeting(
            self.anna,
            "2026-06-16 08:00:00",
            recurrency=True,
            rrule_type="daily",
            interval=1,
            count=5,
            end_type="count",
            event_tz="UTC",
        )
        series = first.recurrence_id.calendar_event_ids.sorted("start")
        self.assertEqual(len(series), 5)
        self._hold("2026-06-17 12:00:00")
        self.assertEqual(len(self._events()), 2)
        # all of them an hour later: Odoo makes new records, of past days too
        with freeze_time("2026-06-17 12:00:00"):
            first.with_user(self.seller).write(
                {
                    "start": "2026-06-16 09:00:00",
                    "stop": "2026-06-16 10:00:00",
                    "recurrence_update": "all_events",
                }
            )
            self._commit()
        self._hold("2026-06-17 13:00:00")
        self.assertEqual(len(self._events()), 2, "the past is not told twice")
        self._hold("2026-06-25 00:00:00")
        self.assertEqual(len(self._events()), 5)

    def test_one_of_a_series_is_moved(self):
        first = self._meeting(
            self.anna,
            "2026-06-16 08:00:00",
            recurrency=True,
            rrule_type="daily",
            interval=1,
            count=2,
            end_type="count",
            event_tz="UTC",
        )
        second = first.recurrence_id.calendar_event_ids - first
        second.write(
            {
                "start": "2026-06-18 08:00:00",
                "stop": "2026-06-18 09:00:00",
                "recurrence_update": "self_only",
            }
        )
        self._hold("2026-06-17 12:00:00")
        self.assertEqual(len(self._events()), 1)
        self._hold("2026-06-18 12:00:00")
        self.assertEqual(len(self._events()), 2)

    def test_daylight_saving(self):
        """A weekly meeting at 10 in Berlin is at 9 UTC in winter, at 8 in summer."""
        self.seller.tz = "Europe/Berlin"
        with freeze_time("2026-03-20 10:00:00"):
            first = self._meeting(
                self.anna,
                "2026-03-23 09:00:00",
                recurrency=True,
                rrule_type="weekly",
                mon=True,
                interval=1,
                count=2,
                end_type="count",
                event_tz="Europe/Berlin",
            )
        self.env["ir.config_parameter"].set_param(
            "client_accounting.meetings_up_to", "2026-03-20 10:00:00"
        )
        self.assertTrue(first.recurrence_id)
        self._hold("2026-03-30 09:00:00")
        self.assertEqual(
            [str(event.date) for event in self._events()],
            ["2026-03-23 09:00:00", "2026-03-30 08:00:00"],
        )

    def test_whole_day(self):
        """A day in Vladivostok ends at 14 UTC, in Los Angeles at 7 of the next."""
        for zone, before, after, date in (
            ("Asia/Vladivostok", "15 13:59", "15 14:00", "2026-06-15 02:00:00"),
            ("America/Los_Angeles", "16 06:59", "16 07:00", "2026-06-15 19:00:00"),
        ):
            with self.subTest(zone=zone):
                self.seller.tz = zone
                meeting = self._meeting(
                    self.anna,
                    "2026-06-15 08:00:00",
                    allday=True,
                    start_date="2026-06-15",
                    stop_date="2026-06-15",
                    event_tz=zone,
                )
                self._hold(f"2026-06-{before}:00")
                self.assertFalse(self._events(meeting))
                self._hold(f"2026-06-{after}:00")
                event = self._event(meeting)
                self.assertEqual(str(event.date), date)
                self.assertEqual(event.duration, 8)

    def test_activity_of_a_meeting(self):
        """Meeting and its activity are one event, in whatever order."""
        for first in ("activity", "meeting"):
            with self.subTest(first=first):
                meeting = self._meeting(
                    self.anna,
                    "2026-06-15 08:00:00",
                    activity_ids=[
                        Command.create(
                            {
                                "res_model_id": self.env["ir.model"]._get_id(
                                    "sale.order"
                                ),
                                "res_id": self.order.id,
                                "activity_type_id": self.env.ref(
                                    "mail.mail_activity_data_meeting"
                                ).id,
                            }
                        )
                    ],
                )
                activity = meeting.activity_ids
                if first == "activity":
                    activity.action_feedback(feedback="Agreed")
                    self._commit()
                else:
                    self._commit()
                    self._hold("2026-06-15 10:00:00")
                    activity.action_feedback(feedback="Agreed")
                self._hold("2026-06-15 10:10:00")
                self.assertEqual(len(self._events(meeting)), 1)
                self.assertFalse(self._events(activity))
                self.assertIn("Agreed", self._event(meeting).note or "")

    def test_entered_afterwards(self):
        meeting = self._meeting(self.anna, "2026-05-04 08:00:00")
        self._commit()
        self.assertEqual(str(self._event(meeting).date), "2026-05-04 08:00:00")
