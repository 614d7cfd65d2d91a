"""What the clients asked for: the staging of quotations, orders and invoices.

A deal is a quotation (`quote`), an order not invoiced yet (`open`), an order with its
delivery and invoice (`order`) or an invoice without an order (`direct`).
"""

# Deals of these last days are more often quotations and open orders.
RECENT_DAYS = 45


def fill(stage):
    _stage_deals(stage)
    _stage_lines(stage)


def _stage_deals(stage):
    stage.table(
        "deal",
        """
    WITH drawn AS (
        SELECT client.i, client.id AS partner_id, client.user_id, client.team_id,
               client.user_n, client.term_id, client.term_days, client.delay,
               client.taste, client.abroad, client.people, key,
               bench.day_at(client.share_from + bench.rnd(key, 'day')
                            * (client.share_to - client.share_from)) AS day
          FROM bench.client, generate_series(1, client.deals) k,
               LATERAL (SELECT client.i * 8192::bigint + k AS key) keyed
    ), kinds AS (
        SELECT *, bench.rnd(key, 'kind') AS u, %(last_day)s - day AS age FROM drawn
    ), sorts AS (
        SELECT *,
               CASE WHEN age <= %(recent)s AND u < 0.16 THEN 'quote'
                    WHEN age <= %(recent)s AND u < 0.36 THEN 'open'
                    WHEN u < 0.026 THEN 'quote'
                    WHEN u < 0.030 THEN 'open'
                    WHEN u < 0.600 THEN 'order'
                    ELSE 'direct' END AS kind
          FROM kinds
    )
    SELECT row_number() OVER (ORDER BY day, key) AS n, sorts.*,
           %(first_date)s + day AS date,
           -- The order comes up to twelve days before goods and invoice.
           %(first_date)s + greatest(day - floor(12 * bench.rnd(key, 'wait'))::int, 0)
               AS order_date,
           coalesce(person.id, sorts.partner_id) AS addressee_id,
           CASE WHEN sorts.abroad THEN %(foreign_id)s ELSE %(currency_id)s END
               AS currency_id,
           CASE WHEN sorts.abroad THEN rate.rate ELSE 1 END AS rate,
           least(1 + floor(-ln(1 - bench.rnd(key, 'lines')) * 2.3), 14)::int AS lines,
           CASE WHEN kind = 'direct' AND bench.rnd(key, 'state') < 0.01 THEN 'cancel'
                WHEN kind = 'direct' AND age < 20 AND bench.rnd(key, 'state') < 0.2
                THEN 'draft'
                ELSE 'posted' END AS state
      FROM sorts
      LEFT JOIN bench.person ON person.i = sorts.i
            AND bench.rnd(key, 'to a person') < 0.2
            AND person.k = 1 + floor(bench.rnd(key, 'to whom')
                                     * least(sorts.people, 4))::int
      LEFT JOIN LATERAL (
           SELECT stored.rate
             FROM res_currency_rate stored
            WHERE stored.currency_id = %(foreign_id)s
              AND stored.company_id = %(company_id)s
              AND stored.name <= %(first_date)s + day
            ORDER BY stored.name DESC LIMIT 1) rate ON sorts.abroad
    """,
        key="n",
        recent=RECENT_DAYS,
    )


def _stage_lines(stage):
    # Six of ten lines are of the client's taste, the others are general best sellers.
    stage.table(
        "line",
        """
    WITH drawn AS (
        SELECT deal.n, deal.key, k, deal.rate, deal.kind, deal.day, deal.lines,
               CASE WHEN bench.rnd(line_key, 'whose taste') < 0.6
                    THEN 1 + deal.taste + %(tastes)s * floor(%(products)s / %(tastes)s
                         * power(bench.rnd(line_key, 'product'), 2))::int
                    ELSE 1 + floor(%(products)s
                         * power(bench.rnd(line_key, 'product'), 2.5))::int
               END AS product_i,
               1 + floor(20 * power(bench.rnd(line_key, 'quantity'), 3))::int AS qty,
               bench.rnd(line_key, 'price') AS price_draw
          FROM bench.deal, generate_series(1, deal.lines) k,
               LATERAL (SELECT deal.key * 16 + k AS line_key) keyed
    )
    SELECT row_number() OVER (ORDER BY drawn.n, k) AS line_n, drawn.n, k, qty,
           drawn.kind, product.id AS product_id, product.cost,
           '[' || product.code || '] ' || product.name AS name,
           priced.price, priced.price * qty AS subtotal,
           round(product.cost * drawn.rate::numeric, 2) AS cost_in_currency
      FROM drawn
      JOIN bench.product ON product.i = least(product_i, %(products)s),
           LATERAL (SELECT (%(price_step)s::numeric * greatest(1, round(
               product.price * (0.9 + 0.2 * price_draw) * drawn.rate
               / %(price_step)s))::numeric)::numeric(16, 2) AS price) priced
    """,
        key="n,k",
        products=stage.sizes.products,
        tastes=stage.sizes.tastes,
    )
