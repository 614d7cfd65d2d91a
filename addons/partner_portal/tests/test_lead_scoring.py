from odoo.tests import BaseCase, tagged

from ..tools.lead_scoring import Candidate, Criterion, Distribution, Lead, Rule

CRITERIA = tuple(
    Criterion(kind, weight)
    for kind, weight in (
        ("territory", 35),
        ("specialisation", 15),
        ("tier", 10),
        ("type", 10),
        ("load", 10),
        ("speed", 10),
        ("conversion", 10),
        ("share", 10),
    )
)
RULE = Rule(1, CRITERIA, capacity=10)
STRONG = Candidate(1, country_id=1, state_id=11, weight=3, open_count=2, won=3, lost=1)
SMALL = Candidate(2, country_id=1, state_id=12, weight=1, speed=0.2)
LEAD = Lead(7, country_id=1, state_id=11)


@tagged("post_install", "-at_install")
class TestLeadScoring(BaseCase):
    def _scores(self, choice):
        return {one["kind"]: one["score"] for one in choice.scores}

    def test_scores_of_two_partners(self):
        """The sums are made by hand; specialisation and type say nothing here.

        First: 35*0.6 + 10*1 + 10*0.8 + 10*0.5 + 10*4/6 + 10*0.75 = 58.17 of 85.
        Second: 35*0.3 + 10/3 + 10*1 + 10*0.8 + 10*0.5 + 10*0.25 = 39.33 of 85.
        """
        first, second = Distribution([STRONG, SMALL]).choose(LEAD, RULE, 2)
        self.assertEqual((first.candidate_id, second.candidate_id), (1, 2))
        self.assertAlmostEqual(first.score, 68.43)
        self.assertAlmostEqual(second.score, 46.27)
        self.assertEqual(
            self._scores(first),
            {
                "territory": 0.6,
                "tier": 1.0,
                "load": 0.8,
                "speed": 0.5,
                "conversion": 0.6667,
                "share": 0.75,
            },
        )
        self.assertEqual(
            self._scores(second),
            {
                "territory": 0.3,
                "tier": 0.3333,
                "load": 1.0,
                "speed": 0.8,
                "conversion": 0.5,
                "share": 0.25,
            },
        )

    def test_holder_of_the_territory_wins(self):
        lead = Lead(7, country_id=1, state_id=11, holders={2: "Highlands"})
        (choice,) = Distribution([STRONG, SMALL]).choose(lead, RULE)
        self.assertEqual(choice.candidate_id, 2)
        # 35*1 in the place of 35*0.3: (39.33 + 24.5) / 85
        self.assertAlmostEqual(choice.score, 75.1)
        self.assertEqual(choice.scores[0]["territory"], "Highlands")

    def test_specialisation_and_type(self):
        expert = Candidate(3, weight=1, type_id=5, specialisations=frozenset({1}))
        rule = Rule(
            2,
            (Criterion("specialisation", 30), Criterion("type", 10)),
            type_ids=frozenset({5}),
        )
        lead = Lead(7, specialisations=frozenset({1, 2}))
        first, second = Distribution([SMALL, expert]).choose(lead, rule, 2)
        self.assertEqual((first.candidate_id, first.score), (3, 62.5))
        self.assertEqual((second.candidate_id, second.score), (2, 0.0))

    def test_minimum_leaves_partners_out(self):
        rule = Rule(
            3, (Criterion("territory", 10, minimum=1.0), Criterion("load", 1, 0.01)), 2
        )
        distribution = Distribution([STRONG, SMALL])
        self.assertEqual(distribution.choose(LEAD, rule), [])
        held = Lead(7, country_id=1, holders={1: "Coast", 2: "Coast"})
        (choice,) = distribution.choose(held, rule)
        # the first has two open leads, which is all its room
        self.assertEqual(choice.candidate_id, 2)

    def test_excluded_and_only(self):
        distribution = Distribution([STRONG, SMALL])
        lead = Lead(7, country_id=1, excluded=frozenset({1}))
        self.assertEqual(distribution.choose(lead, RULE)[0].candidate_id, 2)
        lead = Lead(7, only=frozenset({2}))
        self.assertEqual(distribution.choose(lead, RULE)[0].candidate_id, 2)
        lead = Lead(7, only=frozenset({9}))
        self.assertEqual(distribution.choose(lead, RULE), [])

    def test_equal_partners_take_turns(self):
        """Ten leads of one place, three equal partners: four, three, three."""
        partners = [Candidate(number, country_id=1) for number in (1, 2, 3)]
        distribution = Distribution(partners)
        given = []
        for number in range(10):
            (choice,) = distribution.choose(Lead(number, country_id=1), RULE)
            distribution.give(choice)
            given.append(choice.candidate_id)
        self.assertEqual(given, [1, 2, 3, 1, 2, 3, 1, 2, 3, 1])

    def test_shares_follow_the_weights(self):
        """By the share alone, weights of 3 and 1 divide 40 leads into 30 and 10."""
        distribution = Distribution([Candidate(1, weight=3), Candidate(2, weight=1)])
        rule = Rule(4, (Criterion("share", 1),))
        given = []
        for number in range(40):
            (choice,) = distribution.choose(Lead(number), rule)
            distribution.give(choice)
            given.append(choice.candidate_id)
        self.assertEqual((given.count(1), given.count(2)), (30, 10))

    def test_no_partner_at_all(self):
        self.assertEqual(Distribution([]).choose(LEAD, RULE), [])
