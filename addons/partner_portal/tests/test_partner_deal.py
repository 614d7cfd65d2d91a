from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .deal_common import NOW, PartnerDealCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerDeal(PartnerDealCommon):
    def test_registration_gets_number_time_and_deadline(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "40 hours", "tz": "UTC", "company_id": self.env.company.id}
        )
        self.env.company.resource_calendar_id = calendar
        deal = self._create_deal(submit=False)
        self.assertTrue(deal.name.startswith("DR/2026/"))
        self.assertEqual(deal.manager_id, self.manager)
        deal._submit()
        self.assertEqual(deal.state, "submitted")
        self.assertEqual(str(deal.submitted_at), "2026-03-02 10:00:00")
        # 8 hours a day from 8 to 12 and 13 to 17: 6 on Monday the 2nd, then eight
        # whole days up to Thursday the 12th, 2 hours of Friday the 13th are left
        self.assertEqual(str(deal.review_deadline), "2026-03-13 10:00:00")
        self.assertTrue(deal.activity_ids.filtered(lambda a: a.user_id == self.manager))

    def test_what_is_missing_is_named(self):
        cases = [
            ({"subject": False}, "Need"),
            ({"date_expected": False}, "Expected Order"),
            (
                {"client_vat": False, "client_email": False, "client_phone": False},
                "Tax ID, e-mail or phone",
            ),
            ({"date_expected": "2026-03-01"}, "lies in the past"),
        ]
        for values, sentence in cases:
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                self._create_deal(**values)

    def test_minimum_is_told(self):
        self.env.company.partner_deal_minimum = 1000
        with self.assertRaisesRegex(UserError, "registered from .*1,000"):
            self._create_deal(amount=999.99)
        self.assertEqual(self._create_deal(amount=1000).state, "submitted")

    def test_registered_by_a_company_and_its_people(self):
        with self.assertRaisesRegex(ValidationError, "registered by a company"):
            self._create_deal(self.dealer_contact)
        with self.assertRaisesRegex(ValidationError, "does not work for"):
            self._create_deal(contact_id=self.customer.id)

    def test_nobody_writes_state_or_dates(self):
        deal = self._create_deal()
        for values in (
            {"state": "approved"},
            {"submitted_at": "2020-01-01 00:00:00"},
            {"protected_until": "2030-01-01"},
            {"lead_id": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                deal.with_user(self.manager).write(values)
        with self.assertRaises(AccessError):
            self.Deal.create({"partner_id": self.dealer.id, "state": "approved"})
        self.assertEqual(deal.state, "submitted")

    def test_approval_protects_for_the_days_of_the_level(self):
        deal = self._approve(self._create_deal())
        self.assertEqual(deal.state, "approved")
        self.assertEqual(deal.protected_from, date(2026, 3, 2))
        # 29 days of March, 30 of April, 31 of May, 30 of June: 120
        self.assertEqual(deal.protected_until, date(2026, 6, 30))
        self.assertEqual(deal.days_left, 120)
        self.assertEqual(deal.decided_by_id, self.manager)

    def test_days_without_a_level_are_those_of_the_settings(self):
        self.env.company.partner_deal_days = 60
        deal = self._approve(self._create_deal(self.agent, manager_id=self.manager.id))
        self.assertEqual(deal.protected_until, date(2026, 5, 1))

    def test_approval_makes_client_and_opportunity(self):
        deal = self._approve(self._create_deal(client_contact="Ann", client_zip="9000"))
        self.assertEqual(deal.client_id.name, "Northern Mills Ltd")
        self.assertEqual(deal.client_id.vat, "BE0477472701")
        self.assertRecordValues(
            deal.lead_id,
            [
                {
                    "type": "opportunity",
                    "name": "New packing line",
                    "partner_id": deal.client_id.id,
                    "partner_assigned_id": self.dealer.id,
                    "partner_deal_id": deal.id,
                    "expected_revenue": 50000,
                    "contact_name": "Ann",
                    "zip": "9000",
                    "user_id": self.manager.id,
                }
            ],
        )

    def test_client_that_is_known_is_taken(self):
        client = self._create_client()
        deal = self._create_deal()
        self.assertEqual(deal.client_id, client)
        self.assertEqual(self._approve(deal).lead_id.partner_id, client)

    def test_only_managers_decide(self):
        deal = self._create_deal()
        user = self._create_employee(
            "deal-user", "partner_portal.group_partner_portal_user"
        )
        for decide in (
            lambda own: own._approve(),
            lambda own: own._decline(self.reason),
            lambda own: own.action_grant_extension(),
            lambda own: own.action_decide(),
        ):
            with self.assertRaises(AccessError):
                decide(deal.with_user(user))

    def test_decline_needs_a_reason_and_frees_the_client(self):
        deal = self._create_deal()
        with self.assertRaisesRegex(UserError, "Choose the reason"):
            deal.with_user(self.manager)._decline(self.reason.browse())
        deal.with_user(self.manager)._decline(self.reason, "Next year perhaps")
        self.assertRecordValues(
            deal,
            [
                {
                    "state": "declined",
                    "reason_id": self.reason.id,
                    "decision_note": "Next year perhaps",
                    "lead_id": False,
                }
            ],
        )
        self.assertFalse(
            self.env["partner.deal.key"].search([("deal_id", "=", deal.id)])
        )

    def test_moves_that_do_not_exist(self):
        """Every pair of states: the move works if and only if it is allowed."""
        states = dict(self.Deal._fields["state"].selection)
        allowed = {
            ("draft", "submitted"),
            ("draft", "withdrawn"),
            ("submitted", "approved"),
            ("submitted", "declined"),
            ("submitted", "withdrawn"),
            ("approved", "won"),
            ("approved", "lost"),
            ("approved", "withdrawn"),
            ("approved", "expired"),
        }
        deal = self._create_deal(submit=False)
        for old in states:
            for new in states:
                deal._write_kept({"state": old})
                if (old, new) in allowed:
                    deal._move(new)
                    self.assertEqual(deal.state, new)
                else:
                    with self.assertRaisesRegex(UserError, "cannot become"):
                        deal._move(new)

    def test_end_of_deal_and_of_opportunity(self):
        deal = self._approve(self._create_deal())
        deal.action_won()
        self.assertEqual(deal.lead_id.won_status, "won")
        other = self._approve(
            self._create_deal(
                client_name="Southern Docks",
                client_vat=False,
                client_email="x@southern.example",
                client_phone=False,
            )
        )
        other._close("lost", self.lost)
        self.assertEqual(other.lead_id.won_status, "lost")
        third = self._approve(
            self._create_deal(
                client_name="Third Yard",
                client_vat=False,
                client_email="x@third.example",
                client_phone=False,
            )
        )
        third.lead_id.action_set_won()
        self.assertEqual(third.state, "won")

    def test_registered_deals_stay(self):
        deal = self._create_deal()
        with self.assertRaisesRegex(UserError, "stays in the history"):
            deal.unlink()
        self._create_deal(submit=False).unlink()

    def test_client_of_a_decided_deal_is_fixed(self):
        deal = self._approve(self._create_deal())
        with self.assertRaisesRegex(UserError, "is decided"):
            deal.with_user(self.manager).client_name = "Somebody else"

    def test_odd_tax_number_does_not_stop_an_approval(self):
        deal = self._create_deal(client_vat="12-not-a-number-9")
        self._approve(deal)
        self.assertEqual(deal.state, "approved")
        self.assertTrue(
            deal.client_id.vat == "12-not-a-number-9"
            or "12-not-a-number-9" in deal.client_id.comment
        )
