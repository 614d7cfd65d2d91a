from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .process_common import MANAGER_GROUP, MONDAY, ProcessCommon

ENGINE = "odoo.addons.client_accounting.models.discipline.client_next_step_engine"


def day(text):
    return fields.Date.to_date(text)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestNextStep(ProcessCommon):
    """No active client without a next step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.breaches = cls.env["client.next.step.breach"]
        cls.rule = cls._rule(domain="[('ref', '=like', 'T%')]")
        cls.client.ref = "T1"

    @classmethod
    def _rule(cls, **values):
        return cls.env["client.next.step.rule"].create(
            {
                "name": "Everybody",
                "max_days": 5,
                "overdue_days": 3,
                "escalate_days": 4,
                "event_type_id": cls.call.id,
                "summary": "Say hello",
                **values,
            }
        )

    def _contact(self, client, last=None, planned=None):
        """What the figures say about the last and the next contact."""
        figures = self.env["client.figures"].sudo()
        row = figures.search(
            [("partner_id", "=", client.id), ("company_id", "=", self.company.id)]
        )
        row = row or figures.create(
            {"partner_id": client.id, "company_id": self.company.id}
        )
        row.write({"last_contact_date": last, "next_contact_date": planned})

    def _evaluate(self):
        self.breaches._evaluate(self.company)
        return self.breaches.search([("partner_id.ref", "=like", "T%")])

    def test_without_a_step(self):
        """Five working days before Monday, the 15th, is Monday, the 8th."""
        for last, found in (("2026-06-08", False), ("2026-06-07", True)):
            with self.subTest(last=last):
                self._contact(self.client, last=last)
                self.assertEqual(bool(self._evaluate()), found)
        self.assertRecordValues(
            self._evaluate(),
            [
                {
                    "partner_id": self.client.id,
                    "user_id": self.manager.id,
                    "kind": "none",
                    "date_from": day("2026-06-07"),
                    "date_found": MONDAY,
                    "date_to": False,
                    "days": 8,
                    "last_contact_date": day("2026-06-07"),
                    "suggestion": "Say hello",
                }
            ],
        )

    def test_holidays_count_less(self):
        self._holiday("2026-06-10")
        self._contact(self.client, last="2026-06-07")
        self.assertFalse(self._evaluate())
        self._contact(self.client, last="2026-06-04")
        self.assertTrue(self._evaluate())

    def test_late_step(self):
        for planned, found in (("2026-06-10", False), ("2026-06-09", True)):
            with self.subTest(planned=planned):
                self._contact(self.client, last="2026-06-01", planned=planned)
                self.assertEqual(bool(self._evaluate()), found)
        self.assertEqual(self._evaluate().kind, "late")
        self.assertEqual(self._evaluate().days, 6)

    def test_new_client_without_contact(self):
        star = self._client("Star", ref="T2", user_id=self.manager.id)
        self._contact(self.client, planned="2026-06-20")
        self.assertFalse(self._evaluate())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-06-01' WHERE id = %s", [star.id]
        )
        self.assertEqual(self._evaluate().partner_id, star)

    def test_step_is_there_again(self):
        self._contact(self.client, last="2026-06-01")
        breach = self._evaluate()
        self._contact(self.client, last="2026-06-01", planned="2026-06-16")
        with freeze_time("2026-06-16 10:00:00"):
            self._evaluate()
            self.assertEqual(breach.date_to, day("2026-06-16"))
            self._contact(self.client, last="2026-06-16")
        with freeze_time("2026-07-16 10:00:00"):
            rows = self._evaluate()
        self.assertEqual(len(rows), 2, "history stays")
        self.assertEqual(len(rows.filtered(lambda row: not row.date_to)), 1)

    def test_closed_within_minutes(self):
        self._contact(self.client, last="2026-06-01")
        breach = self._evaluate()
        self.assertEqual(self.breaches._close_kept(), 0)
        self._contact(self.client, last="2026-06-01", planned="2026-06-16")
        self.breaches._cron_close()
        self.assertEqual(breach.date_to, MONDAY)

    def test_evaluation_is_stable(self):
        self._contact(self.client, last="2026-06-01")
        breach = self._evaluate()
        self.assertEqual(self._evaluate(), breach)
        counts = self.breaches._evaluate(self.company)
        self.assertEqual(counts, {"opened": 0, "changed": 0, "closed": 0})
        self.client.user_id = self.colleague
        self._evaluate()
        self.assertEqual(breach.user_id, self.colleague)

    def test_first_rule_decides(self):
        self._contact(self.client, last="2026-06-01")
        exempt = self._rule(
            name="Nobody", sequence=1, is_exempt=True, domain="[('ref', '=', 'T1')]"
        )
        self.assertFalse(self._evaluate())
        exempt.sequence = 99
        self.assertEqual(self._evaluate().rule_id, self.rule)

    def test_stages_and_segments(self):
        stage = self.env["client.lifecycle.stage"].search([], limit=1)
        self._contact(self.client, last="2026-06-01")
        self.rule.stage_ids = stage
        self.assertFalse(self._evaluate())
        self.env["client.lifecycle.state"].sudo().create(
            {
                "partner_id": self.client.id,
                "company_id": self.company.id,
                "stage_id": stage.id,
            }
        )
        self.assertTrue(self._evaluate())

    @mute_logger(ENGINE)
    def test_broken_rule_is_left_out(self):
        self._contact(self.client, last="2026-06-01")
        broken = self._rule(sequence=1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE client_next_step_rule SET domain = %s WHERE id = %s",
            ["[('nothing', '=', 1)]", broken.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._evaluate().rule_id, self.rule)
        with self.assertRaises(ValidationError):
            self._rule(domain="[('nothing', '=', 1)]")

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Second"})
        foreigner = self._user("foreigner", companies=other)
        self._contact(self.client, last="2026-06-01")
        self.client.user_id = foreigner
        self.assertFalse(self._evaluate(), "its manager works elsewhere")
        self.client.user_id = self.manager
        breach = self._evaluate()
        self.assertFalse(self.breaches.with_user(foreigner).search([]))
        with self.assertRaises(AccessError):
            breach.with_user(foreigner).action_plan()

    # ------------------------------------------------------------------ planning
    def test_plan_with_one_click(self):
        self._contact(self.client, last="2026-06-01")
        breach = self._evaluate()
        breach.with_user(self.manager).action_plan()
        self.assertRecordValues(
            self.client.activity_ids,
            [
                {
                    "user_id": self.manager.id,
                    "summary": "Say hello",
                    "date_deadline": day("2026-06-16"),
                    "activity_type_id": self.call.activity_type_id.id,
                }
            ],
        )
        self.assertEqual(breach.date_to, MONDAY)
        with self.assertRaisesRegex(UserError, "their next step already"):
            breach.with_user(self.manager).action_plan()

    def test_plan_for_the_substitute(self):
        self._contact(self.client, last="2026-06-01")
        self._substitute(self.manager, self.colleague, "2026-06-15", "2026-06-19")
        self._evaluate().with_user(self.colleague).action_plan()
        self.assertEqual(self.client.activity_ids.user_id, self.colleague)

    def test_users_do_not_write_the_list(self):
        self._contact(self.client, last="2026-06-01")
        breach = self._evaluate().with_user(self.manager)
        for do in (
            lambda: breach.write({"date_to": "2026-06-15"}),
            breach.unlink,
            lambda: breach.create({"partner_id": self.client.id}),
        ):
            with self.assertRaises(AccessError):
                do()
        with self.assertRaises(AccessError):
            self.env["client.next.step.rule"].with_user(self.manager).action_evaluate()
        admin = self._user("admin", MANAGER_GROUP)
        action = self.env["client.next.step.rule"].with_user(admin).action_evaluate()
        self.assertIn("1 clients", action["params"]["message"])

    # ------------------------------------------------------------------ heads
    def _lead_team(self):
        return self.env["crm.team"].create(
            {
                "name": "North",
                "user_id": self.head.id,
                "member_ids": [self.manager.id],
                "company_id": self.company.id,
            }
        )

    def _notices(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("message_type", "=", "user_notification"),
                ("subject", "=like", "Clients without a next step%"),
            ]
        )

    def test_head_is_told_once(self):
        self._lead_team()
        self._contact(self.client, last="2026-06-01")
        breach = self._evaluate()
        for today, told in (
            ("2026-06-18", 0),
            ("2026-06-19", 1),  # the fourth working day
            ("2026-06-22", 1),
        ):
            with self.subTest(today=today), freeze_time(f"{today} 03:00:00"):
                self._evaluate()
                self.breaches._escalate(self.company)
                self.assertEqual(len(self._notices(self.head)), told)
        self.assertRecordValues(
            breach,
            [
                {
                    "escalated_on": day("2026-06-19"),
                    "escalated_to_id": self.head.id,
                }
            ],
        )
        self.assertIn("Vega", self._notices(self.head).body)

    def test_absence_of_the_manager_does_not_count(self):
        self._lead_team()
        self._holiday("2026-06-16", "2026-06-17", user=self.manager)
        self._contact(self.client, last="2026-06-01")
        self._evaluate()
        with freeze_time("2026-06-22 03:00:00"):
            self.assertFalse(self.breaches._escalate(self.company))
        with freeze_time("2026-06-23 03:00:00"):
            self.assertTrue(self.breaches._escalate(self.company))

    def test_days_with_a_substitute_do_not_count(self):
        self._lead_team()
        self._substitute(self.manager, self.colleague, "2026-06-16", "2026-06-17")
        self._contact(self.client, last="2026-06-01")
        self._evaluate()
        with freeze_time("2026-06-22 03:00:00"):
            self.assertFalse(self.breaches._escalate(self.company))

    def test_head_of_the_company(self):
        self._contact(self.client, last="2026-06-01")
        self._evaluate()
        with freeze_time("2026-07-01 03:00:00"):
            self.assertFalse(self.breaches._escalate(self.company), "nobody to tell")
            self.company.client_head_id = self.head
            self.assertTrue(self.breaches._escalate(self.company))
        self.assertEqual(len(self._notices(self.head)), 1)

    def test_names_are_harmless(self):
        self.company.client_head_id = self.head
        self.client.name = "<script>alert(1)</script>"
        self._contact(self.client, last="2026-06-01")
        self._evaluate()
        with freeze_time("2026-07-01 03:00:00"):
            self.breaches._escalate(self.company)
        self.assertNotIn("<script>", self._notices(self.head).body)

    def test_nightly_run(self):
        self.company.client_head_id = self.head
        self._contact(self.client, last="2026-06-01")
        self.breaches._cron_evaluate()
        self.assertEqual(len(self._evaluate()), 1)

    def test_queries(self):
        """The list of a company is one statement, whatever its length."""
        self._contact(self.client, last="2026-06-01")
        self.breaches._evaluate(self.company)
        for number in range(10):
            client = self._client(
                f"C{number}", ref=f"T{number}", user_id=self.manager.id
            )
            self._contact(client, last="2026-06-01")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        counts = self.breaches._evaluate(self.company)
        self.assertEqual(counts["opened"], 10)
        self.assertLess(self.env.cr.sql_log_count - before, 25)
