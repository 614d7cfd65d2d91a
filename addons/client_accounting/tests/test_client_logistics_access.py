from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .logistics_common import LogisticsCommon

PICKING_FIELDS = (
    "client_importance",
    "client_class",
    "client_stage",
    "client_is_overdue",
    "client_promise_date",
    "client_days_late",
    "client_delay_reason_id",
    "client_delay_manual_id",
    "client_delay_found_id",
    "client_delay_note",
    "client_return_reason_id",
    "client_is_return",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestLogisticsAccess(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("seller", "sales_team.group_sale_salesman")
        cls.keeper = cls._create_user("keeper", "stock.group_stock_user")
        cls.clerk = cls._create_user("clerk")
        cls.order = cls._create_order(
            (cls.desk, 10), promised="2026-06-10", user_id=cls.seller.id
        )
        cls.foreign = cls._create_order(
            (cls.desk, 7), promised="2026-06-10", user_id=cls.env.uid
        )
        cls.invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.client.id,
                "invoice_date": "2026-03-01",
                "date": "2026-03-01",
                "invoice_payment_term_id": False,
                "invoice_date_due": "2026-03-01",
                "invoice_line_ids": [
                    Command.create({"name": "x", "quantity": 1, "price_unit": 777})
                ],
            }
        )
        cls.invoice.action_post()
        cls.env["client.figures"]._rebuild()

    def _glance(self, user):
        self.env.invalidate_all()
        glance = self.env["client.glance"].with_user(user)
        found = glance.get_glance(self.dock.id)
        return {item["key"]: item["value"] for item in found.get("items", ())}

    def test_a_seller_sees_his_own_orders_only(self):
        for model in ("client.promise", "client.delivery.service"):
            rows = self.env[model].with_user(self.seller)
            with self.subTest(model=model):
                self.assertEqual(rows.search([]).order_id, self.order)
                foreign = self.env[model].search([("order_id", "=", self.foreign.id)])
                self.assertTrue(foreign)
                with self.assertRaises(AccessError):
                    foreign.with_user(self.seller).read(["ordered"])
        dossier = self.env["client.dossier"].with_user(self.seller)
        parts = dossier.get_dossier(self.client.id)["sections"]
        [promises] = [part for part in parts if part["key"] == "promises"]
        self.assertEqual(promises["data"]["total"], 1)
        self.assertEqual(self._glance(self.seller)["promises"], "1 late of 1")

    def test_the_warehouse_sees_the_client_without_his_money(self):
        picking = self.order.picking_ids.with_user(self.keeper)
        [values] = picking.read(PICKING_FIELDS)
        self.assertTrue(values["client_is_overdue"])
        self.assertEqual(values["client_days_late"], 5)
        picking.client_delay_note = "On the way"
        rows = self.env["client.promise"].with_user(self.keeper)
        self.assertEqual(len(rows.search([("partner_id", "=", self.client.id)])), 2)
        glance = self._glance(self.keeper)
        self.assertEqual(glance["owes"], "Owes money")
        self.assertEqual(glance["promises"], "2 late of 2")
        self.assertNotIn("overdue", glance)
        self.assertNotIn("777", str(glance))
        with self.assertRaises(AccessError):
            self.env["client.reorder"].with_user(self.keeper).search([])
        with self.assertRaises(AccessError):
            self.client.with_user(self.keeper).read(["client_receivable_overdue"])

    def test_a_seller_sees_the_amount(self):
        glance = self._glance(self.seller)
        self.assertIn("777", glance["overdue"])
        self.assertNotIn("owes", glance)

    def test_others_see_nothing(self):
        self.assertEqual(self._glance(self.clerk), {})
        for model in ("client.promise", "client.delivery.service"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.clerk).search([])

    def test_the_portal_sees_his_delivery_without_our_fields(self):
        portal = self._portal()
        picking = self.order.picking_ids.with_user(portal)
        picking.sudo().partner_id = portal.partner_id
        self.assertTrue(picking.read(["name"]))
        for name in PICKING_FIELDS:
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    picking.read([name])
                with self.assertRaises(AccessError):
                    picking.search([(name, "!=", False)])
        for name in ("client_importance", "client_promise_date"):
            with self.subTest(order=name), self.assertRaises(AccessError):
                picking.search([], order=name)
        self.assertEqual(self._glance(portal), {})

    def _portal(self):
        user = self._create_user("portal_guest")
        user.group_ids = self.env.ref("base.group_portal")
        return user

    def test_another_company_sees_nothing(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._create_user(
            "stranger", "sales_team.group_sale_manager", companies=elsewhere
        )
        for model in ("client.promise", "client.delivery.service"):
            rows = self.env[model].with_user(stranger)
            self.assertFalse(rows.search([]))
        self.assertNotIn("promises", self._glance(stranger))

    def test_glance_of_what_is_not_there(self):
        glance = self.env["client.glance"]
        self.assertEqual(glance.get_glance("1; DROP"), {})
        self.assertEqual(glance.get_glance(2**31 - 5), {})
        private = self._create_client("Private")
        self.env["ir.rule"].create(
            {
                "name": "not this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "!=", private.id)],
            }
        )
        with self.assertRaises(AccessError):
            glance.with_user(self.seller).get_glance(private.id)

    def test_glance_budget(self):
        for user, budget in ((self.seller, 20), (self.keeper, 14)):
            self._glance(user)
            self.env.flush_all()
            self.env.invalidate_all()
            glance = self.env["client.glance"].with_user(user)
            with self.subTest(user=user.login), self.assertQueryCount(budget):
                glance.get_glance(self.client.id)

    def test_promise_list_budget(self):
        for _index in range(8):
            self._create_order((self.desk, 1), (self.lamp, 1), promised="2026-06-10")
        specification = {
            name: {} for name in ("ordered", "reserved", "waiting", "promise_date")
        }
        for name in ("partner_id", "product_id", "order_id", "reason_id"):
            specification[name] = {"fields": {"display_name": {}}}
        domain = [("partner_id", "=", self.client.id)]
        self.promises.web_search_read(domain, specification)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(16):
            found = self.promises.web_search_read(domain, specification)
        self.assertEqual(found["length"], 18)
