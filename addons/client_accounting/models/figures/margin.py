from odoo.tools import SQL

from .base import Figure, Source, touched
from .turnover import SALE_TYPES, Turnover

FIRST_OF_MANY = SQL(
    """
    LEFT JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id
          AND NOT EXISTS (
               SELECT FROM sale_order_line_invoice_rel other
                WHERE other.invoice_line_id = r.invoice_line_id
                  AND other.order_line_id < r.order_line_id)
    """
)
# Reads the index for each line instead of the whole table once.
FIRST_OF_FEW = SQL(
    """
    LEFT JOIN LATERAL (
               SELECT MIN(rel.order_line_id) AS order_line_id
                 FROM sale_order_line_invoice_rel rel
                WHERE rel.invoice_line_id = l.id
              ) r ON TRUE
    """
)


def cost_joins(env, few=False) -> SQL:
    """Joins that give the column ``c.cost`` to lines of customer invoices.

    To follow, in the FROM clause, ``account_move m``, its ``account_move_line l`` of
    display type ``product``, the line's ``product_product pp`` and its
    ``product_template pt``. The cost is in the currency of the company, negative on
    credit notes, and is NULL where the product has none.

    :param few: whether the lines are those of few clients
    """
    return SQL(
        """
        %(first)s
        LEFT JOIN sale_order_line sl ON sl.id = r.order_line_id
        LEFT JOIN sale_order so ON so.id = sl.order_id
        %(cost)s
        """,
        first=FIRST_OF_FEW if few else FIRST_OF_MANY,
        cost=_cost(env),
    )


def _cost(env):
    """The cost itself: of the order line ``sl`` of the order ``so``, else of ``pp``."""
    fallbacks = env["ir.default"]._get_field_column_fallbacks(
        "product.product", "standard_price"
    )
    return SQL(
        """
       CROSS JOIN (SELECT jsonb_object_agg(id, factor) AS factors FROM uom_uom) u
       CROSS JOIN LATERAL (
                   SELECT CASE WHEN m.move_type = 'out_refund' THEN -1 ELSE 1 END
                        * COALESCE(l.quantity, 0)
                        * CASE WHEN sl.id IS NOT NULL
                          THEN COALESCE(sl.purchase_price, 0)
                             / COALESCE(NULLIF(so.currency_rate, 0), 1)
                          ELSE COALESCE(
                                   pp.standard_price -> m.company_id::text,
                                   %(fallbacks)s::jsonb -> m.company_id::text
                               )::numeric
                          END
                        -- the unit of the line is nearly always that of its cost
                        * CASE WHEN COALESCE(sl.product_uom_id, pt.uom_id)
                                    = COALESCE(l.product_uom_id, sl.product_uom_id,
                                               pt.uom_id)
                          THEN 1
                          ELSE COALESCE(
                                   (u.factors -> l.product_uom_id::text)::numeric
                                   / NULLIF((u.factors -> COALESCE(
                                       sl.product_uom_id, pt.uom_id
                                     )::text)::numeric, 0), 1)
                          END AS cost
                  ) c
        """,
        fallbacks=fallbacks,
    )


# All that the cost of some lines needs: each index is walked through once, in the order
# of its keys.
OF_LINES = """
    WITH line AS MATERIALIZED (%s), link AS MATERIALIZED (
        SELECT rel.invoice_line_id, MIN(rel.order_line_id) AS order_line_id
          FROM sale_order_line_invoice_rel rel
         WHERE rel.invoice_line_id = ANY(ARRAY(SELECT id FROM line))
      GROUP BY rel.invoice_line_id
    ), sold AS MATERIALIZED (
        SELECT id, order_id, product_uom_id, purchase_price
          FROM sale_order_line
         WHERE id = ANY(ARRAY(SELECT order_line_id FROM link))
    ), ordered AS MATERIALIZED (
        SELECT id, currency_rate FROM sale_order
         WHERE id = ANY(ARRAY(SELECT order_id FROM sold))
    ), goods AS MATERIALIZED (
        SELECT product.id, product.standard_price, template.uom_id
          FROM product_product product
          JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE product.id = ANY(ARRAY(SELECT product_id FROM line))
    )
    """


class Margin(Source):
    """What is left of the turnover after the cost of the goods.

    Cost of an invoice line: the cost kept on its order line where it comes from an
    order (converted from the currency of the order with the rate of the order), else
    the cost of the product now in the company of the invoice.
    """

    name = "margin"
    models = (
        "account.move",
        "account.move.line",
        "product.product",
        "res.partner",
        "sale.order",
        "sale.order.line",
    )
    columns = ("cost_total", "cost_12m")
    needs = ("turnover",)
    figures = (
        Figure(
            "margin_total",
            SQL("COALESCE(turnover_total, 0) - COALESCE(cost_total, 0)"),
            rounded=True,
        ),
        Figure(
            "margin_12m",
            SQL("COALESCE(turnover_12m, 0) - COALESCE(cost_12m, 0)"),
            rounded=True,
        ),
    )

    def query(self, env, scope):
        columns = SQL(
            "SUM(c.cost) AS cost_total, SUM(c.cost) FILTER (WHERE %s) AS cost_12m",
            scope.last_12_months(SQL("m.invoice_date")),
        )
        if scope.clients is not None:
            return self._query_of_some(env, scope, columns)
        return SQL(
            """
            SELECT p.client_id AS partner_id, m.company_id, %(columns)s
              FROM %(lines)s
              JOIN product_product pp ON pp.id = l.product_id
              JOIN product_template pt ON pt.id = pp.product_tmpl_id
              %(cost)s
             WHERE %(condition)s
          GROUP BY p.client_id, m.company_id
            """,
            columns=columns,
            lines=self._lines(scope),
            cost=cost_joins(env),
            condition=self._condition(scope),
        )

    def _query_of_some(self, env, scope, columns):
        """The same for some clients. The full joins find the same as left ones; the
        planner, who expects few lines, cannot do them by a loop within a loop."""
        lines = SQL(
            """
            SELECT p.client_id, m.company_id, m.move_type, m.invoice_date, l.id,
                   l.quantity, l.product_id, l.product_uom_id
              FROM %s
             WHERE %s
            """,
            self._lines(scope),
            self._condition(scope),
        )
        return SQL(
            """
            SELECT * FROM (
              %(tables)s
              SELECT l.client_id AS partner_id, l.company_id, %(columns)s
                FROM line l
                FULL JOIN link r ON r.invoice_line_id = l.id
                FULL JOIN sold sl ON sl.id = r.order_line_id
                FULL JOIN ordered so ON so.id = sl.order_id
                FULL JOIN goods pp ON pp.id = l.product_id
               CROSS JOIN LATERAL (
                     SELECT l.company_id, l.move_type, l.invoice_date) m
               CROSS JOIN LATERAL (SELECT pp.uom_id) pt
               %(cost)s
            GROUP BY l.client_id, l.company_id) costs
            """,
            tables=SQL(OF_LINES, lines),
            columns=columns,
            cost=_cost(env),
        )

    def _lines(self, scope):
        return SQL(
            """
            %s p
              JOIN account_move m ON m.commercial_partner_id = p.id
              JOIN account_move_line l ON l.move_id = m.id
            """,
            scope.partners,
        )

    def _condition(self, scope):
        # a year of lines is enough for who does not ask for all of them
        since = SQL()
        if not scope.wants("margin_total"):
            since = SQL("AND m.invoice_date > %s", scope.months_ago(12))
        return SQL(
            """
            m.state = 'posted' AND m.move_type IN %s
               AND l.display_type = 'product' AND l.product_id IS NOT NULL %s
            """,
            SALE_TYPES,
            since,
        )

    def changed(self, env, scope, since):
        # the invoices themselves are watched by the turnover
        yield SQL(
            """
            SELECT p.client_id
              FROM sale_order_line sl
              JOIN sale_order_line_invoice_rel r ON r.order_line_id = sl.id
              JOIN account_move_line l ON l.id = r.invoice_line_id
              JOIN account_move m ON m.id = l.move_id
              JOIN %s p ON p.id = m.commercial_partner_id
             WHERE %s AND m.state = 'posted'
            """,
            scope.partners,
            touched("sl", since),
        )
        yield SQL(
            """
            SELECT p.client_id
              FROM product_product pp
              JOIN account_move_line l ON l.product_id = pp.id
              JOIN account_move m ON m.id = l.move_id
              JOIN %s p ON p.id = m.commercial_partner_id
             WHERE %s AND m.state = 'posted' AND m.move_type IN %s
               AND l.display_type = 'product'
               AND NOT EXISTS (
                    SELECT FROM sale_order_line_invoice_rel r
                     WHERE r.invoice_line_id = l.id)
            """,
            scope.partners,
            touched("pp", since),
            SALE_TYPES,
        )

    def documents(self, env, scope, figure, clients, companies):
        return Turnover().documents(env, scope, figure, clients, companies)
