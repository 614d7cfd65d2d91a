"""What must hold in a generated base: each query counts the rows that are wrong.

Foreign keys are checked by PostgreSQL when they are put back (`finish`).
"""

CHECKS = {
    "moves out of balance": """
        SELECT count(*) FROM (
            SELECT move_id FROM account_move_line WHERE company_id = %(company_id)s
             GROUP BY move_id HAVING sum(balance) <> 0 OR sum(debit) <> sum(credit)
        ) wrong""",
    "lines whose amount in currency has another sign or value": """
    SELECT count(*) FROM account_move_line
     WHERE company_id = %(company_id)s
       AND (debit - credit <> balance OR sign(balance) <> sign(amount_currency)
            OR (currency_id = company_currency_id AND balance <> amount_currency))""",
    "documents whose lines do not add up": """
    SELECT count(*) FROM account_move move
      JOIN (SELECT move_id,
                   sum(price_subtotal) FILTER (WHERE display_type = 'product') AS base,
                   sum(abs(amount_currency)) FILTER (WHERE display_type = 'tax') AS tax
              FROM account_move_line GROUP BY move_id) line ON line.move_id = move.id
     WHERE move.company_id = %(company_id)s AND move.move_type <> 'entry'
       AND (move.amount_untaxed <> line.base
            OR move.amount_tax <> coalesce(line.tax, 0)
            OR move.amount_total <> move.amount_untaxed + move.amount_tax)""",
    "residuals of documents unlike those of their lines": """
        SELECT count(*) FROM account_move move
          JOIN account_move_line line ON line.move_id = move.id
               AND line.display_type = 'payment_term'
         WHERE move.company_id = %(company_id)s AND move.state = 'posted'
           AND (move.amount_residual_signed <> line.amount_residual
                OR move.amount_residual <> abs(line.amount_residual_currency)
                OR (move.amount_residual = 0) <> line.reconciled
                OR (move.amount_residual = 0) <> (move.payment_state = 'paid'))""",
    "lines whose residual is not what the matches leave": """
        SELECT count(*) FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
               AND account.account_type = 'asset_receivable'
          LEFT JOIN (
                SELECT line_id, sum(amount) AS amount, sum(currency) AS currency
                  FROM (SELECT debit_move_id AS line_id, amount,
                               debit_amount_currency AS currency
                          FROM account_partial_reconcile
                         UNION ALL
                        SELECT credit_move_id, -amount, -credit_amount_currency
                          FROM account_partial_reconcile) sides
                 GROUP BY line_id) matched ON matched.line_id = line.id
         WHERE line.company_id = %(company_id)s AND line.parent_state = 'posted'
           AND (line.balance - coalesce(matched.amount, 0) <> line.amount_residual
                OR line.amount_currency - coalesce(matched.currency, 0)
                   <> line.amount_residual_currency)""",
    "full reconciliations with something left": """
        SELECT count(*) FROM (
            SELECT full_reconcile_id FROM account_move_line
             WHERE company_id = %(company_id)s AND full_reconcile_id IS NOT NULL
             GROUP BY 1 HAVING sum(balance) <> 0 OR sum(amount_residual) <> 0
        ) wrong""",
    "lines without their commercial partner": """
        SELECT count(*) FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
          JOIN res_partner partner ON partner.id = move.partner_id
         WHERE line.company_id = %(company_id)s
           AND (line.partner_id <> partner.commercial_partner_id
                OR move.commercial_partner_id <> partner.commercial_partner_id)""",
    "gaps or repetitions in the numbers of documents": """
        SELECT count(*) FROM (
            SELECT journal_id, sequence_prefix FROM account_move
             WHERE company_id = %(company_id)s AND state = 'posted'
             GROUP BY 1, 2
            HAVING count(*) <> max(sequence_number)
                OR count(DISTINCT sequence_number) <> count(*)) wrong""",
    "orders whose lines do not add up": """
    SELECT count(*) FROM sale_order
      JOIN (SELECT order_id, sum(price_subtotal) AS base, sum(margin) AS margin
              FROM sale_order_line GROUP BY order_id) line
        ON line.order_id = sale_order.id
     WHERE company_id = %(company_id)s
       AND (amount_untaxed <> base OR abs(sale_order.margin - line.margin) > 0.01)""",
    "order lines whose deliveries are not their moves": """
        SELECT count(*) FROM sale_order_line line
          LEFT JOIN (
                SELECT sale_line_id,
                       sum(CASE WHEN place.usage = 'customer' THEN quantity
                                ELSE -quantity END) AS quantity
                  FROM stock_move move
                  JOIN stock_location place ON place.id = move.location_dest_id
                 WHERE move.state = 'done' AND sale_line_id IS NOT NULL
                 GROUP BY 1) moved ON moved.sale_line_id = line.id
         WHERE line.company_id = %(company_id)s
           AND line.qty_delivered <> coalesce(moved.quantity, 0)""",
    "order lines whose invoiced quantity is not that of their invoices": """
        SELECT count(*) FROM sale_order_line line
          LEFT JOIN (
                SELECT link.order_line_id,
                       sum(CASE move.move_type WHEN 'out_refund' THEN -entry.quantity
                                ELSE entry.quantity END) AS quantity
                  FROM sale_order_line_invoice_rel link
                  JOIN account_move_line entry ON entry.id = link.invoice_line_id
                  JOIN account_move move ON move.id = entry.move_id
                 WHERE move.state <> 'cancel' GROUP BY 1) invoiced
            ON invoiced.order_line_id = line.id
         WHERE line.company_id = %(company_id)s
           AND line.qty_invoiced <> coalesce(invoiced.quantity, 0)""",
    "stock that is not what the moves leave": """
        SELECT count(*)
          FROM (SELECT product_id, location_id, sum(quantity) AS quantity,
                       sum(reserved_quantity) AS reserved
                  FROM stock_quant GROUP BY 1, 2) quant
          FULL JOIN (
                SELECT product_id, location_id,
                       sum(quantity) FILTER (WHERE state = 'done') AS quantity,
                       sum(reserved) FILTER (WHERE state = 'assigned') AS reserved
                  FROM (SELECT product_id, location_dest_id AS location_id, quantity,
                               0 AS reserved, state FROM stock_move_line
                         UNION ALL
                        SELECT product_id, location_id, -quantity, quantity, state
                          FROM stock_move_line) sides
                 GROUP BY 1, 2) moved USING (product_id, location_id)
         WHERE coalesce(quant.quantity, 0) <> coalesce(moved.quantity, 0)
            OR coalesce(quant.reserved, 0) <> coalesce(moved.reserved, 0)""",
    "deliveries without goods or with goods of another state": """
        SELECT count(*) FROM stock_picking picking
          LEFT JOIN stock_move move ON move.picking_id = picking.id
         WHERE picking.company_id = %(company_id)s
           AND (move.id IS NULL OR move.state <> picking.state
                OR (picking.state = 'done') <> (picking.date_done IS NOT NULL))""",
    "leads closed without a date, or open with one": """
        SELECT count(*) FROM crm_lead
         WHERE company_id = %(company_id)s
           AND ((won_status <> 'pending') <> (date_closed IS NOT NULL)
                OR (won_status = 'lost') = active)""",
}


def wrong(env, company) -> dict[str, int]:
    """Return, for each check that finds wrong rows, how many."""
    env.flush_all()
    found = {}
    for label, query in CHECKS.items():
        env.cr.execute(query, {"company_id": company.id})
        count = env.cr.fetchone()[0]
        if count:
            found[label] = count
    return found
