import random
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .registration_common import RegistrationCommon
from .test_telephony import TelephonyCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestExactlyOnce(TelephonyCommon):
    """Whatever happens, in whatever order and however often: one event of each."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 1000)
        self.env["ir.config_parameter"].set_param(
            "client_accounting.meetings_up_to", "2026-06-01 00:00:00"
        )

    def test_one_sequence(self):
        self._run(1)

    def test_another_sequence(self):
        self._run(2)

    def test_third_sequence(self):
        self._run(3)

    def test_long_sequence(self):
        self._run(4, steps=200)

    def _run(self, seed, steps=60):
        self.chance = chance = random.Random(seed)
        self.expected = {}  # source key -> contact
        self.open_activities, self.calls, self.meetings = [], {}, []
        self.contacts = [self.anna, self.boris, self.olga]
        moves = [
            self._mail_in,
            self._mail_out,
            self._mail_again,
            self._plan,
            self._do,
            self._do_again,
            self._call_message,
            self._meet,
            self._meeting_edited,
            self._scheduler,
            self._message_edited,
            self._message_deleted,
            self._replay_everything,
            self._note,
        ]
        for _step in range(steps):
            chance.choice(moves)()
        self._end()
        self._scheduler()
        self._replay_everything()
        self._check()

    def _check(self):
        events = self.Event.search([("source_key", "!=", False)])
        found = {event.source_key: event.partner_id for event in events}
        self.assertEqual(len(found), len(events))
        self.assertEqual(set(found), set(self.expected))
        for key, contact in self.expected.items():
            self.assertEqual(found[key], contact, key)

    def _record(self):
        return self.chance.choice([self.order, self.client, self.other])

    # ------------------------------------------------------------------ mails
    def _mail_in(self):
        contact = self.chance.choice(self.contacts)
        # a new document for each mail: on one document it would be a loop
        lead = self.env["crm.lead"].create({"name": "L", "partner_id": contact.id})
        message = self._incoming(lead, contact.email)
        self.last = (lead, contact.email, message.message_id)
        self.expected[f"mail.message,{message.id}"] = contact

    def _mail_again(self):
        if getattr(self, "last", None):
            record, sender, message_id = self.last
            self._incoming(record, sender, message_id=message_id)

    def _mail_out(self):
        contact = self.chance.choice(self.contacts)
        message = self._write_to(contact, contact)
        self.expected[f"mail.message,{message.id}"] = contact

    def _note(self):
        self._record().message_post(body="note", subtype_xmlid="mail.mt_note")

    def _messages(self):
        keys = [key for key in self.expected if key.startswith("mail.message,")]
        ids = [int(key.partition(",")[2]) for key in keys]
        return self.env["mail.message"].sudo().browse(ids).exists()

    def _message_edited(self):
        for message in self._messages()[:1]:
            message.write({"body": "edited", "res_id": message.res_id})
            self.engine._queue("mail.message", message.ids)
            self._commit()

    def _message_deleted(self):
        self._messages()[:1].unlink()

    # ------------------------------------------------------------------ activities
    def _plan(self):
        contact = self.chance.choice(self.contacts)
        self.open_activities.append((self._activity(contact), contact))

    def _do(self):
        if self.open_activities:
            activity, contact = self.open_activities.pop()
            activity.action_feedback(feedback="done")
            self.expected[f"mail.activity,{activity.id}"] = contact

    def _do_again(self):
        keys = [key for key in self.expected if key.startswith("mail.activity,")]
        if keys:
            activity_id = int(self.chance.choice(keys).partition(",")[2])
            self.env["mail.activity"].browse(activity_id).action_feedback()

    # ------------------------------------------------------------------ calls
    def _call_message(self):
        call_id = f"call-{self.chance.randrange(6)}"
        event = self.chance.choice(["ringing", "answered", "hangup"])
        self._take(event, call_id=call_id, duration=5)
        call = self._call(call_id)
        if event == "hangup":
            self.expected[f"client.telephony.call,{call.id}"] = self.anna

    # ------------------------------------------------------------------ meetings
    def _meet(self):
        contact = self.chance.choice(self.contacts)
        start = fields.Datetime.to_datetime("2026-06-15 10:30:00")
        hours = self.chance.randrange(-48, 48)
        meeting = self._meeting(contact, fields.Datetime.add(start, hours=hours))
        self.meetings.append((meeting, contact))

    def _meeting_edited(self):
        if self.meetings:
            meeting, _contact = self.chance.choice(self.meetings)
            hours = self.chance.randrange(-48, 48)
            start = fields.Datetime.to_datetime("2026-06-15 10:30:00")
            start = fields.Datetime.add(start, hours=hours)
            meeting.write({"start": start, "stop": fields.Datetime.add(start, hours=1)})
            self._commit()

    def _scheduler(self):
        self._commit()
        self._run_cron(self.chance.choice(["meetings", "check"]))

    def _replay_everything(self):
        for model in self.engine._sources():
            records = self.env[model].sudo().with_context(active_test=False).search([])
            self.engine._register_source(model, records.ids)

    def _end(self):
        for meeting, contact in self.meetings:
            if meeting.stop <= fields.Datetime.now():
                self.expected[f"calendar.event,{meeting.id}"] = contact


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestHistory(RegistrationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.env["mail.message"]
        for number in range(5):
            cls.messages |= cls.order.message_post(
                body=f"n{number}",
                author_id=cls.anna.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                date=f"2025-0{number + 1}-10 08:00:00",
            )
        # as a program leaves it that knows nothing of events
        cls.env.cr.precommit.clear()
        cls.old_activity = cls.order.activity_schedule(
            "mail.mail_activity_data_call", user_id=cls.seller.id
        )
        cls.old_activity.action_archive()
        cls.old_activity.flush_recordset()
        cls.env.cr.execute(
            "UPDATE mail_activity SET date_done = '2025-03-03' WHERE id = %s",
            [cls.old_activity.id],
        )
        cls.old_activity.invalidate_recordset()

    def _start(self, date_from):
        wizard = self.env["client.registration.start"].with_user(self.head)
        wizard.create({"date_from": date_from}).action_start()
        return self.env["client.registration.history"].search([], order="id")

    def test_from_a_day(self):
        runs = self._start("2025-03-01")
        self._run_cron("history")
        self.assertEqual(set(runs.mapped("state")), {"done"})
        mails = runs.filtered(lambda run: run.source == "mail.message")
        self.assertEqual((mails.looked_count, mails.event_count), (3, 3))
        events = self._events(self.messages)
        self.assertEqual(
            [str(event.date) for event in events],
            [
                "2025-03-10 08:00:00",
                "2025-04-10 08:00:00",
                "2025-05-10 08:00:00",
            ],
        )
        self.assertEqual(
            str(self._event(self.old_activity).date), "2025-03-03 12:00:00"
        )
        self._start("2025-01-01")
        self._run_cron("history")
        self.assertEqual(len(self._events(self.messages)), 5, "two more, none twice")

    def test_interrupted_and_resumed(self):
        self._patch_step(2)
        runs = self._start("2025-01-01")
        mails = runs.filtered(lambda run: run.source == "mail.message")
        mails._step()
        self.assertEqual((mails.event_count, mails.state), (2, "running"))
        mails.with_user(self.head).action_stop()
        self._run_cron("history")
        self.assertEqual(mails.event_count, 2)
        mails.with_user(self.head).action_resume()
        self._run_cron("history")
        self.assertEqual((mails.event_count, mails.state), (5, "done"))

    def test_a_part_of_the_history_is_not_all_of_it(self):
        """Contacts before the first day of the run would be lost otherwise."""
        events = self.env["client.event"]
        self._start("2025-03-01")
        self._run_cron("history")
        self.assertFalse(events._history_is_registered())
        self._start("2000-01-01")
        self._run_cron("history")
        self.assertTrue(events._history_is_registered())

    def _patch_step(self, step):
        path = "odoo.addons.client_accounting.models.registration"
        patcher = patch(f"{path}.client_registration_history.STEP", step)
        self.startPatcher(patcher)

    def test_refused(self):
        with self.assertRaises(UserError):
            self._start("2026-06-15")
        self._start("2025-01-01")
        with self.assertRaises(UserError):
            self._start("2025-01-01")
        start = self.env["client.registration.start"].with_user(self.seller)
        with self.assertRaises(AccessError):
            start.create({"date_from": "2025-01-01"}).action_start()
