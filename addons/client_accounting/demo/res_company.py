from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Command

from .history import ORDERS, QUOTATIONS

DELIVERY_DAYS = 3
INVOICE_DAYS = 4
# Nothing is mailed, and the chatter is not filled with what happened "today".
QUIET = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "skip_pdf_attachment_generation": True,
    "skip_sms": True,
    "tracking_disable": True,
}


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _install_client_demo(self, company_ids):
        """Two years of business with the demo clients, dated back from today.

        Orders, deliveries, invoices and payments are made by their own methods. A
        company without a chart of accounts gets no invoices, one without a warehouse
        gets nothing. Run again it does nothing.
        """
        for company in self.browse(company_ids):
            demo = self.with_context(**QUIET, allowed_company_ids=company.ids)
            demo.browse(company.id)._create_client_demo()

    def _create_client_demo(self):
        clients = {self._demo(plan.client) for plan in ORDERS}
        domain = [
            ("company_id", "=", self.id),
            ("partner_id", "in", [client.id for client in clients]),
        ]
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.id)], limit=1
        )
        if not warehouse or self.env["sale.order"].search_count(domain):
            return
        self._fill_demo_stock(warehouse)
        self._create_demo_quotations()
        orders = self._create_demo_orders()
        for plan, order in orders:
            self._deliver_demo_order(plan, order)
        if not self.chart_template:
            return
        invoices = [
            (plan, self._invoice_demo_order(plan, order))
            for plan, order in orders
            if plan.delivered
        ]
        for plan, invoice in invoices:
            self._pay_demo_invoice(plan, invoice)
        for plan, order in orders:
            if plan.returned:
                self._return_demo_goods(plan, order)

    def _demo(self, name):
        return self.env.ref(f"client_accounting.{name}")

    def _days_ago(self, days, hour=10):
        """A moment in UTC, as Odoo stores it; never in the future."""
        day = fields.Date.context_today(self) - timedelta(days=days)
        return min(datetime.combine(day, time(hour)), fields.Datetime.now())

    def _fill_demo_stock(self, warehouse):
        """Enough of each product for all that is ordered."""
        needed = defaultdict(float)
        for plan in ORDERS:
            for name, quantity in plan.lines:
                needed[name] += quantity
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants.create(
            [
                {
                    "product_id": self._demo(name).id,
                    "location_id": warehouse.lot_stock_id.id,
                    "inventory_quantity": quantity,
                }
                for name, quantity in needed.items()
            ]
        ).action_apply_inventory()

    # ---- orders

    def _prepare_demo_order(self, plan, address=""):
        client = self._demo(plan.client)
        return {
            "company_id": self.id,
            "partner_id": client.id,
            **({"partner_shipping_id": self._demo(address).id} if address else {}),
            "user_id": client.user_id.id,
            "date_order": self._days_ago(plan.days),
            "payment_term_id": self._demo_payment_term(plan).id,
            "order_line": [
                Command.create(
                    {"product_id": self._demo(name).id, "product_uom_qty": quantity}
                )
                for name, quantity in plan.lines
            ],
        }

    def _demo_payment_term(self, plan):
        name = "immediate" if plan.client == "client_person" else "30days"
        term = self.env.ref(
            f"account.account_payment_term_{name}", raise_if_not_found=False
        )
        return term or self.env["account.payment.term"]

    def _create_demo_quotations(self):
        today = fields.Date.context_today(self)
        self.env["sale.order"].create(
            [
                {
                    **self._prepare_demo_order(plan),
                    "state": "sent" if plan.sent else "draft",
                    "validity_date": today + timedelta(days=plan.valid),
                }
                for plan in QUOTATIONS
            ]
        )

    def _create_demo_orders(self):
        """List of (plan, confirmed order)."""
        orders = self.env["sale.order"].create(
            [
                {
                    **self._prepare_demo_order(plan, plan.address),
                    "commitment_date": self._moment(plan.days - plan.promised),
                }
                for plan in ORDERS
            ]
        )
        orders.action_confirm()
        for plan, order in zip(ORDERS, orders, strict=True):
            # Confirmation dates an order today.
            order.date_order = self._days_ago(plan.days)
        return list(zip(ORDERS, orders, strict=True))

    def _moment(self, days):
        """As `_days_ago`, but negative days lie in the future."""
        day = fields.Date.context_today(self) - timedelta(days=days)
        return datetime.combine(day, time(12))

    # ---- deliveries

    def _deliver_demo_order(self, plan, order):
        if not plan.delivered:
            order.picking_ids.action_assign()
            return
        for picking in order.picking_ids:
            picking.action_assign()
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty * plan.delivered
            self._validate_demo_picking(picking, plan.days - DELIVERY_DAYS)

    def _validate_demo_picking(self, picking, days):
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        done = self._days_ago(days, hour=14)
        picking.date_done = done
        picking.move_ids.date = done
        picking.move_line_ids.date = done

    def _return_demo_goods(self, plan, order):
        """The goods come back 10 days after the delivery; a credit note follows."""
        days = plan.days - DELIVERY_DAYS - 10
        picking = order.picking_ids.filtered(lambda pick: pick.state == "done")[:1]
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        returned = {self._demo(name): quantity for name, quantity in plan.returned}
        for line in wizard.product_return_moves:
            line.quantity = returned.get(line.product_id, 0)
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self._validate_demo_picking(back, days)
        credit_note = order._create_invoices(final=True)
        self._post_demo_invoice(credit_note, days - 1)

    # ---- invoices and payments

    def _invoice_demo_order(self, plan, order):
        invoice = order._create_invoices()
        self._post_demo_invoice(invoice, plan.days - INVOICE_DAYS)
        return invoice

    def _post_demo_invoice(self, invoice, days):
        invoice.invoice_date = self._days_ago(days).date()
        invoice.action_post()

    def _pay_demo_invoice(self, plan, invoice):
        if plan.paid is None:
            return
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        day = invoice.invoice_date + timedelta(days=plan.paid)
        register.create({"payment_date": day})._create_payments()
