from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .deal_common import NOW, PartnerDealCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerDealProtection(PartnerDealCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls._approve(cls._create_deal())
        cls.client_ = cls.deal.client_id

    def _lead(self, user, **values):
        return (
            self.env["crm.lead"]
            .with_user(user)
            .create({"name": "Mine", "partner_id": self.client_.id, **values})
        )

    def _order(self, user, **values):
        return (
            self.env["sale.order"]
            .with_user(user)
            .create({"partner_id": self.client_.id, **values})
        )

    def test_our_seller_is_stopped(self):
        sentence = "Northern Mills Ltd is protected for a partner until 2026-06-30"
        with self.assertRaisesRegex(UserError, sentence):
            self._lead(self.seller)
        with self.assertRaisesRegex(UserError, sentence):
            self._order(self.seller)
        lead = self._lead(self.seller, partner_id=self.customer.id)
        with self.assertRaisesRegex(UserError, sentence):
            lead.partner_id = self.client_

    def test_contacts_of_the_client_too(self):
        contact = self._create_contact(self.client_, "Ann")
        with self.assertRaisesRegex(UserError, "is protected"):
            self._lead(self.seller, partner_id=contact.id)

    def test_quotation_of_before_is_not_confirmed(self):
        self.deal._write_kept({"state": "submitted"})
        order = self._order(self.seller)
        self.deal._write_kept({"state": "approved"})
        with self.assertRaisesRegex(UserError, "is protected"):
            order.action_confirm()

    def test_the_partner_s_own_documents_pass(self):
        self._lead(self.seller, partner_assigned_id=self.dealer.id)
        self._order(self.seller, opportunity_id=self.deal.lead_id.id)
        self._order(self.seller, partner_id=self.dealer.id)

    def test_nothing_from_outside_is_lost(self):
        """A visitor's lead is taken; the manager of the deal hears of it."""
        before = len(self.deal.activity_ids)
        public = self.env.ref("base.public_user")
        lead = (
            self.env["crm.lead"]
            .with_user(public)
            .sudo()
            .create(
                {
                    "name": "From the website",
                    "partner_id": self.client_.id,
                    "company_id": self.env.company.id,
                    "user_id": False,
                }
            )
        )
        self.assertTrue(lead.exists())
        self.assertEqual(len(self.deal.activity_ids), before + 1)

    def test_protection_ends(self):
        with freeze_time("2026-06-30 12:00:00"), self.assertRaises(UserError):
            self._lead(self.seller)
        with freeze_time("2026-07-01 12:00:00"):
            self._lead(self.seller)

    def test_override_with_a_reason(self):
        passes = self.env["partner.deal.pass"]
        values = {"deal_id": self.deal.id, "user_id": self.seller.id}
        with self.assertRaises(AccessError):
            passes.with_user(self.seller).create({**values, "reason": "I want to"})
        with self.assertRaisesRegex(UserError, "Say why"):
            passes.with_user(self.manager).create({**values, "reason": " - "})
        passes.with_user(self.manager).create(
            {
                **values,
                "reason": "The client asked for us in writing",
                "granted_by_id": self.seller.id,
                "date_until": "2026-03-10",
            }
        )
        self.assertEqual(self.deal.pass_ids.granted_by_id, self.manager)
        self._lead(self.seller)
        other = self._create_employee(
            "deal-seller-2", "sales_team.group_sale_salesman_all_leads"
        )
        with self.assertRaises(UserError):
            self._lead(other)
        self.assertEqual(len(self.deal.pass_ids), 1)
        with freeze_time("2026-03-11 08:00:00"), self.assertRaises(UserError):
            self._lead(self.seller)
        self.assertIn("in writing", "".join(self.deal.message_ids.mapped("body")))
        with self.assertRaises(AccessError):
            self.deal.pass_ids.with_user(self.manager).unlink()

    def test_another_company_is_free(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.seller.company_ids |= other
        self._lead(self.seller, company_id=other.id)

    def test_deadlines(self):
        cron = self.env.ref("partner_portal.partner_deal_cron")
        late = self._create_deal(
            client_name="Late Works",
            client_vat=False,
            client_email="x@late.example",
            client_phone=False,
        )
        head = self._create_employee(
            "deal-head", "partner_portal.group_partner_portal_manager"
        )
        self.env.company.partner_deal_user_id = head
        with freeze_time("2026-06-16 12:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertTrue(late.escalated_at)
        self.assertIn(head, late.activity_ids.user_id)
        self.assertTrue(self.deal.reminded_at, "14 days before the end")
        count = len(late.activity_ids)
        with freeze_time("2026-07-01 12:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(len(late.activity_ids), count, "once only")
        self.assertEqual(self.deal.state, "expired")
        self.assertFalse(
            self.env["partner.deal.key"].search([("deal_id", "=", self.deal.id)])
        )

    def test_one_extension_on_proof(self):
        with self.assertRaisesRegex(UserError, "Describe the progress"):
            self.deal._request_extension("please")
        self.deal._request_extension("Two meetings held, the offer is with the board")
        with self.assertRaisesRegex(UserError, "once only"):
            self.deal._request_extension("Two meetings held, the offer is with them")
        self.deal.with_user(self.manager).action_grant_extension()
        self.assertEqual(str(self.deal.protected_until), "2026-10-28")
        self.assertEqual(self.deal.extension_state, "granted")
        self.assertFalse(self.deal._may_ask_extension())

    def test_special_prices(self):
        deal = self._create_deal(
            client_name="Price Works",
            client_vat=False,
            client_email="x@price.example",
            client_phone=False,
        )
        deal.write(
            {
                "price_ids": [
                    (0, 0, {"product_id": self.product_a.id, "price": 700}),
                    (0, 0, {"product_id": self.product_b.id, "price_requested": 5}),
                ]
            }
        )
        self._approve(deal)
        order = self._order(
            self.env.user, partner_id=self.dealer.id, partner_deal_id=deal.id
        )
        self.assertEqual(order.pricelist_id, deal.pricelist_id)
        price = deal.pricelist_id._get_product_price
        self.assertEqual(price(self.product_a, 1), 700)
        self.assertEqual(price(self.product_b, 1), self.product_b.lst_price)
        with freeze_time("2026-07-01 12:00:00"):
            self.assertEqual(price(self.product_a, 1), self.product_a.lst_price)
