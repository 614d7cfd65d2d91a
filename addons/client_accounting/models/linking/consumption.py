"""Figures as consumed: those as billed, and what went from one client to another."""

from odoo.fields import Domain
from odoo.tools import SQL

from ..figures.base import Documents, Figure, Source, touched
from ..figures.margin import cost_joins
from ..figures.turnover import SALE_TYPES, moved_windows
from .consumed import consumed_lines, linked_moves


class Consumption(Source):
    """Turnover and margin by the end clients of invoices and of shares of their lines.

    Only invoices that are linked are read: their lines leave the billed client and
    come to the one that consumed. Untaxed, in the currency of the company, credit
    notes negative; a client who is never billed has figures as well.
    """

    name = "consumption"
    models = ("account.move", "account.move.line", "client.invoice.split")
    columns = (
        "passed_total",
        "passed_12m",
        "passed_prev_12m",
        "passed_margin_12m",
    )
    needs = ("turnover", "margin")
    figures = (
        Figure(
            "consumed_total",
            SQL("COALESCE(turnover_total, 0) + COALESCE(passed_total, 0)"),
            measure="amount:sum",
        ),
        Figure(
            "consumed_12m",
            SQL("COALESCE(turnover_12m, 0) + COALESCE(passed_12m, 0)"),
            measure="amount:sum",
        ),
        Figure(
            "consumed_prev_12m",
            SQL("COALESCE(turnover_prev_12m, 0) + COALESCE(passed_prev_12m, 0)"),
            measure="amount:sum",
        ),
        Figure(
            "consumed_margin_12m",
            SQL(
                "COALESCE(turnover_12m, 0) - COALESCE(cost_12m, 0)"
                " + COALESCE(passed_margin_12m, 0)"
            ),
            rounded=True,
        ),
    )

    def query(self, env, scope):
        moves = SQL("m.id IN (%s)", linked_moves())
        if scope.clients is not None:
            # an array: the planner expects ten of them and reads no whole table
            moves = SQL("m.id = ANY(ARRAY(%s))", linked_moves(scope.partners))
        day = SQL("m.invoice_date")
        last, previous = scope.last_12_months(day), scope.previous_12_months(day)
        return SQL(
            """
            SELECT p.client_id AS partner_id, m.company_id,
                   SUM(side.sign * used.amount) AS passed_total,
                   SUM(side.sign * used.amount) FILTER (WHERE %(last)s)
                       AS passed_12m,
                   SUM(side.sign * used.amount) FILTER (WHERE %(previous)s)
                       AS passed_prev_12m,
                   SUM(side.sign * (used.amount - COALESCE(
                           c.cost * used.amount / NULLIF(used.total, 0), 0)))
                       FILTER (WHERE %(last)s) AS passed_margin_12m
              FROM (%(consumed)s) used
              JOIN account_move m ON m.id = used.move_id
              JOIN account_move_line l ON l.id = used.line_id
              LEFT JOIN product_product pp ON pp.id = l.product_id
              LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
              %(cost)s
             CROSS JOIN LATERAL (VALUES (1, used.client_id),
                                        (-1, m.commercial_partner_id))
                    side (sign, partner_id)
              JOIN %(partners)s p ON p.id = side.partner_id
             WHERE used.client_id <> m.commercial_partner_id
          GROUP BY p.client_id, m.company_id
            """,
            last=last,
            previous=previous,
            consumed=consumed_lines(moves),
            cost=cost_joins(env, few=True),
            partners=scope.partners,
        )

    def changed(self, env, scope, since):
        # links and splits mark their clients; this is for their documents
        yield self._clients_of(scope, touched("m", since))
        # and what their cost is taken from
        for lines, stamps in (
            (
                SQL(
                    """
                    sale_order_line changed
                    JOIN sale_order_line_invoice_rel r ON r.order_line_id = changed.id
                    JOIN account_move_line l ON l.id = r.invoice_line_id
                    """
                ),
                touched("changed", since),
            ),
            (
                SQL(
                    """
                    product_product changed
                    JOIN account_move_line l ON l.product_id = changed.id
                    """
                ),
                touched("changed", since),
            ),
        ):
            yield SQL(
                """
                SELECT p.client_id
                  FROM %(lines)s
                  JOIN account_move m ON m.id = l.move_id
                  LEFT JOIN client_invoice_split s ON s.line_id = l.id
                  JOIN %(partners)s p
                    ON p.id IN (m.client_end_id, s.client_id)
                 WHERE %(stamps)s
                   AND (m.client_end_id IS NOT NULL OR s.id IS NOT NULL)
                """,
                lines=lines,
                partners=scope.partners,
                stamps=stamps,
            )

    def time_driven(self, env, scope, day):
        yield self._clients_of(scope, moved_windows(SQL("m.invoice_date"), scope, day))

    def _clients_of(self, scope, condition):
        return SQL(
            """
            SELECT p.client_id
              FROM account_move m
              JOIN %(partners)s p ON p.id = m.client_end_id
             WHERE m.client_end_id IS NOT NULL AND m.move_type IN %(types)s
               AND (%(condition)s)
             UNION
            SELECT p.client_id
              FROM client_invoice_split s
              JOIN account_move m ON m.id = s.move_id
              JOIN %(partners)s p ON p.id = s.client_id
             WHERE m.move_type IN %(types)s AND (%(condition)s)
            """,
            partners=scope.partners,
            types=SALE_TYPES,
            condition=condition,
        )

    def documents(self, env, scope, figure, clients, companies):
        domain = Domain("client_id.commercial_partner_id", "in", clients)
        domain &= Domain("company_id", "in", companies)
        if figure == "consumed_prev_12m":
            domain &= Domain("invoice_date", ">", scope.months_ago(24))
            domain &= Domain("invoice_date", "<=", scope.months_ago(12))
        elif figure != "consumed_total":
            domain &= Domain("invoice_date", ">", scope.months_ago(12))
            domain &= Domain("invoice_date", "<=", scope.today)
        return Documents("client.consumed.line", domain)
