import random
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .common import TODAY, ClientAccountingCommon, day
from .figures_oracle import expected_figures

ENGINE = "odoo.addons.client_accounting.models.client_figures_engine"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestFiguresRefresh(ClientAccountingCommon):
    """The refresh finds every change and leaves the rows as a rebuild would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dirty = cls.env["client.figures.dirty"]
        cls.second = cls._client("Altair")
        cls.figures._rebuild()

    def _age(self):
        """Let all that is written so far lie before the watermark: in a test all time
        stamps are the start of the one transaction."""
        self.env.flush_all()
        for table in (
            "account_move",
            "account_move_line",
            "account_partial_reconcile",
            "calendar_event",
            "client_event",
            "crm_lead",
            "mail_activity",
            "mail_message",
            "product_product",
            "sale_order",
            "sale_order_line",
            "stock_picking",
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET write_date = '2020-01-01',"
                    " create_date = '2020-01-01'",
                    SQL.identifier(table),
                )
            )
        self.env.invalidate_all()

    def _settle(self):
        """Figures are up to date and nothing looks new."""
        self.figures._rebuild()
        self._age()
        self.assertEqual(self.figures._refresh(), 0)

    def _turnover(self, client):
        return sum(row["turnover_total"] for row in self._rows(client).values())

    def _assert_exact(self):
        """The stored rows are those of a rebuild, and of the documents."""
        stored = self._rows()
        counts = self.figures._rebuild()
        self.assertEqual(counts, {"inserted": 0, "updated": 0, "deleted": 0})
        self.assertSameFigures(expected_figures(self.env, TODAY), stored)

    # ------------------------------------------------------------------ what changes
    def test_refresh_looks_at_touched_clients_only(self):
        self._invoice(self.client, 100, -3)
        self._invoice(self.second, 100, -3)
        self._settle()
        self._invoice(self.client, 40, 0)
        self.env.flush_all()
        self.assertEqual(self.figures._refresh(), 1)
        self.assertEqual(self._turnover(self.client), 140)
        self._assert_exact()

    def test_rows_keep_their_ids_and_the_time_of_their_last_change(self):
        self._invoice(self.client, 100, -3)
        self._invoice(self.second, 100, -3)
        self.figures._rebuild()
        rows = self.figures.search([("partner_id", "in", [self.client.id])])
        rows |= self.figures.search([("partner_id", "=", self.second.id)])
        self.env.cr.execute("UPDATE client_figures SET computed_at = '2020-01-01'")
        self._invoice(self.client, 40, 0)
        self.figures._rebuild()
        self.assertEqual(rows.exists(), rows)
        self.assertEqual(rows.mapped("turnover_total"), [140, 100])
        self.assertEqual(rows[1].computed_at.year, 2020)
        self.assertNotEqual(rows[0].computed_at.year, 2020)

    def test_random_operations_leave_the_rows_of_a_rebuild(self):
        for seed in (1, 2):
            self._play(random.Random(seed))  # noqa: S311 - repeatable, no secret

    def _play(self, rng):
        clients = [self.client, self.person, self.second, self.stranger]
        documents = []
        operations = [
            self._play_invoice,
            self._play_payment,
            self._play_order,
            self._play_lead,
            self._play_activity,
            self._play_meeting,
            self._play_undo,
            self._play_delete,
        ]
        for _step in range(24):
            rng.choice(operations)(rng, rng.choice(clients), documents)
            if rng.random() < 0.3:
                self.figures._refresh()
                self._age()
        self.figures._refresh()
        self._assert_exact()

    def _play_invoice(self, rng, client, documents):
        kind = rng.choice(("out_invoice", "out_refund", "out_receipt"))
        documents.append(
            self._invoice(client, rng.randint(1, 999), -rng.randint(0, 800), True)
            if kind == "out_invoice"
            else self._invoice(
                client, rng.randint(1, 99), -rng.randint(0, 400), move_type=kind
            )
        )

    def _play_payment(self, rng, client, documents):
        invoices = [
            move
            for move in documents
            if move._name == "account.move"
            and move.exists()
            and move.move_type == "out_invoice"
            and move.state == "posted"
            and move.amount_residual
        ]
        invoice = rng.choice(invoices) if invoices else None
        partner = invoice.commercial_partner_id if invoice else client
        documents.append(self._payment(partner, rng.randint(1, 500), 0, invoice))

    def _play_order(self, rng, client, documents):
        order = self._order(client, rng.randint(1, 99), confirm=rng.random() < 0.7)
        if order.state == "sale" and rng.random() < 0.5:
            self._deliver(order.picking_ids)
        documents.append(order)

    def _play_lead(self, rng, client, documents):
        lead = self._lead(client, rng.randint(1, 99))
        if rng.random() < 0.4:
            rng.choice((lead.action_set_won, lead.action_set_lost))()
        documents.append(lead)

    def _play_activity(self, rng, client, documents):
        activity = client.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=day(rng.randint(-5, 5)),
            user_id=self.env.user.id,
        )
        if rng.random() < 0.5:
            activity.action_feedback("done")
        documents.append(activity)

    def _play_meeting(self, rng, client, documents):
        documents.append(self._meeting(client, rng.randint(-9, 9)))

    def _play_undo(self, rng, client, documents):
        """Draft an entry, or hand a lead or order over to another client."""
        for document in rng.sample(documents, len(documents)):
            if not document.exists():
                continue
            if document._name == "account.move" and document.state == "posted":
                document.button_draft()
                return
            if document._name == "crm.lead":
                document.partner_id = client
                return
            if document._name == "sale.order" and document.state == "draft":
                document.partner_id = client
                return

    def _play_delete(self, rng, client, documents):
        for document in rng.sample(documents, len(documents)):
            if not document.exists():
                continue
            if document._name == "account.move" and document.state == "posted":
                continue
            if document._name == "sale.order" and document.state == "sale":
                continue
            document.unlink()
            return

    # ------------------------------------------------------------------ leaving
    def test_deleted_documents_leave_the_figures(self):
        order = self._order(self.client, 10, confirm=False)
        lead = self._lead(self.client, 10)
        activity = self.client.activity_schedule("mail.mail_activity_data_call")
        meeting = self._meeting(self.client, 5)
        message = self.client.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self._settle()
        self.assertTrue(self._rows(self.client))
        for document in (order, lead, activity, meeting, message):
            document.unlink()
            self.figures._refresh()
            self._age()
        self.assertEqual(self._rows(self.client), {})
        self._assert_exact()

    def test_unreconciled_payment_is_open_again(self):
        invoice = self._invoice(self.client, 100, -40)
        self._payment(self.client, 100, -10, invoice)
        self._settle()
        [row] = self._rows(self.client).values()
        self.assertEqual((row["receivable_open"], row["days_to_pay"]), (0, 30))
        self._receivable_line(invoice).remove_move_reconcile()
        self.figures._refresh()
        [row] = self._rows(self.client).values()
        self.assertEqual((row["receivable_overdue"], row["days_to_pay"]), (0, 0))
        self._assert_exact()

    def test_document_that_changes_its_client_leaves_the_old_one(self):
        lead = self._lead(self.client, 10)
        order = self._order(self.client, 10, confirm=False)
        meeting = self._meeting(self.client, 3)
        invoice = self._invoice(self.client, 10, 0)
        self._settle()
        lead.partner_id = self.second
        order.partner_id = self.second
        meeting.partner_ids = self.second
        invoice.button_draft()
        invoice.partner_id = self.second
        invoice.action_post()
        self.figures._refresh()
        self.assertEqual(self._rows(self.client), {})
        self.assertEqual(self._turnover(self.second), 10)
        self._assert_exact()

    def test_line_of_an_entry_that_leaves_a_client_is_noticed(self):
        payment = self._payment(self.client, 70, -2)
        self._settle()
        payment.button_draft()
        self._receivable_line(payment).partner_id = self.second
        payment.action_post()
        self.figures._refresh()
        self.assertEqual(self._rows(self.client), {})
        self._assert_exact()

    # ------------------------------------------------------------------ clients
    def test_contact_that_becomes_a_client_takes_its_documents(self):
        self._invoice(self.person, 100, -1)
        self._order(self.person, 10)
        self._lead(self.person, 10)
        self._settle()
        self.person.write({"parent_id": self.second.id})
        self.figures._refresh()
        self._assert_exact()
        self._age()
        [row] = self._rows(self.second).values()
        self.assertEqual((row["order_total"], row["turnover_total"]), (10, 0))
        self.assertEqual(self._turnover(self.client), 100)
        self.person.write({"parent_id": False})
        self.figures._refresh()
        self._assert_exact()
        self.assertIn((self.person.id, self.company.id), self._rows(self.person))

    def test_company_that_joins_another_brings_its_contacts(self):
        self._lead(self.person, 10)
        self._invoice(self.client, 100, -1)
        self._settle()
        self.client.write({"parent_id": self.second.id, "is_company": False})
        self.figures._refresh()
        self.assertEqual(self._rows(self.client), {})
        self._assert_exact()

    def test_merged_partners_have_one_row(self):
        self._invoice(self.client, 100, -1)
        self._invoice(self.stranger, 11, -1)
        self._lead(self.stranger, 10)
        self._settle()
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge((self.stranger | self.client).ids, self.client)
        self.env.invalidate_all()
        self.figures._refresh()
        self.assertEqual(self._turnover(self.client), 111)
        self._assert_exact()

    def test_deleted_client_takes_its_rows_away(self):
        self._lead(self.second, 10)
        self._settle()
        self.second.unlink()
        self.figures._refresh()
        self._assert_exact()

    # ------------------------------------------------------------------ behind the ORM
    def test_rows_inserted_by_sql_are_found_with_and_without_time_stamps(self):
        invoice = self._invoice(self.client, 100, -1)
        self._settle()
        columns = [
            name
            for name, field in invoice._fields.items()
            if field.store and field.column_type and name not in ("id", "name")
        ]
        for write_date, total in (("now()", 200), ("NULL", 300)):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO account_move (name, %(columns)s)"
                    " SELECT 'SQL ' || %(mark)s, %(values)s"
                    " FROM account_move WHERE id = %(id)s",
                    columns=SQL(", ").join(SQL.identifier(name) for name in columns),
                    values=SQL(", ").join(
                        SQL("%s::timestamp", SQL(write_date))
                        if name in ("write_date", "create_date")
                        else SQL.identifier(name)
                        for name in columns
                    ),
                    mark=write_date,
                    id=invoice.id,
                )
            )
            self.figures._refresh()
            self.assertEqual(self._turnover(self.client), total)

    def test_nightly_rebuild_finds_silent_updates_and_tells(self):
        invoice = self._invoice(self.client, 100, -1)
        self._settle()
        self.env.cr.execute(
            SQL(
                "UPDATE account_move SET amount_untaxed_signed = 60 WHERE id = %s",
                invoice.id,
            )
        )
        self.assertEqual(self.figures._refresh(), 0)
        with (
            patch.object(type(self.figures), "_cron_refresh"),
            self.assertLogs(ENGINE, "WARNING") as logs,
        ):
            self.figures._cron_rebuild()
        self.assertIn("1 changed", logs.output[0])
        self.assertEqual(self._turnover(self.client), 60)

    # ------------------------------------------------------------------ settings
    def test_cost_of_a_product_changes_the_margin(self):
        self._invoice(self.client, 100, -1)
        self._settle()
        self.goods.standard_price = 90
        self.figures._refresh()
        [row] = self._rows(self.client).values()
        self.assertEqual(row["margin_total"], 10)
        self._assert_exact()

    def test_cost_of_an_invoiced_order_line_changes_the_margin(self):
        order = self._order(self.client, 100)
        invoice = order._create_invoices()
        invoice.invoice_date = TODAY
        invoice.action_post()
        self._settle()
        order.order_line.purchase_price = 30
        self.figures._refresh()
        [row] = self._rows(self.client).values()
        self.assertEqual(row["margin_total"], 70)
        self._assert_exact()

    def test_company_of_a_salesperson_moves_leads_without_company(self):
        seller = self._user("mover", "sales_team.group_sale_salesman")
        self._lead(self.client, 10, company_id=False, team_id=False, user_id=seller.id)
        self._settle()
        seller.sudo().write(
            {
                "company_ids": [Command.link(self.branch.id)],
                "company_id": self.branch.id,
            }
        )
        self.figures._refresh()
        self.assertEqual(
            list(self._rows(self.client)), [(self.client.id, self.branch.id)]
        )
        self._assert_exact()

    def test_new_set_of_figures_is_computed_for_everybody(self):
        self._invoice(self.client, 100, -1)
        self._settle()
        self.env.cr.execute("UPDATE client_figures SET turnover_total = 0")
        self.assertEqual(self.figures._refresh(), 0)
        self.env.cr.execute("UPDATE client_figures_state SET basis = 'older'")
        self.figures._refresh()
        self.assertEqual(self._turnover(self.client), 100)

    # ------------------------------------------------------------------ time
    def test_days_that_pass_move_windows_and_due_dates(self):
        self._invoice(self.client, 100, "2025-06-20", invoice_date_due=day(3))
        self._invoice(self.second, 200, "2024-06-20", invoice_date_due=day(-400))
        self._invoice(self.stranger, 300, "2026-06-19", invoice_date_due=day(40))
        late = self._order(self.person, 50)
        late.picking_ids.move_ids.date_deadline = "2026-06-17 08:00:00"
        self._meeting(self.second, 2)
        quiet = self._client("Deneb")
        self._invoice(quiet, 1, "2026-01-01", invoice_date_due=day(-100))
        self._settle()
        for later in ("2026-06-18", "2026-06-19", "2026-06-21", "2027-06-20"):
            with self.subTest(today=later), freeze_time(f"{later} 09:00:00"):
                looked_at = self.figures._refresh()
                stored = self._rows()
                self.assertSameFigures(
                    expected_figures(self.env, fields.Date.to_date(later)), stored
                )
                if later < "2027":
                    self.assertLessEqual(looked_at, 3)

    def test_injected_today_is_taken(self):
        self._invoice(self.client, 100, "2026-06-01")
        later = self.figures.with_context(client_figures_today="2027-06-15")
        later._rebuild()
        [row] = self._rows(self.client).values()
        self.assertEqual((row["turnover_12m"], row["turnover_prev_12m"]), (0, 100))

    # ------------------------------------------------------------------ watermark
    def test_change_of_a_long_transaction_is_not_missed(self):
        """A transaction that began before the refresh commits after it."""
        self._invoice(self.client, 100, -1)
        self._settle()
        began = self.env.cr.now()
        self._invoice(self.client, 40, 0)  # stamped with `began`, seen only later
        self.env.flush_all()
        state = self.env["client.figures.state"]._read_state()
        self.assertLessEqual(state["watermark"], began)
        self.figures._refresh()
        self.assertEqual(self._turnover(self.client), 140)

    def test_watermark_waits_for_the_oldest_open_transaction(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT now() AT TIME ZONE 'UTC'")
            [began] = cr.fetchone()
            self.assertLessEqual(self.figures._capture_watermark(), began)

    def test_watermark_falls_back_where_a_transaction_ended_unseen(self):
        self.figures._refresh()
        captured = self.env["client.figures.state"]._read_state()["captured"]
        now = self.env.cr.now() + timedelta(hours=1)
        with patch.object(
            type(self.figures), "_watermark_and_gap", return_value=(now, True)
        ):
            marks = self.figures._safe_watermark()
        self.assertEqual(marks, {"watermark": captured, "captured": now})

    def test_only_one_transaction_computes(self):
        self.figures._rebuild()  # holds the lock until the end of this transaction
        with self.registry.cursor() as cr:
            other = self.figures.with_env(self.env(cr=cr))
            self.assertFalse(other._try_lock())
            self.assertEqual(other._refresh(), 0)

    def test_marked_clients_wait_in_the_queue_until_taken(self):
        self._settle()
        self.dirty._mark(self.person.ids)
        self.assertEqual(
            set(self.dirty.sudo().search([]).mapped("client_id")),
            {self.person.id, self.client.id},
        )
        self.assertEqual(self.figures._refresh(), 2)
        self.assertFalse(self.dirty.sudo().search_count([]))

    def test_batches_empty_the_queue(self):
        clients = [self._client(f"Client {number}") for number in range(5)]
        for client in clients:
            self._lead(client, 10)
        self.env.flush_all()
        with patch(f"{ENGINE}.BATCH", 2), patch(f"{ENGINE}.REBUILD_SHARE", 99):
            self.assertGreaterEqual(self.figures._refresh(), 5)
        for client in clients:
            self.assertTrue(self._rows(client))

    def test_many_changes_at_once_are_rebuilt(self):
        clients = [self._client(f"Client {number}") for number in range(3)]
        self._settle()
        self.dirty._mark([client.id for client in clients])
        with (
            patch(f"{ENGINE}.BATCH", 2),
            patch.object(type(self.figures), "_rebuild") as rebuild,
        ):
            rebuild.side_effect = lambda: self.env.cr.execute(
                "DELETE FROM client_figures_dirty"
            )
            self.figures._refresh()
        rebuild.assert_called_once()

    def test_scheduled_actions_run(self):
        self._invoice(self.client, 100, 0)
        self.env.flush_all()
        for name in ("refresh", "rebuild"):
            with (
                self.subTest(cron=name),
                self.enter_registry_test_mode(),
                mute_logger("odoo.addons.base.models.ir_cron"),
            ):
                self.env.ref(
                    f"client_accounting.ir_cron_client_figures_{name}"
                ).sudo().method_direct_trigger()
            self.assertEqual(self._turnover(self.client), 100)
