from dataclasses import replace

from odoo.fields import Domain
from odoo.tools import SQL

from .base import Documents, Figure, Source, touched

SALE_TYPES = ("out_invoice", "out_refund", "out_receipt")
PURCHASE_TYPES = ("out_invoice", "out_receipt")


class Turnover(Source):
    """Posted customer invoices, receipts and credit notes by invoice date.

    Untaxed, in the currency of the company, credit notes negative. An invoice stays
    with the client that it was booked on, also when its contact person moves on.
    """

    name = "turnover"
    models = ("account.move", "res.partner")
    figures = (
        Figure("turnover_total", measure="amount_untaxed_signed:sum"),
        Figure("turnover_12m", measure="amount_untaxed_signed:sum"),
        Figure("turnover_prev_12m", measure="amount_untaxed_signed:sum"),
        Figure(
            "turnover_change",
            SQL("COALESCE(turnover_12m, 0) - COALESCE(turnover_prev_12m, 0)"),
        ),
        Figure("invoice_count", measure="__count"),
        Figure("first_purchase_date", nullable=True, measure="invoice_date:min"),
        Figure("last_purchase_date", nullable=True, measure="invoice_date:max"),
        Figure("purchase_days", measure="invoice_date:count_distinct"),
    )

    def query(self, env, scope):
        invoice_date = SQL("m.invoice_date")
        purchase = SQL("m.move_type <> 'out_refund'")
        return SQL(
            """
            SELECT p.client_id AS partner_id, m.company_id,
                   SUM(m.amount_untaxed_signed) AS turnover_total,
                   SUM(m.amount_untaxed_signed) FILTER (WHERE %(last)s)
                       AS turnover_12m,
                   SUM(m.amount_untaxed_signed) FILTER (WHERE %(previous)s)
                       AS turnover_prev_12m,
                   COUNT(*) FILTER (WHERE %(purchase)s) AS invoice_count,
                   MIN(m.invoice_date) FILTER (WHERE %(purchase)s)
                       AS first_purchase_date,
                   MAX(m.invoice_date) FILTER (WHERE %(purchase)s)
                       AS last_purchase_date,
                   COUNT(DISTINCT m.invoice_date) FILTER (WHERE %(purchase)s)
                       AS purchase_days
              FROM %(partners)s p
              JOIN account_move m ON m.commercial_partner_id = p.id
             WHERE m.state = 'posted' AND m.move_type IN %(types)s
          GROUP BY p.client_id, m.company_id
            """,
            partners=scope.partners,
            last=scope.last_12_months(invoice_date),
            previous=scope.previous_12_months(invoice_date),
            purchase=purchase,
            types=SALE_TYPES,
        )

    def changed(self, env, scope, since):
        yield SQL(
            """
            SELECT p.client_id
              FROM account_move m
              JOIN %s p ON p.id = m.commercial_partner_id
             WHERE %s AND m.move_type IN %s
            """,
            scope.partners,
            touched("m", since),
            SALE_TYPES,
        )

    def time_driven(self, env, scope, day):
        yield SQL(
            """
            SELECT p.client_id
              FROM account_move m
              JOIN %s p ON p.id = m.commercial_partner_id
             WHERE m.state = 'posted' AND m.move_type IN %s AND (%s)
            """,
            scope.partners,
            SALE_TYPES,
            moved_windows(SQL("m.invoice_date"), scope, day),
        )

    def documents(self, env, scope, figure, clients, companies):
        types = SALE_TYPES
        domain = Domain.TRUE
        if figure.endswith("_prev_12m"):
            domain = Domain("invoice_date", ">", scope.months_ago(24))
            domain &= Domain("invoice_date", "<=", scope.months_ago(12))
        elif figure == "turnover_change":
            domain = Domain("invoice_date", ">", scope.months_ago(24))
            domain &= Domain("invoice_date", "<=", scope.today)
        elif figure.endswith("_12m"):
            domain = Domain("invoice_date", ">", scope.months_ago(12))
            domain &= Domain("invoice_date", "<=", scope.today)
        elif figure not in ("turnover_total", "margin_total"):
            types = PURCHASE_TYPES
        return Documents(
            "account.move",
            domain
            & Domain("commercial_partner_id.commercial_partner_id", "in", clients)
            & Domain("company_id", "in", companies)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", types),
        )


def moved_windows(column, scope, day):
    """Condition: the day crossed an edge of the rolling windows when today moved from
    ``day`` to the day of the scope."""
    before = replace(scope, today=day)
    return SQL(" OR ").join(
        SQL(
            "%s > %s AND %s <= %s",
            column,
            before.months_ago(months),
            column,
            scope.months_ago(months),
        )
        for months in (0, 12, 24)
    )
