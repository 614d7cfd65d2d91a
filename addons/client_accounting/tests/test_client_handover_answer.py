from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientHandoverAnswer(HandoverCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.write({"email": "vega@example.com", "lang": "en_US"})
        cls.other = cls._client("Deneb", user_id=cls.manager.id)

    def _done(self, **values):
        handover = self._hand_over(self.client | self.other, **values)
        handover.action_hand_over()
        return handover

    def _answer(self, lines, answer, note):
        self.env["client.handover.answer"].with_user(lines.env.user).create(
            {"line_ids": [(6, 0, lines.ids)], "answer": answer, "note": note}
        ).action_answer()

    def test_accept(self):
        handover = self._done()
        task = handover.sudo().activity_ids
        self.assertEqual(task.user_id, self.colleague)
        self.assertIn("Accept 2 clients of", task.summary)
        lines = handover.line_ids.with_user(self.colleague)
        with self.assertRaisesRegex(AccessError, "who answers"):
            lines.with_user(self.manager).action_accept()
        lines[0].action_accept()
        self.assertEqual((handover.accepted_count, handover.open_count), (1, 1))
        self.assertTrue(task.active)
        lines[1].action_accept()
        self.assertFalse(task.active, "done by itself")
        with self.assertRaisesRegex(UserError, "does not wait for an answer"):
            lines.action_accept()

    def test_question_and_refusal(self):
        handover = self._done()
        line = self._line(handover, self.client).with_user(self.colleague)
        with self.assertRaisesRegex(UserError, "Write your question"):
            self._answer(line, "question", "  ")
        self._answer(line, "question", "Who pays?")
        self.assertEqual((line.state, line.note), ("question", "Who pays?"))
        asked = handover.sudo().activity_ids.filtered(
            lambda one: one.user_id == self.boss
        )
        self.assertIn("asks about Vega", asked.summary)
        self._answer(line, "refused", "A friend of mine")
        self.assertEqual(line.state, "refused")
        action = line.with_user(self.boss).action_pass_on()
        self.assertEqual(action["context"]["default_from_user_id"], self.colleague.id)
        line.with_user(self.boss).action_give_back()
        self.assertEqual(self.client.user_id, self.manager)

    def test_substitute_answers(self):
        handover = self._done()
        line = self._line(handover, self.client)
        with self.assertRaises(AccessError):
            line.with_user(self.third)._check_answer()
        self._substitute(self.colleague, self.third, "2026-06-14", "2026-06-16")
        self.assertTrue(line.with_user(self.third).sudo()._is_mine())

    def test_reminder_and_head(self):
        handover = self._done()
        lines = handover.sudo().line_ids
        self.company.client_handover_remind_days = 2
        self.company.client_handover_escalate_days = 4
        self.handovers._cron_remind()
        self.assertFalse(any(lines.mapped("reminded_on")))
        with freeze_time("2026-06-17 10:00:00"):
            self.handovers._cron_remind()
            self.handovers._cron_remind()
        self.assertTrue(all(lines.mapped("reminded_on")))
        notices = self.env["mail.message"].search_count(
            [
                ("model", "=", "client.handover"),
                ("res_id", "=", handover.id),
                ("message_type", "=", "user_notification"),
                ("body", "ilike", "wait for your answer"),
            ]
        )
        self.assertEqual(notices, 1)
        lines[0].with_user(self.colleague).action_accept()
        # Friday is the fourth working day
        with freeze_time("2026-06-19 10:00:00"):
            self.handovers._cron_remind()
            self.handovers._cron_remind()
        told = handover.sudo().activity_ids.filtered(
            lambda one: one.user_id == self.head
        )
        self.assertEqual(len(told), 1)
        self.assertIn("has not accepted 1 clients", told.summary)
        self.assertEqual(lines[1].escalated_to_id, self.head)
        self.assertFalse(lines[0].escalated_on)
        self.assertIn(handover, self.handovers.with_user(self.head).search([]))

    # ------------------------------------------------------------------ letters
    def test_letter(self):
        handover = self._done(send_letter=True)
        self.assertIn("1 clients get it", handover.letter_note)
        self.assertIn("1 have no address", handover.letter_note)
        line = self._line(handover, self.client)
        self.assertIn(self.colleague.name, line.letter_body)
        self.assertIn(self.company.name, line.letter_subject)
        before = self.client.message_ids
        lines = handover.line_ids.with_user(self.colleague)
        lines.action_accept()
        self.assertEqual(line.letter_state, "queued")
        self.assertEqual(self._line(handover, self.other).letter_state, "no_address")
        line._cron_send_letters()
        line._cron_send_letters()
        self.assertEqual(line.letter_state, "sent")
        letter = self.client.message_ids - before
        self.assertEqual(len(letter), 1, "once")
        self.assertEqual(letter.author_id, self.colleague.partner_id)
        self.assertIn(self.client, letter.partner_ids)
        self.assertIn(self.colleague.name, letter.body)

    def test_letter_to_who_wants_none(self):
        self.env["mail.blacklist"].sudo()._add("vega@example.com")
        handover = self._done(send_letter=True)
        self.assertIn("1 want no mail", handover.letter_note)
        handover.line_ids.with_user(self.colleague).action_accept()
        self.assertEqual(self._line(handover, self.client).letter_state, "opted_out")

    def test_letter_of_an_undone_handover(self):
        handover = self._done(send_letter=True)
        handover.line_ids.with_user(self.colleague).action_accept()
        handover.action_undo()
        self.assertEqual(self._line(handover, self.client).letter_state, "none")

    # ------------------------------------------------------------------ the brief
    def test_brief(self):
        self._activity(self.client, days=-3)
        order = self._order(self.client)
        order.write({"state": "sent", "validity_date": "2026-06-20"})
        handover = self._done()
        report = self.env["report.client_accounting.report_client_handover"]
        values = report.with_user(self.colleague)._get_report_values(handover.ids)
        names = [one["name"] for one in values["contents"]]
        self.assertEqual(names, ["Vega", "Deneb"])
        vega, deneb = values["briefs"]
        self.assertIn(order.name, vega["steps"][0])
        self.assertIn("Overdue since", vega["steps"][1])
        self.assertIn("Nothing is planned", deneb["steps"][0])
        keys = [part["key"] for block in vega["blocks"] for part in block]
        self.assertLess(keys.index("people"), keys.index("passport"))
        with self.assertRaises(AccessError):
            report.with_user(self.third)._get_report_values(handover.ids)
        html = self.env["ir.qweb"]._render(
            "client_accounting.report_client_handover",
            {**values, "res_company": self.company, "web_base_url": ""},
        )
        self.assertIn("Anna", str(html))

    def test_brief_budget(self):
        clients = self.client | self.other
        for number in range(10):
            clients |= self._client(f"More {number}", user_id=self.manager.id)
        handover = self._hand_over(clients)
        handover.action_hand_over()
        brief = self.env["client.handover.brief"].with_user(self.colleague)
        lines = handover.line_ids.with_user(self.colleague)
        brief._get_values(lines[:1])
        self.env.invalidate_all()
        # the dossier takes eight statements a client at most
        with self.assertQueryCount(30 + 8 * 12):
            brief._get_values(lines)
