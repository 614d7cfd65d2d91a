"""Staging of invoices and credit notes with their lines, totals and numbers."""


def fill(stage):
    _names(stage)
    _stage_numbers(stage)
    _stage_lines(stage)
    _stage_totals(stage)


def _names(stage):
    """Learn how this company numbers its documents, from the prototypes."""
    for kind in ("invoice", "refund", "payment_in_move", "payment_out_move"):
        (name,) = stage.prototypes[kind]["name"].params
        (prefix,) = stage.prototypes[kind]["sequence_prefix"].params
        (day,) = stage.prototypes[kind]["date"].params
        stage.params |= {
            f"{kind}_prefix": prefix,
            f"{kind}_year": day[:4],
            f"{kind}_width": len(name) - len(prefix),
        }


def _stage_numbers(stage):
    # A credit note takes back a part of the first line of one invoice in twenty.
    stage.table(
        "doc0",
        """
    SELECT row_number() OVER (ORDER BY date, type, n) AS doc, documents.*
      FROM (
        SELECT 'out_invoice' AS type, 1 AS sign, n, key, state, date,
               date + term_days AS due
          FROM bench.deal
         WHERE kind IN ('order', 'direct')
        UNION ALL
        SELECT 'out_refund', -1, n, key, 'posted', back, back
          FROM bench.deal,
               LATERAL (SELECT date + 4 + floor(35 * bench.rnd(key, 'refund day'))::int
                        AS back) later
         WHERE kind IN ('order', 'direct') AND state = 'posted' AND lines > 1
           AND bench.rnd(key, 'refund') < 0.05 AND back < %(today)s
      ) documents
    """,
        key="n,type",
    )


def _stage_lines(stage):
    # The rate of a credit note is that of its invoice: no exchange difference arises.
    stage.table(
        "doc_line",
        """
        SELECT doc0.doc, line.k, line.line_n, line.product_id, line.name, line.price,
               drawn.qty, line.price * drawn.qty AS subtotal,
               round(line.price * drawn.qty / deal.rate::numeric, 2) AS balance
          FROM bench.doc0
          JOIN bench.deal USING (n)
          JOIN bench.line USING (n),
               LATERAL (SELECT CASE WHEN doc0.sign > 0 THEN line.qty
                                    ELSE greatest(1, line.qty / 2) END AS qty) drawn
         WHERE doc0.sign > 0 OR line.k = 1
        """,
        key="doc,k",
    )


def _stage_totals(stage):
    stage.table(
        "doc",
        """
    WITH untaxed AS (
        SELECT doc, sum(subtotal) AS untaxed, sum(balance) AS untaxed_balance
          FROM bench.doc_line GROUP BY doc
    ), taxed AS (
        SELECT doc0.*, untaxed, untaxed_balance,
               deal.i, deal.partner_id, deal.addressee_id, deal.user_id, deal.team_id,
               deal.term_id, deal.currency_id, deal.rate, deal.kind, deal.delay,
               extract(year FROM doc0.date)::int AS year,
               round(untaxed * %(tax_share)s::numeric, 2) AS tax,
               round(round(untaxed * %(tax_share)s::numeric, 2) / deal.rate::numeric, 2)
                   AS tax_balance
          FROM bench.doc0 JOIN untaxed USING (doc) JOIN bench.deal USING (n)
    ), numbered AS (
        SELECT *, untaxed + tax AS total, untaxed_balance + tax_balance AS balance,
               replace(CASE WHEN sign > 0 THEN %(invoice_prefix)s
                            ELSE %(refund_prefix)s END,
                       CASE WHEN sign > 0 THEN %(invoice_year)s
                            ELSE %(refund_year)s END, year::text) AS prefix,
               row_number() OVER (PARTITION BY type, state, year ORDER BY doc) AS number
          FROM taxed
    )
    SELECT *, CASE WHEN state = 'posted'
                   THEN prefix || bench.pad(number, %(invoice_width)s) END AS name
      FROM numbered
    """,
        key="doc",
    )
