from odoo.fields import Domain
from odoo.tools import SQL

from .base import Documents, Figure, Source, touched


class Orders(Source):
    """Quotations and confirmed orders.

    Untaxed, converted to the currency of the company with the rate of the order. An
    order is open until it is both invoiced and delivered in full. Quotations count
    until they are confirmed or cancelled, expired ones too.
    """

    name = "orders"
    models = ("res.partner", "sale.order")
    figures = (
        Figure("order_open_count", measure="__count"),
        Figure("order_open_amount", rounded=True),
        Figure("quotation_open_count", measure="__count"),
        Figure("quotation_open_amount", rounded=True),
        Figure("order_count", measure="__count"),
        Figure("order_total", rounded=True),
    )

    def query(self, env, scope):
        return SQL(
            """
            SELECT p.client_id AS partner_id, o.company_id,
                   COUNT(*) FILTER (WHERE x.open) AS order_open_count,
                   SUM(x.amount) FILTER (WHERE x.open) AS order_open_amount,
                   COUNT(*) FILTER (WHERE o.state <> 'sale')
                       AS quotation_open_count,
                   SUM(x.amount) FILTER (WHERE o.state <> 'sale')
                       AS quotation_open_amount,
                   COUNT(*) FILTER (WHERE o.state = 'sale') AS order_count,
                   SUM(x.amount) FILTER (WHERE o.state = 'sale') AS order_total
              FROM %s p
              JOIN sale_order o ON o.partner_id = p.id
        CROSS JOIN LATERAL (
                    SELECT o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1)
                               AS amount,
                           o.state = 'sale' AND NOT (
                               COALESCE(o.invoice_status, 'no')
                                   IN ('invoiced', 'upselling')
                               AND COALESCE(o.delivery_status, 'full') = 'full'
                           ) AS open
                   ) x
             WHERE o.state IN ('draft', 'sent', 'sale')
          GROUP BY p.client_id, o.company_id
            """,
            scope.partners,
        )

    def changed(self, env, scope, since):
        yield SQL(
            """
            SELECT p.client_id
              FROM sale_order o
              JOIN %s p ON p.id = o.partner_id
             WHERE %s
            """,
            scope.partners,
            touched("o", since),
        )

    def documents(self, env, scope, figure, clients, companies):
        domain = Domain("partner_id.commercial_partner_id", "in", clients)
        domain &= Domain("company_id", "in", companies)
        if figure.startswith("quotation_"):
            domain &= Domain("state", "in", ("draft", "sent"))
        else:
            domain &= Domain("state", "=", "sale")
        if figure.startswith("order_open_"):
            domain &= Domain(
                "invoice_status", "not in", ("invoiced", "upselling")
            ) | Domain("delivery_status", "not in", ("full", False))
        return Documents("sale.order", domain)
