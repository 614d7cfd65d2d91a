from odoo.tests import freeze_time, tagged

from .common import day
from .lifecycle_common import LifecycleCommon

#: stays worked out by hand: (client, stages with the day of entry; the last goes on)
STAYS = (
    ("A", ("interest", -40), ("evaluation", -30), ("purchase", -10)),
    ("B", ("interest", -100), ("purchase", -80)),
    ("C", ("interest", -60), ("attraction", -55)),
    (
        "D",
        ("interest", -5),
    ),
    ("E", ("purchase", -90), ("sleeping", -20), ("won_back", -10)),
)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientLifecycleReport(LifecycleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {}
        for name, *stays in STAYS:
            client = cls.people[name] = cls._client(name)
            cls._stays(client, stays)
        cls.stays = cls.env["client.lifecycle.stay"]
        cls.within = [("partner_id", "in", [c.id for c in cls.people.values()])]

    @classmethod
    def _stays(cls, client, stays):
        for (code, begin), (following, end) in zip(stays, stays[1:], strict=False):
            cls.transitions.create(
                {
                    "partner_id": client.id,
                    "company_id": cls.company.id,
                    "from_stage_id": cls.stages[code].id,
                    "to_stage_id": cls.stages[following].id,
                    "entered": day(begin),
                    "date": day(end),
                    "days": end - begin,
                    "reason": "rule",
                }
            )
        code, begin = stays[-1]
        cls.states.create(
            {
                "partner_id": client.id,
                "company_id": cls.company.id,
                "stage_id": cls.stages[code].id,
                "since": day(begin),
            }
        )

    def test_conversion_and_time_by_hand(self):
        groups = {
            stage.code: values
            for stage, *values in self.stays._read_group(
                self.within,
                ["stage_id"],
                [
                    "__count",
                    "is_over:sum",
                    "forward_rate:avg",
                    "forward_rate_ended:avg",
                    "days:avg",
                    "days_median:avg",
                ],
            )
        }
        # interest: A 10 days forward, B 20 forward, C 5 back, D 5 going on
        self.assertEqual(groups["interest"][:2], [4, 3])
        self.assertAlmostEqual(groups["interest"][2], 2 / 4)
        self.assertAlmostEqual(groups["interest"][3], 2 / 3)
        self.assertAlmostEqual(groups["interest"][4], 40 / 4)
        self.assertAlmostEqual(groups["interest"][5], 7.5)
        # sleeping: E came back after 10 days, which is forward
        self.assertEqual(groups["sleeping"], [1, 1, 1.0, 1.0, 10.0, 10.0])
        # purchase: A and B still there, E fell asleep
        self.assertEqual(groups["purchase"][:4], [3, 1, 0.0, 0.0])

    def test_totals_are_rates_over_all_stays(self):
        [(count, rate, ended, median)] = self.stays._read_group(
            self.within,
            [],
            [
                "__count",
                "forward_rate:avg",
                "forward_rate_ended:avg",
                "days_median:avg",
            ],
        )
        # forward: A twice, B, E back from sleep; ended: they, C and E's purchase
        self.assertEqual(count, 11)
        self.assertAlmostEqual(rate, 4 / 11)
        self.assertAlmostEqual(ended, 4 / 6)
        # 5 5 10 10 10 10 20 20 55 70 80
        self.assertEqual(median, 10)

    def test_transitions_from_to(self):
        groups = {
            (before.code, after.code): count
            for before, after, count in self.transitions._read_group(
                self.within, ["from_stage_id", "to_stage_id"], ["__count"]
            )
        }
        self.assertEqual(
            groups,
            {
                ("interest", "evaluation"): 1,
                ("interest", "purchase"): 1,
                ("interest", "attraction"): 1,
                ("evaluation", "purchase"): 1,
                ("purchase", "sleeping"): 1,
                ("sleeping", "won_back"): 1,
            },
        )

    def _call(self, client, date, done=True):
        activity = client.activity_schedule(
            "mail.mail_activity_data_call", date_deadline=day(date)
        )
        if done:
            activity.action_done()
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE mail_activity SET date_done = %s WHERE id = %s",
                [day(date), activity.id],
            )
        return activity

    def _effect(self, stage, kind="mail.mail_activity_data_call"):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["client.lifecycle.effect"].search(
            [
                ("stage_id", "=", self.stages[stage].id),
                ("activity_type_id", "=", self.env.ref(kind).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def test_what_worked_counts_cases_with_and_without(self):
        self._call(self.people["A"], -35)  # during his interest
        self._call(self.people["B"], -70)  # after it
        self._call(self.people["C"], -57)  # during it, and he went back
        self._call(self.people["D"], -3, done=False)  # only planned
        effect = self._effect("interest")
        self.assertEqual((effect.with_count, effect.without_count), (2, 2))
        self.assertAlmostEqual(effect.with_rate, 1 / 2)
        self.assertAlmostEqual(effect.without_rate, 1 / 2)
        self.assertAlmostEqual(effect.difference, 0)
        self.assertFalse(effect.is_enough)
        self.assertIn("2", effect.note)
        self.assertIn("30", effect.note)

    def test_note_speaks_from_enough_cases_on(self):
        self.company.client_influence_min_cases = 2
        self._call(self.people["A"], -35)
        self._call(self.people["B"], -85)
        effect = self._effect("interest")
        self.assertTrue(effect.is_enough)
        self.assertAlmostEqual(effect.difference, 1)
        self.assertIn("More", effect.note)

    def test_held_meeting_is_an_influence(self):
        self._meeting(self.people["A"], -35)
        effect = self._effect("interest", "mail.mail_activity_data_meeting")
        self.assertEqual((effect.with_count, effect.without_count), (1, 3))

    def test_board_adds_money_up(self):
        client = self.people["A"]
        self._invoice(client, 300, -5, invoice_date_due=day(-1))
        self._invoice(self.people["B"], 50, -400, invoice_date_due=day(30))
        self.figures._rebuild()
        groups = {
            stage.code: tuple(values)
            for stage, *values in self.states._read_group(
                self.within,
                ["stage_id"],
                ["turnover_12m:sum", "receivable_overdue:sum", "worth:sum"],
            )
        }
        # goods cost 60 each; B bought one for 50
        self.assertEqual(groups["purchase"], (300, 300, 230))
        states = self.states.search(
            [*self.within, ("worth", "!=", 0)], order="worth desc"
        )
        self.assertEqual(states.mapped("worth"), [240, -10])
        self.assertEqual(states[0].attention, "overdue")
        bar = self.states.read_progress_bar(
            self.within,
            "stage_id",
            {"field": "attention", "colors": {"overdue": "danger", "idle": "warning"}},
        )
        self.assertEqual(sum(row["overdue"] for row in bar.values()), 1)
        self.assertEqual(sum(row["idle"] for row in bar.values()), 4)
        self.assertEqual(
            self.states.search([*self.within, ("turnover_12m", ">", 0)]).partner_id,
            client,
        )
        self.assertEqual(
            self.states.search_count(
                [*self.within, ("last_purchase_date", "=", False)]
            ),
            3,
        )
