from odoo.fields import Domain
from odoo.tools import SQL

from .base import Documents, Figure, Source, touched

#: Must stay implied by the conditions below: the predicate of the partial indexes.
OPEN_LINES = SQL(
    "l.parent_state = 'posted' AND l.reconciled IS NOT TRUE AND l.amount_residual <> 0"
)


class Receivables(Source):
    """Posted receivable lines that are not settled, by instalment.

    Residual in the currency of the company: invoices positive; credit notes and
    payments that are not allocated yet negative. Overdue from the day after the due
    date.
    """

    name = "receivables"
    models = ("account.account", "account.move.line", "res.partner")
    figures = (
        Figure("receivable_open", measure="amount_residual:sum"),
        Figure("receivable_overdue", measure="amount_residual:sum"),
        Figure("oldest_due_date", nullable=True, measure="date_maturity:min"),
    )

    def query(self, env, scope):
        return SQL(
            """
            SELECT p.client_id AS partner_id, l.company_id,
                   SUM(l.amount_residual) AS receivable_open,
                   SUM(l.amount_residual) FILTER (
                       WHERE l.date_maturity < %(today)s) AS receivable_overdue,
                   MIN(l.date_maturity) FILTER (
                       WHERE l.date_maturity < %(today)s AND l.amount_residual > 0)
                       AS oldest_due_date
              FROM %(partners)s p
              JOIN account_move_line l ON l.partner_id = p.id
              JOIN account_account a ON a.id = l.account_id
             WHERE a.account_type = 'asset_receivable' AND %(open)s
          GROUP BY p.client_id, l.company_id
            """,
            partners=scope.partners,
            today=scope.today,
            open=OPEN_LINES,
        )

    def changed(self, env, scope, since):
        # a line that is settled drops out here; its reconciliation shows it
        yield SQL(
            """
            SELECT p.client_id
              FROM account_move_line l
              JOIN %s p ON p.id = l.partner_id
             WHERE %s AND %s
            """,
            scope.partners,
            touched("l", since),
            OPEN_LINES,
        )
        # entries that are no invoices, back in draft or cancelled
        yield SQL(
            """
            SELECT p.client_id
              FROM account_move m
              JOIN account_move_line l ON l.move_id = m.id
              JOIN account_account a ON a.id = l.account_id
              JOIN %s p ON p.id = l.partner_id
             WHERE %s AND a.account_type = 'asset_receivable'
            """,
            scope.partners,
            touched("m", since),
        )

    def time_driven(self, env, scope, day):
        yield SQL(
            """
            SELECT p.client_id
              FROM account_move_line l
              JOIN %s p ON p.id = l.partner_id
             WHERE l.date_maturity >= %s AND l.date_maturity < %s AND %s
            """,
            scope.partners,
            day,
            scope.today,
            OPEN_LINES,
        )

    def documents(self, env, scope, figure, clients, companies):
        domain = (
            Domain("partner_id.commercial_partner_id", "in", clients)
            & Domain("company_id", "in", companies)
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
            & Domain("reconciled", "=", False)
            & Domain("amount_residual", "!=", 0)
        )
        if figure != "receivable_open":
            domain &= Domain("date_maturity", "<", scope.today)
        if figure == "oldest_due_date":
            domain &= Domain("amount_residual", ">", 0)
        return Documents("account.move.line", domain)
