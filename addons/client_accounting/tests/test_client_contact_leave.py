from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, day
from .people_common import ClientPeopleCommon


@freeze_time("2026-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestClientContactLeave(ClientPeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.successor = cls._client(
            "Boris Ivanov", parent_id=cls.client.id, is_company=False
        )

    def _leave(self, user=None, partner=None, **values):
        """The wizard as the user has it, with these answers."""
        partner = self._as(partner or self.anna, user or self.env.user)
        action = partner.action_leave_company()
        leave = self._as(self.env["client.contact.leave"], user or self.env.user)
        leave = leave.browse(action["res_id"])
        leave.write(values)
        leave._onchange_successor_id()
        return leave

    def test_archived_without_a_new_company(self):
        leave = self._leave(date="2026-06-12")
        leave.action_apply()
        self.assertFalse(self.anna.active)
        self.assertRecordValues(
            self.anna.client_role_ids,
            [{"date_to": day("2026-06-12"), "is_main": False, "is_current": False}],
        )
        self.assertEqual(self.anna.parent_id, self.client, "the history stays")
        self.assertIn("Anna Petrova left Vega", self.client.message_ids[0].body)

    def test_open_links_go_to_the_successor(self):
        lead = self._lead(self.anna, 100, user_id=self.manager.id)
        won = self._lead(self.anna, 100)
        won.action_set_won()
        offer = self._order(self.anna, 10, confirm=False)
        meeting = self._meeting(self.anna | self.manager.partner_id, 3)
        past = self._meeting(self.anna, -3)
        activity = self.anna.activity_schedule(
            "mail.mail_activity_data_todo", summary="Send the load tables"
        )
        offer_terms = (offer.pricelist_id, offer.payment_term_id, offer.user_id)
        invoice = self._invoice(self.client, 100, -10)
        invoice.message_subscribe(self.anna.ids)
        leave = self._leave(successor_id=self.successor.id)
        self.assertEqual(
            set(leave.line_ids.mapped("key")),
            {"lead", "quotation", "meeting", "activity", "follower"},
        )
        self.assertEqual(set(leave.line_ids.mapped("action")), {"hand"})
        leave.action_apply()
        self.assertEqual(lead.partner_id, self.successor)
        self.assertEqual(won.partner_id, self.anna)
        self.assertEqual(offer.partner_id, self.successor)
        self.assertEqual(
            (offer.pricelist_id, offer.payment_term_id, offer.user_id), offer_terms
        )
        self.assertEqual(meeting.partner_ids, self.successor | self.manager.partner_id)
        past = past.with_context(active_test=False)
        self.assertEqual(past.partner_ids, self.anna)
        self.assertEqual(activity.exists().res_id, self.successor.id)
        followers = invoice.message_follower_ids.partner_id
        self.assertIn(self.successor, followers)
        self.assertNotIn(self.anna, followers)

    def test_left_as_it_is_with_a_sentence(self):
        lead = self._lead(self.anna, 100)
        activity = self.anna.activity_schedule("mail.mail_activity_data_todo")
        leave = self._leave(note="He still signs it.")
        self.assertEqual(set(leave.line_ids.mapped("action")), {"keep"})
        leave.action_apply()
        self.assertEqual(lead.partner_id, self.anna)
        self.assertIn("He still signs it.", lead.message_ids[0].body)
        self.assertEqual(activity.exists().res_id, self.client.id, "the company's now")

    def test_confirmed_orders_stay_unless_one_says_so(self):
        order = self._order(self.anna, 10)
        leave = self._leave(successor_id=self.successor.id)
        [line] = leave.line_ids.filtered(lambda line: line.key == "order")
        self.assertEqual(line.action, "keep")
        total = order.amount_total
        line.action = "hand"
        leave.action_apply()
        self.assertEqual(order.partner_id, self.successor)
        self.assertEqual(order.amount_total, total)

    def test_the_card_goes_to_the_new_company(self):
        event = self._event(partner=self.anna, user=self.seller)
        date = self._date(17, 6)
        self._leave(
            new_client_id=self.stranger.id,
            new_position="Owner",
            new_email="anna@rigel.example.com",
        ).action_apply()
        self.assertRecordValues(
            self.anna,
            [
                {
                    "parent_id": self.stranger.id,
                    "function": "Owner",
                    "email": "anna@rigel.example.com",
                    "phone": False,
                    "active": True,
                }
            ],
        )
        self.assertRecordValues(
            self.anna.client_role_ids.sorted("id"),
            [
                {"client_id": self.client.id, "date_to": TODAY, "is_main": False},
                {"client_id": self.stranger.id, "date_to": False, "is_main": True},
            ],
        )
        self.assertEqual(event.client_id, self.client, "what was, was with Vega")
        self.assertEqual(date.partner_id, self.anna)

    def test_documents_stay_and_the_person_gets_a_new_card(self):
        order = self._order(self.anna, 10)
        self._invoice(self.anna, 10, -3)
        visit = self._type("visit_quiet", channel="visit")
        self._event(partner=self.anna, user=self.seller, type_id=visit.id)
        date = self._date(17, 6, 1980)
        leave = self._leave(new_client_id=self.stranger.id)
        self.assertTrue(leave.makes_new_card)
        card_id = leave.action_apply()["res_id"]
        card = self.env["res.partner"].browse(card_id)
        self.assertNotEqual(card, self.anna)
        self.assertFalse(self.anna.active)
        self.assertEqual(self.anna.client_moved_to_id, card)
        self.assertEqual(order.partner_id.commercial_partner_id, self.client)
        self.assertEqual(card.client_role_ids.client_id, self.client | self.stranger)
        self.assertEqual(date.partner_id, card)
        known = self.known.search([("partner_id", "=", card.id)])
        self.assertRecordValues(known, [{"user_id": self.seller.id, "event_count": 1}])

    def test_a_second_role_becomes_the_card(self):
        owner = self._role(self.stranger, position="Owner")
        leave = self._leave()
        self.assertEqual(leave.new_client_id, self.stranger, "proposed")
        leave.action_apply()
        self.assertTrue(owner.is_main)
        self.assertEqual(len(self.anna.client_role_ids), 2)
        self.assertEqual(self.anna.parent_id, self.stranger)

    def test_a_second_role_ends_alone(self):
        owner = self._role(self.stranger, position="Owner")
        lead = self._lead(self.anna, 100)
        action = owner.action_leave()
        leave = self.env["client.contact.leave"].browse(action["res_id"])
        self.assertFalse(leave.line_ids)
        leave.new_client_id = False
        leave.action_apply()
        self.assertEqual(owner.date_to, TODAY)
        self.assertTrue(self.anna.active)
        self.assertEqual(lead.partner_id, self.anna)

    def test_portal_access_ends(self):
        user = new_test_user(
            self.env, "leaving_portal", groups="base.group_portal", name="Anna Petrova"
        )
        user.partner_id.write({"parent_id": self.client.id})
        self._leave(partner=user.partner_id).action_apply()
        self.assertFalse(user.active)

    def test_refused(self):
        self._lead(self.anna, 100)
        leave = self._leave()
        leave.line_ids.action = "hand"
        with self.assertRaises(UserError):
            leave.action_apply()
        leave.line_ids.action = "keep"
        leave.date = day(1)
        with self.assertRaises(UserError):
            leave.action_apply()
        leave.date = TODAY
        leave.action_apply()
        with self.assertRaises(UserError):
            leave.action_apply()

    def test_access(self):
        with self.assertRaises(AccessError):
            self._leave(user=self.reader)
        with self.assertRaises(AccessError):
            self._leave(user=self.portal)
        employee = self.colleague.partner_id
        employee.parent_id = self.client
        with self.assertRaises(UserError):
            self._leave(partner=employee).action_apply()

    def test_hidden_links_are_counted(self):
        self._lead(self.anna, 100, user_id=self.colleague.id)
        leave = self._leave(user=self.seller)
        self.assertEqual(leave.hidden_count, 1)
        self.assertFalse(leave.line_ids.filtered(lambda line: line.key == "lead"))

    def test_followers_of_many_documents(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"Lead {number}"} for number in range(3)]
        )
        leads.message_subscribe(self.anna.ids)
        leave = self._leave()
        self.assertEqual(len(leave.line_ids), 3)
        leave.write(
            {"line_ids": [Command.update(leave.line_ids[0].id, {"action": "keep"})]}
        )
        leave.action_apply()
        self.assertNotIn(self.anna, leads.message_follower_ids.partner_id)
