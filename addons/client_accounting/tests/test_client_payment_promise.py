from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import MANAGER_GROUP
from .receivable_common import Command, ReceivableCommon, day


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientPaymentPromise(ReceivableCommon):
    """Promises are decided from payments, to the cent and to the day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(cls.client, 1000, "2026-05-01")

    # ------------------------------------------------------------------ decided
    def test_kept_when_the_money_comes(self):
        promise = self._promise(1000, "2026-06-20", self.invoice)
        self.assertEqual(promise.state, "open")
        self._money(self.invoice, 400, "2026-06-16")
        self.assertRecordValues(
            promise, [{"state": "open", "amount_paid": 400, "amount_missing": 600}]
        )
        self._money(self.invoice, 600, "2026-06-20")
        self.assertRecordValues(
            promise,
            [
                {
                    "state": "kept",
                    "amount_paid": 1000,
                    "kept_on": day("2026-06-20"),
                    "share_number": 1,
                    "share_amount": 1,
                }
            ],
        )

    def test_partly_and_broken_when_the_day_is_over(self):
        promise = self._promise(1000, "2026-06-20", self.invoice)
        with freeze_time("2026-06-21 10:00:00"):
            self.assertEqual(promise.state_now, "broken", "before the cron has run")
            found = self.promises.search([("state_now", "=", "broken")])
            self.assertEqual(found, promise)
            self.promises._decide_clients(promise._clients())
            self.assertEqual(promise.state, "broken")
            self.assertEqual(promise.broken_on, day("2026-06-21"))
            # paid in time, matched late: 250 of 1,000
            self._money(self.invoice, 250, "2026-06-19")
            self.assertRecordValues(
                promise, [{"state": "partly", "amount_paid": 250, "share_amount": 0.25}]
            )
            # the rest came too late and does not count
            self._money(self.invoice, 750, "2026-06-21")
            self.assertEqual(promise.state, "partly")

    def test_tolerance_in_working_days(self):
        self.company.client_promise_tolerance = 1
        promise = self._promise(1000, "2026-06-19", self.invoice)  # a Friday
        self.assertEqual(promise.date_limit, day("2026-06-22"))
        with freeze_time("2026-06-23 10:00:00"):
            self._money(self.invoice, 1000, "2026-06-22")
            self.assertEqual(promise.state, "kept")

    def test_bank_bounce_opens_it_again(self):
        promise = self._promise(1000, "2026-06-20", self.invoice)
        money = self._money(self.invoice, 1000, "2026-06-16")
        self.assertEqual(promise.state, "kept")
        self._receivable_line(money).remove_move_reconcile()
        self.assertEqual(promise.state, "open")
        self.assertFalse(promise.kept_on)
        with freeze_time("2026-06-22 10:00:00"):
            self.assertEqual(self._decide(promise), ["broken"])

    def test_credit_note_lowers_what_is_to_be_paid(self):
        promise = self._promise(1000, "2026-06-20", self.invoice)
        refund = self._invoice(
            self.client, 300, "2026-06-16", move_type="out_refund", product=None
        )
        self._reconcile(self.invoice, refund)
        self.assertRecordValues(
            promise, [{"state": "open", "amount_target": 700, "amount_paid": 0}]
        )
        self._money(self.invoice, 700, "2026-06-18")
        self.assertEqual(promise.state, "kept")

    def test_invoice_reversed_or_cancelled(self):
        promise = self._promise(1000, "2026-06-20", self.invoice)
        refund = self._invoice(
            self.client, 1000, "2026-06-16", move_type="out_refund", product=None
        )
        self._reconcile(self.invoice, refund)
        self.assertEqual(promise.state, "void")
        second = self._invoice(self.client, 80, "2026-05-01")
        other = self._promise(80, "2026-06-20", second)
        second.button_draft()
        second.button_cancel()
        self.assertEqual(self._decide(other), ["void"])

    def test_write_off_is_no_money(self):
        promise = self._promise(1000, "2026-06-20", self.invoice)
        self._payment(self.client, 1000, "2026-06-16", self.invoice)
        self.assertEqual(promise.state, "void", "a miscellaneous entry paid nothing")

    def test_one_payment_counts_once(self):
        first = self._promise(600, "2026-06-18", self.invoice)
        second = self._promise(400, "2026-06-25", self.invoice)
        self._money(self.invoice, 700, "2026-06-16")
        self.assertRecordValues(
            first | second,
            [
                {"state": "open", "amount_paid": 100, "date": day("2026-06-25")},
                {"state": "kept", "amount_paid": 600, "date": day("2026-06-18")},
            ]
            if (first | second)[0] == second
            else [
                {"state": "kept", "amount_paid": 600, "date": day("2026-06-18")},
                {"state": "open", "amount_paid": 100, "date": day("2026-06-25")},
            ],
        )

    def test_any_item_counts_money_on_account(self):
        promise = self._promise(500, "2026-06-20")
        self.assertTrue(promise.is_any)
        self._money(None, 200, "2026-06-14", partner=self.client)  # before the promise
        self.assertEqual(self._decide(promise), ["open"])
        self._money(None, 500, "2026-06-16", partner=self.client)
        self.assertEqual(self._decide(promise), ["kept"])

    def test_instalments(self):
        """A promise about the second instalment is not kept by paying the first."""
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50}),
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 60}
                    ),
                ],
            }
        )
        invoice = self._invoice(
            self.client, 2000, "2026-05-01", invoice_payment_term_id=term.id
        )
        lines = self._receivable_line(invoice).sorted("date_maturity")
        self.assertEqual(lines.mapped("balance"), [1000, 1000])
        promise = self._promise(
            1000, "2026-06-20", invoice, line_ids=[Command.set(lines[1].ids)]
        )
        money = self._money(None, 1000, "2026-06-16", partner=self.client)
        (self._receivable_line(money) | lines[0]).reconcile()
        self.assertEqual(promise.state, "open")
        money = self._money(None, 1000, "2026-06-17", partner=self.client)
        (self._receivable_line(money) | lines[1]).reconcile()
        self.assertEqual(promise.state, "kept")

    def test_foreign_currency(self):
        """400 euro, promised in euro: at four euro a dollar that is 100 dollars."""
        invoice = self._invoice(
            self.client, 400, "2026-05-01", currency_id=self.euro.id, product=None
        )
        in_euro = self._promise(400, "2026-06-20", invoice, currency_id=self.euro.id)
        in_dollars = self._promise(50, "2026-06-21", invoice)
        self.assertEqual(in_euro.amount_company, 100)
        self._money(
            invoice, 50, "2026-06-16", currency_id=self.euro.id, amount_currency=-200
        )
        self.assertRecordValues(in_euro, [{"state": "open", "amount_paid": 200}])
        self.assertRecordValues(in_dollars, [{"state": "open", "amount_paid": 0}])
        self._money(
            invoice, 50, "2026-06-17", currency_id=self.euro.id, amount_currency=-200
        )
        self.assertEqual(in_euro.state, "kept")
        self.assertEqual(in_dollars.state, "void", "nothing was left for it")

    # ------------------------------------------------------------------ chain
    def test_put_off(self):
        first = self._promise(1000, "2026-06-18", self.invoice)
        wizard = (
            self.env["client.payment.promise.take"]
            .with_context(**first.action_postpone()["context"])
            .create({"date": "2026-06-25"})
        )
        self.assertEqual(wizard.amount, 1000)
        self.assertIn("times put off: 1", wizard.warning)
        wizard.action_take()
        second = first.next_ids
        self.assertEqual(first.state, "postponed")
        self.assertEqual(second.postponed_count, 1)
        self.assertEqual(second.invoice_ids, self.invoice)
        third = self._promise(1000, "2026-06-30", self.invoice, previous_id=second.id)
        self.assertEqual(third.postponed_count, 2)
        self._money(self.invoice, 1000, "2026-06-29")
        self.assertEqual(
            (first | second | third).sorted("date").mapped("state"),
            ["postponed", "postponed", "kept"],
        )

    # ------------------------------------------------------------------ followed
    def test_broken_reminds_and_escalates(self):
        head = self._user("head")
        self.company.client_head_id = head
        self.company.client_promise_escalate_days = 2
        promise = self._promise(1000, "2026-06-18", self.invoice)
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 9e9
        )
        with freeze_time("2026-06-19 03:00:00"):  # a Friday
            self.promises._cron_decide()
            self.assertRecordValues(
                promise.activity_ids,
                [{"user_id": self.salesman.id, "date_deadline": day("2026-06-19")}],
            )
            self.promises._cron_decide()
            self.assertEqual(len(promise.activity_ids), 1, "planned once")
            self.assertFalse(promise.escalated_on)
        with freeze_time("2026-06-22 03:00:00"):
            self.promises._cron_decide()
            self.assertFalse(promise.escalated_on, "one working day")
        with freeze_time("2026-06-23 03:00:00"):
            self.promises._cron_decide()
            self.assertEqual(promise.escalated_to_id, head)
            # money of those days, matched now: the call is withdrawn
            self._money(self.invoice, 1000, "2026-06-18")
            self.assertEqual(promise.state, "kept")
            self.assertFalse(promise.activity_ids)

    def test_substitute_is_told(self):
        self.env["client.substitution"].create(
            {
                "user_id": self.salesman.id,
                "substitute_id": self.accountant.id,
                "date_from": "2026-06-01",
                "date_to": "2026-06-30",
            }
        )
        promise = self._promise(1000, "2026-06-18", self.invoice)
        with freeze_time("2026-06-19 03:00:00"):
            promise._decide()
            self.promises._follow_broken()
        self.assertEqual(promise.activity_ids.user_id, self.accountant)

    # ------------------------------------------------------------------ measured
    def test_share_kept(self):
        """Kept 1,000; partly 100 of 400; one open: 1 of 2, 1,100 of 1,400."""
        second = self._invoice(self.client, 400, "2026-05-01")
        self._promise(1000, "2026-06-16", self.invoice)
        self._promise(400, "2026-06-16", second)
        self._promise(50, "2026-07-16", self._invoice(self.client, 50, "2026-05-01"))
        self._money(self.invoice, 1000, "2026-06-16")
        self._money(second, 100, "2026-06-16")
        with freeze_time("2026-06-17 10:00:00"):
            self.promises._decide_clients({(self.client.id, self.company.id)})
            rows = self.promises._read_group(
                [("partner_id", "=", self.client.id)],
                ["partner_id"],
                ["share_number:avg", "share_amount:avg", "__count"],
            )
            self.assertEqual(rows[0][1], 0.5)
            self.assertAlmostEqual(rows[0][2], 1100 / 1400, 4)
            self.env.invalidate_all()
            self.assertEqual(self.client.client_promise_count, 3)
            self.assertEqual(self.person.client_promise_text, "1 of 2 (79%)")
            sections = self.env["client.dossier"].get_dossier(self.client.id)
            (part,) = (
                section["data"]
                for section in sections["sections"]
                if section["key"] == "payment_promises"
            )
            self.assertEqual(
                [row["values"]["status"]["label"] for row in part["rows"]],
                ["Open", "Partly Kept", "Kept"],
            )
            self.assertIn("1 of 2", part["footer"]["who"])
            self.assertIn("79", part["footer"]["who"])

    # ------------------------------------------------------------------ bad input
    def test_bad_input(self):
        with self.assertRaises(ValidationError), mute_logger("odoo.sql_db"):
            self.env["client.payment.promise.take"].create(
                {"partner_id": self.client.id, "amount": 0, "date": "2026-06-20"}
            )
        with self.assertRaises(ValidationError):
            self.env["client.payment.promise.take"].create(
                {"partner_id": self.client.id, "amount": 5, "date": "2026-06-10"}
            )
        with self.assertRaises(ValidationError):
            self._promise(
                10, "2026-06-20", self._invoice(self.stranger, 10, "2026-05-01")
            )
        wizard = self.env["client.payment.promise.take"].create(
            {
                "partner_id": self.client.id,
                "company_id": self.company.id,
                "amount": 5000,
                "date": "2026-06-20",
            }
        )
        self.assertIn("More than is open", wizard.warning)
        empty = self.env["client.payment.promise.take"].create(
            {"partner_id": self.stranger.id, "date": "2026-06-20", "amount": 1}
        )
        self.assertEqual(empty.amount_open, 0)
        promise = self._promise(10, "2026-06-20")
        with freeze_time("2026-06-17 10:00:00"):
            self._as(self.accountant, promise).note = "Well"
            self.env.cr.execute(
                "UPDATE client_payment_promise SET create_date = %s WHERE id = %s",
                ["2026-06-15 10:00:00", promise.id],
            )
            promise.invalidate_recordset()
            with self.assertRaisesRegex(UserError, "record it as a new promise"):
                self._as(self.accountant, promise).date = "2026-07-01"

    def test_contact_of_the_client(self):
        promise = self._promise(10, "2026-06-20", partner_id=self.person.id)
        self.assertEqual(promise.partner_id, self.client)
        self.assertEqual(promise.contact_id, self.person)
        self.assertEqual(promise.user_id, self.salesman)

    # ------------------------------------------------------------------ access
    def test_access(self):
        promise = self._promise(10, "2026-06-20", user_id=self.salesman.id)
        manager = self._user("admin", MANAGER_GROUP)
        for user, sees in (
            (self.salesman, True),
            (self.other_salesman, False),
            (self.accountant, True),
            (self.reader, False),
            (manager, True),
        ):
            with self.subTest(user=user.login):
                found = self._as(user).search([])
                self.assertEqual(promise in found, sees)
        with self.assertRaises(AccessError):
            self._as(self.other_salesman, promise).note = "Mine"
        elsewhere = self._user(
            "elsewhere", "account.group_account_invoice", companies=self.other_company
        )
        self.assertNotIn(promise, self._as(elsewhere).search([]))
        portal = self._portal()
        with self.assertRaises(AccessError):
            self._as(portal).search([])

    def _as(self, user, promises=None):
        """Promises, or the model, for a user in his own companies."""
        promises = self.promises if promises is None else promises
        promises = promises.with_user(user)
        return promises.with_context(allowed_company_ids=user.company_ids.ids)

    def _portal(self):
        return self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "promise_portal",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )

    def test_queries_do_not_grow(self):
        promises = self.promises
        for number in range(12):
            client = self._client(f"Client {number}")
            invoice = self._invoice(client, 100, "2026-05-01")
            promises |= self._promise(100, "2026-06-20", invoice, partner_id=client.id)
        counts = []
        for some in (promises[:2], promises):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._decide()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
        self.assertLess(counts[1], 25)
