from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .logistics_common import LogisticsCommon

USER_GROUP = "client_accounting.group_client_accounting_user"
SALES_GROUP = "sales_team.group_sale_salesman"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientReorder(LogisticsCommon):
    """Bought on 1 March, 31 March, 10 May and 9 June: intervals of 30, 40 and 30 days,
    the median is 30, so the next purchase is due on 9 July."""

    DAYS = (("2026-03-01", 5), ("2026-03-31", 9), ("2026-05-10", 7), ("2026-06-09", 5))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reorders = cls.env["client.reorder"]
        for date, quantity in cls.DAYS:
            cls._create_invoice(cls.desk, quantity, date)

    @classmethod
    def _create_invoice(cls, product, quantity, date, **values):
        line = {"product_id": product.id, "quantity": quantity, "price_unit": 10}
        line["product_uom_id"] = values.pop("unit", product.uom_id).id
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.client.id,
                "invoice_date": date,
                "date": date,
                "invoice_line_ids": [Command.create(line)],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def _row(self, product=None):
        self.reorders._rebuild()
        return self.reorders.search(
            [
                ("partner_id", "=", self.client.id),
                ("product_id", "=", (product or self.desk).id),
            ]
        )

    def test_interval_by_hand(self):
        row = self._row()
        self.assertRecordValues(
            row,
            [
                {
                    "purchase_count": 4,
                    "interval_days": 30,
                    "last_date": fields.Date.to_date("2026-06-09"),
                    "due_date": fields.Date.to_date("2026-07-09"),
                    "lapse_date": fields.Date.to_date("2026-09-07"),
                    "usual_quantity": 5,
                    "days_overdue": -24,
                    "is_due": False,
                }
            ],
        )

    def test_even_number_of_intervals(self):
        """Intervals of 10 and 21 days: 15.5, due on the 16th day."""
        for date in ("2026-05-01", "2026-05-11", "2026-06-01"):
            self._create_invoice(self.lamp, 1, date)
        row = self._row(self.lamp)
        self.assertEqual(row.interval_days, 15.5)
        self.assertEqual(str(row.due_date), "2026-06-17")

    def test_two_purchases_are_too_few(self):
        for date in ("2026-05-01", "2026-05-11"):
            self._create_invoice(self.lamp, 1, date)
        self.assertFalse(self._row(self.lamp))

    def test_one_day_is_one_purchase_and_credit_notes_are_none(self):
        for date in ("2026-05-01", "2026-05-11", "2026-05-11"):
            self._create_invoice(self.lamp, 1, date)
        self._create_invoice(self.lamp, 1, "2026-05-21", move_type="out_refund")
        self._create_invoice(self.lamp, 1, "2026-05-31").button_draft()
        self.assertFalse(self._row(self.lamp))

    def test_units_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        for date in ("2026-05-01", "2026-05-11", "2026-05-21"):
            self._create_invoice(self.lamp, 2, date, unit=dozen)
        self.assertEqual(self._row(self.lamp).usual_quantity, 24)

    def test_due_within_the_days_of_the_settings(self):
        row = self._row()
        for day, ahead, due in (
            ("2026-07-01", 7, False),
            ("2026-07-02", 7, True),
            ("2026-07-01", 8, True),
            ("2026-09-07", 7, True),
            ("2026-09-08", 7, False),  # three intervals without a purchase
        ):
            with self.subTest(day=day, ahead=ahead), freeze_time(day):
                self.company.client_reorder_ahead = ahead
                self.env.invalidate_all()
                self.assertEqual(row.is_due, due)
                domain = [("id", "=", row.id), ("is_due", "=", True)]
                self.assertEqual(bool(self.reorders.search(domain)), due)
                domain = [("id", "=", row.id), ("is_due", "=", False)]
                self.assertEqual(bool(self.reorders.search(domain)), not due)

    @freeze_time("2026-07-08 10:00:00")
    def test_one_click_to_a_quotation(self):
        row = self._row()
        self.assertTrue(row.is_due)
        action = row.action_create_quotation()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual((order.partner_id, order.state), (self.client, "draft"))
        self.assertRecordValues(
            order.order_line, [{"product_id": self.desk.id, "product_uom_qty": 5}]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(row.is_due)
        order._action_cancel()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(row.is_due)

    def test_rebuild_writes_what_changed_only(self):
        self.reorders._rebuild()
        row = self._row()
        self.assertEqual(self.reorders._rebuild(), 0)
        invoices = self.env["account.move"].search(
            [("partner_id", "=", self.client.id), ("invoice_date", "<", "2026-05-01")]
        )
        invoices.button_draft()
        self.assertEqual(self.reorders._rebuild(), 1)
        self.assertFalse(row.exists())

    def test_archived_products_and_clients_are_left_out(self):
        self.assertTrue(self._row())
        self.desk.active = False
        self.assertFalse(self._row())
        self.desk.active = True
        self.client.action_archive()
        self.assertFalse(self._row())

    def test_access(self):
        row = self._row()
        seller = self._create_user("seller", SALES_GROUP)
        self.assertEqual(row.with_user(seller).usual_quantity, 5)
        with self.assertRaises(AccessError):
            row.with_user(seller).write({"usual_quantity": 1})
        stranger_company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._create_user("away", SALES_GROUP, companies=stranger_company)
        self.assertFalse(self.reorders.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            row.with_user(stranger).action_create_quotation()
        for groups in ((), (USER_GROUP,), ("stock.group_stock_user",)):
            other = self._create_user(f"other_{len(groups)}{groups}", *groups)
            with self.subTest(groups=groups), self.assertRaises(AccessError):
                self.reorders.with_user(other).search([])

    def test_in_the_dossier(self):
        self.reorders._rebuild()
        dossier = self.env["client.dossier"].get_dossier(self.client.id)
        [part] = [part for part in dossier["sections"] if part["key"] == "reorders"]
        [line] = part["data"]["rows"]
        self.assertEqual(line["values"]["due"], "2026-07-09")
        self.assertEqual(line["values"]["status"]["label"], "In 24 days")

    def test_list_budget(self):
        for index in range(8):
            goods = self._create_goods(f"Goods {index}", 0)
            for date in ("2026-05-01", "2026-05-11", "2026-05-21"):
                self._create_invoice(goods, 1, date)
        self.reorders._rebuild()
        specification = {
            name: {}
            for name in ("purchase_count", "due_date", "days_overdue", "usual_quantity")
        }
        specification["partner_id"] = {"fields": {"display_name": {}}}
        specification["product_id"] = {"fields": {"display_name": {}}}
        domain = [("is_due", "=", True)]
        self.reorders.web_search_read(domain, specification)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            found = self.reorders.web_search_read(domain, specification)
        self.assertEqual(found["length"], 8)
