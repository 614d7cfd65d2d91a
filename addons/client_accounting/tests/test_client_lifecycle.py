from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import day
from .lifecycle_common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestClientLifecycle(LifecycleCommon):
    """Histories worked out by hand; the default rules of the data."""

    def test_way_to_the_first_purchase(self):
        self._decide("2026-01-01")
        self.assertEqual(self._stage(), "attraction")
        with freeze_time("2026-01-05 10:00:00"):
            self._lead(self.person, 500)
        self._decide("2026-01-05")
        self.assertEqual(self._stage(), "interest")
        with freeze_time("2026-01-20 10:00:00"):
            self._order(self.person, 300, confirm=False)
        self._decide("2026-01-20")
        self.assertEqual(self._stage(), "evaluation")
        self._bought(self.client, "2026-02-01")
        self._decide("2026-02-01")
        self.assertEqual(self._stage(), "purchase")
        self.assertEqual(
            self._path(),
            [
                ("attraction", "interest", "2026-01-05", "rule"),
                ("interest", "evaluation", "2026-01-20", "rule"),
                ("evaluation", "purchase", "2026-02-01", "rule"),
            ],
        )
        state = self._state()
        self.assertEqual(state.since, day("2026-02-01"))
        self.assertEqual(state.previous_stage_id.code, "evaluation")
        last = self.transitions.search([("partner_id", "=", self.client.id)], limit=1)
        self.assertEqual((last.entered, last.days), (day("2026-01-20"), 12))

    def test_own_interval_decides_on_sleep(self):
        # every 30 days: two intervals after 2 March is 1 May
        self._bought(self.client, "2026-01-01", "2026-01-31", "2026-03-02")
        for date, stage in (
            ("2026-03-02", "loyalty"),
            ("2026-05-01", "loyalty"),
            ("2026-05-02", "sleeping"),
            # 180 days are six intervals, one more day is more than six
            ("2026-08-29", "sleeping"),
            ("2026-08-30", "lost"),
        ):
            with self.subTest(date=date):
                self._decide(date)
                self.assertEqual(self._stage(), stage)

    def test_one_time_buyer_sleeps_by_the_interval_of_the_company(self):
        self._bought(self.client, "2026-01-01")
        self._bought(self.stranger, "2026-01-01", company=self.other_company)
        self.other_company.client_interval_default = 30
        self._decide("2026-03-02")  # 60 days
        self._decide("2026-03-02", company=self.other_company)
        self.assertEqual(self._stage(), "purchase")
        self.assertEqual(self._stage(self.stranger, self.other_company), "purchase")
        self._decide("2026-03-03")
        self._decide("2026-03-03", company=self.other_company)
        self.assertEqual(self._stage(), "purchase")
        self.assertEqual(self._stage(self.stranger, self.other_company), "sleeping")
        self._decide("2026-06-30")  # 180 days, two intervals of 90
        self.assertEqual(self._stage(), "purchase")
        self._decide("2026-07-01")
        self.assertEqual(self._stage(), "sleeping")

    def test_shortest_interval_counts_for_daily_buyers(self):
        self._bought(self.client, "2026-01-01", "2026-01-02", "2026-01-03")
        self._decide("2026-01-31")  # 28 days, two of the shortest interval
        self.assertNotEqual(self._stage(), "sleeping")
        self._decide("2026-02-01")
        self.assertEqual(self._stage(), "sleeping")

    def test_border_does_not_flap(self):
        # on 20 April, 49 days are 1.63 intervals: too long to become loyal, short
        # enough to stay it
        self._bought(self.client, "2026-01-01", "2026-01-31", "2026-03-02")
        self._bought(self.stranger, "2026-01-01", "2026-01-31", "2026-03-02")
        self._decide("2026-04-16", self.client)  # 45 days: 1.5
        self.assertEqual(self._stage(), "loyalty")
        for date in ("2026-04-17", "2026-04-20", "2026-04-30", "2026-05-01"):
            self._decide(date)
            with self.subTest(date=date):
                self.assertEqual(self._stage(), "loyalty")
                self.assertEqual(self._stage(self.stranger), "purchase")
        self.assertEqual(self._path(), [])
        # asleep he stays asleep until less than 1.5 intervals have passed
        self._decide("2026-05-02")
        self.assertEqual(self._stage(), "sleeping")
        self._decide("2026-05-01")
        self.assertEqual(self._stage(), "sleeping")

    def test_won_back_needs_a_purchase_after_sleep(self):
        self._bought(self.client, "2026-01-01", "2026-01-31", "2026-03-02")
        self._decide("2026-05-02")
        self._decide("2026-05-09")
        self.assertEqual(self._stage(), "sleeping")
        self._bought(self.client, "2026-05-10")
        self._decide("2026-05-10")
        self.assertEqual(self._stage(), "won_back")
        # 4 purchases in 129 days: 43 days; he buys on, and stays 90 days at most
        self._bought(self.client, "2026-06-20")
        self._decide("2026-08-07")
        self.assertEqual(self._stage(), "won_back")
        self._decide("2026-08-08")
        self.assertEqual(self._stage(), "loyalty")
        self.assertEqual(
            self._path(),
            [
                ("sleeping", "won_back", "2026-05-10", "rule"),
                ("won_back", "loyalty", "2026-08-08", "rule"),
            ],
        )

    def test_invoice_dated_back_is_no_return(self):
        self._bought(self.client, "2026-01-01", "2026-01-31", "2026-03-02")
        self._decide("2026-05-02")
        with freeze_time("2026-05-03 10:00:00"):
            self._invoice(self.client, 100, "2026-04-28")
        self._decide("2026-05-03")
        self.assertEqual(self._stage(), "loyalty")

    def test_manual_stage_holds_until_its_last_day(self):
        self._bought(self.client, "2026-05-01", "2026-05-15", "2026-06-01")
        self._decide("2026-06-01")
        with freeze_time("2026-06-15 10:00:00"):
            state = self._as(self.seller, self._state())
            state.write(
                {
                    "stage_id": self.stages["lost"].id,
                    "override_until": "2026-06-20",
                    "override_reason": "Moved abroad",
                }
            )
        state = self._state()
        self.assertEqual(state.stage_id.code, "lost")
        self.assertEqual(state.override_user_id, self.seller)
        self.assertEqual(state.rule_stage_id.code, "loyalty")
        self._decide("2026-06-20")
        self.assertEqual(self._stage(), "lost")
        self._decide("2026-06-21")
        state = self._state()
        self.assertEqual(state.stage_id.code, "loyalty")
        self.assertFalse(state.override_stage_id or state.override_reason)
        self.assertEqual(
            self._path(),
            [
                ("loyalty", "lost", "2026-06-15", "manual"),
                ("lost", "loyalty", "2026-06-21", "override_ended"),
            ],
        )
        by_hand = self.transitions.search([("reason", "=", "manual")])
        self.assertEqual(by_hand.user_id, self.seller)
        self.assertEqual(by_hand.note, "Moved abroad")

    def test_manual_stage_has_the_usual_last_day(self):
        self.company.client_override_days = 10
        self._decide("2026-06-15")
        with freeze_time("2026-06-15 10:00:00"):
            state = self._as(self.seller, self._state())
            state.stage_id = self.stages["interest"]
        self.assertEqual(self._state().override_until, day("2026-06-25"))

    def test_endless_manual_stage_is_ended_by_hand(self):
        self._decide("2026-06-15")
        with freeze_time("2026-06-15 10:00:00"):
            self._as(self.seller, self._state()).write(
                {"stage_id": self.stages["lost"].id, "override_until": False}
            )
        self._decide("2036-06-15")
        self.assertEqual(self._stage(), "lost")
        with freeze_time("2036-06-16 10:00:00"):
            self._as(self.seller, self._state()).action_end_override()
        self.assertEqual(self._stage(), "attraction")
        self.assertEqual(self._path()[-1][3], "override_ended")

    def test_past_last_day_is_refused(self):
        self._decide("2026-06-15")
        with freeze_time("2026-06-15 10:00:00"), self.assertRaises(UserError):
            self._as(self.seller, self._state()).write(
                {"stage_id": self.stages["lost"].id, "override_until": "2026-06-14"}
            )

    def test_board_asks_until_when_and_why(self):
        self._decide("2026-06-15")
        with freeze_time("2026-06-15 10:00:00"):
            state = self._as(self.seller, self._state())
            wizard = (
                self._as(self.seller, self.env["client.lifecycle.move"])
                .with_context(
                    default_state_ids=state.ids,
                    default_stage_id=self.stages["lost"].id,
                )
                .create({"note": "Closed the shop", "until": "2026-12-31"})
            )
            reason = self.env.ref("client_accounting.client_churn_reason_closed")
            wizard.churn_reason_id = reason
            wizard.action_apply()
        state = self._state()
        self.assertEqual(state.stage_id.code, "lost")
        self.assertEqual(state.override_until, day("2026-12-31"))
        self.assertEqual(state.override_reason, "Closed the shop")
        self.assertEqual(state.churn_reason_id, reason)

    def test_stage_is_set_on_partners_without_a_state(self):
        with freeze_time("2026-06-15 10:00:00"):
            client = self._client("Newcomer")
            self._as(self.seller, client)._set_lifecycle_stage(
                self.stages["evaluation"], note="Asked for a price on the phone"
            )
        self.assertEqual(self._stage(client), "evaluation")

    def test_part_and_whole_give_the_same(self):
        clients = self.client
        for number in range(6):
            client = self._client(f"Client {number}")
            self._bought(
                client, *("2026-01-01", "2026-02-01", "2026-03-01")[: number % 4]
            )
            clients |= client
        for date in ("2026-03-01", "2026-05-15", "2026-09-30"):
            with self.subTest(date=date), self.env.cr.savepoint() as savepoint:
                for client in clients:
                    self._decide(date, client)
                parts = self._stages(clients)
                savepoint.rollback()
                self._decide(date)
                self.assertEqual(self._stages(clients), parts)
                counts = self._decide(date)
                self.assertEqual(
                    counts, {"inserted": 0, "moved": 0, "deleted": 0}, "again"
                )

    def _stages(self, clients):
        self.env.invalidate_all()
        return {
            state.partner_id.id: (state.stage_id.code, state.since)
            for state in self.states.search(
                [
                    ("partner_id", "in", clients.ids),
                    ("company_id", "=", self.company.id),
                ]
            )
        }

    def test_figures_bring_the_lifecycle_with_them(self):
        with freeze_time("2026-06-15 10:00:00"):
            self.figures._rebuild()
            self.states._evaluate(self.company)
            self._invoice(self.client, 100, "2026-06-15")
            figures = self.figures.with_context(client_lifecycle_follow=True)
            figures._merge(figures._figures_scope(self.client.ids))
        self.assertEqual(self._stage(), "purchase")

    def test_two_companies_have_their_own_stages(self):
        self._bought(self.client, "2026-01-01", "2026-01-31", "2026-03-02")
        self._bought(self.client, "2026-05-30", company=self.other_company)
        for company in (self.company, self.other_company):
            self._decide("2026-06-15", company=company)
        self.assertEqual(self._stage(), "sleeping")
        self.assertEqual(self._stage(company=self.other_company), "purchase")
        for company, code in (
            (self.company, "sleeping"),
            (self.other_company, "purchase"),
        ):
            client = self.client.with_company(company)
            self.assertEqual(client.client_lifecycle_stage_id.code, code)
            person = self.person.with_company(company)
            self.assertEqual(person.client_lifecycle_stage_id.code, code)
            found = client.search(
                [("client_lifecycle_stage_id", "=", self.stages[code].id)]
            )
            self.assertIn(client, found)

    def test_client_of_another_company_is_not_on_the_board(self):
        self._bought(self.client, "2026-05-30", company=self.other_company)
        hidden = self._client("Hidden", company_id=self.other_company.id)
        self._decide("2026-06-15")
        self.assertFalse(self._state())
        self.assertFalse(self._state(hidden))
        self.assertEqual(self._stage(self.stranger), "attraction")

    def test_client_that_becomes_a_contact_leaves(self):
        self._decide("2026-06-15")
        self.assertTrue(self._state(self.stranger))
        self.stranger.write({"parent_id": self.client.id, "is_company": False})
        self._decide("2026-06-15")
        self.assertFalse(self._state(self.stranger))

    def test_stage_of_one_company_and_stage_by_hand_only(self):
        own = self.env["client.lifecycle.stage"].create(
            {
                "name": "Prize winner",
                "company_id": self.company.id,
                "rule_sequence": 1,
                "entry_domain": "[('name', '=', 'Vega')]",
            }
        )
        self.env["client.lifecycle.stage"].create(
            {"name": "Blocked", "rule_sequence": 0, "is_manual": True}
        )
        for company in (self.company, self.other_company):
            self._decide("2026-06-15", company=company)
        self.assertEqual(self._state().stage_id, own)
        self.assertEqual(self._stage(company=self.other_company), "attraction")
        with self.assertRaises(UserError), freeze_time("2026-06-15 10:00:00"):
            self._state(company=self.other_company).with_context(
                client_lifecycle_by_hand=True
            ).write({"stage_id": own.id})
        with self.assertRaises(ValidationError):
            own.company_id = self.other_company

    def test_archived_stage_lets_its_clients_go(self):
        self._bought(self.client, "2026-01-01", "2026-01-31", "2026-03-02")
        self._decide("2026-03-02")
        self.stages["loyalty"].active = False
        self._decide("2026-03-03")
        self.assertEqual(self._stage(), "purchase")
        with self.assertRaises(ValidationError):
            self.stages["purchase"].unlink()

    def test_broken_rule_is_refused_and_does_not_stop_the_others(self):
        stage = self.stages["interest"]
        for text in ("[('no_such_field', '=', 1)]", "[(", "nonsense"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                stage.entry_domain = text
        self.env.invalidate_all()
        # a field that went away with an addon after the rule was written
        self.env.cr.execute(
            "UPDATE client_lifecycle_stage SET entry_domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", stage.id],
        )
        self.env.invalidate_all()
        self._bought(self.client, "2026-06-01")
        with self.assertLogs("odoo.addons.client_accounting", "WARNING"):
            self._decide("2026-06-15")
        self.assertEqual(self._stage(), "purchase")

    def test_search_and_groups_by_stage_of_partners(self):
        self._bought(self.client, "2026-06-01")
        self._decide("2026-06-15")
        partners = self.env["res.partner"].with_company(self.company)
        family = self.client | self.person
        within = [("id", "in", (family | self.stranger).ids)]
        for domain, found in (
            ([("client_lifecycle_stage_id.code", "=", "purchase")], family),
            ([("client_lifecycle_stage_id", "=", "Purchase")], family),
            ([("client_lifecycle_stage_id.kind", "!=", "buying")], self.stranger),
            ([("client_lifecycle_stage_id", "=", False)], partners),
            ([("client_lifecycle_stage_id", "!=", False)], family | self.stranger),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(partners.search(domain + within), found)
        groups = dict(
            partners._read_group(within, ["client_lifecycle_stage_id"], ["__count"])
        )
        self.assertEqual(
            groups, {self.stages["purchase"]: 2, self.stages["attraction"]: 1}
        )

    def test_list_of_80_costs_few_queries(self):
        clients = self.env["res.partner"].create(
            [{"name": f"Client {number}", "is_company": True} for number in range(80)]
        )
        self._decide("2026-06-15")
        partners = clients.with_company(self.company)
        self.env.flush_all()
        self.env.invalidate_all()
        partners.mapped("commercial_partner_id")
        with self.assertQueryCount(1):
            partners.mapped("client_lifecycle_stage_id")
        states = self.states.search([("partner_id", "in", clients.ids)])
        states.mapped("company_id.currency_id.rounding")
        states.mapped("partner_id")
        with self.assertQueryCount(1):
            for name in ("turnover_12m", "worth", "attention", "last_purchase_date"):
                states.mapped(name)

    def test_dossier_tells_the_stage(self):
        self._bought(self.client, "2026-06-01")
        self._decide("2026-06-15")
        dossier = self.env["client.dossier"].with_context(
            allowed_company_ids=self.company.ids
        )
        for partner, stage in (
            (self.person, "Purchase"),
            (self.stranger, "Attraction"),
        ):
            sections = dossier.get_dossier(partner.id)["sections"]
            [section] = [part for part in sections if part["key"] == "lifecycle"]
            facts = {fact["name"]: fact["value"] for fact in section["data"]["facts"]}
            self.assertEqual(facts["stage"], stage)
            self.assertEqual(facts["since"], "2026-06-15")
            self.assertTrue(facts["influence"])
