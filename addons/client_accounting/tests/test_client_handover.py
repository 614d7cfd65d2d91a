from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .handover_common import MONDAY, HandoverCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientHandover(HandoverCommon):
    def test_everything_open_moves(self):
        work = self._everything(self.client)
        self.client.message_subscribe(self.manager.partner_id.ids)
        handover = self._hand_over(self.client)
        self.assertIn("Quotations", str(handover.preview))
        handover.action_hand_over()
        self.assertEqual(handover.state, "done")
        self.assertEqual(self.client.user_id, self.colleague)
        self.assertEqual(self.person.user_id, self.colleague, "the contact too")
        for kind, record in work.items():
            with self.subTest(kind=kind):
                self.assertEqual(record.user_id, self.colleague)
        self.assertEqual(work["run"].line_id.user_id, self.colleague)
        self.assertEqual(work["run"].line_id.activity_id.user_id, self.colleague)
        self.assertEqual(work["lead"].team_id, self.team, "the team of the receiver")
        self.assertEqual(
            work["quotation"].order_line.salesman_id, self.colleague, "related"
        )
        guests = work["meeting"].partner_ids
        self.assertIn(self.colleague.partner_id, guests)
        self.assertNotIn(self.manager.partner_id, guests)
        self.assertIn(
            self.colleague.partner_id, work["meeting"].attendee_ids.partner_id
        )
        followers = self.client.message_partner_ids
        self.assertIn(self.colleague.partner_id, followers)
        self.assertNotIn(self.manager.partner_id, followers)

    def test_history_stays(self):
        order = self._order(self.client)
        order.action_confirm()
        done = self._activity(self.client)
        done.action_feedback()
        won = self._lead(self.client)
        won.action_set_won()
        past = self._meeting(self.client, day=-1)
        event = self.env["client.event"]._register_events(
            [
                {
                    "partner_id": self.client.id,
                    "type_id": self.call.id,
                    "user_id": self.manager.id,
                }
            ]
        )
        self._hand_over(self.client).action_hand_over()
        for record in (order, done, won, past, event):
            with self.subTest(record=record):
                self.assertEqual(record.user_id, self.manager)

    def test_orders_to_invoice_on_request(self):
        order = self._order(self.client)
        order.action_confirm()
        self._hand_over(self.client, move_orders=True).action_hand_over()
        self.assertEqual(order.user_id, self.colleague)

    def test_others_keep_their_work(self):
        other = self._activity(self.client, user=self.third)
        foreign = self._client("Rigel", user_id=self.third.id)
        mine = self._activity(foreign)
        self._hand_over(self.client).action_hand_over()
        self.assertEqual(other.user_id, self.third)
        self.assertEqual(mine.user_id, self.manager, "not about a client handed over")

    def test_everything_else(self):
        foreign = self._client("Rigel", user_id=self.third.id)
        mine = self._activity(foreign)
        lead = self._lead()
        handover = self._hand_over(
            self.client,
            move_rest=True,
            rest_receiver_id=self.head.id,
        )
        handover.action_hand_over()
        self.assertEqual(mine.user_id, self.head)
        self.assertEqual(lead.user_id, self.head)
        self.assertEqual(foreign.user_id, self.third)
        self.assertEqual(self.client.user_id, self.colleague)

    def test_distribution(self):
        clients = self.client
        for number, (turnover, lang) in enumerate(
            ((900, "en_US"), (500, "en_US"), (400, False), (0, False))
        ):
            client = self._client(
                f"Client {number}", user_id=self.manager.id, lang=lang, city="Riga"
            )
            self.env["client.figures"].sudo().search(
                [("partner_id", "=", client.id)]
            ).unlink()
            self.env.cr.execute(
                "INSERT INTO client_figures (partner_id, company_id, turnover_12m)"
                " VALUES (%s, %s, %s)",
                [client.id, self.company.id, turnover],
            )
            clients |= client
        receivers = self.colleague | self.third
        loads = {}
        for rule in ("even", "turnover", "group"):
            handover = self._hand_over(clients, receivers, rule=rule, grouping="city")
            lines = handover.line_ids
            loads[rule] = sorted(
                (
                    len(theirs),
                    sum(theirs.mapped("turnover")),
                )
                for theirs in lines.grouped("receiver_id").values()
            )
        self.assertEqual([count for count, _sum in loads["even"]], [2, 3])
        self.assertEqual([amount for _count, amount in loads["turnover"]], [900, 900])
        self.assertEqual([count for count, _sum in loads["group"]], [1, 4])

    def test_by_hand(self):
        other = self._client("Deneb", user_id=self.manager.id)
        handover = self._hand_over(
            self.client | other, self.colleague | self.third, rule="hand"
        )
        with self.assertRaisesRegex(UserError, "Nobody gets these clients yet"):
            handover.action_hand_over()
        handover.line_ids[0].receiver_id = self.colleague
        handover.line_ids[1].receiver_id = self.third
        handover.action_hand_over()
        self.assertEqual(self.client.user_id, self.colleague)
        self.assertEqual(other.user_id, self.third)

    def test_archived_clients(self):
        self.client.active = False
        self.assertFalse(self._hand_over().line_ids)
        handover = self.handovers.with_user(self.boss)._prepare_handover(
            self.manager,
            self.colleague,
            [("active", "in", (True, False))],
            reason="Leaves",
        )
        handover.action_hand_over()
        self.assertEqual(self.client.user_id, self.colleague)

    # ------------------------------------------------------------------ undo
    def test_undo(self):
        work = self._everything(self.client)
        self.client.message_subscribe(self.manager.partner_id.ids)
        subtypes = self.client.message_follower_ids.filtered(
            lambda one: one.partner_id == self.manager.partner_id
        ).subtype_ids
        # the receiver follows and takes part already
        self.client.message_subscribe(self.colleague.partner_id.ids)
        work["meeting"].with_context(no_mail_to_attendees=True).write(
            {"partner_ids": [(4, self.colleague.partner_id.id)]}
        )
        team = work["lead"].team_id
        handover = self._hand_over(self.client)
        handover.action_hand_over()
        handover.action_undo()
        self.assertEqual(handover.state, "undone")
        self.assertFalse(handover.leftover)
        self.assertEqual(self.client.user_id, self.manager)
        self.assertEqual(self.person.user_id, self.manager)
        for kind, record in work.items():
            with self.subTest(kind=kind):
                self.assertEqual(record.user_id, self.manager)
        self.assertEqual(work["lead"].team_id, team)
        self.assertEqual(work["quotation"].order_line.salesman_id, self.manager)
        both = self.manager.partner_id | self.colleague.partner_id
        self.assertLessEqual(both, work["meeting"].partner_ids)
        self.assertLessEqual(both, work["meeting"].attendee_ids.partner_id)
        self.assertLessEqual(both, self.client.message_partner_ids)
        again = self.client.message_follower_ids.filtered(
            lambda one: one.partner_id == self.manager.partner_id
        )
        self.assertEqual(again.subtype_ids, subtypes)

    def test_undo_after_changes(self):
        kept = self._activity(self.client)
        done = self._activity(self.client)
        given = self._lead(self.client)
        won = self._lead(self.client, name="Chairs")
        deleted = self._order(self.client)
        handover = self._hand_over(self.client)
        handover.action_hand_over()
        done.with_user(self.colleague).action_feedback()
        given.user_id = self.third
        won.action_set_won()
        deleted.unlink()
        fresh = self._activity(self.client, user=self.colleague)
        handover.action_undo()
        self.assertEqual(kept.user_id, self.manager)
        self.assertEqual(done.user_id, self.colleague, "history of its author")
        self.assertEqual(given.user_id, self.third)
        self.assertEqual(won.user_id, self.colleague)
        self.assertEqual(fresh.user_id, self.colleague, "not of this handover")
        sentences = handover.leftover
        self.assertIn("“Desks” is with", sentences)
        self.assertIn("“Chairs” was done or closed", sentences)
        self.assertIn("Quotations: one was deleted", sentences)
        self.assertEqual(len(sentences.splitlines()), 4)

    def test_undo_of_who_left(self):
        handover = self._hand_over(self.client)
        self.manager.active = False
        handover.action_hand_over()
        with self.assertRaisesRegex(UserError, "does not work here any more"):
            handover.action_undo()

    def test_give_one_back(self):
        other = self._client("Deneb", user_id=self.manager.id)
        task, lead = self._activity(self.client), self._lead(other)
        handover = self._hand_over(self.client | other)
        handover.action_hand_over()
        line = self._line(handover, other).with_user(self.boss)
        with self.assertRaises(AccessError):
            line.with_user(self.colleague).action_give_back()
        line.action_give_back()
        self.assertEqual(line.state, "returned")
        self.assertEqual((other | lead.partner_id).user_id, self.manager)
        self.assertEqual(lead.user_id, self.manager)
        self.assertEqual(task.user_id, self.colleague)
        handover.action_undo()
        self.assertEqual(task.user_id, self.manager)

    def test_audit(self):
        self._everything(self.client)
        handover = self._hand_over(self.client)
        handover.action_hand_over()
        items = self.env["client.handover.item"].search(
            [("handover_id", "=", handover.id), ("kind", "=", "client")]
        )
        self.assertEqual(
            {(one.res_id, one.old_id, one.new_id) for one in items},
            {
                (partner.id, self.manager.id, self.colleague.id)
                for partner in self.client | self.person
            },
        )
        self.assertEqual(items.line_id.partner_id, self.client)
        with self.assertRaises(AccessError):
            handover.unlink()
        with self.assertRaises(AccessError):
            handover.write({"reason": "Another"})
        self.assertEqual(handover.done_user_id, self.boss)

    # ------------------------------------------------------------------ planned
    def test_planned(self):
        handover = self._hand_over(self.client, date_planned="2026-06-17")
        handover.action_plan()
        self.handovers._cron_carry_out()
        self.assertEqual(self.client.user_id, self.manager)
        with freeze_time("2026-06-17 03:00:00"):
            self.handovers._cron_carry_out()
        self.assertEqual(self.client.user_id, self.colleague)
        self.assertEqual(handover.state, "done")
        self.assertEqual(handover.done_user_id, self.boss, "who planned it")

    def test_planned_that_fails_says_why(self):
        handover = self._hand_over(self.client, date_planned="2026-06-16")
        handover.action_plan()
        self.colleague.active = False
        with freeze_time("2026-06-16 03:00:00"):
            self.handovers._cron_carry_out()
            self.handovers._cron_carry_out()
        self.assertEqual(handover.state, "planned")
        self.assertEqual(self.client.user_id, self.manager)
        self.assertIn("does not work here", handover.problem)
        self.assertEqual(len(handover.activity_ids), 1, "told once")

    def test_planned_twice(self):
        first = self._hand_over(self.client, date_planned="2026-06-20")
        first.action_plan()
        second = self._hand_over(self.client, date_planned="2026-06-21")
        self.assertIn("Planned for another", str(second.warning))
        with self.assertRaisesRegex(UserError, "planned for another handover"):
            second.action_plan()
        first.action_cancel()
        second.action_plan()

    def test_two_handovers_of_a_client(self):
        other = self._client("Deneb", user_id=self.manager.id)
        first = self._hand_over(self.client)
        second = self._hand_over(self.client | other, self.third)
        alone = self._hand_over(self.client, self.third)
        first.action_hand_over()
        self.assertIn("left out: Vega", str(second.warning))
        second.action_hand_over()
        self.assertEqual(self.client.user_id, self.colleague)
        self.assertEqual(other.user_id, self.third)
        self.assertEqual(self._line(second, self.client).state, "skipped")
        with self.assertRaisesRegex(UserError, "handed them over meanwhile"):
            alone.action_hand_over()
        with self.assertRaisesRegex(UserError, "handed over already"):
            first.action_hand_over()

    # ------------------------------------------------------------------ much
    def test_many_clients(self):
        self.env.cr.execute(
            """INSERT INTO res_partner (name, is_company, active, user_id, type,
                                        autopost_bills, complete_name, partner_share)
               SELECT 'Many ' || n, TRUE, TRUE, %s, 'contact', 'ask', 'Many ' || n, TRUE
                 FROM generate_series(1, 1000) n RETURNING id""",
            [self.manager.id],
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        self.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
            [ids],
        )
        self.env.cr.execute(
            """INSERT INTO mail_activity (res_model_id, res_model, res_id, user_id,
                                          date_deadline, active)
               SELECT %s, 'res.partner', id, %s, %s, TRUE FROM unnest(%s) id""",
            [self.env["ir.model"]._get_id("res.partner"), self.manager.id, MONDAY, ids],
        )
        self.env.invalidate_all()
        handover = self._hand_over(receivers=self.colleague | self.third, rule="even")
        self.assertEqual(handover.client_count, 1001)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(160):
            handover.action_hand_over()
        self.assertEqual(handover.item_count, 2002)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(90):
            handover.action_undo()
        self.assertEqual(
            self.env["res.partner"].search_count([("user_id", "=", self.manager.id)]),
            1002,
        )
