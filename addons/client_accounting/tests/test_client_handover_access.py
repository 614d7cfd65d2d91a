from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientHandoverAccess(HandoverCommon):
    def test_own_clients_are_proposed(self):
        handover = self._hand_over(self.client, user=self.manager)
        for action in (handover.action_hand_over, handover.action_undo):
            with self.assertRaisesRegex(AccessError, "Only administrators"):
                action()
        handover.action_propose()
        self.assertEqual(handover.state, "proposed")
        asked = handover.sudo().activity_ids.user_id
        self.assertIn(self.boss, asked)
        self.assertNotIn(self.manager, asked)
        self.assertEqual(self.client.user_id, self.manager)
        handover.with_user(self.boss).action_hand_over()
        self.assertEqual(self.client.user_id, self.colleague)

    def test_clients_of_others_are_not_proposed(self):
        with self.assertRaisesRegex(AccessError, "not those of"):
            self._hand_over(self.client, self.third, user=self.colleague)
        wizard = (
            self.env["client.handover.start"]
            .with_user(self.colleague)
            .create(
                {
                    "from_user_id": self.manager.id,
                    "receiver_ids": [Command.set(self.colleague.ids)],
                    "reason": "I want them",
                }
            )
        )
        with self.assertRaises(AccessError):
            wizard.action_prepare()

    def test_nothing_is_written_by_hand(self):
        handover = self._hand_over(self.client, user=self.manager)
        own = handover.with_user(self.manager)
        own.write({"reason": "Better"})
        for values in (
            {"state": "done"},
            {"from_user_id": self.third.id},
            {"company_ids": [Command.clear()]},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                own.write(values)
        with self.assertRaises(AccessError):
            own.copy()
        with self.assertRaises(AccessError):
            own.line_ids.write({"state": "accepted"})
        with self.assertRaises(AccessError):
            self.env["client.handover.line"].with_user(self.manager).create(
                {"handover_id": handover.id, "partner_id": self.person.id}
            )
        own.line_ids.receiver_id = self.third
        with self.assertRaises(AccessError):
            handover.with_user(self.colleague).write({"reason": "Mine"})

    def test_who_sees_what(self):
        handover = self._hand_over(self.client)
        handover.action_hand_over()
        for user, sees in (
            (self.manager, True),
            (self.colleague, True),
            (self.third, False),
            (self.boss, True),
        ):
            with self.subTest(user=user.login):
                mine = self.handovers.with_user(user)
                self.assertEqual(handover in mine.search([]), sees)
                lines = self.env["client.handover.line"].with_user(user)
                self.assertEqual(bool(lines.search([])), sees)
                items = self.env["client.handover.item"].with_user(user)
                self.assertEqual(bool(items.search([])), sees)

    def test_receivers_that_cannot_take_over(self):
        portal = self.env.ref("base.group_portal")
        with self.assertRaisesRegex(UserError, "has these clients already"):
            self._hand_over(self.client, self.manager).action_hand_over()
        handover = self._hand_over(self.client, self.third)
        self.third.active = False
        with self.assertRaisesRegex(UserError, "does not work here any more"):
            handover.action_hand_over()
        handover = self._hand_over(self.client, self.colleague)
        self.colleague.group_ids = portal
        with self.assertRaisesRegex(UserError, "does not work here any more"):
            handover.action_hand_over()
        self.assertEqual(self.client.user_id, self.manager)

    def test_receiver_of_another_company(self):
        other = self.env["res.company"].create({"name": "Second"})
        (self.manager | self.boss).company_ids = [Command.link(other.id)]
        lead = self._lead(self.client, company_id=other.id)
        both = self.company | other
        handovers = self.handovers.with_user(self.boss).with_context(
            allowed_company_ids=both.ids
        )
        handover = handovers._prepare_handover(
            self.manager, self.colleague, [("id", "=", self.client.id)], reason="R"
        )
        with self.assertRaisesRegex(
            UserError, "does not work in Second, where “Vega” has"
        ):
            handover.action_hand_over()
        self.assertEqual(self.client.user_id, self.manager)
        self.colleague.company_ids = [Command.link(other.id)]
        handover.action_hand_over()
        self.assertEqual(lead.user_id, self.colleague)
        # who does not work in the first company does not see it
        stranger = self._user("stranger", companies=other)
        self.assertFalse(self.handovers.with_user(stranger).search([]))
        # a client of the other company
        alien = self._client("Alien", company_id=other.id, user_id=self.manager.id)
        handover = handovers._prepare_handover(
            self.manager, self.third, [("id", "=", alien.id)], reason="R"
        )
        with self.assertRaisesRegex(UserError, "does not work in Second"):
            handover.action_hand_over()

    def test_companies_of_the_author_only(self):
        other = self.env["res.company"].create({"name": "Second"})
        (self.manager | self.colleague).company_ids = [Command.link(other.id)]
        lead = self._lead(self.client, company_id=other.id)
        self._hand_over(self.client).action_hand_over()
        self.assertEqual(lead.user_id, self.manager)

    def test_warnings(self):
        self.colleague.partner_id.email = False
        self._substitute(self.third, self.head, "2026-06-14", "2026-06-20")
        handover = self._hand_over(
            self.client, self.colleague | self.third, rule="even"
        )
        warning = str(handover.warning)
        self.assertIn("has no e-mail address", warning)
        self.assertIn("is away on that day", warning)
        handover.action_hand_over()
        self.assertTrue(handover.sudo().activity_ids, "reached without e-mail")

    def test_names_are_harmless(self):
        self.colleague.name = "<b>Bold</b>"
        handover = self._hand_over(self.client)
        self.assertIn("&lt;b&gt;Bold", str(handover.preview))
        self.colleague.partner_id.email = False
        handover.invalidate_recordset()
        self.assertNotIn("<b>Bold", str(handover.warning))

    # ------------------------------------------------------------------ the wizard
    def test_wizard(self):
        other = self._client("Deneb", user_id=self.manager.id)
        foreign = self._client("Rigel", user_id=self.third.id)
        chosen = self.client | other | foreign
        wizards = self.env["client.handover.start"].with_user(self.boss)
        wizard = wizards.with_context(
            active_model="res.partner", active_ids=(chosen | self.person).ids
        ).create(
            {"receiver_ids": [Command.set(self.colleague.ids)], "reason": "Regions"}
        )
        self.assertEqual(wizard.from_user_id, self.manager)
        self.assertEqual((wizard.client_count, wizard.foreign_count), (2, 1))
        action = wizard.action_prepare()
        handover = self.handovers.browse(action["res_id"])
        self.assertEqual(handover.line_ids.partner_id, self.client | other)
        wizard = wizards.create(
            {
                "from_user_id": self.manager.id,
                "receiver_ids": [Command.set(self.colleague.ids)],
                "reason": "Regions",
                "scope": "domain",
                "domain": "[('name', '=', 'Deneb')]",
            }
        )
        self.assertEqual(wizard.client_count, 1)
        wizard.domain = "[('name', '=', 'Nobody')]"
        with self.assertRaisesRegex(UserError, "looks after none"):
            wizard.action_prepare()

    def test_segment(self):
        axis = self.env["client.segment.axis"].create({"name": "Way", "code": "way"})
        segment = self.env["client.segment"].create(
            {"name": "North", "code": "north", "axis_id": axis.id}
        )
        self.env["client.segment.membership"].sudo().create(
            {
                "partner_id": self.client.id,
                "segment_id": segment.id,
                "axis_id": axis.id,
                "date_from": "2026-01-01",
                "origin": "manual",
            }
        )
        self._client("Deneb", user_id=self.manager.id)
        wizard = (
            self.env["client.handover.start"]
            .with_user(self.boss)
            .create(
                {
                    "from_user_id": self.manager.id,
                    "receiver_ids": [Command.set((self.colleague | self.third).ids)],
                    "rule": "group",
                    "grouping": "segment",
                    "axis_id": axis.id,
                    "reason": "Regions",
                    "scope": "domain",
                    "segment_ids": [Command.set(segment.ids)],
                }
            )
        )
        self.assertEqual(wizard.client_count, 1)
        handover = self.handovers.browse(wizard.action_prepare()["res_id"])
        self.assertEqual(handover.line_ids.partner_id, self.client)
        self.assertEqual(handover.line_ids.common, "North")
