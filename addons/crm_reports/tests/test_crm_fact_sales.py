from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import CrmReportsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15")
class TestCrmFactSales(CrmReportsCommon):
    def test_measures_of_invoice_and_credit_note(self):
        invoice = self._invoice(self.contact, (self.goods, 3, 100.0))
        refund = self._invoice(
            self.client, (self.goods, 1, 100.0), move_type="out_refund"
        )
        self.assertRecordValues(
            self._facts_of(invoice) + self._facts_of(refund),
            [
                {
                    "partner_id": self.client.id,
                    "move_type": kind,
                    "quantity": quantity,
                    "turnover": turnover,
                    "cost": cost,
                    "margin": turnover - cost,
                    "margin_rate": 40.0,
                    "country_id": self.env.ref("base.fr").id,
                    "categ_id": self.goods.categ_id.id,
                    "currency_id": self.env.company.currency_id.id,
                }
                for kind, quantity, turnover, cost in (
                    ("out_invoice", 3.0, 300.0, 180.0),
                    ("out_refund", -1.0, -100.0, -60.0),
                )
            ],
        )

    def test_what_is_no_turnover_stays_out(self):
        """Drafts, cancelled ones, vendor bills, taxes and notes are not counted."""
        self._invoice(self.client, (self.goods, 1, 10.0), post=False)
        self._invoice(self.client, (self.goods, 1, 20.0)).button_cancel()
        self._invoice(self.client, (self.goods, 1, 40.0), move_type="in_invoice")
        taxed = self._invoice(self.client, (self.goods, 1, 100.0), post=False)
        taxed.invoice_line_ids.tax_ids = self.tax_sale_a
        taxed.invoice_line_ids = [
            Command.create({"display_type": "line_note", "name": "A note"})
        ]
        taxed.action_post()
        self.assertEqual(self._total("turnover"), (100.0,))
        self.assertEqual(len(self.facts.search([])), 1)

    def test_cost_of_the_order_line(self):
        """What the order kept as cost counts, not what the product costs today."""
        order = self._create_sale_order_one_line(
            product_id=self.goods, product_uom_qty=2, partner_id=self.client
        )
        order.order_line.purchase_price = 55.0
        order.order_line.qty_delivered = 2
        invoice = order._create_invoices(final=True)
        invoice.invoice_line_ids.quantity = 2
        invoice.action_post()
        self.goods.standard_price = 99.0
        self.env.flush_all()
        facts = self._facts_of(invoice)
        self.assertRecordValues(
            facts, [{"turnover": 200.0, "cost": 110.0, "margin": 90.0}]
        )

    def test_line_without_product_has_no_cost(self):
        invoice = self._invoice(
            self.client, (self.env["product.product"], 2, 50.0), (self.goods, 0, 5.0)
        )
        self.assertRecordValues(
            self._facts_of(invoice).sorted("turnover"),
            [
                {"turnover": 0.0, "cost": 0.0, "quantity": 0.0, "margin_rate": 0.0},
                {"turnover": 100.0, "cost": 0.0, "quantity": 2.0, "margin_rate": 100.0},
            ],
        )

    def test_quantity_in_the_unit_of_the_product(self):
        invoice = self._invoice(self.client, (self.goods, 2, 1000.0), post=False)
        invoice.invoice_line_ids.product_uom_id = self.uom_dozen
        invoice.invoice_line_ids.price_unit = 1000.0
        invoice.action_post()
        self.assertRecordValues(
            self._facts_of(invoice),
            [{"quantity": 24.0, "turnover": 2000.0, "cost": 24 * 60.0}],
        )

    def test_margin_rate_of_a_group_is_that_of_its_amounts(self):
        """40 % of 1,000 and -20 % of 50 make 37.14 %, not the mean of both, 10 %."""
        self._invoice(self.client, (self.goods, 10, 100.0))
        self._invoice(self.client, (self.goods, 1, 50.0))
        [(rate,)] = self.facts._read_group([], [], ["margin_rate:avg"])
        self.assertAlmostEqual(rate, 100 * 390 / 1050, 6)
        [(_client, rate)] = self.facts._read_group(
            [], ["partner_id"], ["margin_rate:avg"]
        )
        self.assertAlmostEqual(rate, 37.142857, 6)

    def test_margin_rate_without_turnover(self):
        self._invoice(self.client, (self.goods, 1, 100.0))
        self._invoice(self.client, (self.goods, 1, 100.0), move_type="out_refund")
        [(rate, turnover)] = self.facts._read_group(
            [], [], ["margin_rate:avg", "turnover:sum"]
        )
        self.assertFalse(rate)
        self.assertEqual(turnover, 0.0)

    def test_margin_rate_of_more_credited_than_sold(self):
        """Goods of 60 credited for 150, goods of 60 sold for 100: a margin of -50 on a
        turnover of -50 is 100 %; a margin of 10 on it is no percentage at all."""
        self._invoice(self.client, (self.goods, 1, 100.0))
        refund = self._invoice(
            self.client, (self.goods, 1, 150.0), move_type="out_refund"
        )
        measures = ["turnover:sum", "margin:sum", "margin_rate:avg"]
        self.assertEqual(
            self.facts._read_group([], [], measures), [(-50.0, -50.0, 100.0)]
        )
        refund.button_draft()
        refund.invoice_line_ids.quantity = 2
        refund.invoice_line_ids.price_unit = 75.0
        refund.action_post()
        self.assertEqual(
            self.facts._read_group([], [], measures), [(-50.0, 10.0, False)]
        )

    def test_period_without_data(self):
        self.assertEqual(
            self.facts._read_group(
                [("date", ">", "2090-01-01")], ["date:month"], ["turnover:sum"]
            ),
            [],
        )

    def _some_documents(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Whole tens",
                "rounding": 10.0,
                "strategy": "add_invoice_line",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        service = self.env["product.product"]
        return (
            self._invoice(self.client, (self.goods, 3, 100.0), (service, 1, 33.33))
            + self._invoice(self.contact, (self.goods, 7, 81.17), date="2025-02-01")
            + self._invoice(self.other_client, (self.goods, 1, 10.0), (service, 2, -4))
            + self._invoice(self.client, (self.goods, 2, 9.99), move_type="out_refund")
            + self._invoice(self.client, (self.goods, 1, 5.0), move_type="out_receipt")
            + self._invoice(
                self.other_client, (self.goods, 3, 77.77), currency_id=currency.id
            )
            + self._invoice(
                self.client,
                (self.goods, 1, 93.0),
                invoice_cash_rounding_id=rounding.id,
            )
        )

    def test_total_is_that_of_the_ledger_and_of_the_figures(self):
        moves = self._some_documents()
        ledger = sum(moves.mapped("amount_untaxed_signed"))
        turnover, margin = self._total("turnover", "margin")
        self.assertAlmostEqual(turnover, ledger, 2)
        # the accounts of income say the same, with the opposite sign
        lines = moves.line_ids.filtered(
            lambda line: line.account_id.account_type.startswith(("income", "expense"))
        )
        self.assertAlmostEqual(turnover, -sum(lines.mapped("balance")), 2)

        self.env["client.figures"].sudo()._rebuild()
        figures = self.env["client.figures"].search(
            [("company_id", "=", self.env.company.id)]
        )
        self.assertAlmostEqual(turnover, sum(figures.mapped("turnover_total")), 2)
        self.assertAlmostEqual(margin, sum(figures.mapped("margin_total")), 2)
        for client in (self.client, self.other_client):
            figure = figures.filtered(lambda row, c=client: row.partner_id == c)
            domain = [("partner_id", "=", client.id)]
            turnover, margin = self._total("turnover", "margin", domain=domain)
            with self.subTest(client=client.name):
                self.assertAlmostEqual(turnover, figure.turnover_total, 2)
                self.assertAlmostEqual(margin, figure.margin_total, 2)

    def test_last_12_months_is_the_period_of_the_figures(self):
        self._invoice(self.client, (self.goods, 1, 1.0), date="2025-06-15")
        self._invoice(self.client, (self.goods, 1, 20.0), date="2025-06-16")
        self._invoice(self.client, (self.goods, 1, 300.0), date="2026-06-15")
        self.env["client.figures"].sudo().with_context(
            client_figures_today="2026-06-15"
        )._rebuild()
        figure = self.env["client.figures"].search(
            [("partner_id", "=", self.client.id)]
        )
        view = self.env.ref("crm_reports.crm_fact_sales_view_search")
        self.assertIn("('date', '&gt;', 'today -12m')", view.arch)
        domain = [("date", ">", "today -12m"), ("date", "<=", "today")]
        self.assertEqual(self._total("turnover", domain=domain), (320.0,))
        self.assertEqual(figure.turnover_12m, 320.0)

    def test_amounts_of_another_company_are_converted(self):
        """Two companies add up in the currency of the current one, at today's rate."""
        currency = self.setup_other_currency("HRK")
        currency.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 4.0, "company_id": self.env.company.id}
        )
        data = self.setup_other_company(name="Abroad", currency_id=currency.id)
        other = data["company"]
        self.env.user.company_ids += other
        self._invoice(self.client, (self.env["product.product"], 1, 100.0))
        self._invoice(
            self.client,
            (self.env["product.product"], 1, 400.0),
            company_id=other.id,
            journal_id=data["default_journal_sale"].id,
        )
        here = self.facts.with_context(allowed_company_ids=self.env.company.ids)
        both = self.facts.with_context(
            allowed_company_ids=(self.env.company + other).ids
        )
        for facts, turnover in ((here, 100.0), (both, 200.0)):
            [(total,)] = facts._read_group([], [], ["turnover:sum"])
            self.assertAlmostEqual(total, turnover, 2)
        abroad = both.search([("company_id", "=", other.id)])
        self.assertRecordValues(
            abroad,
            [{"turnover": 100.0, "currency_id": self.env.company.currency_id.id}],
        )

    def test_client_that_became_part_of_another(self):
        """Documents follow the commercial entity of today, as the figures do."""
        invoice = self._invoice(self.other_client, (self.goods, 1, 100.0))
        self.other_client.write({"is_company": False, "parent_id": self.client.id})
        self.env.flush_all()
        self.assertEqual(self._facts_of(invoice).partner_id, self.client)

    def test_drill_down_opens_the_invoice(self):
        invoice = self._invoice(self.client, (self.goods, 1, 100.0))
        action = self._facts_of(invoice).action_open_invoice()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", invoice.id)
        )

    def test_pending_writes_are_seen(self):
        invoice = self._invoice(self.client, (self.goods, 1, 100.0))
        self.client.country_id = self.env.ref("base.it")
        groups = self.facts._read_group([], ["country_id"], ["turnover:sum"])
        self.assertEqual(groups, [(self.env.ref("base.it"), 100.0)])
        invoice.button_draft()
        self.assertFalse(self.facts.search([]))

    def test_pivot_in_one_query(self):
        for index in range(10):
            self._invoice(self.client, (self.goods, index + 1, 100.0))
        spec = (["date:month", "categ_id"], ["turnover:sum", "margin_rate:avg"])
        self.facts._read_group([], *spec)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.facts._read_group([], *spec)

    def test_every_dimension_groups(self):
        self._invoice(self.client, (self.goods, 1, 100.0))
        search = self.env.ref("crm_reports.crm_fact_sales_view_search")
        self.assertIn("group_partner", search.arch)
        for field in (
            "partner_id date:month date:year categ_id product_id user_id team_id "
            "country_id industry_id company_id move_id move_type"
        ).split():
            with self.subTest(groupby=field):
                groups = self.facts._read_group([], [field], ["turnover:sum"])
                self.assertEqual([amount for _key, amount in groups], [100.0])
