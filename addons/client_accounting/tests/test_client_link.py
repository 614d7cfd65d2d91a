from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import MANAGER_GROUP, TODAY, day
from .link_common import LinkCommon


@freeze_time("2026-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestClientLink(LinkCommon):
    """Links of documents: what they change, and what they must not."""

    # -------------------------------------------------------------- what is linked
    def test_posted_invoice_is_linked_without_touching_the_books(self):
        invoice = self._invoice(self.payer, 100, "2026-06-01")
        fields = invoice._get_integrity_hash_fields_and_subfields()
        before = invoice._calculate_hashes("")[invoice]
        books = invoice.line_ids.read(["debit", "credit", "balance", "partner_id"])
        self._as(self.accountant, invoice).client_end_id = self.client
        self.assertEqual(invoice.client_end_id, self.client)
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice._get_integrity_hash_fields_and_subfields(), fields)
        self.assertEqual(invoice._calculate_hashes("")[invoice], before)
        self.assertEqual(
            invoice.line_ids.read(["debit", "credit", "balance", "partner_id"]), books
        )
        self.assertEqual(self._consumed(invoice), {"Vega": 100})

    def test_hashed_invoice_is_linked(self):
        journal = self.company_data["default_journal_sale"]
        journal.restrict_mode_hash_table = True
        invoice = self._invoice(self.payer, 100, "2026-06-01")
        self.assertTrue(invoice.inalterable_hash)
        invoice.client_end_id = self.client
        report = self.company._check_hash_integrity()
        self.assertNotIn("corrupted", str(report["results"]).lower())
        self.assertEqual(invoice.client_end_id, self.client)

    def test_change_is_audited(self):
        invoice = self._invoice(self.payer, 100, "2026-06-01")
        self._as(self.accountant, invoice).client_end_id = self.client
        invoice.client_end_id = self.stranger
        invoice.client_end_id = self.stranger  # no change, no trace
        self.assertRecordValues(
            self.changes.search([("move_id", "=", invoice.id)], order="id"),
            [
                {
                    "what": "end",
                    "old_text": "",
                    "new_text": "Vega",
                    "user_id": self.accountant.id,
                    "origin": "hand",
                    "document": invoice.name,
                },
                {
                    "what": "end",
                    "old_text": "Vega",
                    "new_text": "Rigel",
                    "user_id": self.env.uid,
                    "origin": "hand",
                    "document": invoice.name,
                },
            ],
        )

    def test_contact_is_no_end_client(self):
        invoice = self._invoice(self.payer, 100, "2026-06-01")
        with self.assertRaisesRegex(ValidationError, "Vega itself"):
            invoice.client_end_id = self.person
        with self.assertRaisesRegex(ValidationError, "company of ours"):
            invoice.client_end_id = self.company.partner_id

    def test_client_of_another_company_is_refused(self):
        foreign = self._client("Foreign", company_id=self.other_company.id)
        invoice = self._invoice(self.payer, 100, "2026-06-01")
        with self.assertRaises(UserError):
            invoice.client_end_id = foreign

    # --------------------------------------------------------------- closed periods
    def test_closed_period_is_for_managers_with_a_reason(self):
        invoice = self._invoice(self.payer, 100, "2026-05-01")
        self._lock("2026-05-31")
        linked = self._as(self.accountant, invoice)
        with self.assertRaisesRegex(UserError, "closed"):
            linked.client_end_id = self.client
        with self.assertRaisesRegex(UserError, "closed"):
            linked.with_context(client_link_reason="Because").write(
                {"client_end_id": self.client.id}
            )
        manager = self._user("head", MANAGER_GROUP, "account.group_account_manager")
        with self.assertRaisesRegex(UserError, "reason"):
            self._as(manager, invoice).client_end_id = self.client
        self._as(manager, invoice)._set_client_links(
            {"client_end_id": self.client.id}, reason="Contract found"
        )
        self.assertRecordValues(
            self.changes.search([("move_id", "=", invoice.id)]),
            [{"closed": True, "reason": "Contract found", "user_id": manager.id}],
        )
        with self.assertRaisesRegex(UserError, "closed"):
            self._split(
                self._as(self.accountant, invoice.invoice_line_ids),
                (self.stranger, 10),
            )

    def test_open_period_needs_no_reason(self):
        self._lock("2026-05-31")
        invoice = self._invoice(self.payer, 100, "2026-06-01")
        self._as(self.accountant, invoice).client_end_id = self.client
        self.assertEqual(invoice.client_end_id, self.client)

    # ----------------------------------------------------------------------- rights
    def test_who_may_not_write_invoices_links_none(self):
        invoice = self._invoice(self.payer, 100, "2026-06-01")
        seller = self._user("seller", "sales_team.group_sale_salesman_all_leads")
        with self.assertRaises(AccessError):
            self._as(seller, invoice).client_end_id = self.client
        with self.assertRaises(AccessError):
            self._as(seller, self.tasks).search([])
        portal = self._user("visitor")
        portal.write(
            {"group_ids": [Command.set([self.env.ref("base.group_portal").id])]}
        )
        for model in ("client.link.task", "client.consumed.line", "client.link.change"):
            with self.subTest(model), self.assertRaises(AccessError):
                self._as(portal, self.env[model]).search([])
        readable = self._as(portal, self.env["account.move"]).fields_get()
        self.assertFalse([name for name in readable if name.startswith("client_")])

    def test_task_of_another_company_is_hidden(self):
        invoice = self._invoice(
            self.payer, 100, "2026-06-01", company=self.other_company
        )
        self.assertTrue(self._task(invoice))
        self.assertFalse(
            self._as(self.accountant, self.tasks).search([("move_id", "=", invoice.id)])
        )

    # ----------------------------------------------------------------- inheritance
    def test_credit_note_inherits_links_and_splits(self):
        invoice = self._lines_invoice(self.payer, [100, 200], "2026-06-01")
        invoice.client_end_id = self.client
        invoice.client_manager_id = self.env.user
        self._split(invoice.invoice_line_ids[1], (self.stranger, 50))
        refund = invoice._reverse_moves(
            [{"invoice_date": TODAY, "date": TODAY}], cancel=True
        )
        self.assertEqual(refund.state, "posted")
        self.assertEqual(refund.client_end_id, self.client)
        self.assertEqual(refund.client_manager_id, self.env.user)
        self.assertEqual(self._consumed(invoice), {"Vega": 250, "Rigel": 50})
        self.assertEqual(self._consumed(refund), {"Vega": -250, "Rigel": -50})
        self.assertEqual(
            set(self.changes.search([("move_id", "=", refund.id)]).mapped("origin")),
            {"inherited"},
        )

    def test_order_brings_lead_manager_and_who_gets_the_goods(self):
        self.client.user_id = self.env.user
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": self.client.id}
        )
        order = self._order(
            self.payer, 100, partner_shipping_id=self.person.id, opportunity_id=lead.id
        )
        invoice = order._create_invoices()
        self.assertRecordValues(
            invoice,
            [
                {
                    "client_end_id": self.client.id,
                    "client_manager_id": self.env.user.id,
                    "client_lead_id": lead.id,
                }
            ],
        )
        self.assertEqual(
            set(self.changes.search([("move_id", "=", invoice.id)]).mapped("origin")),
            {"order"},
        )

    def test_one_invoice_of_two_orders_is_split_by_order(self):
        orders = self._order(
            self.client, 100, partner_invoice_id=self.payer.id
        ) | self._order(self.stranger, 300, partner_invoice_id=self.payer.id)
        orders.partner_shipping_id = self.payer
        invoice = orders._create_invoices()
        invoice.invoice_date = TODAY
        invoice.action_post()
        self.assertEqual(len(invoice), 1)
        self.assertEqual(self._consumed(invoice), {"Vega": 100, "Rigel": 300})

    def test_payment_is_for_who_consumed(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01")
        self._split(invoice.invoice_line_ids, (self.client, 30))
        payment = self._register_payment(invoice)
        self.assertEqual(payment.client_consumer_ids, self.client | self.payer)
        invoice.client_end_id = self.stranger
        payment.invalidate_recordset()
        self.assertEqual(payment.client_consumer_ids, self.client | self.stranger)

    def test_payment_on_account_is_linked_by_hand(self):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.payer.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "amount": 50,
                "date": day("2026-06-01"),
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        payment.client_end_id = self.client
        self.assertEqual(payment.client_consumer_ids, self.client)
        self.assertRecordValues(
            self.changes.search([("payment_id", "=", payment.id)]),
            [{"what": "end", "new_text": "Vega"}],
        )

    # -------------------------------------------------------------------- work list
    def test_what_is_on_the_work_list(self):
        own = self._invoice(self.stranger, 70, "2026-06-01")
        leased = self._invoice(self.payer, 100, "2026-06-01")
        draft = self._invoice(self.payer, 100, "2026-06-01", post=False)
        sent = self._invoice(
            self.stranger, 50, "2026-06-02", partner_shipping_id=self.person.id
        )
        self.assertFalse(self._task(own) | self._task(draft))
        self.assertRecordValues(
            self._task(leased) | self._task(sent),
            [
                {"state": "open", "amount": 100, "open_amount": 100},
                {"state": "open", "amount": 50, "open_amount": 50},
            ],
        )
        self._split(leased.invoice_line_ids, (self.client, 60))
        self.assertRecordValues(
            self._task(leased), [{"state": "partly", "open_amount": 40}]
        )
        self._split(leased.invoice_line_ids, (self.stranger, 40))
        self.assertRecordValues(
            self._task(leased), [{"state": "linked", "open_amount": 0}]
        )
        sent.button_draft()
        self.assertFalse(self._task(sent))

    def test_setting_of_the_payer_decides(self):
        invoice = self._invoice(self.stranger, 70, "2026-06-01")
        self.stranger.client_bills_others = True
        self.assertTrue(self._task(invoice))
        self.stranger.client_bills_others = False
        self.assertFalse(self._task(invoice))
        tag = self.env["res.partner.category"].create(
            {"name": "Leasing", "client_bills_others": True}
        )
        self.stranger.category_id = tag
        self.assertTrue(self._task(invoice))
        tag.client_bills_others = False
        self.assertFalse(self._task(invoice))

    def test_many_are_linked_at_once(self):
        invoices = self.env["account.move"]
        for number in range(20):
            invoices |= self._invoice(self.payer, 100 + number, "2026-06-01")
        tasks = self._as(self.accountant, self.tasks).search(
            [("move_id", "in", invoices.ids)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            tasks.write({"client_end_id": self.client.id})
            self.env.flush_all()
        self.assertEqual(set(invoices.client_end_id), {self.client})
        self.assertEqual(set(tasks.mapped("state")), {"linked"})
        self.assertEqual(
            self.changes.search_count([("move_id", "in", invoices.ids)]), 20
        )

    def test_payer_consumes_itself(self):
        invoice = self._invoice(self.payer, 100, "2026-06-01")
        self._as(self.accountant, self._task(invoice)).action_payer()
        self.assertEqual(invoice.client_end_id, self.payer)
        self.assertEqual(self._task(invoice).state, "linked")
        self.assertEqual(self._consumed(invoice), {"Lease": 100})
