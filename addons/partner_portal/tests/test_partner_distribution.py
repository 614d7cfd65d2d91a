from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .distribution_common import LATER, NOW, DistributionCommon

#: Statements for offering fifty leads, whatever their number.
BATCH_BUDGET = 45


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerDistribution(DistributionCommon):
    def test_best_partner_is_asked_with_the_reasons(self):
        """30*0.3 + 10*1 + 10*1 of 50 for the dealer: 58; the rival has 10/3 + 10."""
        offer = self._offer()
        self.assertRecordValues(
            offer,
            [
                {
                    "partner_id": self.dealer.id,
                    "rule_id": self.rule.id,
                    "state": "offered",
                    "score": 58.0,
                    "round": 1,
                    "by_hand": False,
                    "opened_at": False,
                }
            ],
        )
        self.assertFalse(offer.lead_id.partner_assigned_id)
        self.assertEqual(offer.lead_id.partner_offer_state, "offered")
        words = offer.explanation
        for text in (
            "sits in the country of the lead",
            "18.0 / 60.0",
            "level with 100 % of the highest weight",
            "0 open leads, room for 10",
            "58.0 / 100",
        ):
            self.assertIn(text, words)

    def test_deadline_counts_working_hours(self):
        """Monday 10:00 and eight hours of work: Tuesday 10:00."""
        self.assertEqual(
            self._offer().deadline, Datetime.to_datetime("2026-03-03 10:00:00")
        )
        friday = "2026-03-06 16:30:00"
        with freeze_time(friday):
            offer = self._offer()
        self.assertEqual(offer.deadline, Datetime.to_datetime("2026-03-09 16:30:00"))

    def test_who_has_no_user_or_no_weight_is_not_asked(self):
        offline = self.offline
        self.assertGreater(offline.partner_weight, 0)
        lead = self._create_free()
        self.dealer.partner_weight = 0
        self.assertEqual(self._offer(lead).partner_id, self.rival)

    def test_territory_decides(self):
        territory = self.env["partner.territory"].create(
            {
                "name": "Flanders",
                "line_ids": [Command.create({"country_id": self.belgium.id})],
            }
        )
        grant = self.env["partner.territory.grant"].create(
            {"territory_id": territory.id, "partner_id": self.rival.id}
        )
        offer = self._offer()
        # 30*1 + 10/3 + 10 of 50 against 29 of 50
        self.assertEqual((offer.partner_id, offer.score), (self.rival, 86.67))
        self.assertIn("holds the territory Flanders", offer.explanation)
        grant.exclusive = True
        self.rival.partner_weight = 0
        lead = self._create_free()
        self.assertFalse(self._offer(lead))
        self.assertEqual(lead.partner_offer_state, "manager")

    def test_specialisation_decides(self):
        field = self.env["partner.specialisation"].create({"name": "Packing"})
        self.rule.criterion_ids = [
            Command.create({"kind": "specialisation", "weight": 100})
        ]
        self.env["partner.specialisation.holder"].create(
            {"specialisation_id": field.id, "partner_id": self.rival.id}
        )
        self.assertEqual(self._offer().partner_id, self.dealer)
        self.rule.specialisation_ids = field
        offer = self._offer()
        self.assertEqual(offer.partner_id, self.rival)
        self.assertIn("has 1 of 1 specialisations", offer.explanation)

    def test_type_decides(self):
        kind = self.env["partner.type"].create({"name": "Fitter"})
        self.rule.write(
            {
                "type_ids": kind.ids,
                "criterion_ids": [Command.create({"kind": "type", "weight": 100})],
            }
        )
        self.rival.channel_type_id = kind
        self.assertEqual(self._offer().partner_id, self.rival)

    def test_history_counts(self):
        """Won leads, answers and shares are read from what has happened."""
        for state in ("won", "won", "lost"):
            self._create_lead(self.dealer, state)
        self._create_lead(self.dealer, "work")
        first = self._offer()
        first.sudo()._open(self.owner)
        with freeze_time("2026-03-02 12:00:00"):
            first.sudo()._accept(self.owner)
        # two of eight hours
        self.assertEqual(first.answer_share, 0.25)
        candidates = {
            one.id: one for one in self.env["crm.lead"]._get_candidates(self.company)
        }
        dealer = candidates[self.dealer.id]
        self.assertEqual(
            (dealer.won, dealer.lost, dealer.open_count, dealer.received, dealer.speed),
            (2, 1, 2, 1, 0.25),
        )
        self.assertEqual(set(candidates), {self.dealer.id, self.rival.id})

    def test_protected_client_goes_to_its_partner_only(self):
        client = self._create_partner(name="Protected Mill")
        deal = self.env["partner.deal"].create(
            {
                "partner_id": self.rival.id,
                "client_name": client.name,
                "client_id": client.id,
                "client_email": "office@mill.example",
                "subject": "Line",
                "date_expected": "2026-06-30",
            }
        )
        deal._submit()
        deal._approve("We talk to them anyhow")
        lead = self._create_free(partner_id=False)
        lead.with_user(self.env.ref("base.user_root")).partner_id = client
        wizard = self._propose(lead)
        self.assertEqual(wizard.line_ids.partner_id, self.rival)
        wizard.line_ids.partner_id = self.dealer
        with self.assertRaisesRegex(UserError, "protected for Rival Dealer"):
            wizard.action_offer()
        self.assertEqual(self._offer(lead).partner_id, self.rival)

    def test_one_lead_is_offered_to_one_partner_at_a_time(self):
        """Whatever two runs do in the same moment, the database takes one offer."""
        offer = self._offer()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            offer.copy({"partner_id": self.rival.id})
        self.assertFalse(offer.lead_id._distribute())

    def test_accepting_assigns_as_core_does(self):
        self.dealer.user_id = self.seller
        offer = self._offer()
        lead = offer.lead_id
        offer.sudo()._accept(self.owner)
        self.assertRecordValues(
            lead,
            [
                {
                    "partner_assigned_id": self.dealer.id,
                    "type": "opportunity",
                    "user_id": self.seller.id,
                    "partner_offer_state": "accepted",
                }
            ],
        )
        self.assertEqual(offer.state, "accepted")
        self.assertEqual(offer.answered_by_id, self.owner)
        with self.assertRaisesRegex(UserError, "takes no answer"):
            offer.sudo()._accept(self.owner)

    def test_declining_asks_the_next_then_us(self):
        offer = self._offer()
        lead = offer.lead_id
        with self.assertRaisesRegex(UserError, "Choose why"):
            offer.sudo()._decline(self.owner, self.env["partner.lead.reason"])
        with self.assertRaisesRegex(UserError, "Say in a few words"):
            offer.sudo()._decline(self.owner, self.vague)
        offer.sudo()._decline(self.owner, self.reason)
        self.assertEqual((offer.state, offer.reason_id), ("declined", self.reason))
        self.assertIn(self.dealer, lead.partner_declined_ids)
        second = lead.partner_offer_ids - offer
        self.assertEqual((second.partner_id, second.round), (self.rival, 2))
        second.sudo()._decline(self.other, self.vague, "We move house")
        self.assertEqual(lead.partner_offer_state, "manager")
        activity = lead.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(activity.summary, "No partner took this lead")
        self.assertIn("Declined: 2, not answered: 0", activity.note)

    def test_no_answer_in_time(self):
        offer = self._offer()
        lead = offer.lead_id
        with freeze_time(LATER):
            with self.assertRaisesRegex(UserError, "time to answer this offer is over"):
                offer.sudo()._accept(self.owner)
            self._run_cron()
        self.assertEqual((offer.state, offer.answer_share), ("expired", 1.0))
        second = lead.partner_offer_ids - offer
        self.assertEqual(second.partner_id, self.rival)
        self.assertEqual(second.deadline, Datetime.to_datetime("2026-03-04 10:30:00"))

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "partner_portal.partner_lead_offer_cron"
            ).method_direct_trigger()

    def test_new_leads_are_offered_where_the_company_wants_it(self):
        self.assertFalse(self._create_free().partner_offer_state)
        self.company.partner_lead_auto = True
        lead = self._create_free()
        ours = self._create_free(partner_assigned_id=self.dealer.id)
        self.assertEqual(lead.partner_offer_state, "queued")
        self.assertFalse(ours.partner_offer_state)
        self._run_cron()
        self.assertEqual(lead.partner_offer_state, "offered")
        self.assertTrue(lead.partner_offer_ids.told_at)
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.owner.partner_id.ids)]
        )
        self.assertEqual(len(mail), 1)
        self.assertNotIn("Northern", f"{mail.subject} {mail.body_html}")

    def test_rules_in_their_order(self):
        big = self._create_rule(
            name="Big leads",
            sequence=1,
            lead_domain="[('expected_revenue', '>', 50000)]",
        )
        leads = self._create_free() | self._create_free(expected_revenue=90000)
        self.assertEqual(
            self.env["partner.lead.rule"]._match_leads(leads),
            {leads[0].id: self.rule, leads[1].id: big},
        )
        self.rule.active = False
        big.lead_domain = "[('expected_revenue', '>', 500000)]"
        self.assertFalse(self._offer(leads))
        self.assertFalse(leads[0].partner_offer_state)

    def test_new_rule_of_the_form_has_the_usual_criteria(self):
        rules = self.env["partner.lead.rule"]
        self.assertFalse(rules.create({"name": "From a file"}).criterion_ids)
        usual = rules.with_context(partner_lead_usual=True).create({"name": "By hand"})
        self.assertEqual(sum(usual.criterion_ids.mapped("weight")), 100)

    def test_bad_rules_are_refused(self):
        for domain in ("[('nothing', '=', 1)]", "no domain", "[('name', '?', 1)]"):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self.rule.lead_domain = domain
        with self.assertRaisesRegex(ValidationError, "by nothing"):
            self.rule.criterion_ids.weight = 0
            self.rule._check_criterion_ids()

    def test_many_leads_are_shared_in_few_statements(self):
        leads = self.env["crm.lead"].browse()
        for number in range(50):
            leads |= self._create_free(name=f"Lead {number}")
        self.rule.write(
            {
                "criterion_ids": [
                    Command.clear(),
                    Command.create({"kind": "share", "weight": 1}),
                ]
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(BATCH_BUDGET):
            offers = leads._distribute()
            self.env.flush_all()
        shares = offers.grouped("partner_id")
        # weights of 3 and 1
        self.assertEqual(len(shares[self.dealer]), 38)
        self.assertEqual(len(shares[self.rival]), 12)

    def test_core_assigns_each_lead_on_its_own(self):
        """Core's own batch gives all leads to the partner of the first one."""
        leads = self._create_free() | self._create_free(country_id=self.latvia.id)
        for lead, place in zip(leads, ((50.8, 4.4), (56.9, 24.1)), strict=True):
            lead.write({"partner_latitude": place[0], "partner_longitude": place[1]})
        for partner, place in ((self.dealer, (50.8, 4.4)), (self.rival, (56.9, 24.1))):
            partner.write({"partner_latitude": place[0], "partner_longitude": place[1]})
        self.offline.partner_weight = 0
        leads.action_assign_partner()
        self.assertEqual(leads.partner_assigned_id, self.dealer | self.rival)
        self.assertEqual(leads[1].partner_assigned_id, self.rival)

    def test_assigning_by_hand_withdraws_the_offer(self):
        offer = self._offer()
        offer.lead_id.partner_assigned_id = self.rival
        self.assertEqual(offer.state, "withdrawn")
        with self.assertRaisesRegex(UserError, "takes no answer"):
            offer.sudo()._accept(self.owner)

    def test_loss_needs_a_reason(self):
        offer = self._offer()
        offer.sudo()._accept(self.owner)
        with self.assertRaisesRegex(UserError, "choose why it is lost"):
            offer.lead_id.action_set_lost()
        with self.assertRaisesRegex(UserError, "Choose why the lead is lost"):
            offer.sudo()._close_lead(False, self.env["crm.lost.reason"])
        reason = self.env["crm.lost.reason"].create({"name": "Too dear"})
        offer.sudo()._close_lead(False, reason)
        self.assertEqual(offer.lead_id.lost_reason_id, reason)
        self.assertEqual(offer.won_status, "lost")

    def test_giving_back_in_cores_way_asks_the_next(self):
        offer = self._offer()
        lead = offer.lead_id
        offer.sudo()._accept(self.owner)
        lead.with_user(self.owner).partner_desinterested(comment="Too far")
        self.assertEqual((offer.state, offer.note), ("returned", "Too far"))
        open_offer = lead.partner_offer_ids.filtered(lambda o: o.state == "offered")
        self.assertEqual(open_offer.partner_id, self.rival)

    def test_merged_leads_keep_their_offers(self):
        first, second = self._offer(), self._offer()
        first.sudo()._decline(self.owner, self.reason)
        leads = first.lead_id | second.lead_id
        offers = leads.partner_offer_ids
        merged = leads.merge_opportunity()
        self.assertEqual(offers.exists().lead_id, merged)

    # ------------------------------------------------------------------ by hand
    def _propose(self, leads, user=None):
        action = leads.with_user(user or self.manager).action_offer_to_partners()
        return (
            self.env["partner.lead.distribute"]
            .with_user(user or self.manager)
            .browse(action["res_id"])
        )

    def test_proposal_is_shown_before_it_is_sent(self):
        free = self._create_free()
        taken = self._create_lead(self.rival)
        wizard = self._propose(free | taken)
        line, obstacle = wizard.line_ids
        self.assertEqual((line.partner_id, line.score), (self.dealer, 58.0))
        self.assertEqual(line.others, "Rival Dealer (25)")
        self.assertIn("sits in the country", line.explanation)
        self.assertEqual(obstacle.obstacle, "Has a partner: Rival Dealer")
        self.assertFalse(self.Offer.search([("lead_id", "=", free.id)]))
        wizard.action_offer()
        offer = self.Offer.search([("lead_id", "=", free.id)])
        self.assertEqual((offer.partner_id, offer.by_hand), (self.dealer, False))
        self.assertTrue(offer.told_at)

    def test_choice_by_hand_is_marked(self):
        wizard = self._propose(self._create_free())
        wizard.line_ids.partner_id = self.rival
        self.assertIn("Chosen by hand", wizard.line_ids.explanation)
        wizard.action_offer()
        offer = wizard.line_ids.lead_id.partner_offer_ids
        self.assertRecordValues(
            offer, [{"partner_id": self.rival.id, "by_hand": True, "score": 0.0}]
        )
        self.assertIn("Chosen by hand", offer.explanation)

    def test_proposal_is_checked_when_it_is_sent(self):
        lead = self._create_free()
        wizard = self._propose(lead)
        again = self._propose(lead)
        wizard.action_offer()
        with self.assertRaisesRegex(UserError, "not free any more"):
            again.action_offer()
        wizard = self._propose(self._create_free())
        wizard.line_ids.partner_id = self.offline
        with self.assertRaisesRegex(UserError, "can answer in the portal"):
            wizard.action_offer()
        wizard.line_ids.partner_id = False
        with self.assertRaisesRegex(UserError, "at least one lead"):
            wizard.action_offer()

    # ------------------------------------------------------------------ rights
    def test_rights(self):
        offer = self._offer()
        clerk = self._create_employee("lead-clerk", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            offer.lead_id.with_user(clerk).action_offer_to_partners()
        with self.assertRaises(AccessError):
            offer.with_user(clerk).read(["state"])
        for user in (self.manager, self.seller):
            with self.assertRaises(AccessError):
                offer.with_user(user).write({"state": "accepted"})
            with self.assertRaises(AccessError):
                self.Offer.with_user(user).create({"lead_id": offer.lead_id.id})
        for user in (self.owner, self.other):
            with self.assertRaises(AccessError):
                offer.with_user(user).read(["scores"])
            with self.assertRaises(AccessError):
                offer.with_user(user).action_withdraw()
        offer.lead_id.user_id = self.manager
        self.dealer.user_id = self.manager
        self.assertFalse(self.Offer.with_user(self.seller).search([]))
        self.assertEqual(self.Offer.with_user(self.manager).search([]), offer)
        offer.with_user(self.manager).action_withdraw()
        self.assertEqual(offer.state, "withdrawn")
        self.assertFalse(offer.lead_id.partner_offer_state)

    def test_offers_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        offer = self._offer()
        offer.company_id = other
        self.assertFalse(self.Offer.with_user(self.manager).search([]))

    # ------------------------------------------------------------------ shares
    def test_shares_by_month(self):
        """March: the dealer has two leads of three, due are 3 of 4."""
        self.offline.active = False
        for state in ("won", "lost"):
            self._create_lead(self.dealer, state)
        self._create_lead(self.rival)
        self._offer().sudo()._decline(self.owner, self.reason)
        self.env.flush_all()
        rows = self.env["partner.lead.share"].search(
            [("company_id", "=", self.company.id)], order="partner_id"
        )
        rows = rows.filtered(lambda row: row.partner_id in self.dealer | self.rival)
        dealer = rows.filtered(lambda row: row.partner_id == self.dealer)
        rival = rows - dealer
        self.assertEqual(
            (dealer.received, dealer.won, dealer.lost, dealer.declined), (2, 1, 1, 1)
        )
        self.assertAlmostEqual(dealer.conversion, 50.0)
        self.assertAlmostEqual(dealer.share, 66.67, 2)
        self.assertAlmostEqual(dealer.due, 75.0)
        self.assertAlmostEqual(dealer.gap, -8.33, 2)
        self.assertAlmostEqual(rival.share, 33.33, 2)
        self.assertEqual((rival.offered, rival.conversion), (1, 0.0))
