from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, freeze_time, tagged

from ..tools import tier_period
from .programme_common import NOW, PartnerProgrammeCommon


class TestTierPeriod(BaseCase):
    def test_ends_of_periods(self):
        day = date(2026, 5, 17)
        for months, first, last in (
            (1, date(2026, 5, 1), date(2026, 5, 31)),
            (3, date(2026, 4, 1), date(2026, 6, 30)),
            (6, date(2026, 1, 1), date(2026, 6, 30)),
            (12, date(2026, 1, 1), date(2026, 12, 31)),
        ):
            with self.subTest(months=months):
                self.assertEqual(tier_period.start(day, months), first)
                self.assertEqual(tier_period.end(day, months), last)
        self.assertEqual(tier_period.end(date(2026, 12, 31), 3), date(2026, 12, 31))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerProgramme(PartnerProgrammeCommon):
    """Where partners stand, with numbers by hand."""

    def test_kept_now_and_lost_on_the_check(self):
        """30,000 of the 55,000 are bought on 20 March 2025 and leave the 12 months
        before the check of 31 March: 25,000 are left, 25,000 are missing."""
        self._sell(self.dealer, 30000, "2025-03-20")
        self._sell(self.dealer, 25000, "2025-09-01")
        self._evaluate()
        self.assertRecordValues(
            self._progress(),
            [
                {
                    "grade_id": self.gold.id,
                    "reached_id": self.gold.id,
                    "next_id": False,
                    "status": "risk",
                    "below_since": False,
                    "check_date": date(2026, 3, 31),
                    "loss_date": date(2026, 5, 1),
                }
            ],
        )
        self.assertRecordValues(
            self._line(self.by_turnover) | self._line(self.by_less),
            [
                {
                    "value": 55000,
                    "value_ahead": 25000,
                    "missing": 0,
                    "missing_ahead": 25000,
                    "is_met": True,
                    "is_met_ahead": False,
                },
                {
                    "value": 55000,
                    "value_ahead": 25000,
                    "missing": 0,
                    "missing_ahead": 5000,
                    "is_met": True,
                    "is_met_ahead": False,
                },
            ],
        )
        self.assertRecordValues(
            self._line(self.by_deals), [{"value": 0, "missing": 3, "is_met": False}]
        )

    def test_below_since_the_day_it_fell(self):
        """On 21 March the 30,000 are gone: below; the check is at the end of grace."""
        self._sell(self.dealer, 30000, "2025-03-20")
        self._sell(self.dealer, 25000, "2025-09-01")
        self._evaluate()
        with freeze_time("2026-03-21 03:00:00"):
            self._evaluate()
            self.assertRecordValues(
                self._progress(),
                [
                    {
                        "status": "below",
                        "reached_id": self.silver.id,
                        "below_since": date(2026, 3, 21),
                        "check_date": date(2026, 4, 30),
                        "loss_date": date(2026, 5, 1),
                    }
                ],
            )
        with freeze_time("2026-04-10 03:00:00"):
            self._sell(self.dealer, 25000, "2026-04-09")
            self._evaluate()
            self.assertRecordValues(
                self._progress(),
                [
                    {
                        "status": "kept",
                        "below_since": False,
                        "check_date": date(2026, 6, 30),
                        "loss_date": False,
                    }
                ],
            )

    def test_one_way_of_several_is_enough(self):
        self._sell(self.dealer, 30000, "2026-02-01")
        for number in range(3):
            self.env["partner.deal"].create(
                {
                    "partner_id": self.dealer.id,
                    "client_name": f"Client {number}",
                }
            )._write_kept({"state": "won", "closed_at": "2026-02-10 10:00:00"})
        self._evaluate()
        self.assertEqual(self._progress().status, "kept")
        self.assertEqual(self._line(self.by_deals).value, 3)
        self.assertEqual(self._line(self.by_turnover).missing, 20000)

    def test_way_zero_holds_in_every_way(self):
        always = self._require(self.gold, 1, way=0, measure="certificates")
        self._sell(self.dealer, 60000, "2026-02-01")
        self._evaluate()
        self.assertEqual(self._progress().status, "below")
        course = self._create_course("Tier course")
        certificate = self._certify(self.dealer, "Ann", course, "2026-04-15")
        self._evaluate()
        self.assertEqual(self._progress().status, "kept")
        self.assertEqual(self._line(always).value_ahead, 1)
        certificate.date_expiry = "2026-03-30"  # before the check of 31 March
        self._evaluate()
        self.assertRecordValues(
            self._line(always), [{"value": 1, "value_ahead": 0, "missing_ahead": 1}]
        )
        self.assertEqual(self._progress().status, "risk")
        certificate.person_id.active = False
        self._evaluate()
        self.assertEqual(self._line(always).value, 0)

    def test_growth_margin_satisfaction_and_figures_of_our_own(self):
        """70,000 after 56,000 is growth of 25 %; 56,000 * 1.3 - 70,000 = 2,800 are
        missing for 30 %. A cost of 800 leaves 69,200 of margin."""
        growth = self._require(self.silver, 30, way=3, measure="growth")
        margin = self._require(self.silver, 69200, way=3, measure="margin")
        satisfaction = self._require(self.silver, 4.5, way=3, measure="satisfaction")
        audit = self.env["partner.tier.figure"].create({"name": "Audit"})
        points = self._require(
            self.silver, 80, way=3, measure="figure", figure_id=audit.id
        )
        late = self.env["partner.tier.figure"].create(
            {
                "name": "Invoices",
                "field_id": self.env.ref(
                    "client_accounting.field_client_figures__invoice_count"
                ).id,
            }
        )
        at_most = self._require(
            self.silver, 1, way=3, measure="figure", figure_id=late.id, operator="most"
        )
        self.product_a.standard_price = 800
        self._sell(self.dealer, 70000, "2026-02-01")
        self._sell(self.dealer, 56000, "2025-01-15")
        value = self.env["partner.tier.figure.value"].create(
            {
                "figure_id": audit.id,
                "partner_id": self.dealer.id,
                "date": "2026-01-01",
                "date_until": "2026-03-30",
                "value": 85,
            }
        )
        value.copy({"date": "2025-06-01", "value": 95})
        for rating in (5, 3):
            self.env["rating.rating"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.customer.id,
                    "rated_partner_id": self.dealer_contact.id,
                    "rating": rating,
                    "consumed": True,
                }
            )
        self._evaluate()
        self.assertRecordValues(
            self._line(growth), [{"value": 25, "missing": 2800, "is_met": False}]
        )
        self.assertRecordValues(self._line(margin), [{"value": 69200, "is_met": True}])
        self.assertRecordValues(
            self._line(satisfaction), [{"value": 4, "missing": 0.5, "is_met": False}]
        )
        self.assertRecordValues(
            self._line(points),
            [{"value": 85, "value_ahead": 0, "missing_ahead": 80, "is_met": True}],
        )
        self.assertRecordValues(
            self._line(at_most), [{"value": 2, "missing": 1, "is_met": False}]
        )

    def test_margin_and_growth_of_the_check(self):
        """What leaves the 12 months takes its cost with it and becomes the year before:
        of 10,000 less 200 the 4,000 less 100 leave until 31 March."""
        margin = self._require(self.silver, 1, measure="margin")
        growth = self._require(self.silver, 0, measure="growth")
        self.product_a.standard_price = 100
        self._sell(self.dealer, 4000, "2025-03-10")
        self._sell(self.dealer, 6000, "2025-10-10")
        self._sell(self.dealer, 1000, "2024-03-20")  # leaves the year before
        self._sell(self.dealer, 2000, "2024-10-10")
        self._evaluate()
        self.assertRecordValues(
            self._line(margin), [{"value": 9800, "value_ahead": 5900}]
        )
        # today 10,000 after 3,000: 233.33 %; then 6,000 after 2,000 + 4,000: 0 %
        self.assertRecordValues(
            self._line(growth), [{"value": 233.33, "value_ahead": 0}]
        )

    def test_nothing_before_and_nobody_asked(self):
        growth = self._require(self.silver, 10, measure="growth")
        satisfaction = self._require(self.silver, 4, measure="satisfaction")
        self._evaluate()
        self.assertFalse(self._line(growth).is_met)
        self.assertTrue(self._line(satisfaction).is_met)
        self._sell(self.dealer, 10, "2026-02-01")
        self._evaluate()
        self.assertTrue(self._line(growth).is_met)

    def test_who_takes_part(self):
        """The type decides; without one a programme without types that has the tier."""
        other = self.programme.copy({"name": "Others", "type_ids": False})
        self.agent.grade_id = self.silver
        self._evaluate()
        self.assertEqual(self._progress().programme_id, self.programme)
        self.assertEqual(self._progress(self.agent).programme_id, other)
        self.assertFalse(self._progress(self.customer))
        self.agent.grade_id = False
        self._evaluate()
        self.assertFalse(self._progress(self.agent))
        self.agent.channel_type_id = self.type_dealer
        self._evaluate()
        self.assertRecordValues(
            self._progress(self.agent),
            [{"programme_id": self.programme.id, "grade_id": self.bronze.id}],
        )

    def test_invoices_of_contacts_count_and_drafts_do_not(self):
        self._sell(self.dealer_contact, 100, "2026-02-01")
        self._create_invoice_one_line(
            price_unit=7.0, partner_id=self.dealer, invoice_date="2026-02-01"
        )
        self._evaluate()
        self.assertEqual(self._line(self.by_turnover).value, 100)

    def test_nothing_is_written_when_nothing_changed(self):
        self._sell(self.dealer, 60000, "2026-02-01")
        self._evaluate()

        def versions():
            self.env.cr.execute(
                """SELECT array_agg(ctid::text) FROM partner_tier_progress
                    UNION ALL
                   SELECT array_agg(ctid::text) FROM partner_tier_progress_line"""
            )
            return self.env.cr.fetchall()

        before = versions()
        self.programme._evaluate()
        self.assertEqual(versions(), before)
        self.assertTrue(all(before[0]) and all(before[1]))

    def test_evaluation_takes_the_same_queries_for_many(self):
        self._evaluate()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            self.programme._evaluate()
        for number in range(30):
            self._create_partner(
                name=f"Many {number}", channel_type_id=self.type_dealer.id
            )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            self.programme._evaluate()

    def test_configuration_is_checked(self):
        with self.assertRaisesRegex(ValidationError, "has requirements or benefits"):
            self.programme.grade_ids = [Command.unlink(self.gold.id)]
        with self.assertRaisesRegex(ValidationError, "Choose the figure"):
            self._require(self.gold, 1, measure="figure")
        with self.assertRaisesRegex(ValidationError, "At most"):
            self._require(self.gold, 1, operator="most")
        with self.assertRaisesRegex(ValidationError, "never shown to partners"):
            self.env["partner.tier.figure"].create(
                {
                    "name": "Margin",
                    "field_id": self.env.ref(
                        "client_accounting.field_client_figures__margin_12m"
                    ).id,
                }
            )

    def test_only_managers_configure_and_evaluate(self):
        with self.assertRaises(AccessError):
            self.programme.with_user(self.worker).name = "Mine"
        with self.assertRaisesRegex(AccessError, "evaluated by channel managers"):
            self.programme.with_user(self.worker).action_evaluate()
        self.programme.with_user(self.manager).action_evaluate()
        self.assertEqual(self.programme.evaluated_on, date(2026, 3, 2))
