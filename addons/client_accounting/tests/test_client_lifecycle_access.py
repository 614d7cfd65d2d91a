from psycopg2 import errors

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import MANAGER_GROUP, USER_GROUP
from .lifecycle_common import LifecycleCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientLifecycleAccess(LifecycleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["client.figures"]._rebuild()
        cls.states._evaluate(cls.company)
        cls.states._evaluate(cls.other_company)
        cls.row = cls.states.search(
            [("partner_id", "=", cls.client.id), ("company_id", "=", cls.company.id)]
        )
        cls.clerk = new_test_user(
            cls.env, login="figures_clerk", groups="base.group_user"
        )
        cls.portal = new_test_user(
            cls.env, login="figures_portal", groups="base.group_portal"
        )
        cls.portal.sudo().partner_id.parent_id = cls.client
        cls.manager = cls._user("manager", MANAGER_GROUP)

    def test_reader_sees_his_companies_and_moves_nobody(self):
        row = self._as(self.reader, self.row)
        self.assertEqual(row.stage_id.code, "attraction")
        self.assertEqual(row.search([]).company_id, self.company)
        with self.assertRaises(AccessError):
            row.stage_id = self.stages["lost"]
        with self.assertRaises(AccessError):
            row.action_end_override()

    def test_row_of_another_company_is_refused(self):
        stranger = self._user(
            "other",
            USER_GROUP,
            "sales_team.group_sale_manager",
            companies=self.other_company,
        )
        row = self.row.with_user(stranger).with_context(
            allowed_company_ids=self.other_company.ids
        )
        for call in (
            lambda: row.read(["since"]),
            lambda: row.write({"stage_id": self.stages["lost"].id}),
            lambda: row.action_end_override(),
            lambda: row.action_move(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_nobody_writes_what_the_rules_write(self):
        for user in (self.seller, self.manager):
            row = self._as(user, self.row)
            for call in (
                lambda row=row: row.write({"since": "2020-01-01"}),
                lambda row=row: row.write({"rule_stage_id": self.stages["lost"].id}),
                lambda row=row: row.write({"partner_id": self.stranger.id}),
                lambda row=row: row.write({"override_user_id": self.reader.id}),
                lambda row=row: row.unlink(),
                lambda row=row: row.create(
                    {
                        "partner_id": self.person.id,
                        "company_id": self.company.id,
                        "stage_id": self.stages["lost"].id,
                    }
                ),
                lambda row=row: row.transition_ids.create(
                    {
                        "partner_id": self.client.id,
                        "company_id": self.company.id,
                        "to_stage_id": self.stages["lost"].id,
                        "date": "2026-06-15",
                        "reason": "rule",
                    }
                ),
            ):
                with (
                    self.subTest(user=user.sudo().login),
                    self.assertRaises(AccessError),
                ):
                    call()

    def test_people_without_the_group_see_nothing(self):
        models = [
            "client.lifecycle.state",
            "client.lifecycle.stage",
            "client.lifecycle.transition",
            "client.lifecycle.stay",
            "client.lifecycle.effect",
            "client.churn.reason",
            "client.winback.offer",
            "client.winback.bonus",
        ]
        for user in (self.clerk, self.portal, self.env.ref("base.public_user")):
            env = self.env(
                user=user, context={"allowed_company_ids": user.sudo().company_ids.ids}
            )
            for model in models:
                with (
                    self.subTest(user=user.sudo().login, model=model),
                    self.assertRaises(AccessError),
                ):
                    env[model].search([])
            partner = env["res.partner"]
            for call in (
                lambda partner=partner, user=user: partner.browse(
                    user.sudo().partner_id.id
                ).read(["client_lifecycle_stage_id"]),
                lambda partner=partner: partner.search(
                    [("client_lifecycle_stage_id", "=", self.stages["lost"].id)]
                ),
                lambda partner=partner: partner.search(
                    [("client_lifecycle_stage_id.code", "=", "lost")]
                ),
                lambda partner=partner: partner._read_group(
                    [], ["client_lifecycle_stage_id"]
                ),
                lambda partner=partner, user=user: partner.browse(
                    user.sudo().partner_id.id
                ).action_open_lifecycle(),
            ):
                with (
                    self.subTest(user=user.sudo().login),
                    self.assertRaises(AccessError),
                ):
                    call()

    def test_only_the_administrator_configures(self):
        stage = self.stages["lost"]
        self._as(self.manager, stage).write({"color": 3})
        self.assertEqual(
            self._as(self.manager, stage).action_evaluate()["tag"],
            "display_notification",
        )
        for call in (
            lambda: self._as(self.seller, stage).write({"color": 4}),
            lambda: self._as(self.seller, stage).action_evaluate(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_bonus_is_seen_by_its_manager_and_decided_by_the_administrator(self):
        self.company.client_winback_rate = 2
        self.client.user_id = self.seller
        self.row._note_bonus()
        bonus = self.env["client.winback.bonus"].search([])
        self.assertEqual(self._as(self.seller, bonus).user_id, self.seller)
        with self.assertRaises(AccessError):
            self._as(self.reader, bonus).read(["amount"])
        with self.assertRaises(AccessError):
            self._as(self.seller, bonus).action_approve()
        with self.assertRaises(AccessError):
            self._as(self.seller, bonus).write({"rate": 50})
        self._as(self.manager, bonus).action_approve()
        self.assertEqual(bonus.state, "approved")

    def test_evaluations_wait_for_one_another(self):
        self.states._evaluate(self.company)  # holds the lock to the end of the test
        with self.registry.cursor() as cr:
            other = self.states.with_env(self.env(cr=cr))
            cr.execute("SET LOCAL lock_timeout = '100ms'")
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(errors.LockNotAvailable),
            ):
                other._evaluate(self.company.with_env(other.env))
            cr.rollback()

    def test_html_in_names_is_harmless(self):
        self.client.name = "<img src=x onerror=alert(1)>"
        section = self.env["client.dossier"].get_dossier(self.client.id)["sections"]
        facts = next(part for part in section if part["key"] == "lifecycle")
        stage = self.stages["attraction"]
        stage.influence = "<p>Call</p><script>alert(1)</script>"
        self.assertNotIn("script", stage.influence)
        self.assertTrue(facts)
