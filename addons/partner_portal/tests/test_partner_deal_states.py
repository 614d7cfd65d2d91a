import random

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..models.deals.partner_deal import MOVES, OPEN_STATES, STATES
from .deal_common import NOW, PartnerDealCommon

SEEDS = range(4)
STEPS = 20
ENDED = {key for key, _label in STATES} - set(MOVES)


@tagged("post_install", "-at_install")
class TestPartnerDealStates(PartnerDealCommon):
    """Whatever is done in whatever order: what must hold of deals does.

    Two partners register one client again and again; time goes on between the steps.
    Seeds are fixed, so that what fails once fails always.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_deal_days = 20
        cls.gold.deal_days = 20
        cls.acts = {
            "submit": lambda deal: deal._submit(),
            "approve": lambda deal: deal.with_user(cls.manager)._approve("Sure of it"),
            "decline": lambda deal: deal.with_user(cls.manager)._decline(cls.reason),
            "withdraw": lambda deal: deal._close("withdrawn"),
            "won": lambda deal: deal._close("won"),
            "lost": lambda deal: deal._close("lost", cls.lost),
            "check": lambda deal: deal.action_check(),
            "ask": lambda deal: deal._request_extension("We have met them twice now."),
            "grant": lambda deal: deal.with_user(cls.manager).action_grant_extension(),
            "refuse": lambda deal: deal.with_user(
                cls.manager
            ).action_refuse_extension(),
        }

    def test_what_must_hold_does(self):
        for seed in SEEDS:
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self._play(random.Random(seed))  # noqa: S311
                savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def _play(self, chance):
        day = 0
        deals = self.Deal
        for _step in range(STEPS):
            day += chance.choice((0, 0, 1, 8))
            with freeze_time(Date.add(Date.to_date(NOW[:10]), days=day)):
                if not deals or chance.random() < 0.2:
                    partner = chance.choice((self.dealer, self.rival))
                    deals |= self._create_deal(partner, submit=False)
                if chance.random() < 0.15:
                    self.Deal._expire(deals.filtered_domain(self.Deal._ended_domain()))
                self._act(chance.choice(deals), chance.choice(list(self.acts)))
                self._hold(deals)

    def _act(self, deal, act):
        before = deal.state
        try:
            with self.env.cr.savepoint():
                self.acts[act](deal)
        except UserError:
            self.env.invalidate_all()
            self.assertEqual(deal.state, before, act)
            return
        if deal.state != before:
            self.assertIn(deal.state, MOVES.get(before, ()), act)

    def _hold(self, deals):
        """What must hold after each step."""
        keys = (
            self.env["partner.deal.key"].sudo().search([("deal_id", "in", deals.ids)])
        )
        holding = keys.filtered("holds")
        held = [(one.kind, one.key) for one in holding]
        self.assertEqual(len(held), len(set(held)), "a key is held twice")
        approved = deals.filtered(lambda deal: deal.state == "approved")
        self.assertLessEqual(len(approved), 1, "two partners are protected")
        for deal in deals:
            is_open = deal.state in OPEN_STATES
            self.assertEqual(deal in keys.deal_id, is_open, deal.state)
            self.assertLessEqual(deal.extension_count, 1)
            if deal.state in ENDED:
                self.assertTrue(deal.closed_at)
            if deal.state == "approved":
                self.assertTrue(deal.lead_id.active)
                self.assertEqual(deal.lead_id.partner_assigned_id, deal.partner_id)
                self.assertGreaterEqual(deal.protected_until, deal.protected_from)
                self.assertIn(deal, holding.deal_id)
        waiting = deals.filtered(lambda deal: deal.state == "submitted")
        if waiting and not approved:
            first = min(waiting, key=lambda deal: (deal.submitted_at, deal.id))
            self.assertIn(first, holding.deal_id, "who was first does not hold")
