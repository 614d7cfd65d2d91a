"""One real document of each kind, made by the ORM, read as a row and rolled back.

A generated row starts as a copy of its prototype, so it has every value that core and
the installed addons give to such a document; the generator sets only what differs.
"""

import contextlib

from odoo import Command
from odoo.tools import SQL


class _Undo(Exception):
    """Leaves the savepoint of the prototypes."""


def capture(stage):
    """Learn the prototypes of `stage.prototypes`; the database stays as it was."""
    env = stage.env(
        context=dict(
            stage.env.context,
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_activity_quick_update=True,
            no_reset_password=True,
        )
    )
    with contextlib.suppress(_Undo), env.cr.savepoint():
        maker = _Maker(stage, env)
        maker.people()
        maker.goods()
        maker.trade()
        maker.direct_refund()
        maker.contacts()
        raise _Undo
    env.invalidate_all(flush=False)
    env.cr.precommit.clear()
    env.cr.postcommit.clear()


class _Maker:
    def __init__(self, stage, env):
        self.stage = stage
        self.env = env

    def read(self, name, record):
        """Keep the row of `record` as prototype `name`."""
        self.env.flush_all()
        cr = self.env.cr
        table = SQL.identifier(record._table)
        cr.execute(
            SQL(
                """SELECT attname, format_type(atttypid, atttypmod)
                 FROM pg_attribute
                WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped""",
                record._table,
            )
        )
        types = dict(cr.fetchall())
        cr.execute(
            SQL(
                """SELECT cell.key, cell.value
                     FROM %s stored, jsonb_each_text(to_jsonb(stored)) cell(key, value)
                    WHERE stored.id = %s AND cell.value IS NOT NULL""",
                table,
                record.id,
            )
        )
        self.stage.prototypes[name] = {
            key: SQL("%s::" + types[key], value) for key, value in cr.fetchall()
        }

    def people(self):
        partners = self.env["res.partner"]
        self.client = partners.create({"name": "Client", "is_company": True})
        self.person = partners.create({"name": "P", "parent_id": self.client.id})
        self.read("client", self.client)
        self.read("person", self.person)

    def goods(self):
        product = self.env["product.product"].create(
            {
                "name": "Product",
                "default_code": "P",
                "list_price": 100,
                "standard_price": 60,
                "is_storable": True,
                "invoice_policy": "delivery",
                "taxes_id": [Command.set([self.stage.params["tax_id"]])],
            }
        )
        self.product = product
        self.read("product", product)
        self.read("template", product.product_tmpl_id)
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            {
                "product_id": product.id,
                "location_id": warehouse.lot_stock_id.id,
                "inventory_quantity": 1000,
            }
        ).action_apply_inventory()
        move = self.env["stock.move"].search([("product_id", "=", product.id)])
        self.read("inventory_move", move)
        self.read("inventory_move_line", move.move_line_ids)
        quants = self.env["stock.quant"].search([("product_id", "=", product.id)])
        for quant in quants:
            internal = quant.location_id.usage == "internal"
            self.read("quant_stock" if internal else "quant_loss", quant)

    def _order(self):
        line = {"product_id": self.product.id, "product_uom_qty": 5, "price_unit": 100}
        return self.env["sale.order"].create(
            {"partner_id": self.person.id, "order_line": [Command.create(line)]}
        )

    def trade(self):
        """A quotation that becomes an order, a delivery, an invoice, a return."""
        order = self._order()
        self.read("quotation", order)
        self.read("quotation_line", order.order_line)
        order.action_confirm()
        picking = order.picking_ids
        move = picking.move_ids
        self.read("reference", order.stock_reference_ids)
        self._read_picking("waiting", picking)
        move.write({"quantity": 5, "picked": True})
        picking.button_validate()
        self._read_picking("done", picking)
        customer = picking.location_dest_id
        self.read(
            "quant_customer",
            self.env["stock.quant"].search(
                [
                    ("product_id", "=", self.product.id),
                    ("location_id", "=", customer.id),
                ]
            ),
        )
        invoice = order._create_invoices()
        self._read_document("draft", invoice)
        invoice.action_post()
        self._read_document("invoice", invoice)
        self.read("order", order)
        self.read("order_line", order.order_line)
        self._read_payment("in", invoice)
        self._return(picking)
        self._refund(order)

    def _read_picking(self, name, picking):
        self.read("picking_" + name, picking)
        self.read("move_" + name, picking.move_ids)
        self.read("move_line_" + name, picking.move_ids.move_line_ids)

    def _read_document(self, name, invoice):
        self.read(name, invoice)
        for line in invoice.line_ids:
            self.read(f"{name}_{line.display_type}", line)

    def _read_payment(self, name, invoice):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment = wizard.create({})._create_payments()
        self.read("payment_" + name, payment)
        self.read(f"payment_{name}_move", payment.move_id)
        receivable = payment.destination_account_id
        for line in payment.move_id.line_ids:
            side = "receivable" if line.account_id == receivable else "bank"
            self.read(f"payment_{name}_{side}", line)
            partial = line.matched_debit_ids | line.matched_credit_ids
            if partial:
                self.read("partial", partial)
                self.read("full", partial.full_reconcile_id)

    def _return(self, picking):
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
        )
        wizard = wizard.create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 2
        back = wizard._create_return()
        back.move_ids.write({"quantity": 2, "picked": True})
        back.button_validate()
        self._read_picking("return", back)

    def _refund(self, order):
        refund = order._create_invoices(final=True)
        refund.action_post()
        self._read_document("refund", refund)
        self._read_payment("out", refund)

    def direct_refund(self):
        """An invoice without an order: what its rows do not have."""
        line = {"product_id": self.product.id, "quantity": 1, "price_unit": 100}
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.person.id,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        self._read_document("direct_draft", invoice)
        invoice.action_post()
        self._read_document("direct", invoice)

    def contacts(self):
        lead = {"name": "Lead", "partner_id": self.client.id, "type": "opportunity"}
        leads = self.env["crm.lead"].create([dict(lead) for _number in range(3)])
        self.read("lead_pending", leads[0])
        leads[1].action_set_won()
        self.read("lead_won", leads[1])
        leads[2].action_set_lost()
        self.read("lead_lost", leads[2])
        message = self.client.message_post(
            body="Body", message_type="email", subtype_xmlid="mail.mt_comment"
        )
        self.read("message", message)
        activity = self.client.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.env.uid
        )
        self.read("activity_planned", activity)
        activity.action_feedback("Done")
        self.read("activity_done", activity)
        event = self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2026-01-01 10:00:00",
                "stop": "2026-01-01 11:00:00",
                "partner_ids": [Command.link(self.client.id)],
            }
        )
        self.read("event", event)
        self.read("attendee", event.attendee_ids[:1])
