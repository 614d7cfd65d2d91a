from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .process_common import MANAGER_GROUP, MONDAY, ProcessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientDayPlan(ProcessCommon):
    """What a manager has before him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["client.day.plan"]
        cls.client.write(
            {"city": "Oslo", "street": "Storgata 1", "zip": "0155", "phone": "+4722"}
        )

    def _activity(self, deadline, user=None, record=None, **values):
        record = record or self.client
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": f"Call on {deadline}",
                "date_deadline": deadline,
                "user_id": (user or self.manager).id,
                **values,
            }
        )

    def _meeting(self, start, partners, user=None, **values):
        user = user or self.manager
        return self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": f"{start} 09:00:00",
                "stop": f"{start} 10:00:00",
                "user_id": user.id,
                "partner_ids": [Command.set((partners | user.partner_id).ids)],
                **values,
            }
        )

    def _breach(self, **values):
        return self.env["client.next.step.breach"].create(
            {
                "partner_id": self.client.id,
                "company_id": self.company.id,
                "user_id": self.manager.id,
                "kind": "none",
                "date_from": "2026-06-01",
                "date_found": "2026-06-08",
                **values,
            }
        )

    def _rows(self, user=None, domain=()):
        return self.plan.with_user(user or self.manager).search(list(domain))

    def test_buckets(self):
        for deadline in ("2026-06-12", "2026-06-15", "2026-06-22", "2026-06-23"):
            self._activity(deadline)
        self._breach()
        rows = self._rows()
        self.assertEqual(
            {(str(row.date), row.bucket) for row in rows},
            {
                ("2026-06-12", "late"),
                ("2026-06-15", "today"),
                ("2026-06-22", "week"),
                ("2026-06-01", "none"),
            },
        )
        self.assertEqual(rows.filtered(lambda row: row.bucket == "late").days_late, 3)
        columns = self.plan.with_user(self.manager).formatted_read_group(
            [], ["bucket"], ["__count"]
        )
        self.assertEqual(len(columns), 4)

    def test_row_of_an_activity(self):
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.person.id, "user_id": self.manager.id}
        )
        activity = self._activity("2026-06-15", record=lead)
        row = self._rows(domain=[("activity_id", "=", activity.id)])
        self.assertRecordValues(
            row,
            [
                {
                    "kind": "call",
                    "partner_id": self.client.id,
                    "contact_id": self.person.id,
                    "phone": "+4722",
                    "city": "Oslo",
                    "address": "Storgata 1, 0155 Oslo",
                    "is_mine": True,
                    "res_model": "crm.lead",
                    "res_id": lead.id,
                }
            ],
        )
        self.assertIn("query=Storgata+1%2C+0155+Oslo", row.map_url)

    def test_kinds_of_event_types(self):
        visit = self.env.ref("client_accounting.client_event_type_visit")
        letter = self.env.ref("client_accounting.client_event_type_letter_out")
        todo = self.env.ref("mail.mail_activity_data_todo")
        for activity_type, kind in (
            (visit.activity_type_id, "visit"),
            (letter.activity_type_id, "letter"),
            (todo, "todo"),
        ):
            activity = self._activity("2026-06-15", activity_type_id=activity_type.id)
            row = self._rows(domain=[("activity_id", "=", activity.id)])
            self.assertEqual(row.kind, kind)

    def test_step_of_a_process(self):
        run = self._start(self._process({}))
        row = self._rows(domain=[("run_id", "!=", False)])
        self.assertEqual(row.run_id, run)

    def test_meetings(self):
        self._meeting("2026-06-14", self.person)
        self._meeting("2026-06-16", self.person)
        self._meeting("2026-06-30", self.person)
        row = self._rows(domain=[("kind", "=", "meeting")])
        self.assertRecordValues(
            row,
            [
                {
                    "date": fields.Date.to_date("2026-06-16"),
                    "bucket": "week",
                    "partner_id": self.client.id,
                    "contact_id": self.person.id,
                }
            ],
        )

    def test_meeting_late_in_the_evening(self):
        """The day of a meeting is that of the reader's time zone."""
        self.manager.tz = "Asia/Tokyo"
        self._meeting("2026-06-16", self.person).write(
            {"start": "2026-06-16 20:00:00", "stop": "2026-06-16 21:00:00"}
        )
        row = self._rows(domain=[("kind", "=", "meeting")])
        self.assertEqual(str(row.date), "2026-06-17")

    def test_meeting_with_its_activity_stands_once(self):
        meeting = self._meeting("2026-06-16", self.person)
        self._activity("2026-06-16", calendar_event_id=meeting.id)
        row = self._rows()
        self.assertEqual(len(row), 1)
        self.assertTrue(row.activity_id)

    # ------------------------------------------------------------------ whose
    def test_everybody_sees_his_own(self):
        self._activity("2026-06-15")
        self._breach()
        self.assertEqual(len(self._rows()), 2)
        self.assertFalse(self._rows(self.colleague))

    def test_substitute_sees_the_absent_ones(self):
        self._activity("2026-06-15")
        self._substitute(self.manager, self.colleague, "2026-06-15", "2026-06-16")
        self.assertTrue(self._rows(self.colleague).is_mine)
        with freeze_time("2026-06-17 10:00:00"):
            self.env["client.substitution"]._cron_activities()
            self.assertFalse(self._rows(self.colleague))

    def test_leader_sees_the_team(self):
        self.env["crm.team"].create(
            {
                "name": "North",
                "user_id": self.head.id,
                "member_ids": [self.manager.id],
                "company_id": self.company.id,
            }
        )
        self._activity("2026-06-15")
        own = self.env["mail.activity"].create(
            {
                "summary": "Private",
                "user_id": self.manager.id,
                "date_deadline": MONDAY,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            }
        )
        self._meeting("2026-06-16", self.person)
        self._meeting("2026-06-17", self.person, privacy="private", name="Doctor")
        rows = self._rows(self.head)
        self.assertEqual(len(rows), 2)
        self.assertFalse(any(rows.mapped("is_mine")))
        self.assertNotIn("Doctor", rows.mapped("name"))
        self.assertIn(own, self._rows().activity_id)
        admin = self._user("admin", MANAGER_GROUP)
        self.assertEqual(len(self._rows(admin, [("user_id", "=", self.manager.id)])), 2)

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Second"})
        rigel = self._client("Rigel", company_id=other.id)
        self._activity("2026-06-15", user=self.env.user, record=rigel)
        admin = self._user("admin", MANAGER_GROUP)
        self.assertFalse(self._rows(admin, [("partner_id", "=", rigel.id)]))

    # ------------------------------------------------------------------ doing
    def test_done_leads_the_process_on(self):
        run = self._start(self._process({}, {"delay": 1}))
        self._rows().action_done()
        self.assertEqual(run.step_id.name, "Step 2")
        self.assertEqual(len(self._rows()), 1)

    def test_put_off(self):
        activity = self._activity("2026-06-12")
        with freeze_time("2026-06-19 10:00:00"):
            self._rows().action_tomorrow()
            self.assertEqual(str(activity.date_deadline), "2026-06-22", "a Monday")
            self._rows().action_next_week()
            self.assertEqual(str(activity.date_deadline), "2026-06-26")

    def test_plan(self):
        self._breach()
        self._rows().action_plan()
        self.assertEqual(self.client.activity_ids.user_id, self.manager)
        self.assertEqual(self._rows().bucket, "week")

    def test_done_of_a_meeting(self):
        self._meeting("2026-06-16", self.person)
        with self.assertRaisesRegex(UserError, "Meetings pass by themselves"):
            self._rows().action_done()

    def test_others_may_not_put_off(self):
        activity = self._activity("2026-06-15")
        row = self._rows()
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            row.with_user(self.colleague).action_tomorrow()
        self.assertEqual(activity.date_deadline, MONDAY)

    def test_map(self):
        self._activity("2026-06-15")
        star = self._client("Star", city="Bergen", street="Bryggen 2")
        self._activity("2026-06-15", record=star)
        self._activity("2026-06-15", record=star)
        rows = self._rows()
        url = rows.action_map()["url"]
        self.assertEqual(url.count("Bergen") + url.count("Oslo"), 2, "each stop once")
        rigel = self._client("Rigel")
        activity = self._activity("2026-06-15", record=rigel)
        row = self._rows(domain=[("activity_id", "=", activity.id)])
        with self.assertRaisesRegex(UserError, "No address is known"):
            row.action_map()

    def test_queries(self):
        for _number in range(30):
            self._activity("2026-06-15")
        plan = self.plan.with_user(self.manager)
        plan.web_search_read([], {"name": {}, "partner_id": {}, "map_url": {}})
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        plan.web_search_read(
            [("is_mine", "=", True)], {"name": {}, "bucket": {}, "map_url": {}}
        )
        self.assertLess(self.env.cr.sql_log_count - before, 20)
