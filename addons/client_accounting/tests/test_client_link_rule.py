from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .link_common import LinkCommon


@freeze_time("2026-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestClientLinkRule(LinkCommon):
    """What rules propose, how sure they are, and what becomes of it."""

    def _propose(self, move):
        self.rules._propose(move.ids)
        task = self._task(move)
        return task.proposed_id, round(task.confidence, 1), task.reason

    def test_delivery_address(self):
        invoice = self._invoice(
            self.payer, 100, "2026-06-01", partner_shipping_id=self.person.id
        )
        client, confidence, reason = self._propose(invoice)
        self.assertEqual((client, confidence), (self.client, 92))
        self.assertIn("Anna", reason)

    def test_order_by_its_share_of_the_invoice(self):
        order = self._order(self.payer, 75)
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-06-01"
        invoice.invoice_line_ids = [
            (0, 0, {"name": "Other", "price_unit": 25, "tax_ids": False})
        ]
        invoice.action_post()
        order.partner_shipping_id = self.person
        self.assertFalse(invoice.client_end_id)
        client, confidence, reason = self._propose(invoice)
        self.assertEqual((client, confidence), (self.client, 73.5))  # 98 * 0.75
        self.assertIn(order.name, reason)

    def test_previous_invoices_by_amount(self):
        for amount, client in ((300, self.client), (100, self.stranger)):
            self._invoice(
                self.payer, amount, "2026-05-01", product=False
            ).client_end_id = client
        invoice = self._invoice(self.payer, 50, "2026-06-01", product=False)
        client, confidence, reason = self._propose(invoice)
        # 75 % of the amount, trusted up to 75 %
        self.assertEqual((client, confidence), (self.client, 56.3))
        self.assertIn("75 %", reason)

    def test_products_bought_before(self):
        chair = self._goods("Chair", 50, 20)
        for product, client in ((self.goods, self.client), (chair, self.stranger)):
            for date in ("2026-04-01", "2026-05-01"):
                self._invoice(
                    self.payer, 100, date, product=product
                ).client_end_id = client
        invoice = self._invoice(self.payer, 100, "2026-06-01", product=chair)
        client, confidence, reason = self._propose(invoice)
        self.assertEqual((client, confidence), (self.stranger, 80))
        self.assertIn("Chair", reason)

    def test_text_of_the_reference(self):
        hotel = self._client("Bellweather Hotel Ltd")
        invoice = self._invoice(
            self.payer, 100, "2026-06-01", ref="lease 77 for BELLWEATHER hotel"
        )
        client, confidence, _reason = self._propose(invoice)
        self.assertEqual((client, confidence), (hotel, 85))

    def test_accepting_links_and_is_audited(self):
        self.client.user_id = self.env.user
        invoice = self._invoice(
            self.payer, 100, "2026-06-01", partner_shipping_id=self.person.id
        )
        self._propose(invoice)
        self._as(self.accountant, self._task(invoice)).action_accept()
        self.assertEqual(invoice.client_end_id, self.client)
        self.assertEqual(invoice.client_manager_id, self.env.user)
        change = self.changes.search(
            [("move_id", "=", invoice.id), ("what", "=", "end")]
        )
        self.assertRecordValues(
            change,
            [
                {
                    "origin": "accepted",
                    "user_id": self.accountant.id,
                    "rule_id": self.env.ref(
                        "client_accounting.client_link_rule_delivery"
                    ).id,
                }
            ],
        )
        self.assertEqual(self._task(invoice).state, "linked")

    def test_what_was_rejected_does_not_come_back(self):
        invoice = self._invoice(
            self.payer, 100, "2026-06-01", partner_shipping_id=self.person.id
        )
        self._propose(invoice)
        task = self._task(invoice)
        proposal = task.proposal_id
        self._as(self.accountant, task).action_reject()
        self.assertEqual(self._propose(invoice), (self.env["res.partner"], 0, False))
        with self.assertRaisesRegex(UserError, "Nothing is proposed"):
            self._task(invoice).action_accept()
        proposal.action_reopen()
        self.assertEqual(self._task(invoice).proposed_id, self.client)

    def test_sure_ones_link_by_themselves(self):
        rule = self.env.ref("client_accounting.client_link_rule_delivery")
        rule.auto_from = 90
        invoice = self._invoice(
            self.payer, 100, "2026-06-01", partner_shipping_id=self.person.id
        )
        closed = self._invoice(
            self.payer, 100, "2026-05-01", partner_shipping_id=self.person.id
        )
        self._lock("2026-05-31")
        self.rules._propose((invoice | closed).ids)
        self.assertEqual(invoice.client_end_id, self.client)
        self.assertFalse(closed.client_end_id)
        self.assertRecordValues(
            self.changes.search([("move_id", "=", invoice.id), ("what", "=", "end")]),
            [{"origin": "rule", "rule_id": rule.id}],
        )

    def test_numbers_of_a_rule(self):
        with self.assertRaises(ValidationError):
            self.rules.create({"name": "Bad", "kind": "order", "trust": 101})
        with self.assertRaises(ValidationError):
            self.rules.create({"name": "Bad", "kind": "order", "months": 0})

    def test_counters(self):
        invoice = self._invoice(
            self.payer, 100, "2026-06-01", partner_shipping_id=self.person.id
        )
        self._invoice(self.payer, 40, "2026-06-01", product=False)
        self._propose(invoice)
        counters = {
            counter["key"]: (counter["count"], counter["amount"])
            for counter in self._as(self.accountant, self.tasks).get_counters()
        }
        self.assertEqual(
            counters,
            {
                "open": (2, 140),
                "proposed": (1, 100),
                "sure": (1, 100),
                "unsure": (1, 40),
            },
        )

    def test_proposals_are_found_in_few_queries(self):
        invoices = self.env["account.move"]
        for _number in range(10):
            invoices |= self._invoice(
                self.payer, 100, "2026-06-01", partner_shipping_id=self.person.id
            )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            self.rules._propose(invoices.ids)
