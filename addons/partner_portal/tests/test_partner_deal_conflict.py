from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .deal_common import NOW, PartnerDealCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerDealConflict(PartnerDealCommon):
    def test_nothing_stands_against(self):
        deal = self._create_deal()
        self.assertFalse(deal.conflict_ids)
        self.assertEqual(deal.conflict_weight, "0")

    def test_the_first_registration_counts(self):
        first = self._create_deal()
        with freeze_time("2026-03-02 10:00:01"):
            second = self._create_deal(
                self.rival, client_name="NORTHERN MILLS", client_email=False
            )
        self.assertEqual(self._kinds(second), {("deal", "3")})
        with self.assertRaisesRegex(UserError, "registered this client earlier"):
            second.with_user(self.manager)._approve("insist")
        self.assertEqual(second.state, "submitted")
        first.action_check()
        self.assertEqual(self._kinds(first), {("deal", "1")})
        self._approve(first)
        self.assertEqual(first.state, "approved")
        with self.assertRaisesRegex(UserError, "registered this client earlier"):
            second.with_user(self.manager)._approve("insist")

    def test_of_one_second_the_first_number_counts(self):
        first, second = self._create_deal(), self._create_deal(self.rival)
        self.assertEqual(first.submitted_at, second.submitted_at)
        self.assertEqual(self._kinds(second), {("deal", "3")})
        self.assertEqual(self._approve(first).state, "approved")

    def test_who_waits_moves_up(self):
        first, second = self._create_deal(), self._create_deal(self.rival)
        first.with_user(self.manager)._decline(self.reason)
        self.assertEqual(second.conflict_weight, "0")
        self.assertEqual(self._approve(second).state, "approved")

    def test_alike_is_enough(self):
        """Another spelling, no number in common but the phone."""
        self._create_deal()
        second = self._create_deal(
            self.rival,
            client_name="Norther Mills",
            client_vat=False,
            client_email="purchasing@elsewhere.example",
            client_phone="0032 2555 0101",
        )
        self.assertEqual(self._kinds(second), {("deal", "3")})

    def test_another_client_is_no_conflict(self):
        self._create_deal()
        second = self._create_deal(
            self.rival,
            client_name="Southern Docks",
            client_vat="BE0428759497",
            client_email="a@southern.example",
            client_phone="+32 2 777 77 01",
        )
        self.assertFalse(second.conflict_ids)

    def test_shared_free_mail_is_no_client(self):
        values = {"client_vat": False, "client_phone": False}
        self._create_deal(client_email="one@gmail.com", **values)
        second = self._create_deal(
            self.rival, client_name="Baker", client_email="two@gmail.com", **values
        )
        self.assertFalse(second.conflict_ids)

    def test_own_twin_is_refused(self):
        first = self._create_deal()
        with self.assertRaisesRegex(UserError, f"already: {first.name}"):
            self._create_deal(client_name="Northern Mills")

    def test_our_own_work_needs_a_reason(self):
        client = self._create_client()
        self._create_lead(self.env["res.partner"], partner_id=client.id)
        self._create_sale_order_one_line(
            product_id=self.product_a, partner_id=client, confirm=False
        )
        self.env["client.event"].create(
            {
                "partner_id": client.id,
                "date": "2026-01-05 10:00:00",  # 56 days ago
                "user_id": self.env.uid,
                "outcome_id": self.env.ref(
                    "client_accounting.client_event_outcome_agreed"
                ).id,
            }
        )
        deal = self._create_deal()
        self.assertEqual(
            self._kinds(deal), {("lead", "2"), ("quotation", "2"), ("contact", "2")}
        )
        with self.assertRaisesRegex(UserError, "Say why"):
            deal.with_user(self.manager)._approve(" ")
        deal.with_user(self.manager)._approve("They brought the project")
        self.assertEqual(deal.state, "approved")
        self.assertIn(
            "They brought the project", "".join(deal.message_ids.mapped("body"))
        )

    def test_old_contacts_do_not_count(self):
        client = self._create_client()
        self.env["client.event"].create(
            {
                "partner_id": client.id,
                "date": "2025-12-31 10:00:00",  # 61 days ago
                "user_id": self.env.uid,
                "outcome_id": self.env.ref(
                    "client_accounting.client_event_outcome_agreed"
                ).id,
            }
        )
        self.assertFalse(self._create_deal().conflict_ids)

    def test_a_client_that_buys(self):
        client = self._create_client()
        self._create_invoice_one_line(
            price_unit=10.0, partner_id=client, invoice_date="2025-04-01", post=True
        )
        self.env["client.figures"]._rebuild()
        self.assertEqual(self._kinds(self._create_deal()), {("client", "2")})

    def test_the_partner_s_own_lead_is_none(self):
        client = self._create_client()
        self._create_lead(self.dealer, partner_id=client.id)
        self.assertFalse(self._create_deal().conflict_ids)

    def test_approval_checks_again(self):
        deal = self._create_deal()
        client = self._create_client()
        self._create_lead(self.env["res.partner"], partner_id=client.id)
        self.assertEqual(deal.conflict_weight, "0")
        with self.assertRaisesRegex(UserError, "Say why"):
            deal.with_user(self.manager)._approve()

    def test_another_company_has_its_own_line(self):
        self._create_deal()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        deal = self._create_deal(self.rival, company_id=other.id)
        self.assertFalse(deal.conflict_ids)
