import io

import openpyxl
from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .order_common import PartnerOrderCommon

#: Queries of the pages when the caches are warm, the portal's layout included.
CATALOGUE_BUDGET = 75
BASKET_BUDGET = 90
ORDERS_BUDGET = 60


@tagged("post_install", "-at_install")
class TestPartnerOrderPortal(PartnerOrderCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._add_user("order-owner", cls.dealer)
        cls.stranger = cls._add_user("order-rival", cls.rival)
        cls.client_user = cls._add_user("order-client", cls.customer)
        cls.contact = cls.owner.partner_id

    def _form(self, url, name):
        """The fields of a form of the page as a browser would send them."""
        page = html.fromstring(self.url_open(url).text)
        [form] = page.xpath(f"//form[hasclass('{name}')]")
        values = {
            field.get("name"): field.get("value") or ""
            for field in form.xpath(".//input[@name][@type!='file' or not(@type)]")
            if field.get("type") != "checkbox"
        }
        for select in form.xpath(".//select[@name]"):
            chosen = select.xpath("./option[@selected]") or select.xpath("./option")
            values[select.get("name")] = chosen[0].get("value") if chosen else ""
        for area in form.xpath(".//textarea[@name]"):
            values[area.get("name")] = area.text or ""
        return values

    def _add(self, product, quantity=""):
        values = self._form(
            "/my/catalogue?search=" + product.default_code, "o_partner_catalogue_form"
        )
        values[f"qty_{product.id}"] = quantity
        return self.url_open("/my/catalogue/add", data={**values, "one": product.id})

    def _mine(self, state=None):
        domain = [("partner_contact_id", "=", self.contact.id)]
        if state:
            domain.append(("partner_order_state", "=", state))
        return self.Order.search(domain)

    # ------------------------------------------------------------------ the way
    def test_from_catalogue_to_order(self):
        self.authenticate("order-owner", "order-owner")
        page = self.url_open("/my/catalogue?search=hammer")
        for text in ("Hammer Drill", "80.00", "92.00", "In stock:"):
            self.assertIn(text, page.text)
        self.assertNotIn("Steel Bolt", page.text)
        self.assertIn("Put into the basket", self._add(self.drill, "2").text)
        self._add(self.bolt)
        self.assertRecordValues(
            self._mine().order_line, [{"product_uom_qty": 2}, {"product_uom_qty": 25}]
        )
        values = self._form("/my/basket", "o_partner_basket_form")
        self.assertEqual(values["seen"], "230.00 " + self.company.currency_id.name)
        values |= {
            "address": str(self.depot.id),
            "reference": "PO-7",
            "end_client": "Northern Mills",
            "date": "2999-12-31",
            "note": "<b>gate</b> 2",
            "act": "send",
        }
        page = self.url_open("/my/basket", data=values)
        order = self._mine()
        self.assertTrue(page.url.endswith(f"/my/partner/orders/{order.id}"))
        self.assertRecordValues(
            order,
            [
                {
                    "state": "sale",
                    "partner_id": self.dealer.id,
                    "partner_shipping_id": self.depot.id,
                    "client_order_ref": "PO-7",
                    "partner_end_client_name": "Northern Mills",
                    "amount_total": 230.0,
                }
            ],
        )
        self.assertIn("&lt;b&gt;gate&lt;/b&gt; 2", page.text)
        trace = self.env["partner.audit"].search(
            [("res_id", "=", order.id), ("model", "=", "sale.order")]
        )
        self.assertIn("order_send", trace.mapped("action"))
        # sent again, by a second click or the button "back": one order, no basket
        again = self.url_open("/my/basket", data=values)
        self.assertTrue(again.url.endswith(f"/my/partner/orders/{order.id}"))
        self.assertEqual(self._mine(), order)

    def test_a_form_acts_once(self):
        self.authenticate("order-owner", "order-owner")
        values = self._form("/my/catalogue?search=DR-1", "o_partner_catalogue_form")
        values[f"qty_{self.drill.id}"] = "3"
        for _time in range(2):
            self.url_open("/my/catalogue/add", data=values)
        self.assertEqual(self._mine().order_line.product_uom_qty, 3)

    def test_prices_that_change_are_shown_first(self):
        self.authenticate("order-owner", "order-owner")
        self._add(self.drill, "1")
        values = self._form("/my/basket", "o_partner_basket_form") | {"act": "send"}
        self.drill.list_price = 200
        page = self.url_open("/my/basket", data=values)
        self.assertIn("184.00", page.text)
        self.assertIn("have changed", page.text)
        self.assertEqual(self._mine().partner_order_state, "basket")
        # what is typed beside the button counts as well
        values = self._form("/my/basket", "o_partner_basket_form") | {"act": "send"}
        values[f"qty_{self.drill.id}"] = "2"
        self.assertIn("368.00", self.url_open("/my/basket", data=values).text)
        values = self._form("/my/basket", "o_partner_basket_form") | {"act": "send"}
        self.url_open("/my/basket", data=values)
        self.assertEqual(self._mine().partner_order_state, "confirmed")

    def test_over_the_credit(self):
        self.company.account_use_credit_limit = True
        self.dealer.credit_limit = 50
        self.authenticate("order-owner", "order-owner")
        self._add(self.drill, "1")
        page = self.url_open("/my/basket")
        self.assertIn("You can order nevertheless", page.text)
        values = self._form("/my/basket", "o_partner_basket_form") | {"act": "send"}
        page = self.url_open("/my/basket", data=values)
        self.assertIn("exceeds the credit limit by", page.text)
        order = self._mine("approval")
        self.assertEqual(order.state, "draft")
        order.with_user(self.manager)._decline_partner_order("Pay first, please")
        page = self.url_open(f"/my/partner/orders/{order.id}")
        self.assertIn("Pay first, please", page.text)
        self.assertIn("Declined", page.text)

    def test_for_a_registered_deal(self):
        deal = self.env["partner.deal"].create(
            {
                "partner_id": self.dealer.id,
                "client_name": "Harbour Works",
                "client_email": "office@harbour.example",
                "subject": "Drills",
                "date_expected": "2999-01-01",
                "price_ids": [
                    Command.create(
                        {"product_id": self.drill.id, "quantity": 1, "price": 60}
                    )
                ],
            }
        )
        deal._submit()
        deal.with_user(self.manager)._approve()
        rivals = deal.copy({"partner_id": self.rival.id})
        self.authenticate("order-owner", "order-owner")
        self._add(self.drill, "1")
        values = self._form("/my/basket", "o_partner_basket_form")
        bad = self.url_open("/my/basket", data={**values, "deal": rivals.id})
        self.assertIn("not protected any more", bad.text)
        values |= {"deal": deal.id, "act": "send"}
        self.assertIn("69.00", self.url_open("/my/basket", data=values).text)
        values = self._form("/my/basket", "o_partner_basket_form") | {"act": "send"}
        self.url_open("/my/basket", data=values)
        order = self._mine("confirmed")
        self.assertRecordValues(
            order,
            [
                {
                    "amount_total": 69.0,
                    "partner_end_client_id": deal.client_id.id,
                    "partner_end_client_name": "Harbour Works",
                    "opportunity_id": deal.lead_id.id,
                }
            ],
        )
        self.assertEqual(order._create_invoices().client_end_id, deal.client_id)

    # ------------------------------------------------------------------ bad input
    def test_bad_input_changes_nothing(self):
        self.authenticate("order-owner", "order-owner")
        self._add(self.drill, "1")
        rivals = self.env["res.partner"].create(
            {"name": "Rival Depot", "parent_id": self.rival.id, "type": "delivery"}
        )
        basket = self._mine()
        values = self._form("/my/basket", "o_partner_basket_form")
        cases = [
            ({"address": str(rivals.id)}, "one of your delivery addresses"),
            ({"address": "x"}, "one of your delivery addresses"),
            ({"date": "tomorrow"}, "Give the wanted delivery"),
            ({f"qty_{self.drill.id}": "many"}, "Give quantities as numbers"),
            ({f"qty_{self.drill.id}": "-3"}, "Give quantities as numbers"),
            ({"date": "2001-01-01", "act": "send"}, "lies in the past"),
        ]
        for change, sentence in cases:
            with self.subTest(change):
                page = self.url_open(
                    "/my/basket", data={**values, "act": "update", **change}
                )
                self.assertIn(sentence, page.text)
                self.assertRecordValues(
                    basket,
                    [
                        {
                            "partner_shipping_id": self.depot.id,
                            "partner_order_state": "basket",
                        }
                    ],
                )
                self.assertEqual(basket.order_line.product_uom_qty, 1)
        # products outside the catalogue answer like those that do not exist
        values = self._form("/my/catalogue", "o_partner_catalogue_form")
        pages = {
            html.fromstring(
                self.url_open("/my/catalogue/add", data={**values, "one": id_}).text
            )
            .xpath("//div[hasclass('alert-danger')]")[0]
            .text
            for id_ in (self.hidden.id, 999999999)
        }
        self.assertEqual(len(pages), 1)
        self.assertEqual(
            self.url_open("/my/basket", data={"act": "send"}).status_code, 400, "csrf"
        )

    def test_lines_of_text_and_file(self):
        self.authenticate("order-owner", "order-owner")
        values = self._form("/my/basket/lines", "o_partner_lines_form")
        bad = {**values, "text": "DR-1 2\nNIX-0 1"}
        page = self.url_open("/my/basket/lines", data=bad)
        self.assertIn("No product of the catalogue has this code", page.text)
        self.assertFalse(self._mine().order_line, "nothing half written")
        page = self.url_open("/my/basket/lines", data={**bad, "leave_out": "1"})
        self.assertIn("Line 2, NIX-0, was left out", page.text)
        self.assertEqual(self._mine().order_line.product_uom_qty, 2)
        book = openpyxl.Workbook()
        book.active.append(["Code", "Quantity"])
        book.active.append(["BO-5", 30])
        memory = io.BytesIO()
        book.save(memory)
        values = self._form("/my/basket/lines", "o_partner_lines_form")
        page = self.url_open(
            "/my/basket/lines",
            data=values,
            files={"file": ("order.xlsx", memory.getvalue(), "application/xlsx")},
        )
        self.assertTrue(page.url.endswith("/my/basket"))
        self.assertEqual(self._mine().order_line.mapped("product_uom_qty"), [2.0, 50.0])
        values = self._form("/my/basket/lines", "o_partner_lines_form")
        page = self.url_open(
            "/my/basket/lines",
            data=values,
            files={"file": ("order.exe", b"MZ", "application/exe")},
        )
        self.assertIn("Files of this kind are not taken", page.text)

    # ------------------------------------------------------------------ others
    def test_strangers(self):
        order = self._send({self.drill: 1})
        record_url = f"/my/partner/orders/{order.id}"
        self._deliver(order)
        urls = [
            record_url,
            f"{record_url}/pdf",
            f"{record_url}/xlsx",
            f"{record_url}/delivery/{order.picking_ids.id}",
            "/my/partner/orders/999999999",
        ]
        for login in ("order-rival", "order-client"):
            self.authenticate(login, login)
            for url in urls:
                with self.subTest(login=login, url=url):
                    self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate("order-client", "order-client")
        for url in (
            "/my/catalogue",
            "/my/basket",
            "/my/basket/lines",
            "/my/partner/orders",
        ):
            page = self.url_open(url, allow_redirects=False)
            self.assertEqual(page.status_code, 303, url)
        self.assertEqual(
            self.url_open(f"/my/catalogue/{self.drill.id}/image").status_code, 404
        )
        self.authenticate("order-rival", "order-rival")
        page = self.url_open("/my/partner/orders")
        self.assertNotIn(order.name, page.text)
        # the price of the other partner is not his
        self.assertIn("100.00", self.url_open("/my/catalogue?search=DR-1").text)
        self.assertEqual(
            self.url_open(f"/my/catalogue/{self.hidden.id}/image").status_code, 404
        )
        self.assertEqual(
            self.url_open(f"/my/catalogue/{self.drill.id}/image").status_code, 200
        )
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/basket").url)

    def test_roles(self):
        order = self._send({self.drill: 1})
        order._create_invoices().action_post()
        self.contact.channel_role = "sales"
        self.authenticate("order-owner", "order-owner")
        url = f"/my/partner/orders/{order.id}"
        self.assertNotIn(order.invoice_ids.name, self.url_open(url).text)
        self.contact.channel_role = "technician"
        self.assertEqual(self.url_open(url).status_code, 404)
        page = self.url_open("/my/catalogue?search=DR-1")
        self.assertIn("Hammer Drill", page.text)
        self.assertNotIn("qty_", page.text)
        self.contact.channel_role = "owner"
        self.assertIn(order.invoice_ids.name, self.url_open(url).text)

    # ------------------------------------------------------------------ the order
    def test_order_page_return_and_reorder(self):
        order = self._send({self.drill: 2})
        self._deliver(order)
        picking = order.picking_ids
        picking.partner_tracking = "https://carrier.example/AB1"
        order._create_invoices().action_post()
        self.authenticate("order-owner", "order-owner")
        url = f"/my/partner/orders/{order.id}"
        page = self.url_open(url)
        for text in (
            picking.name,
            'href="https://carrier.example/AB1"',
            order.invoice_ids.name,
            "Not Paid",
            "Send goods back",
        ):
            self.assertIn(text, page.text)
        values = self._form(url, "o_partner_return_form")
        reason = self.env.ref("partner_portal.partner_return_reason_wrong")
        line = order.order_line
        page = self.url_open(
            f"{url}/return",
            data={**values, f"back_{line.id}": "3", "reason": reason.id},
        )
        self.assertIn("2 can be sent back at most", page.text)
        values = self._form(url, "o_partner_return_form")
        values |= {f"back_{line.id}": "1", "reason": reason.id}
        for _time in range(2):
            self.url_open(f"{url}/return", data=values)
        record = order.partner_return_ids
        self.assertEqual((len(record), record.line_ids.quantity), (1, 1.0))
        self.assertEqual(record.contact_id, self.contact)
        page = self.url_open(url)
        self.assertIn(record.name, page.text)
        token = html.fromstring(page.text).xpath("//input[@name='csrf_token']/@value")[
            0
        ]
        self.url_open(f"{url}/keep", data={"csrf_token": token, "return_id": record.id})
        self.assertEqual(record.state, "withdrawn")
        page = self.url_open(f"{url}/reorder", data={"csrf_token": token})
        self.assertTrue(page.url.endswith("/my/basket"))
        self.assertEqual(self._mine("basket").order_line.product_uom_qty, 2)
        self.assertEqual(
            self.url_open(f"{url}/nothing", data={"csrf_token": token}).status_code, 404
        )

    def test_workbook(self):
        self.drill.name = "=1+1"
        order = self._send({self.drill: 2})
        self.authenticate("order-owner", "order-owner")
        answer = self.url_open(f"/my/partner/orders/{order.id}/xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        row = [cell.value for cell in sheet[2]]
        self.assertEqual(row[0], "DR-1")
        self.assertEqual(row[1], "=1+1")
        self.assertEqual(sheet["B2"].data_type, "s", "a text, no formula")
        self.assertEqual(row[2:], [2, "Units", 0, 80, 0, 160])
        self.assertEqual(sheet["H6"].value, 184)

    # ------------------------------------------------------------------ budgets
    def test_pages_within_their_queries(self):
        for number in range(30):
            self._create_good(f"Z-{number:02}", f"Zinc plate {number}", 5.0 + number)
        for _number in range(5):
            self._send({self.drill: 1, self.cable: 1})
        self._basket({self.drill: 1, self.bolt: 25, self.cable: 4}, self.contact)
        self.authenticate("order-owner", "order-owner")
        for url, budget, text in (
            ("/my/catalogue?search=zinc", CATALOGUE_BUDGET, "Zinc plate 23"),
            ("/my/basket", BASKET_BUDGET, "Copper Cable"),
            ("/my/partner/orders", ORDERS_BUDGET, "Delivered"),
        ):
            self.url_open(url)
            with self.subTest(url), self.assertQueryCount(budget):
                page = self.url_open(url)
            self.assertIn(text, page.text)
