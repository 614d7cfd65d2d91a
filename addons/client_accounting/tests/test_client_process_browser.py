from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import MANAGER_GROUP


class ProcessBrowserCommon(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["client.process.trigger"].search([]).active = False
        cls.user = new_test_user(
            cls.env,
            "process_browser",
            groups=f"base.group_user,{MANAGER_GROUP},sales_team.group_sale_manager",
            tz="UTC",
        )
        cls.client = cls.env["res.partner"].create(
            {"name": "Tour Client", "is_company": True, "user_id": cls.user.id}
        )
        cls.neglected = cls.env["res.partner"].create(
            {"name": "Tour Neglected", "is_company": True, "user_id": cls.user.id}
        )

    @classmethod
    def _plan_a_day(cls):
        today = fields.Date.context_today(cls.user)
        for summary, deadline in (
            ("Late call", today - timedelta(days=3)),
            ("Call of today", today),
        ):
            cls.client.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=deadline,
                summary=summary,
                user_id=cls.user.id,
            )
        cls.env["client.next.step.breach"].create(
            {
                "partner_id": cls.neglected.id,
                "company_id": cls.user.company_id.id,
                "user_id": cls.user.id,
                "kind": "none",
                "date_from": today - timedelta(days=30),
                "date_found": today - timedelta(days=20),
            }
        )


@tagged("post_install", "-at_install")
class TestClientProcessTour(ProcessBrowserCommon):
    def test_process_run(self):
        process = self.env["client.process"].create(
            {
                "name": "Tour Process",
                "sequence": 0,
                "step_ids": [
                    Command.create({"name": "First call", "sequence": 1}),
                    Command.create({"name": "Second call", "sequence": 2}),
                ],
            }
        )
        self.start_tour(
            "/odoo/client-processes", "client_accounting_process", login=self.user.login
        )
        run = self.env["client.process.run"].search([("process_id", "=", process.id)])
        self.assertRecordValues(
            run, [{"state": "running", "partner_id": self.client.id}]
        )
        self.assertEqual(len(run.log_ids), 3)

    def test_day_plan(self):
        self._plan_a_day()
        self.start_tour(
            "/odoo/my-day", "client_accounting_day_plan", login=self.user.login
        )
        self.assertEqual(self.neglected.activity_ids.user_id, self.user)
        self.assertEqual(self.client.activity_ids.summary, "Late call")


@tagged("post_install", "-at_install")
class TestClientProcessPhone(ProcessBrowserCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_day_plan_on_a_phone(self):
        self._plan_a_day()
        self.start_tour(
            "/odoo/my-day", "client_accounting_day_plan", login=self.user.login
        )
        self.assertEqual(self.neglected.activity_ids.user_id, self.user)
