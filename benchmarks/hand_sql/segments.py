"""Segments of clients in one statement each, for one company."""

from odoo.tools import SQL

#: twenty rules: domain of the addon, and the same as a condition over `p` and `f`
RULES = (
    ([("client_turnover_12m", ">", 0)], "f.turnover_12m > 0"),
    ([("client_turnover_12m", ">=", 10000)], "f.turnover_12m >= 10000"),
    (
        [("client_turnover_12m", ">", 0), ("client_turnover_prev_12m", "=", 0)],
        "f.turnover_12m > 0 AND coalesce(f.turnover_prev_12m, 0) = 0",
    ),
    (
        [("client_turnover_12m", "<=", 0), ("client_turnover_prev_12m", ">", 0)],
        "coalesce(f.turnover_12m, 0) <= 0 AND f.turnover_prev_12m > 0",
    ),
    ([("client_turnover_total", ">", 50000)], "f.turnover_total > 50000"),
    (
        [("client_margin_12m", "<", 0), ("client_turnover_12m", ">", 0)],
        "f.margin_12m < 0 AND f.turnover_12m > 0",
    ),
    ([("client_margin_12m", ">", 5000)], "f.margin_12m > 5000"),
    ([("client_receivable_overdue", ">", 0)], "f.receivable_overdue > 0"),
    (
        [("client_receivable_overdue", ">", 1000), ("client_turnover_12m", "<=", 0)],
        "f.receivable_overdue > 1000 AND coalesce(f.turnover_12m, 0) <= 0",
    ),
    ([("client_receivable_open", "!=", 0)], "coalesce(f.receivable_open, 0) <> 0"),
    ([("client_order_open_amount", ">", 0)], "f.order_open_amount > 0"),
    ([("client_delivery_late_count", ">", 0)], "f.delivery_late_count > 0"),
    (
        [("client_last_purchase_date", ">", "today -90d")],
        "f.last_purchase_date > %(today)s - 90",
    ),
    (
        [("client_last_purchase_date", "<=", "today -365d")],
        "f.last_purchase_date <= %(today)s - 365",
    ),
    (
        [("client_first_purchase_date", ">", "today -365d")],
        "f.first_purchase_date > %(today)s - 365",
    ),
    ([("client_last_purchase_date", "=", False)], "f.last_purchase_date IS NULL"),
    (
        [("client_next_contact_date", "=", False), ("client_turnover_12m", ">", 0)],
        "f.next_contact_date IS NULL AND f.turnover_12m > 0",
    ),
    (
        [("client_last_contact_date", "<", "today -180d")],
        "f.last_contact_date < %(today)s - 180",
    ),
    (
        [("country_id", "!=", False), ("client_turnover_12m", ">", 1000)],
        "p.country_id IS NOT NULL AND f.turnover_12m > 1000",
    ),
    (
        [("user_id", "=", False), ("client_turnover_12m", ">", 0)],
        "p.user_id IS NULL AND f.turnover_12m > 0",
    ),
)

STORE = """
WITH found AS (
    SELECT p.id AS partner_id, unnest(array_remove(ARRAY[{flags}], NULL)) AS segment_id
      FROM res_partner p
      LEFT JOIN client_figures f ON f.partner_id = p.id AND f.company_id = %(company)s
     WHERE p.commercial_partner_id = p.id AND p.active
       AND (p.company_id IS NULL OR p.company_id = %(company)s)
       AND p.id NOT IN (SELECT partner_id FROM res_company)
       AND p.id NOT IN (SELECT partner_id FROM res_users WHERE share IS NOT TRUE)
)
INSERT INTO client_segment_membership
       (partner_id, segment_id, axis_id, date_from, origin)
SELECT partner_id, segment_id, %(axis)s, %(today)s, 'rule' FROM found
"""


def evaluate(bench, segments):
    """Store who is in the segments of `RULES`, in an empty table."""
    flags = ", ".join(
        f"CASE WHEN {condition} THEN {segment.id} END"
        for segment, (_domain, condition) in zip(segments, RULES, strict=True)
    )
    bench.env.cr.execute(
        SQL(
            STORE.replace("{flags}", flags),
            company=bench.company_id,
            axis=segments.axis_id.id,
            today=SQL("%s::date", bench.today),
        )
    )


#: RFM, ABC by turnover and margin, XYZ, from the documents
DOCUMENTS = """
WITH invoice AS MATERIALIZED (
    SELECT m.id, p.commercial_partner_id AS client_id, m.move_type, m.invoice_date,
           m.amount_untaxed_signed AS amount
      FROM account_move m JOIN res_partner p ON p.id = m.commercial_partner_id
     WHERE m.state = 'posted' AND m.company_id = %(company)s
       AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
), client AS MATERIALIZED (
    SELECT client_id, sum(amount) AS turnover_total,
           sum(amount) FILTER (WHERE invoice_date > %(year)s
                               AND invoice_date <= %(today)s) AS turnover_12m,
           min(invoice_date) FILTER (WHERE move_type <> 'out_refund') AS first,
           max(invoice_date) FILTER (WHERE move_type <> 'out_refund') AS last,
           count(DISTINCT invoice_date) FILTER (WHERE move_type <> 'out_refund') AS days
      FROM invoice GROUP BY client_id
), cost AS (
    SELECT invoice.client_id,
           sum(CASE invoice.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
               * line.quantity
               * CASE WHEN sold.id IS NOT NULL
                 THEN sold.purchase_price / sale_order.currency_rate
                    * line_unit.factor / sold_unit.factor
                 ELSE (product.standard_price ->> %(company)s::text)::numeric
                    * line_unit.factor / unit.factor END) AS cost_12m
      FROM invoice
      JOIN account_move_line line ON line.move_id = invoice.id
           AND line.display_type = 'product'
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
      LEFT JOIN uom_uom unit ON unit.id = template.uom_id
      LEFT JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = line.id
      LEFT JOIN sale_order_line sold ON sold.id = link.order_line_id
      LEFT JOIN uom_uom sold_unit ON sold_unit.id = sold.product_uom_id
      LEFT JOIN sale_order ON sale_order.id = sold.order_id
     WHERE invoice.invoice_date > %(year)s AND invoice.invoice_date <= %(today)s
     GROUP BY invoice.client_id
), margin AS (
    SELECT client_id, round(coalesce(turnover_12m, 0) - coalesce(cost_12m, 0), 2) AS v
      FROM client LEFT JOIN cost USING (client_id)
), rfm AS (
    SELECT client_id, 100 * r + 10 * f + m AS score
      FROM (SELECT client_id,
                   5 - 5 * (rank() OVER (ORDER BY last DESC) - 1) / count(*) OVER ()
                       AS r,
                   5 - 5 * (rank() OVER (ORDER BY days DESC) - 1) / count(*) OVER ()
                       AS f,
                   5 - 5 * (rank() OVER (ORDER BY turnover_total DESC) - 1)
                       / count(*) OVER () AS m
              FROM client WHERE last IS NOT NULL) scores
), abc AS (
    SELECT client_id, 'turnover' AS kind, coalesce(sum(turnover_12m) OVER (
               ORDER BY turnover_12m DESC
               GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) * 100
           / sum(turnover_12m) OVER () AS share
      FROM client WHERE turnover_12m > 0
    UNION ALL
    SELECT client_id, 'margin', coalesce(sum(v) OVER (
               ORDER BY v DESC
               GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) * 100
           / sum(v) OVER ()
      FROM margin WHERE v > 0
), month AS (
    SELECT client_id, sum(amount)::float AS amount FROM invoice
     WHERE invoice_date >= %(start)s AND invoice_date < %(end)s
     GROUP BY client_id, date_trunc('month', invoice_date)
), xyz AS (
    SELECT client_id, months,
           100 * sqrt(greatest(squares / months - (total / months) ^ 2, 0))
           / (total / months) AS variation
      FROM (SELECT client_id, sum(amount) AS total, sum(amount ^ 2) AS squares
              FROM month GROUP BY client_id) sums
      JOIN (SELECT client_id,
                   12 * (extract(year FROM %(end)s)
                         - extract(year FROM greatest(first, %(start)s)))
                   + extract(month FROM %(end)s)
                   - extract(month FROM greatest(first, %(start)s)) AS months
              FROM client WHERE first < %(end)s) history USING (client_id)
     WHERE total > 0 AND months > 0
)
SELECT client_id, kind, CASE WHEN share < 80 THEN 'a' WHEN share < 95 THEN 'b'
                             ELSE 'c' END AS class FROM abc
UNION ALL
SELECT client_id, 'xyz', CASE WHEN months < 6 THEN 'short'
                              WHEN variation <= 10 THEN 'x'
                              WHEN variation <= 25 THEN 'y' ELSE 'z' END FROM xyz
UNION ALL
SELECT client_id, 'rfm', score::text FROM rfm
"""


def classes(bench, start, end):
    """Return the select of client, kind, class of all clients, from the documents."""
    scope = bench.env["client.figures"]._figures_scope()
    return SQL(
        DOCUMENTS,
        company=bench.company_id,
        today=SQL("%s::date", scope.today),
        year=SQL("%s::date", scope.months_ago(12)),
        start=SQL("%s::date", start),
        end=SQL("%s::date", end),
    )
