"""The work list of invoices to link to who consumed them."""

from odoo.tools import SQL

from odoo.addons.client_accounting.models.linking.consumed import SALE_TYPES

from ..registry import Row, register

PAGE = 80
#: every so many clients is one that pays for others
STEP = 25
DOMAIN = [("state", "in", ("open", "partly"))]
SHOWN = ("invoice_date", "payer_id", "open_amount", "state", "confidence")
NEEDED = """
    m.company_id = %(company)s AND m.state = 'posted' AND m.move_type IN %(types)s
    AND m.client_end_id IS NULL AND (payer.client_bills_others
         OR ship.commercial_partner_id <> m.commercial_partner_id)
"""
JOINS = """
    FROM account_move m
    JOIN res_partner payer ON payer.id = m.commercial_partner_id
    LEFT JOIN res_partner ship ON ship.id = m.partner_shipping_id
"""


class LinkRow(Row):
    """Some clients pay for others; their invoices are on the list."""

    def ways(self, bench):
        cr = bench.env.cr
        cr.execute("SAVEPOINT bench_links")
        payers = [client for client, _count in bench.clients_by_invoices[::STEP]]
        cr.execute(
            SQL(
                "UPDATE res_partner SET client_bills_others = TRUE WHERE id = ANY(%s)",
                payers,
            )
        )
        bench.env.invalidate_all(flush=False)
        bench.env["client.link.task"].sudo()._refresh()
        for table in ("client_link_task", "res_partner"):
            cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        return {"ours": self._ours, "sql": self._by_hand, "usual": self._usual}

    def after(self, bench):
        bench.env.cr.execute("ROLLBACK TO SAVEPOINT bench_links")
        bench.env.invalidate_all(flush=False)

    def _rows(self, bench, text):
        return bench.rows(text, company=bench.company_id, types=SALE_TYPES)

    def _moves(self, bench):
        """What core can find: the ORM on invoices."""
        moves = bench.env["account.move"].with_context(
            allowed_company_ids=[bench.company_id]
        )
        return moves.search(
            [
                ("company_id", "=", bench.company_id),
                ("state", "=", "posted"),
                ("move_type", "in", SALE_TYPES),
                ("client_end_id", "=", False),
                ("commercial_partner_id.client_bills_others", "=", True),
            ],
            order="invoice_date desc, id desc",
            limit=self.limit,
        )


@register
class LinkList(LinkRow):
    """The first page, newest first."""

    name = "linking-list"
    title = "linking: first page of the work list"
    limit = PAGE

    def _ours(self, bench):
        tasks = bench.env["client.link.task"].search_fetch(
            [("company_id", "=", bench.company_id), *DOMAIN], SHOWN, limit=PAGE
        )
        return [(task.invoice_date, bool(task.open_amount)) for task in tasks]

    def _by_hand(self, bench):
        rows = self._rows(
            bench,
            f"""SELECT m.invoice_date, payer.id, m.amount_untaxed_signed, m.state
                {JOINS} WHERE {NEEDED}
                ORDER BY m.invoice_date DESC, m.id DESC LIMIT {PAGE}""",  # noqa: S608
        )
        return [(row[0], bool(row[2])) for row in rows]

    def _usual(self, bench):
        moves = self._moves(bench)
        return moves.read(["invoice_date", "partner_id", "amount_untaxed_signed"])

    def check(self, bench, results):
        days = [[day for day, _amount in results[way]] for way in ("ours", "sql")]
        if days[0] != days[1]:
            return "the page shows other invoices than the query"
        return ""


@register
class LinkTotals(LinkRow):
    """How many invoices are not linked, and how much money."""

    name = "linking-totals"
    title = "linking: totals of the work list"
    limit = None

    def _ours(self, bench):
        counters = (
            bench.env["client.link.task"]
            .with_context(allowed_company_ids=[bench.company_id])
            .get_counters()
        )
        return counters[0]["count"], round(counters[0]["amount"])

    def _by_hand(self, bench):
        [(count, amount)] = self._rows(
            bench,
            f"SELECT COUNT(*), SUM(m.amount_untaxed_signed) {JOINS} WHERE {NEEDED}",  # noqa: S608
        )
        return count, round(float(amount or 0))

    def _usual(self, bench):
        moves = self._moves(bench)
        return len(moves), sum(moves.mapped("amount_untaxed_signed"))

    def check(self, bench, results):
        if results["ours"] != results["sql"]:
            return f"other totals than the query: {results['ours']} {results['sql']}"
        return ""
