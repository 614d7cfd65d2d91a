from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .process_common import MANAGER_GROUP, MONDAY, ProcessCommon

ENGINE = "odoo.addons.client_accounting.models.processes.client_process_run_engine"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientProcessControl(ProcessCommon):
    """Stop, skip, resume; deleted activities; who may do what."""

    def setUp(self):
        super().setUp()
        self.process = self._process({}, {"is_optional": True}, {})
        self.run_ = self._start(self.process)

    def _apply(self, what, reason, user=None, runs=None):
        runs = (runs or self.run_).with_user(user or self.manager)
        wizard = (
            self.env["client.process.control"]
            .with_user(user or self.manager)
            .create({"run_ids": runs.ids, "what": what, "reason": reason})
        )
        return wizard.action_apply()

    def test_stop(self):
        activity = self.run_.line_id.activity_id
        self._apply("stop", "The client asked for a pause")
        self.assertRecordValues(
            self.run_,
            [
                {
                    "state": "stopped",
                    "reason": "The client asked for a pause",
                    "date_end": MONDAY,
                    "user_id": False,
                    "exclusive": False,
                }
            ],
        )
        self.assertFalse(activity.exists())
        self.assertEqual(self._states(self.run_), [("Step 1", "cancelled")])
        log = self.run_.log_ids
        self.assertEqual(log.user_id, self.manager)
        self.assertIn("asked for a pause", log.text)

    def test_resume(self):
        self._apply("stop", "Pause")
        self._apply("resume", "The pause is over")
        self.assertEqual(self.run_.state, "running")
        self.assertEqual(self.run_.step_id.name, "Step 1")
        self.assertTrue(self.run_.line_id.activity_id)
        self.assertFalse(self.run_.reason)

    def test_resume_beside_a_new_run(self):
        self._apply("stop", "Pause")
        self._start(self.process)
        with self.assertRaisesRegex(UserError, "again already"):
            self._apply("resume", "The pause is over")

    def test_skip(self):
        activity = self.run_.line_id.activity_id
        self._apply("skip", "We have met already")
        self.assertEqual(self.run_.step_id.name, "Step 2")
        self.assertFalse(activity.exists())
        self.assertEqual(self.run_.line_ids[0].state, "skipped")
        self.assertEqual(self.run_.line_ids[0].note, "We have met already")

    def test_without_a_reason(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._apply("stop", "   ")

    def test_stopping_what_has_ended_changes_nothing(self):
        self._apply("stop", "Pause")
        self._apply("stop", "Once more")
        self.assertEqual(self.run_.reason, "Pause")

    def test_deleted_activity_stops_the_run(self):
        self.run_.line_id.activity_id.with_user(self.manager).unlink()
        self.assertEqual(self.run_.state, "stopped")
        self.assertEqual(self.run_.reason, f"{self.manager.name} deleted the activity.")
        self._apply("resume", "By mistake")
        self.assertEqual(self.run_.state, "running")

    def test_deleted_activity_of_an_optional_step(self):
        self._finish(self.run_)
        self.run_.line_id.activity_id.with_user(self.manager).unlink()
        self.assertEqual(self.run_.step_id.name, "Step 3")

    @mute_logger(ENGINE)
    def test_broken_run_does_not_hold_up_the_others(self):
        star = self._client("Star", user_id=self.manager.id)
        process = self._process({})
        runs = process._start(self.client | star, "hand", later=True)
        self.assertEqual(set(runs.mapped("state")), {"waiting"})
        broken = runs.filtered(lambda run: run.partner_id == star)
        activity_class = type(self.env["mail.activity"])
        create = activity_class.create

        def refuse(activities, vals_list):
            if any(vals["res_id"] == star.id for vals in vals_list):
                raise UserError(star.name)
            return create(activities, vals_list)

        self.patch(activity_class, "create", refuse)
        self.runs._cron_advance()
        self.assertRecordValues(broken, [{"state": "failed", "reason": "Star"}])
        self.assertEqual((runs - broken).state, "running")

    def test_start_in_a_batch_queries(self):
        """Queries grow by writes of activities, not by look-ups for each client."""
        clients = self.env["res.partner"].create(
            [
                {"name": f"Client {number}", "user_id": self.manager.id}
                for number in range(20)
            ]
        )
        process = self._process({}, {})
        process._start(self.client, "hand")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        runs = process._start(clients, "hand")
        self.env.flush_all()
        self.assertEqual(len(runs), 20)
        self.assertLess(self.env.cr.sql_log_count - before, 20 * 6 + 40)

    # ------------------------------------------------------------------ access
    def test_who_may_control(self):
        self.assertTrue(self.run_.with_user(self.manager).can_control)
        self.assertFalse(self.run_.with_user(self.colleague).can_control)
        with self.assertRaisesRegex(AccessError, "is not yours"):
            self._apply("stop", "No", user=self.colleague)
        self.process.user_id = self.colleague
        self.assertTrue(self.run_._may_control())
        self._apply("skip", "I answer for it", user=self.colleague)

    def test_head_of_the_team(self):
        self.env["crm.team"].create(
            {
                "name": "North",
                "user_id": self.head.id,
                "member_ids": [self.manager.id],
                "company_id": self.company.id,
            }
        )
        self._apply("stop", "The head decides", user=self.head)
        self.assertEqual(self.run_.state, "stopped")

    def test_users_do_not_write_runs(self):
        for values in ({"state": "done"}, {"partner_id": self.person.id}):
            with self.assertRaises(AccessError):
                self.run_.with_user(self.manager).write(values)
        with self.assertRaises(AccessError):
            self.run_.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            self.process.with_user(self.manager).name = "Mine"
        admin = self._user("admin", MANAGER_GROUP)
        self.process.with_user(admin).name = "Better"

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Second"})
        foreigner = self._user("foreigner", companies=other)
        self.assertFalse(self.runs.with_user(foreigner).search([]))
        with self.assertRaises(AccessError):
            self.run_.with_user(foreigner).read(["state"])
        with self.assertRaises(AccessError):
            self.run_.line_ids.with_user(foreigner).read(["state"])

    def test_client_that_the_user_may_not_read(self):
        """Who may not read the client reads neither its runs nor their log."""
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.client.id})]",
                "groups": [self.env.ref("base.group_user").id],
            }
        )
        self.run_._log("Something")
        self.env.invalidate_all()
        colleague = self.colleague
        self.assertNotIn(self.run_, self.runs.with_user(colleague).search([]))
        for records in (self.run_, self.run_.line_ids, self.run_.log_ids):
            with self.subTest(model=records._name), self.assertRaises(AccessError):
                records.with_user(colleague).read(["partner_id"])

    def test_portal_and_employee(self):
        portal = new_test_user(self.env, "process_portal", groups="base.group_portal")
        employee = new_test_user(self.env, "process_employee", groups="base.group_user")
        for user in (portal, employee):
            for model in (
                "client.process",
                "client.process.run",
                "client.process.run.step",
                "client.process.log",
                "client.process.start",
                "client.substitution",
                "client.next.step.breach",
                "client.day.plan",
            ):
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.client.with_user(employee).client_run_count  # noqa: B018

    def test_start_wizard(self):
        star = self._client("Star", user_id=self.manager.id)
        wizard = (
            self.env["client.process.start"]
            .with_user(self.manager)
            .with_context(
                active_model="res.partner", active_ids=[star.id, self.person.id]
            )
            .create({"process_id": self.process.id})
        )
        self.assertEqual(wizard.client_count, 2)
        self.assertEqual(wizard.running_count, 1, "the client is in it already")
        action = wizard.action_start()
        run = self.runs.browse(action["res_id"])
        self.assertEqual(run.partner_id, star)
        with self.assertRaisesRegex(UserError, "starts for none"):
            wizard.action_start()

    def test_wizard_for_a_client_of_another_company(self):
        other = self.env["res.company"].create({"name": "Second"})
        rigel = self._client("Rigel", company_id=other.id)
        wizard = self.env["client.process.start"].create(
            {"process_id": self.process.id, "partner_ids": rigel.ids}
        )
        wizard.sudo().write({"create_uid": self.colleague.id})
        with self.assertRaises(UserError):
            wizard.with_user(self.colleague).action_start()
        self.assertFalse(self.runs.search([("partner_id", "=", rigel.id)]))

    def test_substitutes_of_others(self):
        with self.assertRaises(AccessError):
            self.env["client.substitution"].with_user(self.colleague).create(
                {
                    "user_id": self.manager.id,
                    "substitute_id": self.colleague.id,
                    "date_from": "2026-06-15",
                    "date_to": "2026-06-19",
                }
            )
        own = (
            self.env["client.substitution"]
            .with_user(self.manager)
            .create(
                {
                    "substitute_id": self.colleague.id,
                    "date_from": "2026-06-15",
                    "date_to": "2026-06-19",
                }
            )
        )
        self.assertTrue(own.is_current)
        with self.assertRaises(AccessError):
            own.with_user(self.colleague).date_to = "2026-07-19"
