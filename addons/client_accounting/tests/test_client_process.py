from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .process_common import MANAGER_GROUP, MONDAY, ProcessCommon

ENGINE = "odoo.addons.client_accounting.models.processes.client_process_run_engine"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientProcess(ProcessCommon):
    """A run goes from step to step."""

    def test_start_plans_an_activity_with_the_manager(self):
        process = self._process({"note": "<p>Ask for Anna</p>"}, {"delay": 2})
        run = self._start(process)
        activity = run.line_id.activity_id
        self.assertRecordValues(
            run,
            [
                {
                    "state": "running",
                    "partner_id": self.client.id,
                    "user_id": self.manager.id,
                    "next_date": MONDAY,
                    "started_by": "hand",
                    "exclusive": True,
                }
            ],
        )
        self.assertRecordValues(
            activity,
            [
                {
                    "res_model": "res.partner",
                    "res_id": self.client.id,
                    "user_id": self.manager.id,
                    "summary": "Step 1",
                    "date_deadline": MONDAY,
                    "activity_type_id": self.call.activity_type_id.id,
                    "automated": True,
                }
            ],
        )
        self.assertIn("Ask for Anna", activity.note)
        self.assertEqual(run.coming_step_ids.mapped("name"), ["Step 2"])

    def test_done_activity_leads_on_and_to_the_end(self):
        process = self._process({}, {"delay": 2})
        run = self._start(process)
        self._finish(run)
        self.assertEqual(run.step_id.name, "Step 2")
        self.assertEqual(run.next_date, fields.Date.to_date("2026-06-17"))
        self._finish(run)
        self.assertRecordValues(
            run, [{"state": "done", "date_end": MONDAY, "exclusive": False}]
        )
        self.assertEqual(self._states(run), [("Step 1", "done"), ("Step 2", "done")])

    def test_done_twice_leads_on_once(self):
        """Two people finish the same activity."""
        process = self._process({}, {}, {})
        run = self._start(process)
        line = run.line_id
        self._finish(run)
        self.runs._complete(line, {})
        self.assertEqual(run.step_id.name, "Step 2")
        self.assertEqual(len(run.line_ids), 2)

    def test_a_client_is_in_a_process_once(self):
        process = self._process({})
        run = self._start(process)
        self.assertFalse(self._start(process))
        self._finish(run)
        self.assertEqual(len(self._start(process)), 1, "again after the end")

    def test_restart(self):
        for restart, again in (("never", 0), ("finished", 1), ("always", 1)):
            with self.subTest(restart=restart):
                process = self._process({}, restart=restart)
                self._finish(self._start(process))
                self.assertEqual(len(self._start(process)), again)
        process = self._process({}, restart="always")
        self.assertEqual(len(self._start(process) | self._start(process)), 2)

    def test_restart_not_sooner(self):
        process = self._process({}, restart_days=30)
        self._finish(self._start(process))
        self.assertFalse(self._start(process))
        with freeze_time("2026-07-15 10:00:00"):
            self.assertEqual(len(self._start(process)), 1)

    def test_two_who_start_at_once(self):
        """Where the other transaction is not visible the index keeps one of two out."""
        process = self._process({})
        self._start(process)
        self.patch(type(process), "_wanted", lambda self, today: SQL("TRUE"))
        self.assertFalse(self._start(process))
        self.assertEqual(self.runs.search_count([("process_id", "=", process.id)]), 1)

    def test_contacts_stand_for_their_client(self):
        process = self._process({})
        runs = process._start(self.client | self.person, "hand")
        self.assertEqual(runs.partner_id, self.client)
        self.assertEqual(len(runs), 1)

    def test_only_for_clients_of_its_rule(self):
        process = self._process({}, domain="[('city', '=', 'Oslo')]")
        self.assertFalse(self._start(process))
        self.client.city = "Oslo"
        self.assertTrue(self._start(process))

    def test_condition_of_a_step(self):
        process = self._process({}, {"domain": "[('city', '=', 'Oslo')]"}, {})
        run = self._start(process)
        self._finish(run)
        self.assertEqual(run.step_id.name, "Step 3")
        self.assertEqual(
            self._states(run),
            [("Step 1", "done"), ("Step 2", "skipped"), ("Step 3", "planned")],
        )

    def test_letter_and_process(self):
        template = self.env["mail.template"].create(
            {
                "name": "Greeting",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "Hello {{ object.name }}",
                "partner_to": "{{ object.id }}",
                "body_html": "<p>Hello</p>",
            }
        )
        other = self._process({}, name="Other")
        process = self._process(
            {"action": "mail", "template_id": template.id},
            {"action": "process", "target_process_id": other.id},
            {},
        )
        run = self._start(process)
        self.assertEqual(
            self._states(run),
            [("Step 1", "skipped"), ("Step 2", "done"), ("Step 3", "planned")],
        )
        self.assertIn("no e-mail", run.line_ids[0].note)
        child = self.runs.search([("process_id", "=", other.id)])
        self.assertRecordValues(
            child,
            [{"parent_id": run.id, "depth": 1, "started_by": "process"}],
        )
        star = self._client("Star", user_id=self.manager.id, email="star@example.com")
        self._start(process, star)
        mail = self.env["mail.mail"].search([("subject", "=", "Hello Star")])
        self.assertEqual(mail.recipient_ids | mail.partner_ids, star)

    def test_letter_waits_for_its_day(self):
        template = self.env["mail.template"].create(
            {
                "name": "Later",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "Later",
                "partner_to": "{{ object.id }}",
            }
        )
        self.client.email = "vega@example.com"
        process = self._process(
            {"action": "mail", "template_id": template.id, "delay": 3}, {}
        )
        run = self._start(process)
        self.assertEqual(run.state, "waiting")
        run._cron_advance()
        self.assertEqual(run.state, "waiting", "its day has not come")
        with freeze_time("2026-06-18 10:00:00"):
            run._cron_advance()
            self.assertEqual(
                self._states(run), [("Step 1", "done"), ("Step 2", "planned")]
            )
            run._cron_advance()
        self.assertEqual(
            self.env["mail.mail"].search_count([("subject", "=", "Later")]), 1
        )

    # ------------------------------------------------------------------ branches
    def test_branch_to_a_step(self):
        process = self._process({}, {}, {})
        self._branch(process.step_ids[0], self.refused, "step", process.step_ids[2])
        run = self._start(process)
        self._finish(run, self.refused)
        self.assertEqual(run.step_id.name, "Step 3")
        self.assertEqual(run.line_ids[0].outcome_id, self.refused)
        self.assertTrue(run.line_ids[0].event_id)

    def test_branch_to_the_end(self):
        process = self._process({}, {})
        self._branch(process.step_ids[0], self.refused)
        run = self._start(process)
        self._finish(run, self.refused)
        self.assertEqual(run.state, "done")

    def test_branch_to_a_process(self):
        other = self._process({}, name="Other")
        process = self._process({}, {})
        self._branch(process.step_ids[0], self.refused, "process", other)
        run = self._start(process)
        self._finish(run, self.refused)
        self.assertEqual(run.state, "done")
        self.assertEqual(
            self.runs.search([("process_id", "=", other.id)]).parent_id, run
        )

    def test_other_outcome_leads_to_the_next_step(self):
        process = self._process({}, {})
        self._branch(process.step_ids[0], self.refused)
        run = self._start(process)
        self._finish(run, self.agreed)
        self.assertEqual(run.step_id.name, "Step 2")

    def test_step_with_branches_waits_for_the_outcome(self):
        process = self._process({}, {})
        self._branch(process.step_ids[0], self.refused)
        run = self._start(process)
        activity = self._finish(run)
        self.assertEqual(run.state, "waiting")
        self.assertEqual(run.line_id.state, "outcome")
        event = self._happen(run, activity, self.env["client.event.outcome"])
        self.assertEqual(run.line_id.state, "outcome", "still not told")
        event.outcome_id = self.refused
        self.assertEqual(run.state, "done")

    def test_nobody_tells_the_outcome(self):
        process = self._process({}, {})
        self._branch(process.step_ids[0], self.refused)
        run = self._start(process)
        self._finish(run)
        with freeze_time("2026-06-16 10:00:00"):
            run._cron_advance()
        self.assertEqual(run.step_id.name, "Step 2")

    def test_event_before_the_activity_is_done(self):
        process = self._process({}, {})
        self._branch(process.step_ids[0], self.refused)
        run = self._start(process)
        activity = run.line_id.activity_id
        self._happen(run, activity, self.refused)
        self.assertEqual(run.state, "done")
        self.assertFalse(activity.active)

    # ------------------------------------------------------------------ circles
    def test_processes_in_a_circle_are_refused(self):
        first = self._process({}, name="First")
        second = self._process(
            {"action": "process", "target_process_id": first.id}, name="Second"
        )
        with self.assertRaisesRegex(ValidationError, "First → Second → First"):
            self._branch(first.step_ids, self.agreed, "process", second)
        with self.assertRaisesRegex(ValidationError, "without end"):
            first.step_ids.write({"action": "process", "target_process_id": first.id})

    @mute_logger(ENGINE)
    def test_steps_in_a_circle_are_bounded(self):
        process = self._process({}, {}, max_steps=5)
        self._branch(process.step_ids[0], self.refused, "step", process.step_ids[0])
        run = self._start(process)
        for _number in range(5):
            self._finish(run, self.refused)
        self.assertEqual(run.state, "failed")
        self.assertIn("5 steps", run.reason)
        self.assertFalse(
            self.env["mail.activity"].search([("res_id", "=", self.client.id)])
            & self.client.activity_ids
        )

    # ------------------------------------------------------------------ versions
    def test_change_of_a_process_does_not_touch_its_runs(self):
        process = self._process({}, {})
        old = self._start(process)
        process.step_ids[1].name = "Changed"
        process.step_ids[0].unlink()
        process.step_ids = [
            Command.create({"name": "Added", "event_type_id": self.call.id})
        ]
        new = self._start(process, self._client("Star", user_id=self.manager.id))
        self.assertEqual(new.version_id.number, 2)
        self.assertEqual(new.step_id.name, "Added")
        self.assertEqual(old.version_id.number, 1)
        self._finish(old)
        self.assertEqual(old.step_id.name, "Step 2")
        self._finish(old)
        self.assertEqual(old.state, "done")

    def test_a_version_is_made_only_when_something_changed(self):
        process = self._process({})
        self._start(process)
        self._start(process, self._client("Star"))
        self.assertEqual(len(process.version_ids), 1)
        self._branch(process.step_ids, self.refused)
        self._start(process, self._client("Rigel"))
        self.assertEqual(process.version_ids.mapped("number"), [2, 1])

    def test_frozen_steps_refuse_changes(self):
        process = self._process({})
        run = self._start(process)
        manager = self._user("admin", MANAGER_GROUP)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            run.step_id.with_user(manager).name = "Other"

    def test_copy_leads_to_its_own_steps(self):
        process = self._process({}, {})
        self._branch(process.step_ids[0], self.refused, "step", process.step_ids[1])
        copy = process.copy()
        self.assertEqual(copy.step_ids.mapped("name"), ["Step 1", "Step 2"])
        self.assertEqual(copy.step_ids.branch_ids.target_step_id, copy.step_ids[1])
        self.assertFalse(copy.version_ids)

    def test_process_without_steps(self):
        with self.assertRaisesRegex(UserError, "no steps yet"):
            self._start(self._process())

    def test_incomplete_steps(self):
        for values in (
            {"action": "mail"},
            {"action": "process"},
            {"role": "user"},
            {"delay_from": "date"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._process(values)
