from odoo.fields import Domain
from odoo.tools import SQL

from .base import Documents, Figure, Source, touched


class Payments(Source):
    """How long the client takes to pay.

    Days from the invoice date to the payment, averaged over payments allocated to
    invoices and weighted by the allocated amount. Credit notes and exchange
    differences are no payments; a payment made before the invoice counts negative.
    """

    name = "payments"
    models = (
        "account.account",
        "account.move.line",
        "account.partial.reconcile",
        "res.partner",
    )
    figures = (Figure("days_to_pay", nullable=True),)

    def query(self, env, scope):
        due = SQL(
            """
            SELECT p.client_id, d.id, d.company_id, d.invoice_date
              FROM %s p
              JOIN account_move_line d ON d.partner_id = p.id
              JOIN account_account a ON a.id = d.account_id
             WHERE a.account_type = 'asset_receivable'
               AND d.parent_state = 'posted'
               AND d.display_type = 'payment_term'
            """,
            scope.partners,
        )
        if scope.is_few:
            return self._query_of_few(due)
        return SQL(
            """
            SELECT d.client_id AS partner_id, d.company_id,
                   ROUND(SUM((c.date - d.invoice_date) * r.amount)
                         / NULLIF(SUM(r.amount), 0), 2) AS days_to_pay
              FROM (%s) d
              JOIN account_partial_reconcile r ON r.debit_move_id = d.id
              JOIN account_move_line c ON c.id = r.credit_move_id
             WHERE c.display_type <> 'payment_term'
               AND NOT EXISTS (
                    SELECT FROM account_partial_reconcile x
                     WHERE x.exchange_move_id = c.move_id)
          GROUP BY d.client_id, d.company_id
            """,
            due,
        )

    def _query_of_few(self, due):
        """The same, for few clients, which may have many invoices: each index is walked
        through once, in the order of its keys, and the full joins, which the planner
        cannot do by a loop within a loop, find the same as inner ones."""
        return SQL(
            """
            SELECT * FROM (
              WITH d AS MATERIALIZED (%s), r AS MATERIALIZED (
                    SELECT debit_move_id, credit_move_id, amount
                      FROM account_partial_reconcile
                     WHERE debit_move_id = ANY(ARRAY(SELECT id FROM d))
                   ), line AS MATERIALIZED (
                    SELECT id, date, move_id
                      FROM account_move_line
                     WHERE id = ANY(ARRAY(SELECT credit_move_id FROM r))
                       AND display_type <> 'payment_term'
                   ), c AS MATERIALIZED (
                    SELECT id, date FROM line
                     WHERE move_id NOT IN (
                           SELECT x.exchange_move_id
                             FROM account_partial_reconcile x
                            WHERE x.exchange_move_id = ANY(ARRAY(
                                  SELECT move_id FROM line)))
                   )
              SELECT d.client_id AS partner_id, d.company_id,
                     ROUND(SUM((c.date - d.invoice_date) * r.amount)
                           / NULLIF(SUM(r.amount) FILTER (WHERE c.id IS NOT NULL), 0),
                           2) AS days_to_pay
                FROM d
                FULL JOIN r ON r.debit_move_id = d.id
                FULL JOIN c ON c.id = r.credit_move_id
            GROUP BY d.client_id, d.company_id
              HAVING COUNT(c.id) > 0) payments
            """,
            due,
        )

    def changed(self, env, scope, since):
        yield SQL(
            """
            SELECT p.client_id
              FROM account_partial_reconcile r
              JOIN account_move_line l ON l.id IN (r.debit_move_id, r.credit_move_id)
              JOIN %s p ON p.id = l.partner_id
             WHERE %s
            """,
            scope.partners,
            touched("r", since),
        )

    def documents(self, env, scope, figure, clients, companies):
        return Documents(
            "account.move.line",
            Domain("partner_id.commercial_partner_id", "in", clients)
            & Domain("company_id", "in", companies)
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
            & Domain("display_type", "=", "payment_term")
            & Domain(
                "matched_credit_ids.credit_move_id.display_type", "!=", "payment_term"
            ),
        )
