from odoo.tests import freeze_time, tagged

from .common import TODAY, ClientAccountingCommon, day


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestResPartnerFigures(ClientAccountingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"]
        cls._invoice(cls.client, 100, "2026-06-01", invoice_date_due=day(-5))
        cls._invoice(cls.client, 30, "2024-06-01", invoice_date_due=day(60))
        cls._invoice(cls.client, 200, "2026-05-01", company=cls.branch)
        cls._invoice(cls.client, 400, "2026-06-14", company=cls.other_company)
        cls._invoice(cls.stranger, 7, "2024-01-01", invoice_date_due=day(5))
        cls._meeting(cls.client, 4)
        cls.figures._rebuild()
        cls.unknown = cls._client("Deneb")
        cls.all = cls.client | cls.person | cls.stranger | cls.unknown

    def _in(self, companies):
        return self.all.with_context(allowed_company_ids=companies.ids)

    def _found(self, domain, companies=None):
        partners = self.partners.with_context(
            allowed_company_ids=(companies or self.companies).ids
        )
        return partners.search([("id", "in", self.all.ids), *domain])

    def test_figures_add_up_over_companies_in_the_current_currency(self):
        # 400 EUR at the rate of today, 4 EUR for a dollar
        self.assertRecordValues(
            self._in(self.companies),
            [
                {
                    "client_turnover_total": 430,
                    "client_turnover_12m": 400,
                    "client_last_purchase_date": day("2026-06-14"),
                    "client_figures_currency_id": self.company.currency_id.id,
                }
            ]
            * 2
            + [
                {
                    "client_turnover_total": 7,
                    "client_turnover_12m": 0,
                    "client_last_purchase_date": day("2024-01-01"),
                    "client_figures_currency_id": self.company.currency_id.id,
                },
                {
                    "client_turnover_total": 0,
                    "client_turnover_12m": 0,
                    "client_last_purchase_date": False,
                    "client_figures_currency_id": self.company.currency_id.id,
                },
            ],
        )

    def test_figures_follow_the_companies_of_the_reader(self):
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": self.company.currency_id.id,
                "company_id": self.other_company.id,
                "rate": 0.25,
            }
        )
        for companies, total, currency in (
            (self.company, 130, self.company.currency_id),
            (self.branch, 200, self.company.currency_id),
            (self.other_company, 400, self.euro),
            (self.other_company | self.company, 920, self.euro),
        ):
            with self.subTest(companies=companies.mapped("name")):
                client = self._in(companies)[0]
                self.assertEqual(client.client_turnover_total, total)
                self.assertEqual(client.client_figures_currency_id, currency)

    def test_list_of_80_costs_one_query(self):
        partners = self.all | self.partners.create(
            [{"name": f"Client {number}"} for number in range(80)]
        )
        partners = partners.with_context(allowed_company_ids=self.company.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        # what every page has read before its first list
        partners.env.companies.sudo().currency_id.mapped("rounding")
        with self.assertQueryCount(1):
            partners.mapped("client_turnover_12m")
            partners.mapped("client_next_contact_date")
            partners.mapped("client_receivable_overdue")

    def test_search_compares_what_is_shown(self):
        family, stranger = self.client | self.person, self.stranger
        unknown = self.unknown
        for domain, found in (
            ([("client_turnover_total", ">", 429)], family),
            ([("client_turnover_total", ">", 430)], self.partners),
            ([("client_turnover_total", "=", 7)], stranger),
            ([("client_turnover_total", "!=", 7)], family | unknown),
            ([("client_turnover_12m", "=", 0)], stranger | unknown),
            ([("client_turnover_12m", "!=", 0)], family),
            ([("client_turnover_12m", "<", 1)], stranger | unknown),
            ([("client_turnover_12m", "<=", 400)], family | stranger | unknown),
            ([("client_receivable_overdue", ">", 0)], family),
            ([("client_last_purchase_date", "=", False)], unknown),
            ([("client_last_purchase_date", "!=", False)], family | stranger),
            ([("client_last_purchase_date", "<=", "today -12m")], stranger),
            ([("client_last_purchase_date", "=", "2026-06-14")], family),
            ([("client_next_contact_date", ">=", TODAY)], family),
            ([("client_turnover_total", "in", [7, 430])], family | stranger),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(self._found(domain), found)

    def test_search_follows_the_companies_of_the_reader(self):
        domain = [("client_turnover_total", "=", 130)]
        self.assertEqual(self._found(domain, self.company), self.client | self.person)
        self.assertFalse(self._found(domain, self.branch))

    def test_new_partner_in_a_form_has_no_figures(self):
        partner = self.partners.new({"name": "Procyon"})
        self.assertFalse(partner.client_turnover_12m)
        self.assertFalse(partner.client_last_purchase_date)

    def test_rows_group_by_what_clients_have(self):
        self.client.user_id = self.env.user
        groups = dict(
            self.figures._read_group(
                [("partner_id", "in", self.all.ids)],
                ["salesperson_id"],
                ["turnover_total:sum"],
            )
        )
        self.assertEqual(groups[self.env.user], 130 + 200 + 400)
        found = self.figures.search(
            [("salesperson_id", "=", self.env.uid), ("country_id", "=", False)]
        )
        self.assertEqual(found.partner_id, self.client)

    def test_views_load_and_the_search_filters_run(self):
        for view_type in ("list", "form", "kanban", "pivot", "graph", "search"):
            self.figures.get_view(view_type=view_type)
        self.figures.web_search_read([], {"partner_id": {}, "currency_id": {}})
