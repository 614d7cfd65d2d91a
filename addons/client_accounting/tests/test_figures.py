from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY, ClientAccountingCommon, day
from .figures_oracle import expected_figures

DATES = ("first_purchase_date", "last_purchase_date", "purchase_days")


class FiguresScenario(ClientAccountingCommon):
    """A client with a document of every kind that a figure can meet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_invoices()
        cls._make_orders()
        cls._make_leads()
        cls._make_contacts()

    @classmethod
    def _make_invoices(cls):
        client, person = cls.client, cls.person
        first = cls._invoice(
            client, 1000, "2024-03-01", invoice_date_due=day("2024-03-31")
        )
        cls._payment(client, 1000, "2024-03-21", first)
        second = cls._invoice(
            person, 400, "2025-06-15", invoice_date_due=day("2025-07-15")
        )
        cls._payment(client, 100, "2025-06-25", second)
        cls._invoice(client, 500, "2026-06-15", invoice_date_due=day("2026-06-15"))
        cls._invoice(client, 250, "2026-06-15", invoice_date_due=day("2026-08-01"))
        refund = cls._invoice(client, 50, "2026-05-10", move_type="out_refund")
        cls._reconcile(second, refund)
        cls._payment(client, 70, "2026-06-01")
        # a foreign currency (4 EUR for a dollar), dozens, no product, a draft
        cls._invoice(client, 80, "2026-02-02", currency_id=cls.euro.id)
        cls._invoice(
            client,
            900,
            "2025-01-20",
            quantity=2,
            invoice_line_ids=[
                Command.create(
                    {
                        "product_id": cls.goods.id,
                        "product_uom_id": cls.env.ref("uom.product_uom_dozen").id,
                        "quantity": 2,
                        "price_unit": 900,
                        "tax_ids": False,
                    }
                )
            ],
        )
        cls._invoice(client, 33, "2025-12-31", product=None)
        cls._invoice(client, 7777, "2026-06-01", post=False)
        cls._invoice(client, 11, "2026-04-01", company=cls.branch)
        cls._invoice(client, 600, "2026-04-01", company=cls.other_company)
        cls._invoice(cls.stranger, 5, "2026-01-01", move_type="out_receipt")

    @classmethod
    def _make_orders(cls):
        client, person = cls.client, cls.person
        cls._order(client, 10, confirm=False)
        cls._order(client, 20, confirm=False, state="sent")
        cls._order(client, 30, confirm=False).action_cancel()
        invoiced = cls._order(person, 200, quantity=2)
        cls._deliver(invoiced.picking_ids)
        invoice = invoiced._create_invoices()
        invoice.invoice_date = day("2026-06-10")
        invoice.action_post()
        cls._order(client, 40)  # waiting, due today
        late = cls._order(person, 50)
        late.picking_ids.move_ids.date_deadline = "2026-06-14 22:00:00"
        late.picking_ids.scheduled_date = "2026-06-14 22:00:00"
        done_late = cls._order(client, 60)
        done_late.picking_ids.move_ids.date_deadline = "2026-06-12 08:00:00"
        cls._deliver(done_late.picking_ids)
        cls._return(done_late.picking_ids)
        cls._order(client, 90, pricelist_id=cls.euro_prices.id)

    @classmethod
    def _make_leads(cls):
        cls._lead(cls.client, 1000)
        cls._lead(cls.person, 300, type="lead")
        cls._lead(cls.client, 70).action_set_won()
        cls._lead(cls.client, 80).action_set_lost()
        cls._lead(cls.person, 90).action_set_lost()
        cls._lead(cls.client, 55, active=False, probability=20)
        no_company = {"company_id": False, "team_id": False}
        cls._lead(cls.stranger, 5, user_id=False, **no_company)
        seller = cls._user(
            "seller", "sales_team.group_sale_salesman", companies=cls.other_company
        )
        cls._lead(cls.stranger, 6, user_id=seller.id, **no_company)

    @classmethod
    def _make_contacts(cls):
        client, user = cls.client, cls.env.user
        done = client.activity_schedule(
            "mail.mail_activity_data_call", date_deadline=day(-3), user_id=user.id
        )
        done.action_feedback("reached")
        client.activity_schedule(
            "mail.mail_activity_data_call", date_deadline=day(9), user_id=user.id
        )
        lead = cls._lead(cls.person, 1)
        lead.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=day(7), user_id=user.id
        )
        cls._meeting(cls.person | user.partner_id, -20)
        cls._meeting(cls.person | user.partner_id, 30)
        cls._meeting(cls.stranger, 0)
        cls._meeting(cls.stranger, -4).active = False
        cls.stranger.message_post(
            body="We wait", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        client.message_post(
            body="Between us", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        cls.quiet = cls._client("Deneb")
        lead = cls._lead(cls.client, 1)
        lead.message_post(
            body="Please call",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=cls.quiet.id,
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestFigures(FiguresScenario):
    def _row(self, client, company=None):
        self.figures._rebuild()
        return self.figures.search(
            [
                ("partner_id", "=", client.id),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    def test_every_figure_equals_the_documents(self):
        self.figures._rebuild()
        self.assertSameFigures(expected_figures(self.env, TODAY), self._rows())

    def test_live_view_equals_the_rebuild(self):
        self.figures._rebuild()
        clients = self.client | self.stranger | self.quiet
        self.assertSameFigures(self._live_rows(clients), self._rows(clients))

    def test_live_view_is_restricted_to_clients_and_companies(self):
        query = self.figures._live_query(self.client.ids, self.branch.ids)
        rows = self.env.execute_query_dict(query)
        self.assertEqual(
            [(row["partner_id"], row["company_id"]) for row in rows],
            [(self.client.id, self.branch.id)],
        )
        self.assertEqual(self._live_rows(self.env["res.partner"]), {})

    def test_turnover_by_hand(self):
        # 2024: 1000 / 2025: 400 + 2 x 900 + 33 / 2026: 500 + 250 - 50 + 80/4 + order
        # 400; the year began on 2025-06-16
        self.assertRecordValues(
            self._row(self.client),
            [
                {
                    "turnover_total": 1000
                    + 400
                    + 1800
                    + 33
                    + 500
                    + 250
                    - 50
                    + 20
                    + 400,
                    "turnover_12m": 33 + 500 + 250 - 50 + 20 + 400,
                    "turnover_prev_12m": 400 + 1800,
                    "turnover_change": 1153 - 2200,
                    "invoice_count": 8,
                    "first_purchase_date": day("2024-03-01"),
                    "last_purchase_date": day("2026-06-15"),
                    "purchase_days": 7,
                }
            ],
        )

    def test_margin_by_hand(self):
        # a desk costs 60: 1 + 1 + 24 + 1 + 1 - 1 + 1 of product, 2 of the order
        self.assertRecordValues(
            self._row(self.client),
            [
                {
                    "margin_total": 4353 - 60 * 28 - 120,
                    "margin_12m": 1153 - 60 * 2 - 120,
                }
            ],
        )

    def test_cost_is_that_of_the_order_line(self):
        before = self._row(self.client).margin_total
        order = self._order(self.client, 100)
        order.order_line.purchase_price = 75
        invoice = order._create_invoices()
        invoice.invoice_date = TODAY
        invoice.action_post()
        self.goods.standard_price = 60
        self.assertAlmostEqual(self._row(self.client).margin_total - before, 25)

    def test_cost_of_an_order_in_dozens_and_foreign_currency(self):
        client = self._client("Altair")
        order = self._order(client, 1200, pricelist_id=self.euro_prices.id)
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.order_line.price_unit = 1200
        order.order_line.purchase_price = 800
        invoice = order._create_invoices()
        invoice.invoice_date = TODAY
        invoice.action_post()
        # one dozen: 1200 EUR - 800 EUR at 4 EUR a dollar
        self.assertRecordValues(
            self._row(client), [{"turnover_total": 300, "margin_total": 100}]
        )

    def test_receivables_by_hand(self):
        # open: 400 - 100 - 50 of Anna, 500, 250, 20, 1800, 33, 400, less 70 paid
        self.assertRecordValues(
            self._row(self.client),
            [
                {
                    "receivable_open": 250 + 500 + 250 + 20 + 1800 + 33 + 400 - 70,
                    # what is due today is not overdue: 500 and the 400 of the order
                    "receivable_overdue": 250 + 20 + 1800 + 33 - 70,
                    "oldest_due_date": day("2025-01-20"),
                    # 20 days for 1000 and 10 days for 100
                    "days_to_pay": 19.09,
                }
            ],
        )

    def test_orders_and_deliveries_by_hand(self):
        self.assertRecordValues(
            self._row(self.client),
            [
                {
                    "quotation_open_count": 2,
                    "quotation_open_amount": 30,
                    "order_count": 5,
                    "order_total": 400 + 40 + 50 + 60 + 22.5,
                    "order_open_count": 4,
                    "order_open_amount": 40 + 50 + 60 + 22.5,
                    "delivery_done_count": 2,
                    "delivery_waiting_count": 3,
                    "delivery_late_count": 1,
                    "delivery_done_late_count": 1,
                    "delivery_return_count": 1,
                    "last_delivery_date": TODAY,
                }
            ],
        )

    def test_leads_and_contacts_by_hand(self):
        self.assertRecordValues(
            self._row(self.client),
            [
                {
                    "lead_open_count": 4,
                    "lead_open_amount": 1302,
                    "lead_won_count": 1,
                    "lead_lost_count": 2,
                    "next_contact_date": day(7),
                    "last_contact_date": TODAY,
                }
            ],
        )
        self.assertEqual(self._row(self.stranger).next_contact_date, TODAY)

    def test_leads_without_company_go_to_that_of_their_people(self):
        self.figures._rebuild()
        main = self.env.ref("base.main_company")
        rows = self._rows(self.stranger)
        self.assertEqual(rows[self.stranger.id, main.id]["lead_open_amount"], 5)
        self.assertEqual(
            rows[self.stranger.id, self.other_company.id]["lead_open_amount"], 6
        )

    def test_amounts_are_in_the_currency_of_their_company(self):
        other = self._row(self.client, self.other_company)
        self.assertEqual(other.currency_id, self.euro)
        self.assertEqual(other.turnover_total, 600)
        self.assertEqual(self._row(self.client, self.branch).turnover_total, 11)

    def test_rounding_follows_the_currency_of_the_company(self):
        self._order(self.client, 100.01, pricelist_id=self.euro_prices.id)
        total = self._row(self.client).order_total
        self.assertAlmostEqual(total, 572.5 + 25.0, 6)

    def test_days_are_those_of_the_main_companys_time_zone(self):
        main = self.env.ref("base.main_company")
        main.partner_id.tz = "Asia/Tokyo"
        # 23:30 of the 14th in Tokyo: yesterday there, when it is 14:30 UTC
        order = self._order(self.stranger, 1)
        order.picking_ids.move_ids.date_deadline = "2026-06-14 14:30:00"
        order.picking_ids.scheduled_date = "2026-06-14 14:30:00"
        self.assertEqual(self._row(self.stranger).delivery_late_count, 1)
        order.picking_ids.move_ids.date_deadline = "2026-06-14 15:30:00"
        self.assertEqual(self._row(self.stranger).delivery_late_count, 0)

    def test_every_figure_opens_documents_that_add_up_to_it(self):
        self.figures._rebuild()
        for source in self.figures._figure_sources():
            for figure in source.figures:
                for company in self.companies:
                    with self.subTest(figure=figure.name, company=company.name):
                        self._check_documents(figure, self.client, company)
                        self._check_documents(figure, self.stranger, company)

    def _check_documents(self, figure, client, company):
        row = self.figures.search(
            [("partner_id", "=", client.id), ("company_id", "=", company.id)]
        )
        action = (
            (row or self.figures).sudo()._documents_action(figure.name, client, company)
        )
        model = self.env[action["res_model"]].sudo().with_context(**action["context"])
        records = model.search(action["domain"])
        value = row[figure.name]
        if not value:
            self.assertTrue(
                not records or not figure.measure or self._measure(records, figure) == 0
            )
            return
        self.assertTrue(records)
        if figure.measure:
            self.assertAlmostEqual(
                self._number(self._measure(records, figure)), self._number(value), 2
            )
        else:
            self._check_explained(figure.name, records, value, row)

    def _measure(self, records, figure):
        [(value,)] = records._read_group(
            [("id", "in", records.ids)], (), [figure.measure]
        )
        return value or 0

    def _number(self, value):
        return value.toordinal() if hasattr(value, "toordinal") else value

    def _check_explained(self, name, records, value, row):
        if name.startswith(("order_", "quotation_")):
            amount = sum(
                order.amount_untaxed / order.currency_rate for order in records
            )
            self.assertAlmostEqual(amount, value, 2)
        elif name == "delivery_done_late_count":
            self.assertEqual(len(records), value)
        elif name == "last_delivery_date":
            self.assertEqual(max(records.mapped("date_done")).date(), value)
        elif name == "turnover_change":
            self.assertAlmostEqual(
                sum(records.mapped("amount_untaxed_signed")),
                row.turnover_12m + row.turnover_prev_12m,
                2,
            )
        elif name.startswith("margin_"):
            turnover = name.replace("margin", "turnover")
            self.assertAlmostEqual(
                sum(records.mapped("amount_untaxed_signed")), row[turnover], 2
            )
        elif name == "consumed_margin_12m":
            self.assertAlmostEqual(sum(records.mapped("amount")), row.consumed_12m, 2)
        elif name == "days_to_pay":
            self.assertEqual(len(records), 2)
        else:
            self.assertIn(name, ("last_contact_date", "next_contact_date"))

    def test_documents_of_a_contact_are_those_of_its_client(self):
        self.figures._rebuild()
        action = self.figures.get_documents_action(self.person.id, "turnover_total")
        invoices = self.env["account.move"].search(action["domain"])
        self.assertEqual(sum(invoices.mapped("amount_untaxed_signed")), 4353 + 11 + 600)

    def test_documents_of_nonsense_are_refused_with_a_sentence(self):
        for partner_id, figure in (
            (self.client.id, "name"),
            (self.client.id, None),
            (-1, "turnover_total"),
            ("1", "turnover_total"),
            (True, "turnover_total"),
        ):
            with self.subTest(figure=figure, partner=partner_id):
                with self.assertRaises(UserError):
                    self.figures.get_documents_action(partner_id, figure)
