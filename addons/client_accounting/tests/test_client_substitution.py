from odoo.tests import freeze_time, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientSubstitution(HandoverCommon):
    def _away(self, first="2026-06-15", last="2026-06-19"):
        return self._substitute(self.manager, self.colleague, first, last)

    def test_there_and_back(self):
        today, later = self._activity(self.client), self._activity(self.client, days=10)
        done = self._activity(self.client, days=1)
        away = self._away()
        self.assertEqual(today.user_id, self.colleague)
        self.assertEqual(later.user_id, self.manager, "due when he is back")
        self.assertEqual(away.activity_count, 2)
        done.with_user(self.colleague).action_feedback()
        with freeze_time("2026-06-20 01:00:00"):
            away._cron_activities()
        self.assertEqual(today.user_id, self.manager)
        self.assertFalse(today.client_substitution_id)
        self.assertEqual(done.user_id, self.colleague, "he did it")

    def test_what_comes_meanwhile(self):
        away = self._away()
        fresh = self._activity(self.client, days=2)
        self.assertEqual(fresh.user_id, self.manager)
        away._cron_activities()
        self.assertEqual(fresh.user_id, self.colleague)

    def test_future_absence(self):
        task = self._activity(self.client, days=2)
        away = self._away(first="2026-06-17")
        self.assertEqual(task.user_id, self.manager)
        with freeze_time("2026-06-17 01:00:00"):
            away._cron_activities()
            self.assertEqual(task.user_id, self.colleague)

    def test_cancelled_and_changed(self):
        task = self._activity(self.client)
        away = self._away()
        away.substitute_id = self.third
        self.assertEqual(task.user_id, self.third)
        away.unlink()
        self.assertEqual(task.user_id, self.manager)

    def test_given_to_a_third_by_hand(self):
        task = self._activity(self.client)
        away = self._away()
        task.user_id = self.third
        away._cron_activities()
        self.assertEqual(task.user_id, self.third)
        away.unlink()
        self.assertEqual(task.user_id, self.third)

    def test_substitute_is_away_too(self):
        task = self._activity(self.client)
        self._substitute(self.colleague, self.third, "2026-06-14", "2026-06-16")
        away = self._away()
        self.assertEqual(task.user_id, self.third)
        with freeze_time("2026-06-17 01:00:00"):
            away._cron_activities()
        self.assertEqual(task.user_id, self.colleague)

    def test_steps_of_processes_come_back(self):
        away = self._away()
        run = self._start(self._process({}))
        task = run.line_id.activity_id
        self.assertEqual(task.user_id, self.colleague)
        with freeze_time("2026-06-20 01:00:00"):
            away._cron_activities()
        self.assertEqual(task.user_id, self.manager)
        self.assertEqual((run.user_id, run.line_id.user_id), (self.manager,) * 2)

    def test_no_double_work(self):
        """Each activity stands in the plan of one of them only, and says for whom."""
        task = self._activity(self.client)
        self._away()
        self.env.flush_all()
        plans = self.env["client.day.plan"]
        row = plans.with_user(self.colleague).search(
            [("activity_id", "=", task.id), ("is_mine", "=", True)]
        )
        self.assertEqual(row.user_id, self.colleague)
        self.assertEqual(row.acting_for_id, self.manager)
        mine = plans.with_user(self.manager).search(
            [("activity_id", "=", task.id), ("is_mine", "=", True)]
        )
        self.assertFalse(mine)

    def test_note_on_the_client(self):
        self._away()
        note = self.client.with_user(self.third).client_away_note
        self.assertIn(self.manager.name, note)
        self.assertIn(self.colleague.name, note)
        dossiers = self.env["client.dossier"].with_user(self.third)
        head = dossiers.get_dossier(self.client.id)["client"]["salesman"]
        self.assertIn(f"{self.colleague.name} acts for him", head)
        with freeze_time("2026-06-20 10:00:00"):
            self.client.invalidate_recordset()
            self.assertFalse(self.client.client_away_note)
            head = dossiers.get_dossier(self.client.id)["client"]["salesman"]
            self.assertEqual(head, self.manager.name)

    def test_handover_of_who_is_away(self):
        task = self._activity(self.client)
        self._away()
        self._hand_over(self.client, self.third).action_hand_over()
        self.assertEqual(task.user_id, self.third)
        self.assertFalse(task.client_substitution_id)

    def test_handover_of_the_substitute(self):
        """What he does for others goes back to them, not with him."""
        task = self._activity(self.client)
        self._away()
        own = self._client("Deneb", user_id=self.colleague.id)
        self._hand_over(
            own,
            self.third,
            giver=self.colleague,
            move_rest=True,
            rest_receiver_id=self.third.id,
        ).action_hand_over()
        self.assertEqual(own.user_id, self.third)
        self.assertEqual(task.user_id, self.colleague)
