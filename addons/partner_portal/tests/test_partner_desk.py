from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import PartnerPortalCommon

PAGE = "/my/partner"
#: Queries of the page when the caches are warm: the layout of the portal and the
#: website included.
QUERY_BUDGET = 60


@tagged("post_install", "-at_install")
class TestPartnerDesk(PartnerPortalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_employee(
            "desk-manager", "partner_portal.group_partner_portal_manager"
        )
        cls.manager.email = "manager@example.com"
        cls.dealer.user_id = cls.manager
        cls.owner = cls._create_portal_user("desk-owner", cls.dealer)
        cls.client_user = cls._create_portal_user("desk-client", cls.customer)

    def _open(self, login, url=PAGE):
        self.authenticate(login, login)
        return self.url_open(url)

    def _figures(self, response):
        """Return ``{key: text without spaces}`` of the numbers on the page."""
        tree = html.fromstring(response.text)
        return {
            node.get("data-figure"): "".join(node.text_content().split())
            for node in tree.xpath("//*[@data-figure]")
        }

    def _assert_figure(self, figures, key, *texts):
        for text in texts:
            self.assertIn(text, figures[key], key)

    def test_owner_sees_own_numbers(self):
        self._create_lead(self.dealer, "new", 100)
        self._create_lead(self.dealer, "work", 1000)
        self._create_lead(self.owner.partner_id, "work", 250)
        self._create_lead(self.dealer, "won", 7000)
        self._create_lead(self.dealer, "lost", 300)
        self._create_lead(self.agent, "work", 555)
        invoice = self._create_invoice_one_line(
            price_unit=400.0, tax_ids=[], partner_id=self.dealer, post=True
        )
        self._create_invoice_one_line(
            price_unit=90.0,
            tax_ids=[],
            partner_id=self.dealer,
            invoice_date="2020-01-01",
            invoice_date_due="2020-01-31",
            invoice_payment_term_id=False,
            post=True,
        )
        self._create_invoice_one_line(price_unit=3.0, partner_id=self.dealer)  # draft
        self._create_invoice_one_line(
            price_unit=666.0, tax_ids=[], partner_id=self.agent, post=True
        )
        self._register_payment(invoice, amount=150.0, payment_date=invoice.date)
        quotation = self._create_sale_order_one_line(
            product_id=self.product_a,
            price_unit=80.0,
            tax_ids=[],
            partner_id=self.dealer,
            confirm=False,
        )
        quotation.action_quotation_sent()
        self._create_sale_order_one_line(  # not yet sent: ours only
            product_id=self.product_a,
            price_unit=1.0,
            partner_id=self.dealer,
            confirm=False,
        )
        self._create_sale_order_one_line(
            product_id=self.product_a,
            price_unit=60.0,
            tax_ids=[],
            partner_id=self.owner.partner_id,
        )

        response = self._open("desk-owner")
        self.assertEqual(response.status_code, 200)
        for words in ("Dealer", "Gold", self.manager.name, "manager@example.com"):
            self.assertIn(words, response.text)
        figures = self._figures(response)
        self._assert_figure(figures, "new", "1$", "100.00")
        self._assert_figure(figures, "work", "2$", "1,250.00")
        self._assert_figure(figures, "won", "1$", "7,000.00")
        self._assert_figure(figures, "lost", "1$", "300.00")
        self._assert_figure(figures, "quotations", "1$", "80.00")
        self._assert_figure(figures, "orders", "1$", "60.00")
        self._assert_figure(figures, "turnover", "400.00")
        self._assert_figure(figures, "invoices", "2")
        self._assert_figure(figures, "balance", "340.00")
        self._assert_figure(figures, "overdue", "90.00")
        for amount in ("555.00", "666.00"):
            self.assertNotIn(amount, response.text)

    def test_numbers_are_those_of_the_pages_they_lead_to(self):
        for state, number in (("new", 2), ("work", 3), ("won", 1), ("lost", 2)):
            for index in range(number):
                self._create_lead(self.dealer, state, name=f"{state} deal {index}")
        response = self._open("desk-owner")
        tree = html.fromstring(response.text)
        for key, number in (("new", 2), ("won", 1), ("lost", 2)):
            [link] = tree.xpath(f"//a[@data-figure='{key}']")
            target = self.url_open(link.get("href"))
            with self.subTest(figure=key):
                self.assertEqual(target.status_code, 200)
                found = html.fromstring(target.text).xpath("//tbody/tr")
                self.assertEqual(len(found), number)
        # the page of open opportunities also keeps those won in view
        [link] = tree.xpath("//a[@data-figure='work']")
        self.assertIn("work deal 2", self.url_open(link.get("href")).text)

    def test_new_partner_sees_zeros_and_what_to_do(self):
        response = self._open("desk-owner")
        self.assertEqual(response.status_code, 200)
        self.assertIn("No leads have been given to you yet", response.text)
        figures = self._figures(response)
        self._assert_figure(figures, "balance", "0.00")
        self._assert_figure(figures, "new", "0")

    def test_card_on_the_home_page_without_javascript(self):
        tree = html.fromstring(self._open("desk-owner", "/my").text)
        [card] = tree.xpath(f"//a[@href='{PAGE}']/..")
        self.assertNotIn("d-none", card.get("class"))

    def test_user_of_no_partner_gets_neither_card_nor_page(self):
        response = self._open("desk-client", "/my")
        self.assertEqual(response.status_code, 200)
        self.assertNotIn(PAGE, response.text)
        response = self.url_open(PAGE, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertURLEqual(response.headers["Location"], "/my")

    def test_employee_is_sent_back(self):
        response = self._open("desk-manager")
        self.assertURLEqual(response.url, "/my")

    def test_public_is_asked_to_log_in(self):
        response = self.url_open(PAGE, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_partner_without_level_has_its_desk(self):
        user = self._create_portal_user("desk-agent", self.agent)
        self._create_lead(self.agent, "new", 20)
        response = self._open(user.login)
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("Level:", response.text)
        self._assert_figure(self._figures(response), "new", "1$", "20.00")

    def test_level_hidden_from_the_website_is_still_the_partners_own(self):
        self.gold.is_published = False
        self.assertIn("Gold", self._open("desk-owner").text)

    def test_documents_of_another_company_stay_out(self):
        other = self.setup_other_company(name="Other")["company"]
        self.env.user.company_ids += other
        self._create_lead(self.dealer, "work", 10)
        self._create_lead(self.dealer, "work", 9000, company_id=other.id)
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "company_id": other.id,
                "partner_id": self.dealer.id,
                "invoice_date": "2024-05-05",
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Other", "price_unit": 8000.0, "tax_ids": False}
                    )
                ],
            }
        ).action_post()
        figures = self._figures(self._open("desk-owner"))
        self._assert_figure(figures, "work", "1$", "10.00")
        self._assert_figure(figures, "balance", "$0.00")

    def test_page_reveals_nothing_internal(self):
        secret = "SECRET-NOTE"
        self.dealer.write({"comment": secret, "ref": "SECRET-REF"})
        self.manager.signature = "SECRET-SIGNATURE"
        self._create_lead(self.dealer, "work", description="SECRET-LEAD")
        text = self._open("desk-owner").text
        self.assertNotIn("SECRET", text)

    def test_query_budget(self):
        """Few queries, and no more of them for many leads than for a few."""
        counts = []
        for _round in range(2):
            self._create_lead(self.dealer, "work", 5)
            self._open("desk-owner")
            self.url_open(PAGE)
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.url_open(PAGE).status_code, 200)
            counts.append(self.cr.sql_log_count - before)
            for index in range(30):
                self._create_lead(self.dealer, "work", index)
        self.assertLessEqual(max(counts), QUERY_BUDGET)
        self.assertEqual(*counts)
