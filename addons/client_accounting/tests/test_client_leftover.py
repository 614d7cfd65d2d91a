from odoo.tests import freeze_time, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientLeftover(HandoverCommon):
    def _rows(self, user, reader=None):
        rows = self.env["client.leftover"].with_user(reader or self.boss)
        found = rows.search([("user_id", "=", user.id)])
        return {row.kind: row for row in found}

    def test_nothing_is_left_behind(self):
        self._everything(self.client)
        self._activity(self._client("Rigel", user_id=self.third.id))
        done = self._activity(self.client)
        done.action_feedback()
        rows = self._rows(self.manager)
        counts = {kind: row.count for kind, row in rows.items() if row.nature == "work"}
        # a call of the process and two of ours
        self.assertEqual(
            counts,
            {
                "client": 2,
                "activity": 3,
                "lead": 1,
                "quotation": 1,
                "meeting": 1,
                "run": 1,
                "breach": 1,
            },
        )
        self.assertEqual(rows["activity"].client_count, 2)
        self.assertEqual(rows["history_activity"].count, 1)
        self._hand_over(
            self.client, move_rest=True, rest_receiver_id=self.head.id
        ).action_hand_over()
        left = self._rows(self.manager)
        self.assertFalse([row for row in left.values() if row.nature == "work"])
        self.assertEqual(left["history_activity"].count, 1, "stays with its author")

    def test_drill_down(self):
        self._activity(self.client)
        for row in self._rows(self.manager).values():
            with self.subTest(kind=row.kind):
                action = row.action_open()
                records = self.env[action["res_model"]].with_context(
                    **action["context"]
                )
                self.assertEqual(
                    records.search_count(action["domain"]), row.count, row.kind
                )

    def test_who_left(self):
        self.manager.active = False
        rows = self.env["client.leftover"].with_user(self.boss)
        found = rows.search([("user_active", "=", False), ("nature", "=", "work")])
        self.assertIn(self.manager, found.user_id)
        action = found.filtered(
            lambda row: row.user_id == self.manager
        ).action_hand_over()
        self.assertEqual(action["context"]["default_from_user_id"], self.manager.id)
        self.assertEqual(self.manager.with_user(self.boss).client_held_count, 1)

    def test_who_sees_what(self):
        self.assertTrue(self._rows(self.manager, self.manager))
        self.assertFalse(self._rows(self.manager, self.colleague))

    def test_roles(self):
        self.team.user_id = self.manager
        self.company.client_head_id = self.manager
        rows = self._rows(self.manager)
        self.assertEqual(rows["post_team"].count, 1)
        self.assertEqual(rows["post_company_head"].nature, "post")

    def test_budget(self):
        self.env.invalidate_all()
        rows = self.env["client.leftover"].with_user(self.boss)
        rows.search([])
        with self.assertQueryCount(8):
            rows.search([("nature", "=", "work")]).mapped("count")
