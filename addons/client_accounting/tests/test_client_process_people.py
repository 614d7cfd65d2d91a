from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .process_common import MONDAY, ProcessCommon

ENGINE = "odoo.addons.client_accounting.models.processes.client_process_run_engine"


def day(text):
    return fields.Date.to_date(text)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientProcessPeople(ProcessCommon):
    """Who gets a step, and on which day."""

    def _due(self, **step):
        client = self._client("Star", user_id=self.manager.id)
        run = self._start(self._process(step), client)
        return run.next_date

    def test_delay_in_working_days(self):
        self._holiday("2026-06-18")
        for delay, expected in (
            (0, "2026-06-15"),
            (2, "2026-06-17"),
            (3, "2026-06-19"),  # the 18th is free
            (4, "2026-06-22"),  # over the weekend
        ):
            with self.subTest(delay=delay):
                self.assertEqual(self._due(delay=delay), day(expected))

    def test_delay_in_days(self):
        self.assertEqual(self._due(delay=3, delay_unit="calendar"), day("2026-06-18"))
        # a Saturday: on the next working day
        self.assertEqual(self._due(delay=5, delay_unit="calendar"), day("2026-06-22"))

    def test_start_on_a_weekend(self):
        with freeze_time("2026-06-20 10:00:00"):
            self.assertEqual(self._due(), day("2026-06-22"))
            self.assertEqual(self._due(delay=1), day("2026-06-22"))

    def test_days_from_the_start(self):
        process = self._process({}, {"delay": 3, "delay_from": "start"})
        run = self._start(process)
        with freeze_time("2026-06-16 10:00:00"):
            self._finish(run)
        self.assertEqual(run.next_date, day("2026-06-18"))

    def test_days_before_a_date_of_the_client(self):
        field = self.env["ir.model.fields"]._get("res.partner", "client_birthday")
        # a coming date, a Sunday: no birthday, but the only date that a client has
        self.client.flush_recordset()
        self.env.cr.execute(
            "UPDATE res_partner SET client_birthday = '2026-06-28' WHERE id = %s",
            [self.client.id],
        )
        self.client.invalidate_recordset(["client_birthday"])
        process = self._process(
            {"delay": -2, "delay_from": "date", "date_field_id": field.id}
        )
        self.assertEqual(self._start(process).next_date, day("2026-06-24"))

    def test_absence_without_a_substitute(self):
        self._holiday("2026-06-15", "2026-06-19", user=self.manager)
        run = self._start(self._process({}))
        self.assertEqual(run.user_id, self.manager)
        self.assertEqual(run.next_date, day("2026-06-22"))

    def test_substitute(self):
        self._substitute(self.manager, self.colleague, "2026-06-15", "2026-06-19")
        process = self._process({}, {"delay": 5})
        run = self._start(process)
        self.assertEqual(run.user_id, self.colleague)
        self.assertEqual(run.next_date, MONDAY)
        self._finish(run, user=self.colleague)
        self.assertEqual(run.user_id, self.manager, "he is back on that day")
        self.assertEqual(run.next_date, day("2026-06-22"))

    def test_substitute_of_a_substitute(self):
        self._substitute(self.manager, self.colleague, "2026-06-15", "2026-06-19")
        self._substitute(self.colleague, self.head, "2026-06-14", "2026-06-16")
        self.assertEqual(self._start(self._process({})).user_id, self.head)

    def test_substitutes_in_a_circle(self):
        self._substitute(self.manager, self.colleague, "2026-06-15", "2026-06-19")
        self._substitute(self.colleague, self.manager, "2026-06-15", "2026-06-19")
        process = self._process({}, user_id=self.head.id)
        self.assertEqual(self._start(process).user_id, self.head)

    def test_roles(self):
        self.company.client_accountant_id = self.colleague
        process = self._process({"role": "accountant"}, user_id=self.head.id)
        self.assertEqual(self._start(process).user_id, self.colleague)
        star = self._client("Star", user_id=self.manager.id)
        process.accountant_user_id = self.manager
        self.assertEqual(self._start(process, star).user_id, self.manager)
        rigel = self._client("Rigel", user_id=self.manager.id)
        process = self._process({"role": "back_office"}, user_id=self.head.id)
        self.assertEqual(
            self._start(process, rigel).user_id, self.head, "nobody in the role"
        )
        process = self._process({"role": "user", "user_id": self.colleague.id})
        self.assertEqual(self._start(process, rigel).user_id, self.colleague)

    @mute_logger(ENGINE)
    def test_nobody_is_there(self):
        star = self._client("Star")
        run = self._start(self._process({}), star)
        self.assertEqual(run.state, "failed")
        self.assertIn("“Star” has no Manager of the Client", run.reason)
        star.user_id = self.manager
        run._resume("He has a manager now")
        self.assertEqual(run.user_id, self.manager)

    def test_manager_of_another_company(self):
        other = self.env["res.company"].create({"name": "Second"})
        foreigner = self._user("foreigner", companies=other)
        star = self._client("Star", user_id=foreigner.id)
        process = self._process({}, user_id=self.head.id)
        run = self._start(process, star, company=self.company)
        self.assertEqual(run.user_id, self.head)

    def test_company_of_the_run(self):
        other = self.env["res.company"].create({"name": "Second"})
        foreigner = self._user("foreigner", companies=other)
        star = self._client("Star", user_id=foreigner.id)
        self.assertEqual(self._start(self._process({}), star).company_id, other)
        rigel = self._client("Rigel", company_id=other.id)
        process = self._process({}, company_id=self.company.id)
        self.assertFalse(self._start(process, rigel), "a client of another company")

    # ------------------------------------------------------------------ lost people
    def test_archived_user(self):
        process = self._process({}, user_id=self.head.id)
        run = self._start(process)
        self.manager.active = False
        self.runs._cron_repair()
        self.assertEqual(run.user_id, self.head)
        self.assertEqual(run.line_id.activity_id.user_id, self.head)
        self.assertEqual(self._states(run)[0][1], "cancelled")

    def test_deleted_user(self):
        process = self._process({}, user_id=self.head.id)
        run = self._start(process)
        activity = run.line_id.activity_id
        self.env.flush_all()
        # as the foreign key does it: without any Python
        self.env.cr.execute("DELETE FROM mail_activity WHERE id = %s", [activity.id])
        self.env.invalidate_all()
        self.client.user_id = False
        self.runs._cron_repair()
        self.assertEqual(run.user_id, self.head)
        self.assertTrue(run.line_id.activity_id)

    def test_archived_client(self):
        run = self._start(self._process({}))
        activity = run.line_id.activity_id
        self.client.active = False
        self.assertEqual(run.state, "stopped")
        self.assertFalse(activity.exists())

    def test_deleted_client(self):
        star = self._client("Star", user_id=self.manager.id)
        run = self._start(self._process({}), star)
        star.unlink()
        self.assertFalse(run.exists())
