from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import PartnerPortalCommon


@tagged("post_install", "-at_install")
class TestChannelPartner(PartnerPortalCommon):
    def _all(self):
        return self.dealer + self.dealer_contact + self.agent + self.customer

    def test_is_channel_partner(self):
        """By level, by activation, by a lead given once; contacts as their company."""
        activation = self.env["res.partner.activation"].create({"name": "Ramp-up"})
        activated = self._create_partner(name="Activated", activation=activation.id)
        agent_contact = self._create_contact(self.agent, "Agent Contact")
        self._create_lead(agent_contact, "lost")
        partners = self._all() + activated + agent_contact
        self.assertRecordValues(
            partners,
            [
                {"name": "Dealer", "is_channel_partner": True},
                {"name": "Dealer Contact", "is_channel_partner": True},
                {"name": "Agent", "is_channel_partner": True},
                {"name": "Customer", "is_channel_partner": False},
                {"name": "Activated", "is_channel_partner": True},
                {"name": "Agent Contact", "is_channel_partner": True},
            ],
        )

    def test_search_is_channel_partner_finds_what_is_computed(self):
        self._create_lead(self.agent, "new")
        for value in (True, False):
            for operator in ("=", "!=", "in"):
                given = [value] if operator == "in" else value
                domain = Domain("id", "in", self._all().ids)
                domain &= Domain("is_channel_partner", operator, given)
                wanted = value if operator != "!=" else not value
                with self.subTest(operator=operator, value=value):
                    self.assertEqual(
                        self.env["res.partner"].search(domain),
                        self._all().filtered(
                            lambda p, wanted=wanted: p.is_channel_partner == wanted
                        ),
                    )

    def test_channel_partner_without_right_to_its_leads(self):
        """That a company is a partner does not depend on who looks."""
        self._create_lead(self.agent, user_id=self.env.user.id)
        seller = self._create_employee(
            "channel-seller", "partner_portal.group_partner_portal_user"
        )
        agent = self.agent.with_user(seller)
        self.assertTrue(agent.is_channel_partner)
        self.assertEqual(agent.channel_lead_work_count, 0)

    def test_lead_figures(self):
        """Numbers and amounts by state, of the company and its contacts together."""
        self._create_lead(self.dealer, "new", 100)
        self._create_lead(self.dealer_contact, "new", 50)
        self._create_lead(self.dealer, "work", 1000)
        self._create_lead(self.dealer, "won", 7000)
        self._create_lead(self.dealer_contact, "won", 500)
        self._create_lead(self.dealer, "lost", 300)
        # archived without being lost, and a lead lost before anybody accepted it
        self._create_lead(self.dealer, "work", 9999).active = False
        self._create_lead(self.dealer, "new", 8888).action_set_lost()
        self._create_lead(self.agent, "work", 77)
        self.assertRecordValues(
            self._all(),
            [
                {
                    "channel_lead_new_count": new,
                    "channel_lead_work_count": work,
                    "channel_lead_won_count": won,
                    "channel_lead_lost_count": lost,
                    "channel_expected_revenue": expected,
                    "channel_won_revenue": revenue,
                }
                for new, work, won, lost, expected, revenue in (
                    (2, 1, 2, 1, 1150.0, 7500.0),
                    (2, 1, 2, 1, 1150.0, 7500.0),
                    (0, 1, 0, 0, 77.0, 0.0),
                    (0, 0, 0, 0, 0.0, 0.0),
                )
            ],
        )

    def test_lead_figures_of_another_company_and_currency(self):
        """A lead of a branch abroad counts when its company is chosen, converted."""
        other = self.setup_other_company(
            name="Abroad", currency_id=self.setup_other_currency("HRK").id
        )["company"]
        currency = other.currency_id
        currency.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 4.0, "company_id": self.env.company.id}
        )
        self._create_lead(self.dealer, "work", 100)
        self._create_lead(self.dealer, "work", 400, company_id=other.id)
        companies = self.env.company + other
        self.env.user.company_ids += other
        here = self.dealer.with_context(allowed_company_ids=self.env.company.ids)
        self.assertEqual(here.channel_expected_revenue, 100.0)
        both = self.dealer.with_context(allowed_company_ids=companies.ids)
        self.assertEqual(both.channel_lead_work_count, 2)
        self.assertEqual(both.channel_expected_revenue, 200.0)

    def test_lead_figures_show_only_what_the_reader_may_see(self):
        seller = self._create_employee(
            "channel-seller", "partner_portal.group_partner_portal_user"
        )
        manager = self._create_employee(
            "channel-manager", "partner_portal.group_partner_portal_manager"
        )
        self._create_lead(self.dealer, "work", 10, user_id=seller.id)
        self._create_lead(self.dealer, "work", 30, user_id=manager.id)
        for user, amount in ((seller, 10.0), (manager, 40.0)):
            with self.subTest(user=user.login):
                dealer = self.dealer.with_user(user)
                self.assertEqual(dealer.channel_expected_revenue, amount)

    def test_search_leads_in_work(self):
        self._create_lead(self.dealer_contact, "work")
        self._create_lead(self.dealer, "work")
        self._create_lead(self.agent, "new")
        cases = (
            (">", 0, self.dealer + self.dealer_contact),
            (">=", 3, self.env["res.partner"]),
            ("<", 1, self.agent + self.customer),
            ("<=", 2, self._all()),
        )
        for operator, value, expected in cases:
            with self.subTest(operator=operator, value=value):
                found = self.env["res.partner"].search(
                    [
                        ("id", "in", self._all().ids),
                        ("channel_lead_work_count", operator, value),
                    ]
                )
                self.assertEqual(found, expected)

    def test_drill_down_opens_what_is_counted(self):
        for state, number in (("new", 1), ("work", 2), ("won", 1), ("lost", 1)):
            for _index in range(number):
                self._create_lead(self.dealer_contact, state)
        self._create_lead(self.agent, "work")
        for state, number in ((False, 5), ("new", 1), ("work", 2), ("lost", 1)):
            dealer = self.dealer.with_context(channel_state=state)
            action = dealer.action_open_channel_leads()
            leads = self.env[action["res_model"]].with_context(**action["context"])
            with self.subTest(state=state):
                self.assertEqual(leads.search_count(action["domain"]), number)

    def test_unknown_state_opens_all(self):
        self._create_lead(self.dealer, "work")
        dealer = self.dealer.with_context(channel_state="nonsense")
        action = dealer.action_open_channel_leads()
        leads = self.env["crm.lead"].with_context(active_test=False)
        self.assertEqual(leads.search_count(action["domain"]), 1)

    def test_fields_and_action_closed_outside_the_group(self):
        names = [
            name
            for name in self.env["res.partner"]._fields
            if name.startswith(("channel_lead", "channel_expected", "channel_won"))
            or name == "is_channel_partner"
        ]
        self.assertGreater(len(names), 6)
        outsiders = (
            self._create_employee("channel-stranger", "base.group_user"),
            self._create_portal_user("channel-portal", self.dealer),
        )
        for user in outsiders:
            dealer = self.dealer.with_user(user)
            for name in names:
                with self.subTest(user=user.login, field=name):
                    with self.assertRaises(AccessError):
                        dealer.read([name])
            with self.assertRaises(AccessError):
                dealer.action_open_channel_leads()

    def test_levels_and_activations_kept_by_manager(self):
        seller = self._create_employee(
            "channel-keeper", "partner_portal.group_partner_portal_user"
        )
        manager = self._create_employee(
            "channel-manager", "partner_portal.group_partner_portal_manager"
        )
        for model in ("res.partner.grade", "res.partner.activation"):
            with self.subTest(model=model):
                self.env[model].with_user(manager).create({"name": "Platinum"}).unlink()
                self.assertFalse(self.env[model].with_user(seller).has_access("unlink"))

    def test_list_of_80_partners_query_budget(self):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Partner {index}",
                    "is_company": True,
                    "grade_id": self.gold.id,
                }
                for index in range(80)
            ]
        )
        for partner in partners:
            self._create_lead(partner, "work", 10)
        names = [
            "channel_lead_new_count",
            "channel_lead_work_count",
            "channel_lead_won_count",
            "channel_expected_revenue",
            "client_turnover_12m",
        ]
        self.env["crm.lead"].search_count([])  # record rules in cache
        self.env.flush_all()
        self.env.invalidate_all()
        # one for the partners, one for the leads, one for the figures; the others read
        # the user, his companies and their currency, and do not grow with the list
        with self.assertQueryCount(14):
            rows = partners.read(names)
        self.assertEqual(sum(row["channel_lead_work_count"] for row in rows), 80)
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            found = partners.search(
                [("is_channel_partner", "=", True), ("id", "in", partners.ids)]
            )
        self.assertEqual(len(found), 80)
