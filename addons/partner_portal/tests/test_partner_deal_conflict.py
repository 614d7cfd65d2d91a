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

    # ------------------------------------------------------------------ rights
    def _grant(self, partner, exclusive=True, **line):
        territory = self.env["partner.territory"].create(
            {"name": f"Land of {partner.name}", "line_ids": [(0, 0, line)]}
        )
        return self.env["partner.territory.grant"].create(
            {
                "territory_id": territory.id,
                "partner_id": partner.id,
                "exclusive": exclusive,
            }
        )

    def test_exclusive_territory_of_another_partner(self):
        belgium = self.env.ref("base.be")
        self._grant(self.rival, country_id=belgium.id, zip_from="90")
        deal = self._create_deal(client_country_id=belgium.id, client_zip="9000")
        self.assertEqual(self._kinds(deal), {("territory", "2")})
        self.assertIn("Rival Dealer", deal.conflict_ids.note)
        with self.assertRaisesRegex(UserError, "Say why"):
            deal.with_user(self.manager)._approve()
        self._approve(deal, "The holder agrees")
        elsewhere = self._create_deal(
            self.agent,
            client_name="Southern Docks",
            client_vat="BE0428759497",
            client_email="a@southern.example",
            client_phone="+32 2 777 77 01",
            client_country_id=belgium.id,
            client_zip="1000",
        )
        self.assertFalse(elsewhere.conflict_ids)

    def test_own_territory_and_what_lies_outside(self):
        belgium = self.env.ref("base.be")
        grant = self._grant(self.dealer, country_id=belgium.id)
        inside = self._create_deal(client_country_id=belgium.id)
        self.assertFalse(inside.conflict_ids)
        grant.territory_id.line_ids.country_id = self.env.ref("base.fr")
        inside.action_check()
        self.assertEqual(self._kinds(inside), {("outside", "1")})
        self.assertEqual(inside.conflict_weight, "1")

    def test_named_account_of_another_partner(self):
        client = self._create_client()
        grant = self._grant(self.rival, client_id=client.id)
        deal = self._create_deal()
        self.assertEqual(self._kinds(deal), {("account", "2")})
        self.assertEqual(deal.client_id, client)
        grant.exclusive = False
        deal.action_check()
        self.assertEqual(self._kinds(deal), {("account", "1")})

    def test_rights_only_to_other_products_do_not_count(self):
        belgium = self.env.ref("base.be")
        chairs, tools = self.env["product.category"].create(
            [{"name": "Chairs"}, {"name": "Tools"}]
        )
        grant = self._grant(self.rival, country_id=belgium.id)
        grant.category_ids = chairs
        deal = self._create_deal(
            client_country_id=belgium.id, category_ids=[(6, 0, tools.ids)]
        )
        self.assertFalse(deal.conflict_ids)
        deal.category_ids |= chairs
        deal.action_check()
        self.assertEqual(self._kinds(deal), {("territory", "2")})

    def test_many_deals_are_checked_together(self):
        """One more deal costs no further query but what it writes itself."""
        client = self._create_client()
        self._create_lead(self.env["res.partner"], partner_id=client.id)
        deals = self.Deal
        for number in range(12):
            deals |= self._create_deal(
                self._create_partner(name=f"Dealer {number}"),
                client_phone=False,
            )
        self.assertEqual(set(deals.mapped("conflict_weight")), {"2", "3"})

        def count(some):
            some.invalidate_recordset()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            some._look_for_conflicts(some._matching_clients())
            return self.env.cr.sql_log_count - before

        count(deals)
        self.assertLessEqual(count(deals), count(deals[:2]) + 2)
