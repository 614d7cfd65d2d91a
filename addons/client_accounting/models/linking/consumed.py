"""Who consumed what was invoiced: the one SQL definition, line by line.

A line belongs to the clients that it is split between; the rest of it, or all of it,
to the end client of the invoice, and to the billed client where no end client is named.
Amounts are those of the ledger, in the currency of the company, sales positive: the
shares of a line are rounded and add up to the line exactly.
"""

from odoo.tools import SQL

SALE_TYPES = ("out_invoice", "out_refund", "out_receipt")
#: the client that a line belongs to as far as it is not split
CONSUMER = SQL("COALESCE(m.client_end_id, m.commercial_partner_id)")
#: posted lines with goods and services of customer documents
SOLD = SQL(
    "m.state = 'posted' AND m.move_type IN %s AND l.display_type = 'product'",
    SALE_TYPES,
)


def consumed_lines(condition=None) -> SQL:
    """``SELECT line_id, move_id, move_type, split_id, client_id, amount, total``.

    One row for each line and client that has a share in it. ``amount`` is the share,
    ``total`` the whole line; ``split_id`` is NULL for what is not split.

    :param condition: SQL condition over ``account_move m``, for speed
    """
    condition = condition or SQL("TRUE")
    return SQL(
        """
        SELECT l.id AS line_id, m.id AS move_id, m.move_type, NULL::integer AS split_id,
               %(consumer)s AS client_id, -l.balance AS amount, -l.balance AS total
          FROM account_move m
          JOIN account_move_line l ON l.move_id = m.id
         WHERE %(sold)s AND %(condition)s
           AND NOT EXISTS (SELECT FROM client_invoice_split s WHERE s.line_id = l.id)
         UNION ALL
         %(shares)s
        """,
        consumer=CONSUMER,
        sold=SOLD,
        condition=condition,
        shares=split_shares(condition),
    )


def split_shares(condition=None) -> SQL:
    """The same columns, for lines that are split only: their shares and the rest.

    Each share is rounded to the currency of the company; the difference goes to the
    largest share, the first of equals.
    """
    return SQL(
        """
        SELECT line_id, move_id, move_type, split_id, client_id,
               rounded + CASE WHEN place = 1
                         THEN total - SUM(rounded) OVER (PARTITION BY line_id)
                         ELSE 0 END AS amount,
               total
          FROM (SELECT part.*,
                       ROUND(total * part / NULLIF(whole, 0) / unit) * unit AS rounded,
                       ROW_NUMBER() OVER (
                           PARTITION BY line_id
                           ORDER BY ABS(part) DESC, split_id NULLS LAST) AS place
                  FROM (%(parts)s) part) shares
        """,
        parts=_parts(condition or SQL("TRUE")),
    )


def _parts(condition) -> SQL:
    """Shares of split lines in the currency of the document, not rounded."""
    # the amount of a split has the sign that the line shows on the document
    whole = SQL(
        "CASE WHEN m.move_type = 'out_refund' THEN l.amount_currency"
        " ELSE -l.amount_currency END"
    )
    joins = SQL(
        """
        FROM account_move m
        JOIN account_move_line l ON l.move_id = m.id
        JOIN client_invoice_split s ON s.line_id = l.id
        JOIN res_company company ON company.id = m.company_id
        JOIN res_currency currency ON currency.id = company.currency_id
       WHERE %s AND %s AND m.id IN (SELECT move_id FROM client_invoice_split)
        """,
        SOLD,
        condition,
    )
    return SQL(
        """
        SELECT l.id AS line_id, m.id AS move_id, m.move_type, s.id AS split_id,
               s.client_id,
               -l.balance AS total, s.amount AS part, %(whole)s AS whole,
               currency.rounding AS unit
          %(joins)s
         UNION ALL
        SELECT l.id, m.id, m.move_type, NULL, %(consumer)s, -l.balance,
               %(whole)s - SUM(s.amount), %(whole)s, currency.rounding
          %(joins)s
      GROUP BY l.id, m.id, currency.id
        HAVING %(whole)s <> SUM(s.amount)
        """,
        whole=whole,
        consumer=CONSUMER,
        joins=joins,
    )


def linked_moves(clients=None) -> SQL:
    """Select of the ids of moves on which somebody else may consume than is billed.

    :param clients: SQL table expression ``(id, ...)`` of the partners whom the moves
        concern on either side; by default everybody
    """
    if clients is None:
        return SQL(
            """
            SELECT id FROM account_move WHERE client_end_id IS NOT NULL
             UNION
            SELECT move_id FROM client_invoice_split
            """
        )
    return SQL(
        """
        SELECT m.id FROM %(clients)s p
          JOIN account_move m ON m.client_end_id = p.id
         UNION
        SELECT s.move_id FROM %(clients)s p
          JOIN client_invoice_split s ON s.client_id = p.id
         UNION
        SELECT m.id FROM %(clients)s p
          JOIN account_move m ON m.commercial_partner_id = p.id
         WHERE m.client_end_id IS NOT NULL
         UNION
        SELECT m.id FROM %(clients)s p
          JOIN account_move m ON m.commercial_partner_id = p.id
          JOIN client_invoice_split s ON s.move_id = m.id
        """,
        clients=clients,
    )


def moves_of(client_ids) -> SQL:
    """Select of the ids of moves of which these clients consume something."""
    clients = list(client_ids)
    return SQL(
        """
        SELECT id FROM account_move WHERE client_end_id = ANY(%(clients)s)
         UNION
        SELECT id FROM account_move
         WHERE commercial_partner_id = ANY(%(clients)s) AND client_end_id IS NULL
         UNION
        SELECT move_id FROM client_invoice_split WHERE client_id = ANY(%(clients)s)
        """,
        clients=clients,
    )
