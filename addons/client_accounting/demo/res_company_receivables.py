from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from .res_company import QUIET


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _install_receivable_demo(self, company_ids):
        """Promises of the demo clients, kept and broken, a dispute, a delivery that is
        not invoiced yet. Run again it does nothing."""
        for company in self.browse(company_ids):
            demo = company.with_context(**QUIET, allowed_company_ids=company.ids)
            promises = demo.env["client.payment.promise"]
            if not promises.search_count([], limit=1):
                demo._create_receivable_demo(promises)

    def _create_receivable_demo(self, promises):
        for client, word_days in (("client_foundry", 0), ("client_chain", -12)):
            self._promise_demo_paid(promises, self._demo(client), word_days)
        today = fields.Date.context_today(self)
        invoices = self._overdue_demo_invoices(today)
        for number, invoice in enumerate(invoices[:3]):
            given, days = ((3, 4), (14, -5), (2, 9))[number]
            promise = self._promise_demo(
                promises, invoice, today - timedelta(days=given), days, today
            )
            if number == 1:  # put off twice
                promise.date_given = today - timedelta(days=20)
                promise.date = today - timedelta(days=9)
                second = self._promise_demo(
                    promises, invoice, today - timedelta(days=10), -5, today
                )
                second.previous_id = promise
        if len(invoices) > 1:
            self.env["client.dispute"].create(
                {
                    "move_id": invoices[-1].id,
                    "company_id": self.id,
                    "reason_id": self._demo("client_dispute_reason_quantity").id,
                    "date_from": today - timedelta(days=6),
                    "amount": invoices[-1].amount_residual / 4,
                    "note": "Two of the boxes were not on the pallet.",
                }
            )
        self._ship_demo_order()
        promises._follow_broken()

    def _overdue_demo_invoices(self, today):
        """The oldest overdue invoice of each client."""
        invoices = self.env["account.move"].search(
            [
                ("company_id", "=", self.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", today),
                ("commercial_partner_id.ref", "!=", False),
            ],
            order="invoice_date_due, id",
        )
        oldest = {}
        for invoice in invoices:
            oldest.setdefault(invoice.commercial_partner_id, invoice)
        return list(oldest.values())

    def _promise_demo(self, promises, invoice, given, days, today):
        return promises.create(
            {
                "partner_id": invoice.commercial_partner_id.id,
                "contact_id": invoice.commercial_partner_id.child_ids[:1].id,
                "company_id": self.id,
                "currency_id": invoice.currency_id.id,
                "amount": invoice.amount_residual,
                "date_given": given,
                "date": max(today + timedelta(days=days), given),
                "invoice_ids": [Command.set(invoice.ids)],
            }
        )

    def _promise_demo_paid(self, promises, client, word_days):
        """What a client had promised of its last paid invoices: for the day on which it
        paid, or so many days earlier."""
        invoices = self.env["account.move"].search(
            [
                ("company_id", "=", self.id),
                ("commercial_partner_id", "=", client.id),
                ("move_type", "=", "out_invoice"),
                ("payment_state", "in", ("paid", "in_payment")),
            ],
            order="invoice_date desc",
            limit=3,
        )
        for number, invoice in enumerate(invoices):
            lines = invoice.line_ids.matched_credit_ids.credit_move_id
            if not lines:
                continue
            day = max(lines.mapped("date"))
            word = day + timedelta(days=word_days if number != 1 else 0)
            promises.create(
                {
                    "partner_id": client.id,
                    "contact_id": client.child_ids[:1].id,
                    "company_id": self.id,
                    "currency_id": invoice.currency_id.id,
                    "amount": invoice.amount_total,
                    "date_given": word - timedelta(days=8),
                    "date": word,
                    "invoice_ids": [Command.set(invoice.ids)],
                }
            )

    def _ship_demo_order(self):
        """Delivered two days ago, and nobody has made the invoice yet."""
        client = self._demo("client_dealer")
        order = self.env["sale.order"].create(
            {
                "company_id": self.id,
                "partner_id": client.id,
                "user_id": client.user_id.id,
                "date_order": self._days_ago(6),
                "order_line": [
                    Command.create(
                        {
                            "product_id": self._demo("product_work_stool").id,
                            "product_uom_qty": 12,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        for picking in order.picking_ids:
            picking.action_assign()
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
            self._validate_demo_picking(picking, 2)
