from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .common import MANAGER_GROUP, day
from .lifecycle_common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestClientWinback(LifecycleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.user_id = cls.seller
        cls._bought(cls.client, "2026-01-01", "2026-01-31", "2026-03-02")
        cls._bought(cls.stranger, "2025-01-01")
        cls._decide("2026-05-02")
        cls.action = cls.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_winback_action"
        )

    def _listed(self):
        return self._as(self.seller, self.states).search(
            safe_eval(self.action["domain"]), order="worth desc"
        )

    def test_list_has_who_sleeps_or_is_lost_by_worth(self):
        listed = self._listed()
        self.assertEqual(listed.partner_id, self.client | self.stranger)
        # margin of 40 three times within a year; once
        self.assertEqual(listed.mapped("worth"), [120, 40])
        closed = self.env.ref("client_accounting.client_churn_reason_closed")
        listed[1].churn_reason_id = closed
        self.assertEqual(self._listed().partner_id, self.client)
        self.client.active = False
        self.assertFalse(self._listed())

    def test_worth_is_the_margin_of_an_average_year(self):
        self._bought(self.stranger, "2023-01-01")
        with freeze_time("2026-05-02 10:00:00"):
            self.figures._rebuild()
        # 80 within 731 days, that is 2.0014 years
        self.assertAlmostEqual(self._state(self.stranger).worth, 39.97, 2)

    def test_one_click_to_quotation_opportunity_and_activity(self):
        pricelist = self.euro_prices
        offer = self.env["client.winback.offer"].create(
            {
                "name": "Come back",
                "company_id": self.company.id,
                "pricelist_id": pricelist.id,
                "validity_days": 10,
                "description": "<p>Welcome back</p>",
            }
        )
        state = self._as(self.seller, self._state())
        state.offer_id = offer
        with freeze_time("2026-05-02 10:00:00"):
            action = state.action_new_quotation()
            order = Form(self.env["sale.order"].with_context(**action["context"]))
            order = order.save()
            self.assertEqual(order.partner_id, self.client)
            self.assertEqual(order.pricelist_id, pricelist)
            self.assertEqual(order.validity_date, day("2026-05-12"))
            self.assertIn("Welcome back", order.note)
            self.assertEqual(order.origin, "Come back")
            action = state.action_new_opportunity()
            lead = Form(self.env["crm.lead"].with_context(**action["context"])).save()
            self.assertEqual((lead.partner_id, lead.type), (self.client, "opportunity"))
            self.assertEqual(lead.expected_revenue, 300)
            action = state.action_schedule_activity()
            wizard = Form(
                self.env[action["res_model"]].with_context(**action["context"])
            ).save()
            wizard.action_schedule_activities()
            activity = self.client.activity_ids
            self.assertEqual(activity.summary, "Come back")
            self.assertEqual(
                activity.activity_type_id, self.env.ref("mail.mail_activity_data_call")
            )

    def test_return_notes_a_bonus_for_the_manager(self):
        self.company.write({"client_winback_rate": 10, "client_winback_days": 30})
        reason = self.env.ref("client_accounting.client_churn_reason_price")
        self._as(self.seller, self._state()).churn_reason_id = reason
        self._bought(self.client, "2026-05-10")
        self._decide("2026-05-10")
        bonus = self.env["client.winback.bonus"].search([])
        self.assertRecordValues(
            bonus,
            [
                {
                    "partner_id": self.client.id,
                    "user_id": self.seller.id,
                    "date": day("2026-05-10"),
                    "until": day("2026-06-09"),
                    "from_stage_id": self.stages["sleeping"].id,
                    "churn_reason_id": reason.id,
                    "turnover": 100,
                    "amount": 10,
                    "state": "open",
                }
            ],
        )
        # within the days, and one day after them
        self._bought(self.client, "2026-06-09", "2026-06-10")
        self.env.invalidate_all()
        self.assertEqual((bonus.turnover, bonus.amount), (200, 20))
        manager = self._user("manager", MANAGER_GROUP)
        self._as(manager, bonus).action_approve()
        self.company.client_winback_rate = 50
        self.assertEqual((bonus.state, bonus.amount), ("approved", 20))
        with self.assertRaises(UserError):
            self._as(manager, bonus).action_approve()
        self._as(manager, bonus).action_reopen()
        self.assertEqual(bonus.amount, 20)

    def test_no_rate_no_note(self):
        self.company.client_winback_rate = 0
        self._bought(self.client, "2026-05-10")
        self._decide("2026-05-10")
        self.assertEqual(self._stage(), "won_back")
        self.assertFalse(self.env["client.winback.bonus"].search([]))

    def test_offer_of_another_company_is_refused(self):
        prices = self.env["product.pricelist"].create(
            {"name": "Theirs", "company_id": self.other_company.id}
        )
        with self.assertRaises(UserError):
            self.env["client.winback.offer"].create(
                {
                    "name": "Wrong",
                    "company_id": self.company.id,
                    "pricelist_id": prices.id,
                    "reason_ids": [Command.clear()],
                }
            )
