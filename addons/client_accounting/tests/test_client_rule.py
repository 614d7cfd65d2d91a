from odoo import Command
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from .common import MANAGER_GROUP, ClientAccountingCommon

RULES = (
    [],
    [("client_turnover_12m", ">", 100)],
    ["!", ("client_turnover_12m", ">", 100)],
    [("client_turnover_12m", "=", False)],
    [("client_turnover_12m", "not in", [300, 0])],
    [("client_last_purchase_date", "<", "today -30d")],
    [("client_last_purchase_date", "=", False)],
    [("client_last_purchase_date", "!=", False)],
    ["!", ("client_last_purchase_date", "<", "today -30d")],
    [("client_receivable_open", "<=", 0)],
    ["|", ("country_id.code", "=", "US"), ("client_turnover_total", ">=", 300)],
    [("sale_order_ids", "any", [("state", "=", "sale")])],
    [("child_ids.name", "=", "Anna")],
    [("user_id", "=", False)],
)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientRule(ClientAccountingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["client.rule"]
        cls.client.country_id = cls.env.ref("base.us")
        cls.env["res.currency.rate"].sudo().create(
            {
                "name": "2026-01-01",
                "currency_id": cls.euro.id,
                "company_id": cls.rule._main_company().id,
                "rate": 4,
            }
        )
        cls._invoice(cls.client, 100, -10)
        cls._invoice(cls.client, 200, -40)
        cls._invoice(cls.stranger, 80, -40)
        cls._invoice(cls.stranger, 50, -5, company=cls.other_company)
        cls._order(cls.stranger, 70)
        cls.figures._rebuild()

    def _holding(self, domains, **options):
        """Ids of clients by the index of the rule that holds."""
        rows = self.env.execute_query(self.rule._flags(domains, **options))
        return [
            {client for client, flags in rows if index in flags}
            for index in range(len(domains))
        ]

    def test_rules_mean_what_the_filter_of_a_list_means(self):
        for company in (self.company, self.other_company, self.env["res.company"]):
            population = {
                id_ for (id_,) in self.env.execute_query(self.rule._population(company))
            }
            partners = self.rule._rule_partners(company)
            found = self._holding(RULES, company=company)
            for rule, clients in zip(RULES, found, strict=True):
                with self.subTest(company=company.name, rule=rule):
                    among = Domain("id", "in", population)
                    expected = partners.search(Domain(rule) & among)
                    self.assertEqual(clients, set(expected.ids))

    def test_numbers_by_hand(self):
        more_than_100, until_100 = self._holding(
            [[("client_turnover_12m", ">", 100)], [("client_turnover_12m", "<=", 100)]],
            company=self.company,
        )
        self.assertIn(self.client.id, more_than_100)
        self.assertNotIn(self.stranger.id, more_than_100)
        self.assertIn(self.stranger.id, until_100)

    def test_all_companies_are_added_in_one_currency(self):
        """50 of the second company at 4 euros for a dollar are 12.50 more than 80."""
        domain = [("client_turnover_12m", "=", 92.5)]
        [found] = self._holding([domain])
        self.assertEqual(found, {self.stranger.id})
        [found] = self._holding([domain], company=self.company)
        self.assertFalse(found)

    def test_population(self):
        own, person = self.company.partner_id, self.reader.partner_id
        archived = self._client("Gone", active=False)
        foreign = self._client("Foreign", company_id=self.other_company.id)
        everybody = {id_ for (id_,) in self.env.execute_query(self.rule._population())}
        self.assertLessEqual({self.client.id, self.stranger.id, foreign.id}, everybody)
        for partner in (own, person, archived, self.person):
            self.assertNotIn(partner.id, everybody)
        of_company = self.env.execute_query(self.rule._population(self.company))
        self.assertNotIn((foreign.id,), of_company)

    def test_some_clients_only(self):
        rules = [[], [("client_turnover_12m", ">", 100)]]
        every, rich = self._holding(rules, clients=[self.client.id])
        self.assertEqual((every, rich), ({self.client.id}, {self.client.id}))
        every, rich = self._holding(rules, clients=[self.stranger.id])
        self.assertEqual((every, rich), ({self.stranger.id}, set()))

    def test_no_rules(self):
        rows = dict(self.env.execute_query(self.rule._flags([])))
        self.assertEqual(rows[self.client.id], [])

    def test_one_statement(self):
        statement = self.rule._flags(RULES, company=self.company)
        with self.assertQueryCount(1):
            self.env.execute_query(statement)

    # ------------------------------------------------------------------ bad input
    def test_rule_on_what_is_gone_is_named(self):
        for domain, name in (
            ([("nonsense", "=", 1)], "nonsense"),
            ([("country_id", "any", [("nonsense", "=", 1)])], "nonsense"),
            ([("country_id.nonsense", "=", 1)], "nonsense"),
        ):
            with self.subTest(rule=domain):
                self.assertIn(name, self.rule._rule_problem(domain))
        self.assertFalse(self.rule._rule_problem([("name", "ilike", "<b>x</b>")]))

    def test_text_that_is_no_rule(self):
        for text in ("[('name'", "42", "__import__('os')", "[('name', '=')]"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                self.rule._parse_rule(text)
        self.assertTrue(self.rule._parse_rule("").is_true())

    def test_author_may_not_look_at_what_he_may_not_read(self):
        author = self._user("author", MANAGER_GROUP)
        rule = self.rule.with_user(author)
        rule._check_rule([("client_turnover_12m", ">", 0)])
        with self.assertRaisesRegex(ValidationError, "Journal Entry"):
            rule._check_rule([("invoice_ids.amount_total", ">", 0)])
        with self.assertRaisesRegex(ValidationError, "Journal Entry"):
            rule._check_rule([("invoice_ids", "any", [("amount_total", ">", 0)])])
        field = self.env["res.partner"]._fields["ref"]
        self.addCleanup(setattr, field, "groups", field.groups)
        field.groups = "base.group_system"
        with self.assertRaisesRegex(ValidationError, "Reference"):
            rule._check_rule([("ref", "=", "secret")])
        author.group_ids = [Command.link(self.env.ref("base.group_system").id)]
        rule._check_rule([("ref", "=", "secret")])

    def test_relative_days_count_in_the_zone_of_the_figures(self):
        main = self.env.ref("base.main_company")
        main.partner_id.tz = "Pacific/Kiritimati"
        with freeze_time("2026-06-15 23:00:00"):  # the 16th there
            rule = [("client_last_purchase_date", "=", "today -11d")]
            [found] = self._holding([rule], company=self.company)
        self.assertEqual(found, {self.client.id})
