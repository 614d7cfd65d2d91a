from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form, freeze_time, tagged

from ..tools.order_file import Asked, read_text
from .order_common import NOW, PartnerOrderCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerOrder(PartnerOrderCommon):
    # ------------------------------------------------------------------ catalogue
    def test_price_of_the_partner(self):
        row = self._row(self.drill)
        self.assertEqual((row["price"], row["price_taxed"]), (80.0, 92.0))
        self.assertEqual(row["currency"], self.company.currency_id)
        # another partner pays the list price
        self.assertEqual(self._row(self.drill, self.rival)["price"], 100.0)
        # the order takes the same price
        basket = self._basket({self.drill: 2})
        self.assertRecordValues(basket, [{"amount_untaxed": 160.0, "amount_tax": 24.0}])

    def test_price_with_included_tax_and_mapped_taxes(self):
        included = self.tax.copy(
            {"name": "Incl", "price_include_override": "tax_included"}
        )
        self.drill.write({"taxes_id": included.ids, "list_price": 115.0})
        self.pricelist.item_ids.price_discount = 0
        row = self._row(self.drill)
        self.assertEqual((row["price"], row["price_taxed"]), (100.0, 115.0))
        # without taxes for this partner: the price is what is left of it
        position = self.env["account.fiscal.position"].create({"name": "Export"})
        zero = self.tax.copy({"name": "Zero", "amount": 0})
        zero.write(
            {"fiscal_position_ids": position.ids, "original_tax_ids": included.ids}
        )
        self.dealer.property_account_position_id = position
        row = self._row(self.drill)
        self.assertEqual((row["price"], row["price_taxed"]), (100.0, 100.0))
        basket = self._basket({self.drill: 1})
        self.assertEqual(basket.amount_total, 100.0)

    def test_smallest_quantity_decides_the_price(self):
        self.pricelist.item_ids.min_quantity = 25
        self.assertEqual(self._row(self.drill)["price"], 100.0)
        row = self._row(self.bolt)
        self.assertEqual((row["quantity"], row["price"]), (25.0, 1.6))

    def test_what_is_in_the_catalogue(self):
        domain = self.Catalogue._domain(self.company)
        mine = [("categ_id", "=", self.category.id)]
        found = self.env["product.product"].search(domain & Domain(mine))
        self.assertEqual(found, self.drill | self.bolt | self.cable)
        self.cable.sale_ok = False
        self.bolt.active = False
        found = self.env["product.product"].search(domain & Domain(mine))
        self.assertEqual(found, self.drill)

    def test_search(self):
        cases = {
            "hammer": self.drill,
            "drill ham": self.drill,
            "bo-": self.bolt,
            "59000CA-9": self.cable,
            "hammer bolt": self.env["product.product"],
            "%": self.env["product.product"],
            "prototype": self.env["product.product"],
        }
        domain = self.Catalogue._domain(self.company)
        for text, expected in cases.items():
            with self.subTest(text):
                found = self.env["product.product"].search(
                    domain
                    & self.Catalogue._search_domain(text)
                    & Domain([("categ_id", "=", self.category.id)])
                )
                self.assertEqual(found, expected)

    def test_stock_that_can_be_promised(self):
        self._plan(self.cable, 40, "2026-03-12")
        cases = [
            (self.drill, ("now", 10.0, False, date(2026, 3, 2))),
            (self.bolt, ("now", 100, True, date(2026, 3, 2))),
            (self.cable, ("later", 0.0, False, date(2026, 3, 12))),
        ]
        for product, expected in cases:
            with self.subTest(product.name):
                stock = self._row(product)["stock"]
                self.assertEqual(
                    (stock["kind"], stock["quantity"], stock["more"], stock["date"]),
                    expected,
                )
        # eight go out on Friday: two are left, more is not promised
        self._plan(self.drill, 8, "2026-03-06", incoming=False)
        self.assertEqual(self._row(self.drill)["stock"]["quantity"], 2.0)
        line = self._basket({self.drill: 5}).order_line
        promised = line._partner_promise()[line]
        self.assertEqual((promised["kind"], promised["quantity"]), ("ask", 2.0))
        self.company.partner_order_stock_limit = 0
        self.assertEqual(self._row(self.bolt)["stock"]["quantity"], 1000.0)

    def test_quantities_of_a_product_are_not_negative(self):
        with self.assertRaises(ValidationError):
            self.drill.partner_packing_qty = -1

    # ------------------------------------------------------------------ basket
    def test_basket_rounds_and_adds_up(self):
        basket = self._basket({self.drill: 1})
        said = basket._add_to_basket({self.bolt.id: 7})
        self.assertEqual(
            said, ["BO-5: 25 instead of 7, sold from 20 on, sold in packings of 25."]
        )
        basket._add_to_basket({self.bolt.id: 1})
        self.assertRecordValues(
            basket.order_line,
            [
                {"product_id": self.drill.id, "product_uom_qty": 1},
                {"product_id": self.bolt.id, "product_uom_qty": 50},
            ],
        )
        basket._set_basket({self.drill.id: 0})
        self.assertEqual(basket.order_line.product_id, self.bolt)
        self.assertEqual(basket, self._basket({self.bolt: 25}), "one basket a person")
        other = self._create_contact(self.dealer, "Colleague")
        self.assertNotEqual(basket, self._basket({self.bolt: 25}, other))

    def test_basket_refuses_what_is_not_in_the_catalogue(self):
        basket = self._basket({self.drill: 1})
        for product in (self.hidden.id, 999999999):
            with self.assertRaisesRegex(UserError, "not sold any more"):
                basket._add_to_basket({product: 1})

    def test_lines_by_code(self):
        basket = self._basket({self.drill: 1})
        results = basket._check_asked(
            read_text("dr-1 2\n59000BO-5 30\nXX-7 1\nDR-1 many\nnothing 3")
        )
        self.assertEqual(
            [(one["line"], one["quantity"], bool(one["error"])) for one in results],
            [
                (1, 2.0, False),
                (2, 50.0, False),
                (3, 0.0, True),
                (4, 0.0, True),
                (5, 0.0, True),
            ],
        )
        self.assertEqual(results[1]["note"], "sold in packings of 25")
        # what is hidden is answered like what does not exist
        self.assertEqual(results[2]["error"], results[4]["error"])
        self.assertEqual(basket.order_line.product_uom_qty, 1, "nothing written")
        basket._add_asked(results)
        self.assertEqual(basket.order_line.mapped("product_uom_qty"), [3.0, 50.0])

    def test_a_code_of_two_products(self):
        self.cable.default_code = "DR-1"
        [result] = self._basket({self.drill: 1})._check_asked([Asked(1, "DR-1", "1")])
        self.assertIn("Several products", result["error"])

    def test_reorder(self):
        order = self._send({self.drill: 2, self.cable: 3})
        self.cable.partner_orderable = False
        basket = self._basket({self.drill: 1})
        said = basket._reorder(order)
        self.assertEqual(said, ["CA-9 is not sold any more."])
        self.assertEqual(basket.order_line.product_uom_qty, 3)
        self.drill.partner_orderable = False
        with self.assertRaisesRegex(UserError, "Nothing of this order"):
            basket._reorder(order)

    # ------------------------------------------------------------------ sending
    def test_sent_and_confirmed(self):
        order = self._send({self.drill: 2})
        self.assertRecordValues(
            order,
            [
                {
                    "state": "sale",
                    "partner_order_state": "confirmed",
                    "partner_order_needs": "",
                    "partner_id": self.dealer.id,
                    "user_id": self.manager.id,
                }
            ],
        )
        self.assertTrue(order.picking_ids)
        self.assertEqual(order._send_basket(), "confirmed", "a second time is harmless")
        self.assertEqual(len(order.picking_ids), 1)

    def test_bad_baskets(self):
        basket = self._basket({self.drill: 1})
        basket._set_basket({self.drill.id: 0})
        with self.assertRaisesRegex(UserError, "empty"):
            basket._send_basket()
        basket._add_to_basket({self.drill.id: 1})
        basket.commitment_date = "2026-02-01 12:00:00"
        with self.assertRaisesRegex(UserError, "in the past"):
            basket._send_basket()
        basket.commitment_date = False
        self.drill.partner_packing_qty = 6
        with self.assertRaisesRegex(UserError, "packing of DR-1 has changed"):
            basket._send_basket()
        self.drill.partner_orderable = False
        with self.assertRaisesRegex(UserError, "DR-1: not sold any more"):
            basket._send_basket()
        self.assertEqual(basket.partner_order_state, "basket")

    def test_credit(self):
        self.company.account_use_credit_limit = True
        self.dealer.credit_limit = 500.0
        self._owe(300.0, "2026-03-20")
        credit = self.dealer._get_order_credit(self.company)
        self.assertEqual(
            credit, {"limit": 500.0, "used": 300.0, "free": 200.0, "overdue": 0.0}
        )
        # 2 x 92 = 184 is within the 200
        first = self._send({self.drill: 2})
        self.assertEqual(first.partner_order_state, "confirmed")
        # 16 are left, 92 are ordered: 76 too much
        second = self._send({self.drill: 1})
        self.assertRecordValues(
            second,
            [
                {
                    "state": "draft",
                    "partner_order_state": "approval",
                    "partner_order_needs": "credit",
                    "partner_over_credit": 76.0,
                }
            ],
        )
        self.assertIn("76.00", second.partner_order_why)
        self.assertEqual(second.activity_ids.user_id, self.manager)
        # what waits counts too: 76 + 92
        third = self._send({self.drill: 1})
        self.assertEqual(third.partner_over_credit, 168.0)

    def test_overdue_amount_price_and_all(self):
        self._owe(50.0, "2026-02-01")
        order = self._send({self.drill: 1})
        self.assertRecordValues(
            order, [{"partner_order_needs": "overdue", "partner_overdue": 50.0}]
        )
        self.company.partner_order_overdue = False
        self.assertEqual(self._send({self.drill: 1}).partner_order_needs, "")
        self.company.partner_order_maximum = 91.0
        self.assertEqual(self._send({self.drill: 1}).partner_order_needs, "amount")
        self.company.partner_order_maximum = 0
        self.company.partner_order_approval = "all"
        self.assertEqual(self._send({self.drill: 1}).partner_order_needs, "all")
        self.company.partner_order_approval = "risk"
        self.drill.list_price = 0
        self.assertEqual(self._send({self.drill: 1}).partner_order_needs, "price")

    def test_prices_are_brought_up_to_date(self):
        basket = self._basket({self.drill: 1})
        self.assertFalse(basket._refresh_basket())
        self.drill.list_price = 200
        self.assertTrue(basket._refresh_basket())
        self.assertEqual(basket.amount_untaxed, 160.0)

    # ------------------------------------------------------------------ deciding
    def _waiting(self):
        self.company.partner_order_approval = "all"
        return self._send({self.drill: 1})

    def test_approved(self):
        order = self._waiting()
        order.with_user(self.manager)._approve_partner_order("Goods on Friday")
        self.assertRecordValues(
            order,
            [
                {
                    "state": "sale",
                    "partner_order_state": "confirmed",
                    "partner_order_answer": "Goods on Friday",
                    "partner_order_decided_by_id": self.manager.id,
                }
            ],
        )
        self.assertFalse(order.activity_ids)
        with self.assertRaisesRegex(UserError, "decided or changed"):
            order.with_user(self.manager)._approve_partner_order()

    def test_approved_by_the_button_of_core(self):
        order = self._waiting()
        with self.assertRaisesRegex(AccessError, "channel manager"):
            order.with_user(self.seller).action_confirm()
        order.with_user(self.manager).action_confirm()
        self.assertEqual(order.partner_order_state, "confirmed")

    def test_declined_with_a_reason(self):
        order = self._waiting()
        wizard = self.env["partner.order.decide"].with_user(self.manager)
        action = (
            order.with_user(self.manager)
            .with_context(default_decision="decline")
            .action_partner_order_decide()
        )
        form = Form(wizard.with_context(**action["context"]))
        with self.assertRaises(AssertionError):
            form.save()
        form.answer = "Pay the open invoice first"
        form.save().action_apply()
        self.assertRecordValues(
            order, [{"state": "cancel", "partner_order_state": "declined"}]
        )
        self.assertIn("could not take", "".join(order.message_ids.mapped("body")))
        with self.assertRaisesRegex(UserError, "cannot be confirmed|not in a state"):
            order.with_user(self.manager).action_confirm()

    def test_who_may_decide(self):
        order = self._waiting()
        for name in ("_approve_partner_order", "_decline_partner_order"):
            with self.assertRaises(AccessError):
                getattr(order.with_user(self.seller), name)("x")
        with self.assertRaises(AccessError):
            order.with_user(self.seller).action_partner_order_decide()
        with self.assertRaises(UserError):
            order.with_user(self.manager)._decline_partner_order(" ")

    def test_withdrawn_and_cancelled_by_us(self):
        order = self._waiting()
        order._withdraw_partner_order()
        self.assertRecordValues(
            order, [{"state": "cancel", "partner_order_state": "withdrawn"}]
        )
        other = self._waiting()
        other.with_user(self.manager).action_cancel()
        self.assertEqual(other.partner_order_state, "declined")

    def test_state_is_not_written_by_hand(self):
        order = self._waiting()
        for vals in (
            {"partner_order_state": "confirmed"},
            {"partner_order_needs": "x"},
            {"partner_overdue": 1},
        ):
            with self.assertRaises(AccessError):
                order.with_user(self.manager).with_context(
                    partner_order_move=True
                ).write(vals)
            with self.assertRaises(AccessError):
                self.Order.create({"partner_id": self.dealer.id, **vals})

    def test_doors_of_core_are_shut(self):
        """A basket or an order to approve is neither signed nor paid into an order."""
        self.company.portal_confirmation_sign = True
        self.company.portal_confirmation_pay = True
        order = self._waiting()
        order.write({"require_signature": True, "require_payment": True})
        self.assertFalse(order._has_to_be_signed())
        self.assertFalse(order._has_to_be_paid())
        self.assertFalse(order._is_confirmation_amount_reached())
        basket = self._basket({self.drill: 1})
        with self.assertRaisesRegex(UserError, "basket of the portal"):
            basket.with_user(self.manager).action_confirm()

    # ------------------------------------------------------------------ linking
    def test_invoice_is_linked_to_the_end_client(self):
        order = self._basket({self.drill: 1})
        order.partner_end_client_id = self.customer
        order._send_basket()
        invoice = order._create_invoices()
        self.assertEqual(invoice.client_end_id, self.customer)
        # without one: as before, by payer and address
        plain = self._send({self.drill: 1})
        self.assertFalse(plain._create_invoices().client_end_id)

    def test_keys_are_forgotten(self):
        once = self.env["partner.order.once"]
        self.assertTrue(once._first("form:1:a"))
        self.assertFalse(once._first("form:1:a"))
        once._in_line("credit:1:1")
        once._in_line("credit:1:1")
        with freeze_time("2026-03-06"):
            once._gc_old()
        self.assertFalse(once.search([("key", "in", ("form:1:a", "credit:1:1"))]))
