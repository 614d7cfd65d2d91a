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
        return SQL(
            """
            SELECT p.client_id AS partner_id, d.company_id,
                   ROUND(SUM((c.date - d.invoice_date) * r.amount)
                         / NULLIF(SUM(r.amount), 0), 2) AS days_to_pay
              FROM %s p
              JOIN account_move_line d ON d.partner_id = p.id
              JOIN account_account a ON a.id = d.account_id
              JOIN account_partial_reconcile r ON r.debit_move_id = d.id
              JOIN account_move_line c ON c.id = r.credit_move_id
             WHERE a.account_type = 'asset_receivable'
               AND d.parent_state = 'posted'
               AND d.display_type = 'payment_term'
               AND c.display_type <> 'payment_term'
               AND NOT EXISTS (
                    SELECT FROM account_partial_reconcile x
                     WHERE x.exchange_move_id = c.move_id)
          GROUP BY p.client_id, d.company_id
            """,
            scope.partners,
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
