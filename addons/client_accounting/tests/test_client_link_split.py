from random import Random

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import BaseCase, Form, freeze_time, tagged

from ..tools.share_out import share_out
from .link_common import LinkCommon


@tagged("at_install", "-post_install")
class TestShareOut(BaseCase):
    """The parts of an amount."""

    def test_remainder_is_for_the_largest(self):
        for total, weights, parts in (
            (100, [1, 1, 1], [33.34, 33.33, 33.33]),
            (0.01, [1, 1, 1], [0.01, 0, 0]),
            (-100, [1, 1, 1], [-33.34, -33.33, -33.33]),
            (10, [1, 3], [2.5, 7.5]),
            (0.05, [1, 2, 1], [0.01, 0.03, 0.01]),
        ):
            with self.subTest(total=total, weights=weights):
                self.assertEqual(share_out(total, weights, 0.01), parts)

    def test_parts_add_up(self):
        random = Random(5)
        for _round in range(300):
            total = random.randint(-100000, 100000) / 100
            weights = [random.random() for _part in range(random.randint(1, 9))]
            parts = share_out(total, weights, 0.01)
            self.assertEqual(round(sum(parts), 2), total)


@freeze_time("2026-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestClientInvoiceSplit(LinkCommon):
    """Lines that several clients consumed: sums and what is refused."""

    def test_amounts_and_rest(self):
        invoice = self._lines_invoice(self.payer, [100, 40], "2026-06-01")
        line = invoice.invoice_line_ids[0]
        splits = self._split(line, (self.client, 25), (self.stranger, 35))
        self.assertEqual(splits.mapped("percent"), [25, 35])
        self.assertEqual(
            self._consumed(invoice), {"Vega": 25, "Rigel": 35, "Lease": 80}
        )
        invoice.client_end_id = self.stranger
        self.assertEqual(self._consumed(invoice), {"Vega": 25, "Rigel": 115})
        splits.unlink()
        self.assertEqual(self._consumed(invoice), {"Rigel": 140})

    def test_thirds_add_up_to_the_line(self):
        third = self._client("Third")
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01")
        self.splits.create(
            [
                {
                    "line_id": invoice.invoice_line_ids.id,
                    "client_id": client.id,
                    "percent": percent,
                }
                for client, percent in (
                    (self.client, 33.333334),
                    (self.stranger, 33.333333),
                    (third, 33.333333),
                )
            ]
        )
        self.assertEqual(
            self._consumed(invoice), {"Vega": 33.34, "Rigel": 33.33, "Third": 33.33}
        )

    def test_other_currency_adds_up_in_the_ledger(self):
        # 4 euros are a dollar: 10.01 EUR are 2.50 in the ledger
        invoice = self._lines_invoice(
            self.payer, [10.01], "2026-06-01", currency_id=self.euro.id
        )
        line = invoice.invoice_line_ids
        self.assertEqual(line.balance, -2.5)
        self._split(line, (self.client, 3.33), (self.stranger, 3.33))
        self.assertEqual(
            self._consumed(invoice), {"Vega": 0.83, "Rigel": 0.83, "Lease": 0.84}
        )

    def test_negative_lines_and_refunds(self):
        invoice = self._lines_invoice(self.payer, [100, -20], "2026-06-01")
        discount = invoice.invoice_line_ids[1]
        with (
            self.assertRaisesRegex(ValidationError, "sign of the line"),
            self.cr.savepoint(),
        ):
            self._split(discount, (self.client, 5))
        self._split(discount, (self.client, -5))
        self.assertEqual(self._consumed(invoice), {"Vega": -5, "Lease": 85})
        refund = self._lines_invoice(
            self.payer, [300], "2026-06-02", move_type="out_refund"
        )
        self._split(refund.invoice_line_ids, (self.client, 100))
        self.assertEqual(self._consumed(refund), {"Vega": -100, "Lease": -200})

    def test_shares_that_are_refused(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01")
        line = invoice.invoice_line_ids
        for client, amount, message in (
            (self.client, -1, "more than nothing"),
            (self.client, 0, "more than nothing"),
            (self.client, 100.01, "more than the line"),
            (self.person, 10, "Vega itself"),
        ):
            with (
                self.subTest(amount=amount),
                self.assertRaisesRegex(ValidationError, message),
                self.cr.savepoint(),
            ):
                self._split(line, (client, amount))
        with (
            self.assertRaisesRegex(ValidationError, "more than the line"),
            self.cr.savepoint(),
        ):
            self._split(line, (self.client, 60), (self.stranger, 60))
        tax = invoice.line_ids.filtered(lambda item: item.display_type != "product")
        with self.assertRaisesRegex(ValidationError, "goods or services"):
            self._split(tax[:1], (self.client, 10))

    def test_split_is_audited(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01")
        line = invoice.invoice_line_ids
        split = self._split(line, (self.client, 40))
        split.amount = 50
        split.unlink()
        changes = self.changes.search([("line_id", "=", line.id)], order="id")
        self.assertEqual(set(changes.mapped("what")), {"split"})
        self.assertEqual(
            [(bool(row.old_text), bool(row.new_text)) for row in changes],
            [(False, True), (True, True), (True, False)],
        )
        self.assertIn("Vega", changes[0].new_text)

    def test_percentages_follow_a_draft(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01", post=False)
        line = invoice.invoice_line_ids
        self.splits.create(
            {"line_id": line.id, "client_id": self.client.id, "percent": 50}
        )
        invoice.invoice_line_ids = [Command.update(line.id, {"price_unit": 300})]
        invoice.action_post()
        self.assertEqual(line.client_split_ids.amount, 150)
        self.assertEqual(self._consumed(invoice), {"Vega": 150, "Lease": 150})

    def test_amounts_beyond_a_smaller_draft_are_not_posted(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01", post=False)
        line = invoice.invoice_line_ids
        self._split(line, (self.client, 80))
        invoice.invoice_line_ids = [Command.update(line.id, {"price_unit": 50})]
        with self.assertRaisesRegex(ValidationError, "more than the line"):
            invoice.action_post()

    def test_cancelled_and_reversed(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01")
        self._split(invoice.invoice_line_ids, (self.client, 40))
        invoice.button_draft()
        invoice.button_cancel()
        self.assertFalse(self._consumed(invoice))
        self.assertFalse(self._task(invoice))

    def test_merged_clients_keep_their_shares(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01")
        twin = self._client("Vega again")
        self._split(invoice.invoice_line_ids, (self.client, 40), (twin, 30))
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.client | twin).ids, self.client
        )
        self.env.invalidate_all()
        self.assertEqual(self._consumed(invoice), {"Vega": 70, "Lease": 30})

    # ----------------------------------------------------------------------- wizard
    def test_wizard_splits_many_equally(self):
        invoices = self._lines_invoice(
            self.payer, [100, 10.01], "2026-06-01"
        ) | self._lines_invoice(self.payer, [60], "2026-06-02")
        action = self.env["client.link.split"]._open(invoices)
        form = Form(self.env["client.link.split"].with_context(**action["context"]))
        for client in (self.client, self.stranger):
            with form.share_ids.new() as share:
                share.client_id = client
        self.assertEqual(form.rest, 0)
        form.save().action_apply()
        # halves of 10.01 are 5.01 each: the first of equals gives the cent back
        self.assertEqual(self._consumed(invoices), {"Vega": 85, "Rigel": 85.01})

    def test_wizard_splits_one_line_by_amount(self):
        invoice = self._lines_invoice(self.payer, [100, 50], "2026-06-01")
        wizard = self.env["client.link.split"].create(
            {
                "move_ids": [Command.set(invoice.ids)],
                "line_id": invoice.invoice_line_ids[0].id,
                "by": "amount",
                "share_ids": [
                    Command.create({"client_id": self.client.id, "amount": 30})
                ],
            }
        )
        self.assertEqual(wizard.rest, 70)
        wizard.action_apply()
        self.assertEqual(self._consumed(invoice), {"Vega": 30, "Lease": 120})

    def test_wizard_asks_for_a_reason_in_closed_periods(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-05-01")
        self._lock("2026-05-31")
        values = {
            "move_ids": [Command.set(invoice.ids)],
            "by": "percent",
            "share_ids": [Command.create({"client_id": self.client.id, "percent": 25})],
        }
        wizard = self.env["client.link.split"].create(values)
        self.assertTrue(wizard.closed)
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.reason = "Meter readings"
        wizard.action_apply()
        self.assertEqual(self._consumed(invoice), {"Vega": 25, "Lease": 75})
        change = self.changes.search([("move_id", "=", invoice.id)])
        self.assertRecordValues(change, [{"closed": True, "reason": "Meter readings"}])

    def test_no_context_of_a_caller_opens_a_closed_period(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-05-01")
        self._lock("2026-05-31")
        splits = self.env["client.invoice.split"].with_context(client_split_nested=True)
        with self.assertRaises(UserError):
            splits.create(
                {
                    "line_id": invoice.invoice_line_ids.id,
                    "client_id": self.client.id,
                    "amount": 25,
                }
            )

    # -------------------------------------------------------------------- properties
    def test_any_split_adds_up_to_the_ledger(self):
        random = Random(17)
        clients = [self.client, self.stranger, self._client("Third")]
        invoices = self.env["account.move"]
        for _number in range(6):
            invoice = self._lines_invoice(
                self.payer,
                [random.randint(1, 99999) / 100 for _line in range(3)],
                "2026-06-01",
                currency_id=random.choice((self.euro, self.company.currency_id)).id,
                move_type=random.choice(("out_invoice", "out_refund")),
            )
            invoices |= invoice
            for line in invoice.invoice_line_ids:
                rest = line.price_subtotal
                for client in random.sample(clients, random.randint(0, 3)):
                    amount = line.currency_id.round(rest * random.random())
                    if amount:
                        self._split(line, (client, amount))
                        rest -= amount
        total = -sum(invoices.invoice_line_ids.mapped("balance"))
        self.assertEqual(
            round(sum(self._consumed(invoices).values()), 2), round(total, 2)
        )
        self.assertFalse(self.env["client.link.check"]._differences())
        self.assertFalse(self.env["client.link.difference"].search([]))
