"""The work list of what is shipped but unpaid: first page and totals."""

from datetime import timedelta

from ..registry import Row, register

PAGE = 80
SHOWN = (
    "partner_id",
    "name",
    "kind",
    "date_due",
    "days_late",
    "amount",
    "date_promised",
    "dispute_id",
    "user_id",
)
#: open instalments of the company, and what orders have delivered and not invoiced
ROWS = """
    SELECT l.id * 2 AS id, m.name, c.id AS partner_id,
           CASE WHEN l.amount_residual < 0 THEN 'credit'
                WHEN COALESCE(l.date_maturity, l.date) < %(today)s THEN 'overdue'
                WHEN COALESCE(l.date_maturity, l.date) <= %(soon)s THEN 'due'
                ELSE 'not_due' END AS kind,
           COALESCE(l.date_maturity, l.date) AS due, l.amount_residual AS amount,
           COALESCE(c.user_id, m.invoice_user_id) AS user_id
      FROM account_move_line l
      JOIN account_account a ON a.id = l.account_id
       AND a.account_type = 'asset_receivable'
      JOIN account_move m ON m.id = l.move_id
      JOIN res_partner p ON p.id = l.partner_id
      JOIN res_partner c ON c.id = p.commercial_partner_id
     WHERE l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
       AND l.amount_residual <> 0 AND l.company_id = %(company)s
     UNION ALL
    SELECT o.id * 2 + 1, o.name, c.id, 'shipped', %(today)s::date + COALESCE(t.days, 0),
           ROUND(s.amount / COALESCE(NULLIF(o.currency_rate, 0), 1), 2),
           COALESCE(c.user_id, o.user_id)
      FROM (SELECT order_id, SUM((qty_delivered - qty_invoiced) * price_reduce_taxinc)
                       AS amount
              FROM sale_order_line
             WHERE state = 'sale' AND display_type IS NULL
               AND qty_delivered > qty_invoiced AND is_downpayment IS NOT TRUE
          GROUP BY order_id) s
      JOIN sale_order o ON o.id = s.order_id AND o.company_id = %(company)s
      JOIN res_partner p ON p.id = o.partner_invoice_id
      JOIN res_partner c ON c.id = p.commercial_partner_id
 LEFT JOIN (SELECT payment_id, MAX(nb_days) AS days
              FROM account_payment_term_line GROUP BY payment_id) t
        ON t.payment_id = o.payment_term_id
     WHERE s.amount > 0
"""


class Receivables(Row):
    def ways(self, bench):
        self.soon = bench.today + timedelta(
            days=bench.env.company.sudo().client_due_soon_days
        )
        return {"ours": self._ours, "sql": self._by_hand, "usual": self._usual}

    def _params(self, bench):
        return {"today": bench.today, "soon": self.soon, "company": bench.company_id}

    def _lines(self, bench, *conditions):
        return [
            ("company_id", "=", bench.company_id),
            ("parent_state", "=", "posted"),
            ("account_id.account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
            ("amount_residual", "!=", 0),
            *conditions,
        ]

    def _shipped(self, bench):
        """As a programmer of modules does it: orders to invoice, line by line."""
        orders = bench.env["sale.order"].search(
            [
                ("state", "=", "sale"),
                ("company_id", "=", bench.company_id),
                ("order_line.qty_delivered", ">", 0),
                ("invoice_status", "!=", "invoiced"),
            ]
        )
        amounts = {}
        for order in orders:
            amount = sum(
                (line.qty_delivered - line.qty_invoiced) * line.price_reduce_taxinc
                for line in order.order_line
                if line.qty_delivered > line.qty_invoiced
            )
            if amount > 0:
                amounts[order] = amount / (order.currency_rate or 1)
        return amounts


@register
class ReceivablesPage(Receivables):
    """The first page by due date and how many rows there are."""

    name = "receivables-list"
    title = f"shipped but unpaid: first {PAGE} rows and their number"

    def _ours(self, bench):
        rows = bench.env["client.receivable"]
        page = rows.search_fetch([], SHOWN, limit=PAGE)
        page.mapped("next_step")
        return rows.search_count([]), [row.date_due for row in page]

    def _by_hand(self, bench):
        params = self._params(bench)
        page = bench.rows(
            f"SELECT * FROM ({ROWS}) r ORDER BY due, id LIMIT {PAGE}",  # noqa: S608
            **params,
        )
        ((count,),) = bench.rows(
            f"SELECT count(*) FROM ({ROWS}) r",  # noqa: S608
            **params,
        )
        return count, [row[4] for row in page]

    def _usual(self, bench):
        lines = bench.env["account.move.line"].search(
            self._lines(bench), order="date_maturity, id"
        )
        shipped = self._shipped(bench)
        due = sorted(
            [(line.date_maturity or line.date, line) for line in lines],
            key=lambda one: (one[0], one[1].id),
        )
        page = [line for _day, line in due[:PAGE]]
        shown = [
            (
                line.move_id.name,
                line.partner_id.commercial_partner_id.display_name,
                line.partner_id.commercial_partner_id.user_id.name,
            )
            for line in page
        ]
        return len(lines) + len(shipped), len(shown)

    def check(self, bench, results):
        if not results["ours"][0]:
            return "nothing is unpaid"
        if results["ours"] != results["sql"]:
            return "the list shows other rows than the tables hold"
        if results["usual"][0] != results["ours"][0]:
            return f"{results['ours'][0]} rows, {results['usual'][0]} by the ORM"
        return ""


@register
class ReceivablesTotals(Receivables):
    """What is open by kind."""

    name = "receivables-totals"
    title = "shipped but unpaid: totals by kind"

    def _ours(self, bench):
        groups = bench.env["client.receivable"]._read_group(
            [], ["kind"], ["amount:sum", "__count"]
        )
        return {kind: (round(float(total), 2), n) for kind, total, n in groups}

    def _by_hand(self, bench):
        groups = bench.rows(
            f"SELECT kind, SUM(amount), count(*) FROM ({ROWS}) r "  # noqa: S608
            "GROUP BY kind",
            **self._params(bench),
        )
        return {kind: (round(float(total), 2), n) for kind, total, n in groups}

    def _usual(self, bench):
        totals = {}
        lines = bench.env["account.move.line"].search(self._lines(bench))
        for line in lines:
            due = line.date_maturity or line.date
            kind = "not_due"
            if line.amount_residual < 0:
                kind = "credit"
            elif due < bench.today:
                kind = "overdue"
            elif due <= self.soon:
                kind = "due"
            total, number = totals.get(kind, (0.0, 0))
            totals[kind] = total + line.amount_residual, number + 1
        shipped = self._shipped(bench)
        if shipped:
            totals["shipped"] = sum(shipped.values()), len(shipped)
        return {kind: (round(total, 2), n) for kind, (total, n) in totals.items()}

    def check(self, bench, results):
        wrong = [
            way
            for way, found in results.items()
            if found.keys() != results["ours"].keys()
            or any(
                abs(found[kind][0] - total) > 1 or found[kind][1] != number
                for kind, (total, number) in results["ours"].items()
            )
        ]
        return f"other totals: {', '.join(wrong)}" if wrong else ""
