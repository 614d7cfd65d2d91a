"""Staging of payments and of what is matched with what.

Clients pay late by their own habit, some pay a part, some in two parts, a few never.
A credit note is set off against its invoice, paid back, or left open.
"""


def fill(stage):
    _stage_payments(stage)
    _stage_moves(stage)
    _stage_matches(stage)
    _stage_results(stage)


def _stage_payments(stage):
    stage.table(
        "dues",
        """
        SELECT doc.*, refund.doc AS refund_doc, refund.total AS refund_total,
               refund.balance AS refund_balance, bench.rnd(doc.key, 'pays') AS u,
               doc.total - coalesce(refund.total, 0) AS rest,
               doc.balance - coalesce(refund.balance, 0) AS rest_balance,
               greatest(doc.date, refund.date,
                        doc.due - 4 + floor(-ln(1 - bench.rnd(doc.key, 'late'))
                                            * doc.delay)::int) AS pay_date
          FROM bench.doc
          LEFT JOIN bench.doc refund ON refund.n = doc.n AND refund.type = 'out_refund'
                AND bench.rnd(doc.key, 'refund use') < 0.7
         WHERE doc.type = 'out_invoice' AND doc.state = 'posted'
        """,
        key="doc",
    )
    stage.table(
        "payment",
        """
    WITH parts AS (
        -- Of 1,000 invoices 12 stay unpaid, 30 are paid in part, 50 in two parts.
        SELECT doc, partner_id, currency_id, name AS memo, 1 AS sign, part,
               CASE WHEN part = 1 THEN pay_date
                    ELSE pay_date + 10 + floor(30 * bench.rnd(key, 'second'))::int
               END AS date,
               CASE WHEN u >= 0.092 THEN rest
                    WHEN part = 1 THEN first ELSE rest - first END AS amount,
               CASE WHEN u >= 0.092 THEN rest_balance
                    WHEN part = 1 THEN first_balance
                    ELSE rest_balance - first_balance END AS balance
          FROM bench.dues,
               LATERAL (SELECT round(rest * (0.3 + 0.4 * bench.rnd(key, 'part'))
                                     ::numeric, 2) AS first) first_part,
               LATERAL (SELECT round(rest_balance * first / rest, 2)
                        AS first_balance) first_value,
               generate_series(1, CASE WHEN u BETWEEN 0.042 AND 0.092 THEN 2 ELSE 1 END)
                   part
         WHERE u >= 0.012
        UNION ALL
        SELECT doc, partner_id, currency_id, name, -1, 1, date + 12, total, balance
          FROM bench.doc
         WHERE type = 'out_refund' AND date + 12 < %(today)s
           AND bench.rnd(key, 'refund use') BETWEEN 0.7 AND 0.88
    ), made AS (
        SELECT *, extract(year FROM date)::int AS year FROM parts
         WHERE date < %(today)s AND amount > 0 AND balance > 0
    )
    SELECT row_number() OVER (ORDER BY date, doc, part) AS p, made.* FROM made
    """,
        key="doc,part",
    )
    # Money in and money out share the numbering if they have the same prefix.
    stage.table(
        "payment_name",
        """
        SELECT p, prefix, row_number() OVER (PARTITION BY prefix ORDER BY p) AS number
          FROM (SELECT p, replace(
                          CASE WHEN sign > 0 THEN %(payment_in_move_prefix)s
                               ELSE %(payment_out_move_prefix)s END,
                          CASE WHEN sign > 0 THEN %(payment_in_move_year)s
                               ELSE %(payment_out_move_year)s END, year::text) AS prefix
                  FROM bench.payment) prefixed
        """,
        key="p",
    )


def _stage_moves(stage):
    """Give ids to moves and their lines in the order in which they were entered."""
    stage.table(
        "move",
        """
        SELECT kind, n, %(move)s + row_number() OVER (ORDER BY date, kind, n) AS id
          FROM (SELECT 'doc' AS kind, doc AS n, date FROM bench.doc
                UNION ALL SELECT 'pay', p, date FROM bench.payment) moves
        """,
        key="kind,n",
        move=stage.last_id("account_move"),
    )
    # Line 0 is the receivable, 99 the tax, 98 the bank; others are lines of products.
    stage.table(
        "entry",
        """
        SELECT move.kind, move.n, lines.k, move.id AS move_id,
               %(line)s + row_number() OVER (ORDER BY move.id, lines.place) AS id
          FROM bench.move
          JOIN (SELECT 'doc' AS kind, doc AS n, k, k AS place FROM bench.doc_line
                UNION ALL SELECT 'doc', doc, 99, 99 FROM bench.doc WHERE tax > 0
                UNION ALL SELECT 'doc', doc, 0, 100 FROM bench.doc
                UNION ALL SELECT 'pay', p, 98, 98 FROM bench.payment
                UNION ALL SELECT 'pay', p, 0, 100 FROM bench.payment) lines
            ON lines.kind = move.kind AND lines.n = move.n
        """,
        key="kind,n,k",
        line=stage.last_id("account_move_line"),
    )


def _stage_matches(stage):
    # Of a payment the counterpart on the receivable account, of a document its total.
    stage.table(
        "match",
        """
        SELECT %(partial)s + row_number() OVER (ORDER BY matched.date, doc, rank) AS id,
               matched.*
          FROM (
            SELECT dues.doc, 0 AS rank, refund.date, refund_total AS amount,
                   refund_balance AS balance, dues.currency_id,
                   'doc' AS debit_kind, dues.doc AS debit_n,
                   'doc' AS credit_kind, refund.doc AS credit_n
              FROM bench.dues
              JOIN bench.doc0 refund ON refund.doc = dues.refund_doc AND refund.sign < 0
            UNION ALL
            SELECT doc, part, date, amount, balance, currency_id,
                   CASE WHEN sign > 0 THEN 'doc' ELSE 'pay' END,
                   CASE WHEN sign > 0 THEN doc ELSE p END,
                   CASE WHEN sign > 0 THEN 'pay' ELSE 'doc' END,
                   CASE WHEN sign > 0 THEN p ELSE doc END
              FROM bench.payment
          ) matched
        """,
        key="id",
        partial=stage.last_id("account_partial_reconcile"),
    )


def _stage_results(stage):
    """Work out residuals and groups; a group goes by its invoice or credit note."""
    stage.table(
        "matched",
        """
    SELECT doc, sum(amount) AS amount, sum(balance) AS balance, min(id) AS first_match,
           max(date) AS date
      FROM bench.match GROUP BY doc
    """,
        key="doc",
    )
    stage.table(
        "full",
        """
        SELECT doc, matched.date,
               %(full)s + row_number() OVER (ORDER BY matched.date, doc) AS id
          FROM bench.matched JOIN bench.doc USING (doc)
         WHERE matched.amount = doc.total
        """,
        key="doc",
        full=stage.last_id("account_full_reconcile"),
    )
    stage.table(
        "result",
        """
        SELECT doc.doc, doc.total - settled.amount AS residual,
               doc.balance - settled.balance AS residual_balance,
               "full".id AS full_id,
               coalesce("full".id::text, 'P' || settled.first_match) AS matching,
               CASE WHEN settled.amount = doc.total THEN 'paid'
                    WHEN settled.amount > 0 THEN 'partial'
                    ELSE 'not_paid' END AS payment_state,
               greatest(doc.date, settled.date) AS last_date
          FROM bench.doc
          LEFT JOIN bench.dues ON dues.refund_doc = doc.doc
          LEFT JOIN bench.matched ON matched.doc = coalesce(dues.doc, doc.doc)
          LEFT JOIN bench."full" ON "full".doc = coalesce(dues.doc, doc.doc),
               -- A credit note that is set off is used up by its invoice.
               LATERAL (SELECT CASE WHEN dues.doc IS NOT NULL THEN doc.total
                                    ELSE coalesce(matched.amount, 0) END AS amount,
                               CASE WHEN dues.doc IS NOT NULL THEN doc.balance
                                    ELSE coalesce(matched.balance, 0) END AS balance,
                               matched.first_match, matched.date) settled
        """,
        key="doc",
    )
