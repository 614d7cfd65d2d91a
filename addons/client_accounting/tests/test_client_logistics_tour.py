from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .logistics_common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestClientLogisticsTour(LogisticsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._create_user("keeper", "stock.group_stock_user")
        cls.seller = cls._create_user(
            "seller", "sales_team.group_sale_salesman_all_leads"
        )
        today = fields.Date.today()
        late = str(today - timedelta(days=3))
        before = str(today - timedelta(days=20))
        cls.small = cls._create_client("Tour Small")
        for client in (cls.small, cls.client):
            cls._create_order(
                (cls.desk, 2),
                promised=late,
                ordered=before,
                partner_id=client.id,
            )
        axis = cls.env["client.segment.axis"].create({"name": "Tour Care"})
        key = cls.env["client.segment"].create(
            {
                "name": "Tour Key",
                "axis_id": axis.id,
                "method": "manual",
                "importance": "3",
            }
        )
        cls.env["client.segment.override"].create(
            {"partner_id": cls.client.id, "segment_id": key.id, "reason": "tour"}
        )
        key.sudo()._evaluate()
        for days in (92, 62, 32):
            cls._create_invoice(today - timedelta(days=days))
        cls.env["client.reorder"]._rebuild()

    @classmethod
    def _create_invoice(cls, date):
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.client.id,
                "invoice_date": date,
                "date": date,
                "invoice_line_ids": [
                    Command.create({"product_id": cls.lamp.id, "quantity": 12})
                ],
            }
        )
        invoice.action_post()

    def test_the_logistician_says_why(self):
        """The most important client stands first; the reason is set by hand."""
        self.start_tour(
            "/odoo/client-deliveries",
            "client_accounting_delay_reason",
            login=self.keeper.login,
        )
        picking = self.env["stock.picking"].search(
            [("partner_id", "child_of", self.client.id)]
        )
        self.assertEqual(picking.client_delay_manual_id.code, "client_asked")
        self.assertEqual(picking.client_delay_note, "After the fair")

    def test_the_seller_offers_usual_goods(self):
        self.start_tour(
            "/odoo/client-reorders",
            "client_accounting_reorder",
            login=self.seller.login,
        )
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.client.id), ("state", "=", "draft")]
        )
        self.assertRecordValues(
            order.order_line, [{"product_id": self.lamp.id, "product_uom_qty": 12}]
        )
