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
PRODUCT_OF_MANY = SQL(
    """
    JOIN product_product pp ON pp.id = l.product_id
    JOIN product_template pt ON pt.id = pp.product_tmpl_id
    """
)
# The product of a line that comes from an order is not looked up.
PRODUCT_OF_FEW = SQL(
    """
    LEFT JOIN product_product pp
           ON pp.id = CASE WHEN sl.product_uom_id IS NULL THEN l.product_id END
    LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
    """
)


def cost_joins(env, few=False, product=False) -> SQL:
    """Joins that give the column ``c.cost`` to lines of customer invoices.

    To follow, in the FROM clause, ``account_move m``, its ``account_move_line l`` of
    display type ``product``, the line's ``product_product pp`` and its
    ``product_template pt``. The cost is in the currency of the company, negative on
    credit notes, and is NULL where the product has none.

    :param few: whether the lines are those of few clients
    :param product: join the product as well, of lines that come from no order only
    """
    fallbacks = env["ir.default"]._get_field_column_fallbacks(
        "product.product", "standard_price"
    )
    return SQL(
        """
        %(first)s
        LEFT JOIN sale_order_line sl ON sl.id = r.order_line_id
        LEFT JOIN sale_order so ON so.id = sl.order_id
        %(product)s
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
        first=FIRST_OF_FEW if few else FIRST_OF_MANY,
        product=PRODUCT_OF_FEW if product else SQL(),
        fallbacks=fallbacks,
    )


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
        # a year of lines is enough for who does not ask for all of them
        since, few = SQL(), scope.clients is not None
        if not scope.wants("margin_total"):
            since = SQL("AND m.invoice_date > %s", scope.months_ago(12))
        return SQL(
            """
            SELECT p.client_id AS partner_id, m.company_id,
                   SUM(c.cost) AS cost_total,
                   SUM(c.cost) FILTER (WHERE %(last)s) AS cost_12m
              FROM %(partners)s p
              JOIN account_move m ON m.commercial_partner_id = p.id
              JOIN account_move_line l ON l.move_id = m.id
              %(product)s
              %(cost)s
             WHERE m.state = 'posted' AND m.move_type IN %(types)s
               AND l.display_type = 'product' AND l.product_id IS NOT NULL
               %(since)s
          GROUP BY p.client_id, m.company_id
            """,
            since=since,
            partners=scope.partners,
            last=scope.last_12_months(SQL("m.invoice_date")),
            types=SALE_TYPES,
            product=SQL() if few else PRODUCT_OF_MANY,
            cost=cost_joins(env, few, product=few),
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
