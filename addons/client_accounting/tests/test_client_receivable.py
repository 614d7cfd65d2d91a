from collections import defaultdict

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .receivable_common import Command, ReceivableCommon, day


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientReceivable(ReceivableCommon):
    """The work list of what is shipped but unpaid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = cls._invoice(
            cls.client, 1000, "2026-04-01", invoice_user_id=cls.salesman.id
        )
        cls.late.line_ids.filtered("date_maturity").date_maturity = "2026-04-30"
        cls.soon = cls._invoice(
            cls.client, 500, "2026-06-01", invoice_user_id=cls.salesman.id
        )
        cls.soon.line_ids.filtered("date_maturity").date_maturity = "2026-06-20"
        cls.far = cls._invoice(
            cls.client, 250, "2026-06-10", invoice_user_id=cls.salesman.id
        )
        cls.far.line_ids.filtered("date_maturity").date_maturity = "2026-07-31"
        cls.account = cls._money(None, 90, "2026-06-02", partner=cls.client)
        cls.reminders = cls.env["client.payment.remind"].with_context(
            allowed_company_ids=cls.company.ids
        )

    def _row(self, move, user=None):
        return self._rows(user, [("move_id", "=", move.id)])

    # ------------------------------------------------------------------ rows
    def test_kinds_and_buckets(self):
        expected = [
            (self.late, "overdue", "d31_60", 46, 1000),
            (self.soon, "due", False, 0, 500),
            (self.far, "not_due", False, 0, 250),
            (self.account, "credit", False, 0, -90),
        ]
        for move, kind, bucket, late, amount in expected:
            with self.subTest(move=move.name):
                row = self._row(move)
                self.assertRecordValues(
                    row,
                    [
                        {
                            "kind": kind,
                            "days_late": late,
                            "amount": amount,
                            "amount_ledger": amount,
                            "partner_id": self.client.id,
                            "user_id": self.salesman.id,
                        }
                    ],
                )
                self.assertEqual(row.bucket_id.code, bucket)

    def test_edges_of_buckets(self):
        line = self._receivable_line(self.late)
        for due, code in (
            ("2026-06-14", "d1_30"),
            ("2026-05-16", "d1_30"),
            ("2026-05-15", "d31_60"),
            ("2026-04-16", "d31_60"),
            ("2026-04-15", "d61_90"),
            ("2026-03-16", "d91_180"),
            ("2025-12-17", "d91_180"),
            ("2025-12-16", "d181"),
        ):
            line.date_maturity = due
            with self.subTest(due=due):
                self.assertEqual(self._row(self.late).bucket_id.code, code)
        line.date_maturity = "2026-06-15"
        self.assertEqual(self._row(self.late).kind, "due", "today is not late")

    def test_totals_are_those_of_the_ledger(self):
        """An independent count over the lines, by client, with a child company, a
        foreign currency, a refund bigger than its invoice, and a cash basis tax."""
        branch = self._client("Vega North", parent_id=self.client.id)
        self._invoice(branch, 70, "2026-05-02")
        self._invoice(
            self.client, 400, "2026-05-03", currency_id=self.euro.id, product=None
        )
        small = self._invoice(self.stranger, 40, "2026-05-01")
        refund = self._invoice(
            self.stranger, 100, "2026-05-05", move_type="out_refund", product=None
        )
        self._reconcile(small, refund)
        cancelled = self._invoice(self.stranger, 5, "2026-05-01")
        cancelled.button_draft()
        cancelled.button_cancel()
        self._invoice(self.stranger, 7, "2026-05-01", post=False)
        lines = self.env["account.move.line"].search(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted")]
        )
        totals = defaultdict(float)
        for line in lines:
            if line.account_id.account_type == "asset_receivable":
                client = line.partner_id.commercial_partner_id
                totals[client] += line.amount_residual
        groups = dict(
            self.receivables._read_group([], ["partner_id"], ["amount_ledger:sum"])
        )
        self.assertEqual(
            {client: round(total, 2) for client, total in groups.items()},
            {client: round(total, 2) for client, total in totals.items() if total},
        )
        self.assertEqual(groups[self.stranger], -60)
        row = self._rows(domain=[("currency_id", "=", self.euro.id)])
        self.assertRecordValues(row, [{"amount": 100, "amount_currency": 400}])

    # ------------------------------------------------------------------ shipped
    def test_shipped_not_invoiced(self):
        """5 of 8 delivered at 100, one invoiced, one on a draft: four are open."""
        goods = self._goods("Shelf", 100, 60, invoice_policy="delivery")
        order = self._order(self.client, 100, product=goods, quantity=8)
        line = order.order_line
        line.qty_delivered = 1
        order._create_invoices().action_post()
        self.assertFalse(self._rows(domain=[("kind", "=", "shipped")]))
        line.qty_delivered = 2
        order._create_invoices()
        line.qty_delivered = 5
        row = self._rows(domain=[("kind", "=", "shipped")])
        self.assertRecordValues(
            row,
            [
                {
                    "name": order.name,
                    "order_id": order.id,
                    "partner_id": self.client.id,
                    "amount": 400,
                    "amount_ledger": 0,
                }
            ],
        )

    def test_down_payment_is_deducted(self):
        goods = self._goods("Shelf", 100, 60, invoice_policy="delivery")
        order = self._order(self.client, 100, product=goods, quantity=8)
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_ids=order.ids, active_model="sale.order")
            .create({"advance_payment_method": "fixed", "fixed_amount": 150})
        )
        wizard._create_invoices(order).action_post()
        order.order_line.filtered(lambda line: not line.is_downpayment)[
            :1
        ].qty_delivered = 5
        row = self._rows(domain=[("kind", "=", "shipped")])
        self.assertEqual(row.amount, 350)

    # ------------------------------------------------------------------ promised
    def test_promise_and_next_step_on_the_row(self):
        promise = self._promise(300, "2026-06-25", self.late)
        self.client.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=day("2026-06-16"),
            summary="Ask for the money",
        )
        row = self._row(self.late)
        self.assertRecordValues(
            row,
            [
                {
                    "promise_id": promise.id,
                    "amount_promised": 300,
                    "date_promised": day("2026-06-25"),
                    "date_expected": day("2026-06-25"),
                    "next_step": "Ask for the money",
                    "next_step_date": day("2026-06-16"),
                }
            ],
        )
        self.assertEqual(self._row(self.soon).date_expected, day("2026-06-20"))

    def test_promise_in_two_clicks(self):
        row = self._row(self.late, self.accountant)
        action = row.action_take_promise()
        wizard = (
            self.env["client.payment.promise.take"]
            .with_user(self.accountant)
            .with_context(**action["context"])
            .create({})
        )
        self.assertRecordValues(
            wizard,
            [{"partner_id": self.client.id, "amount": 1000, "amount_open": 1000}],
        )
        wizard.action_take()
        promise = self.promises.search([("partner_id", "=", self.client.id)])
        self.assertEqual(promise.line_ids, self._receivable_line(self.late))
        self.assertEqual(promise.taken_by_id, self.accountant)
        # several items of one client are one promise, of two clients none
        both = self._row(self.soon) | self._row(self.far)
        lines = both.action_take_promise()["context"]["default_line_ids"]
        self.assertEqual(len(lines), 2)
        other = self._row(self._invoice(self.stranger, 5, "2026-05-01"))
        with self.assertRaisesRegex(UserError, "one client"):
            (both | other).action_take_promise()

    def test_effort(self):
        """Owed: 300 promised, 700 + 500 + 250 due. New: half of 800, a quotation of
        120."""
        self._promise(300, "2026-06-25", self.late)
        self._lead(self.client, 800, probability=50, date_deadline="2026-07-01")
        self._order(self.client, 120, confirm=False, validity_date="2026-06-01")
        effort = self.env["client.effort"].with_context(
            allowed_company_ids=self.company.ids
        )
        groups = effort._read_group(
            [("partner_id", "=", self.client.id)], ["kind"], ["amount:sum"]
        )
        self.assertEqual(
            dict(groups), {"promise": 300, "due": 1450, "lead": 400, "quotation": 120}
        )
        overdue = effort.search([("kind", "=", "quotation")])
        self.assertEqual(overdue.date, day("2026-06-15"), "expired: today")

    def test_day_plan(self):
        promise = self._promise(300, "2026-06-20", self.late)
        plan = self.env["client.day.plan"].with_user(self.salesman)
        plan = plan.with_context(allowed_company_ids=self.company.ids)
        row = plan.search([("kind", "=", "promise")])
        self.assertRecordValues(
            row,
            [
                {
                    "promise_id": promise.id,
                    "partner_id": self.client.id,
                    "bucket": "week",
                    "date": day("2026-06-20"),
                }
            ],
        )
        self.assertIn("300", row.name)
        action = row.action_take_promise()
        self.assertEqual(action["context"]["default_previous_id"], promise.id)

    # ------------------------------------------------------------------ disputes
    def test_dispute(self):
        action = self._row(self.late).action_dispute()
        dispute = (
            self.env["client.dispute"]
            .with_context(**action["context"])
            .create(
                {
                    "reason_id": self.env.ref(
                        "client_accounting.client_dispute_reason_quality"
                    ).id
                }
            )
        )
        self.assertEqual(dispute.amount, 1000)
        self.assertEqual(dispute.partner_id, self.client)
        self.assertTrue(self._row(self.late).is_disputed)
        self.assertEqual(
            self._rows(domain=[("is_disputed", "=", True)]).move_id, self.late
        )
        with self.assertRaisesRegex(UserError, "resolution first"):
            dispute.action_resolve()
        dispute.resolution = "We were right"
        dispute.action_resolve()
        self.assertFalse(self._row(self.late).is_disputed)
        with self.assertRaises(UserError):
            self._row(self.account).action_dispute()

    # ------------------------------------------------------------------ reminded
    def _remind(self, clients=None, user=None):
        reminders = self.reminders.with_user(user or self.accountant)
        clients = (clients or self.client).with_env(reminders.env)
        return reminders.browse(reminders._open(clients)["res_id"])

    def test_reminder(self):
        wizard = self._remind()
        (line,) = wizard.line_ids
        self.assertRecordValues(
            line,
            [
                {
                    "amount": 1000,
                    "days_late": 46,
                    "is_sending": True,
                    "recipient_id": self.client.id,
                }
            ],
        )
        self.assertEqual(line.level_id.code, "friendly", "the first one is friendly")
        self.assertIn("1,000.00", line.body)
        wizard.action_send()
        reminder = self.env["client.payment.reminder"].search([])
        self.assertEqual(reminder.partner_id, self.client)
        message = reminder.message_id
        self.assertEqual(message.res_id, self.client.id)
        self.assertEqual(len(message.attachment_ids), 1)
        self.assertIn("1,000.00", message.body)
        self.assertEqual(self._row(self.late).reminded_on, day("2026-06-15"))
        # not twice within seven days, then one level up
        with freeze_time("2026-06-21 10:00:00"):
            (line,) = self._remind().line_ids
            self.assertFalse(line.is_sending)
            self.assertIn("Reminded on", line.reason)
        with freeze_time("2026-06-22 10:00:00"):
            (line,) = self._remind().line_ids
            self.assertTrue(line.is_sending)
            self.assertEqual(line.level_id.code, "firm")

    def test_reminder_leaves_out(self):
        """What is promised or disputed is not asked for."""
        second = self._invoice(self.client, 60, "2026-05-01")
        self._promise(1000, "2026-06-25", self.late)
        (line,) = self._remind().line_ids
        # 60 is overdue, but there are 90 that are not matched
        self.assertEqual(line.amount, 60)
        self.assertEqual(line.amount_left_out, 1000)
        self.assertIn("not matched yet", line.reason)
        self._reconcile(second, self.account)
        (line,) = self._remind().line_ids
        self.assertIn("promised or disputed", line.reason)
        (line,) = self._remind(self.stranger).line_ids
        self.assertIn("Nothing is overdue", line.reason)
        with self.assertRaisesRegex(UserError, "nothing to send"):
            self._remind(self.stranger).action_send()

    def test_reminder_without_an_address(self):
        self.client.email = False
        (line,) = self._remind().line_ids
        self.assertIn("no e-mail", line.reason)

    def test_statement(self):
        self.env["res.partner.bank"].create(
            {"acc_number": "NO93", "partner_id": self.company.partner_id.id}
        )
        statements = self.env["client.statement"]
        found = statements._get_statement(
            self.person, self.company, date="2026-06-15", date_from="2026-05-01"
        )
        (part,) = found["parts"]
        self.assertEqual(part["total_value"], 1660)
        self.assertEqual(part["overdue_value"], 1000)
        self.assertEqual(
            [item["name"] for item in part["items"]],
            [self.late.name, self.soon.name, self.far.name, self.account.name],
        )
        # 1,000 before May, then 500, -90 and 250
        self.assertIn("1,000.00", part["opening"])
        self.assertEqual(len(part["moves"]), 3)
        self.assertIn("1,660.00", part["closing"])
        self.assertIn("NO93", [bank["number"] for bank in found["banks"]])
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "client_accounting.report_client_statement", self.client.ids
        )
        self.assertIn(self.late.name, html.decode())
        empty = statements._get_statement(self.stranger, self.company)
        self.assertEqual(empty["parts"][0]["items"], [])

    # ------------------------------------------------------------------ access
    def test_access(self):
        self.assertEqual(
            self._rows(self.accountant, [("partner_id", "=", self.client.id)]).move_id,
            self.late | self.soon | self.far | self.account,
        )
        # salespeople see invoices only, and but their own
        self.assertEqual(
            self._rows(self.salesman).move_id, self.late | self.soon | self.far
        )
        self.assertFalse(self._rows(self.other_salesman))
        self.assertFalse(self._rows(self.reader), "no right to any document")
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "receivable_portal",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        with self.assertRaises(AccessError):
            self._rows(portal)
        elsewhere = self._user(
            "elsewhere", "account.group_account_invoice", companies=self.other_company
        )
        rows = self.env["client.receivable"].with_user(elsewhere)
        rows = rows.with_context(allowed_company_ids=self.other_company.ids)
        self.assertFalse(rows.search([("partner_id", "=", self.client.id)]))
        with self.assertRaisesRegex(UserError, "your own ones only"):
            self._remind(user=self.salesman)

    def test_archived_client(self):
        self.client.active = False
        self.assertEqual(
            len(self._rows(domain=[("partner_id", "=", self.client.id)])), 4
        )

    def test_queries(self):
        for number in range(20):
            self._invoice(self.client, 10 + number, "2026-05-01")
        rows = self.receivables.with_user(self.accountant)
        specification = {
            "name": {},
            "amount": {},
            "partner_id": {"fields": {"display_name": {}}},
            "next_step": {},
            "reminded_on": {},
            "dispute_reason_id": {"fields": {"display_name": {}}},
        }
        rows.web_search_read([], specification)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows.web_search_read([], specification)
        rows.formatted_read_group([], ["kind"], ["amount:sum"])
        self.assertLess(self.env.cr.sql_log_count - before, 24)
