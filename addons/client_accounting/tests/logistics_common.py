from odoo import Command, fields
from odoo.tests import freeze_time, new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

TODAY = fields.Date.to_date("2026-06-15")


class LogisticsCommon(AccountTestInvoicingCommon):
    """A client who orders goods, a warehouse that sends them, and days to do so."""

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("sales_team.group_sale_manager")
            | cls.quick_ref("stock.group_stock_manager")
            | cls.quick_ref("uom.group_uom")
            | cls.quick_ref("client_accounting.group_client_accounting_manager")
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "UTC"
        cls.company = cls.company_data["company"]
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.customers = cls.quick_ref("stock.stock_location_customers")
        cls.suppliers = cls.quick_ref("stock.stock_location_suppliers")
        cls.client = cls._create_client("Vega")
        cls.dock = cls._create_client(
            "Dock 2", parent_id=cls.client.id, type="delivery", is_company=False
        )
        cls.desk = cls._create_goods("Desk", 1000)
        cls.lamp = cls._create_goods("Lamp", 0)
        cls.service = cls.env["client.delivery.service"]
        cls.promises = cls.env["client.promise"]

    # ------------------------------------------------------------------ builders
    @classmethod
    def _create_client(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    @classmethod
    def _create_goods(cls, name, quantity, **values):
        """A storable product with so much of it in stock."""
        product = cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "invoice_policy": "order",
                "list_price": 100,
                "taxes_id": False,
                **values,
            }
        )
        if quantity:
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.stock, quantity
            )
        return product

    @classmethod
    def _create_user(cls, login, *groups, companies=None):
        companies = companies or cls.company
        return new_test_user(
            cls.env,
            login=f"logistics_{login}",
            groups=",".join(("base.group_user", *groups)),
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    @classmethod
    def _create_order(cls, *lines, promised=None, ordered="2026-05-20", **values):
        """A confirmed order of (product, quantity) or (product, quantity, unit),
        promised for noon of a day."""
        with freeze_time(f"{ordered} 08:00:00"):
            order = cls.env["sale.order"].create(
                {
                    "partner_id": cls.client.id,
                    "company_id": cls.company.id,
                    "commitment_date": promised and f"{promised} 12:00:00",
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": quantity,
                                "product_uom_id": (unit or [product.uom_id])[0].id,
                                "price_unit": 10,
                            }
                        )
                        for product, quantity, *unit in lines
                    ],
                    **values,
                }
            )
            order.action_confirm()
        return order

    @classmethod
    def _deliver(cls, picking, date, quantity=None, backorder=True):
        """Send the transfer on a day: all of it, or so much of each product."""
        with freeze_time(f"{date} 10:00:00"):
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty if quantity is None else quantity
                move.picked = True
            context = {"skip_backorder": True}
            if not backorder:
                context["picking_ids_not_to_backorder"] = picking.ids
            picking.with_context(**context).button_validate()
        return picking

    @classmethod
    def _open(cls, order):
        return order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )

    @classmethod
    def _take_back(cls, picking, date, reason=None):
        with freeze_time(f"{date} 10:00:00"):
            wizard = (
                cls.env["stock.return.picking"]
                .with_context(active_id=picking.id, active_model="stock.picking")
                .create({"client_return_reason_id": reason and reason.id})
            )
            for line in wizard.product_return_moves:
                line.quantity = line.move_id.quantity
            action = wizard.action_create_returns()
        return cls._deliver(cls.env["stock.picking"].browse(action["res_id"]), date)

    # ------------------------------------------------------------------ reading
    def _judge(self, order):
        """(otif, on time, in full, days late) of the lines of the order."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.service.search([("order_id", "=", order.id)], order="id")
        return [(row.otif, row.on_time, row.in_full, row.days_late) for row in rows]
