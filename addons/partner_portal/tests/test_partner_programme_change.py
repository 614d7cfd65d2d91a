from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .programme_common import NOW, PartnerProgrammeCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerProgrammeChange(PartnerProgrammeCommon):
    """Promotions, demotions, price lists, history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Pricelist = cls.env["product.pricelist"]
        cls.list_gold = Pricelist.create({"name": "List Gold"})
        cls.list_silver = Pricelist.create({"name": "List Silver"})
        cls.list_own = Pricelist.create({"name": "List Agreed"})
        cls.gold.default_pricelist_id = cls.list_gold
        cls.silver.default_pricelist_id = cls.list_silver

    def _changes(self, partner=None, **values):
        domain = [("partner_id", "=", (partner or self.dealer).id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.Change.search(domain)

    def _newcomer(self, **values):
        return self._create_partner(
            name="Newcomer", channel_type_id=self.type_dealer.id, **values
        )

    def _pricelist(self, partner):
        return partner.specific_property_product_pricelist

    # ------------------------------------------------------------------ promotions
    def test_promotion_by_itself(self):
        newcomer = self._newcomer()
        self._sell(newcomer, 21000, "2026-02-01")
        self._evaluate()
        self.assertEqual(newcomer.grade_id, self.silver)
        self.assertEqual(self._pricelist(newcomer), self.list_silver)
        self.assertRecordValues(
            self._changes(newcomer),
            [
                {
                    "state": "applied",
                    "direction": "up",
                    "origin": "evaluation",
                    "from_grade_id": False,
                    "to_grade_id": self.silver.id,
                    "applied_on": date(2026, 3, 2),
                    "programme_id": self.programme.id,
                }
            ],
        )
        self.assertIn("21,000.00", self._changes(newcomer).reason)

    def test_promotion_waits_for_a_manager(self):
        self.programme.promotion_approval = True
        newcomer = self._newcomer(user_id=self.manager.id)
        self._sell(newcomer, 21000, "2026-02-01")
        self._evaluate()
        change = self._changes(newcomer)
        self.assertEqual(change.state, "proposed")
        self.assertEqual(change.activity_ids.user_id, self.manager)
        self.assertFalse(newcomer.grade_id)
        self._evaluate()
        self.assertEqual(len(self._changes(newcomer)), 1)
        with self.assertRaises(AccessError):
            change.with_user(self.worker)._confirm()
        wizard = self.env["partner.tier.decide"].with_user(self.manager)
        wizard = wizard.create(
            {"change_ids": change.ids, "note": "Welcome", "decision": "confirm"}
        )
        wizard.action_apply()
        self.assertEqual(newcomer.grade_id, self.silver)
        self.assertRecordValues(
            change,
            [
                {
                    "state": "applied",
                    "note": "Welcome",
                    "decided_by_id": self.manager.id,
                }
            ],
        )
        self.assertFalse(change.activity_ids)
        with self.assertRaisesRegex(UserError, "decided already"):
            change.with_user(self.manager)._confirm()

    def test_declined_promotion_comes_back_with_the_next_period(self):
        self.programme.promotion_approval = True
        newcomer = self._newcomer()
        self._sell(newcomer, 21000, "2026-02-01")
        self._evaluate()
        self._changes(newcomer).with_user(self.manager)._decline("Later")
        self._evaluate()
        self.assertFalse(self._changes(newcomer, state="proposed"))
        with freeze_time("2026-04-01 03:00:00"):
            self._evaluate()
            self.assertTrue(self._changes(newcomer, state="proposed"))

    def test_promotion_when_the_period_begins(self):
        self.programme.promotion = "period"
        self._evaluate()  # the first night counts as the review of this quarter
        newcomer = self._newcomer()
        self._sell(newcomer, 21000, "2026-02-01")
        self._evaluate()
        self.assertFalse(newcomer.grade_id)
        with freeze_time("2026-04-01 03:00:00"):
            self._evaluate()
            self.assertEqual(newcomer.grade_id, self.silver)

    def test_proposal_is_withdrawn_when_its_ground_is_gone(self):
        self.programme.promotion_approval = True
        newcomer = self._newcomer()
        invoice = self._sell(newcomer, 21000, "2026-02-01")
        self._evaluate()
        invoice.button_draft()
        self._evaluate()
        self.assertRecordValues(
            self._changes(newcomer),
            [
                {"state": "proposed", "to_grade_id": self.bronze.id},
                {"state": "obsolete", "to_grade_id": self.silver.id},
            ],
        )

    # ------------------------------------------------------------------ demotions
    def test_demotion_after_grace_and_approval(self):
        """Below from 21 March, checked on 31 March, 30 days of grace: lost on 1 May."""
        self._sell(self.dealer, 30000, "2025-03-20")
        self._sell(self.dealer, 25000, "2025-09-01")
        self._evaluate()
        with freeze_time("2026-03-21 03:00:00"):
            self._evaluate()
        with freeze_time("2026-04-30 03:00:00"):
            self._evaluate()
            self.assertFalse(self._changes(direction="down"))
        with freeze_time("2026-05-01 03:00:00"):
            self._evaluate()
            change = self._changes(direction="down")
            self.assertRecordValues(
                change,
                [
                    {
                        "state": "proposed",
                        "from_grade_id": self.gold.id,
                        "to_grade_id": self.silver.id,
                    }
                ],
            )
            change.with_user(self.manager)._decline()
            self._evaluate()
            self.assertFalse(self._changes(state="proposed"))
            # declined in the second quarter: its end, and the grace, count anew
            self.assertEqual(self._progress().loss_date, date(2026, 7, 31))
        with freeze_time("2026-07-31 03:00:00"):
            self._evaluate()
            self._changes(state="proposed").with_user(self.manager)._confirm()
            self.assertEqual(self.dealer.grade_id, self.silver)
            # 25,000 of 1 September leave the 12 months before the check of 30 September
            self.assertEqual(self._progress().status, "risk")

    def test_demotion_without_approval_and_without_any_tier(self):
        self.programme.write({"demotion_approval": False, "grace_days": 0})
        self._require(self.bronze, 10)
        self._evaluate()
        with freeze_time("2026-04-01 03:00:00"):
            self._evaluate()
            self.assertFalse(self.dealer.grade_id)
            self.assertEqual(self._progress().status, "none")

    def test_confirmed_for_a_later_day(self):
        self._evaluate()
        change = self.Change.create(
            {"partner_id": self.dealer.id, "to_grade_id": self.silver.id}
        )
        change.with_user(self.manager)._confirm(date=date(2026, 4, 1))
        self.assertEqual(change.state, "confirmed")
        self.assertEqual(self.Change._apply_due(), 0)
        with freeze_time("2026-04-01 03:00:00"):
            self.assertEqual(self.Change._apply_due(), 1)
            self.assertEqual(self.dealer.grade_id, self.silver)

    # ------------------------------------------------------------------ warning
    def test_warning_in_time_and_once(self):
        """On 2 March the tier is lost in 60 days: two ways with their amounts."""
        self._sell(self.dealer, 30000, "2025-03-20")
        self._sell(self.dealer, 25000, "2025-09-01")
        with freeze_time("2026-03-01 03:00:00"):
            self._evaluate()
            self.assertEqual(self.programme.sudo()._warn(), 0)  # 61 days
        self._evaluate()
        self.assertEqual(self.programme.sudo()._warn(), 1)
        self.assertEqual(self.programme.sudo()._warn(), 0)
        progress = self._progress()
        self.assertTrue(progress.is_warned)
        self.assertEqual(self.Progress.search([("is_warned", "=", True)]), progress)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn(self.dealer, mail.recipient_ids)
        self.assertEqual(mail.subject, "You lose Gold on 05/01/2026, in 60 days")
        for text in ("Two ways to keep it", "25,000.00", "5,000.00", "3 more"):
            self.assertIn(text, mail.body_html)

    # ------------------------------------------------------------------ price lists
    def test_negotiated_price_list_survives(self):
        self.dealer.specific_property_product_pricelist = self.list_own
        self.dealer.with_user(self.manager).grade_id = self.silver
        self.assertEqual(self._pricelist(self.dealer), self.list_own)
        note = self.dealer.message_ids[:1].body
        self.assertIn("List Agreed stays", note)
        self.assertIn("List Silver", note)

    def test_price_list_follows_the_tier(self):
        self.dealer.grade_id = False
        self.dealer.grade_id = self.gold
        self.assertEqual(self._pricelist(self.dealer), self.list_gold)
        self.dealer.grade_id = self.silver
        self.assertEqual(self._pricelist(self.dealer), self.list_silver)
        self.assertIn(
            "List Silver instead of List Gold", self.dealer.message_ids[0].body
        )
        self.dealer.grade_id = self.bronze  # it has no list of its own
        self.assertFalse(self._pricelist(self.dealer))

    def test_same_tier_again_changes_nothing(self):
        self.dealer.specific_property_product_pricelist = self.list_own
        before = self._changes()
        self.dealer.grade_id = self.gold
        self.assertEqual(self._pricelist(self.dealer), self.list_own)
        self.assertEqual(self._changes(), before)

    def test_decision_replaces_the_list_when_asked(self):
        self.dealer.specific_property_product_pricelist = self.list_own
        change = self.Change.create(
            {"partner_id": self.dealer.id, "to_grade_id": self.silver.id}
        )
        self.assertTrue(change.is_negotiated)
        change.with_user(self.manager)._confirm(replace=True)
        self.assertEqual(self._pricelist(self.dealer), self.list_silver)
        self.assertIn(
            "List Silver instead of List Agreed", self.dealer.message_ids[0].body
        )

    def test_chosen_list_is_checked_by_core(self):
        with self.assertRaisesRegex(UserError, "two different pricelists"):
            self.dealer.write(
                {
                    "grade_id": self.silver.id,
                    "specific_property_product_pricelist": self.list_own.id,
                }
            )

    def test_context_from_outside_replaces_nothing(self):
        self.dealer.specific_property_product_pricelist = self.list_own
        self.dealer.with_context(
            partner_tier_pricelist=True, partner_tier_applying=True
        ).grade_id = self.silver
        self.assertEqual(self._pricelist(self.dealer), self.list_own)
        self.assertEqual(self._changes()[0].to_grade_id, self.silver)

    def test_many_at_once_each_by_its_own_list(self):
        other = self._newcomer()
        self.dealer.specific_property_product_pricelist = self.list_own
        (self.dealer | other).grade_id = self.silver
        self.assertEqual(self._pricelist(self.dealer), self.list_own)
        self.assertEqual(self._pricelist(other), self.list_silver)

    # ------------------------------------------------------------------ history
    def test_history_of_what_is_set_by_hand_and_by_orders(self):
        self.assertRecordValues(
            self._changes(),
            [{"origin": "manual", "state": "applied", "from_grade_id": False}],
        )
        self.dealer.grade_id = self.silver
        product = self.env["product.product"].create(
            {
                "name": "Membership",
                "type": "service",
                "service_tracking": "partnership",
                "grade_id": self.gold.id,
            }
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_confirm()
        self.assertRecordValues(
            self._changes()[:2],
            [
                {"origin": "order", "direction": "up", "to_grade_id": self.gold.id},
                {
                    "origin": "manual",
                    "direction": "down",
                    "to_grade_id": self.silver.id,
                },
            ],
        )

    def test_history_stays_as_it_is(self):
        change = self._changes()
        with self.assertRaisesRegex(UserError, "history of tiers"):
            change.unlink()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            change.to_grade_id = self.silver
        with self.assertRaisesRegex(AccessError, "follows from its decision"):
            change.write({"state": "proposed"})
        with self.assertRaisesRegex(AccessError, "follows from its decision"):
            self.Change.create(
                {
                    "partner_id": self.dealer.id,
                    "to_grade_id": self.silver.id,
                    "state": "applied",
                }
            )
        with self.assertRaisesRegex(ValidationError, "has this tier already"):
            self.Change.create(
                {"partner_id": self.dealer.id, "to_grade_id": self.gold.id}
            )

    def test_set_by_hand_ends_what_waits(self):
        change = self.Change.create(
            {"partner_id": self.dealer.id, "to_grade_id": self.silver.id}
        )
        self.dealer.grade_id = self.bronze
        self.assertEqual(change.state, "obsolete")
