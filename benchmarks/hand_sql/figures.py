"""Figures of clients in one statement."""

from odoo.tools import SQL

FIGURES = """
WITH client AS MATERIALIZED (
    SELECT id, commercial_partner_id AS client_id FROM res_partner
     WHERE commercial_partner_id IS NOT NULL
), invoice AS (
    SELECT id, commercial_partner_id AS client_id, move_type, invoice_date,
           amount_untaxed_signed AS amount
      FROM account_move
     WHERE state = 'posted' AND company_id = %(company)s
       AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
), turnover AS (
    SELECT client_id, sum(amount) AS turnover_total,
           sum(amount) FILTER (WHERE invoice_date > %(year)s
                               AND invoice_date <= %(today)s) AS turnover_12m,
           sum(amount) FILTER (WHERE invoice_date > %(two_years)s
                               AND invoice_date <= %(year)s) AS turnover_prev_12m,
           count(*) FILTER (WHERE move_type <> 'out_refund') AS invoice_count,
           min(invoice_date) FILTER (WHERE move_type <> 'out_refund')
               AS first_purchase_date,
           max(invoice_date) FILTER (WHERE move_type <> 'out_refund')
               AS last_purchase_date,
           count(DISTINCT invoice_date) FILTER (WHERE move_type <> 'out_refund')
               AS purchase_days
      FROM invoice GROUP BY client_id
), cost AS (
    SELECT invoice.client_id, sum(cost) AS total,
           sum(cost) FILTER (WHERE invoice.invoice_date > %(year)s
                             AND invoice.invoice_date <= %(today)s) AS last
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
     CROSS JOIN LATERAL (
           SELECT CASE invoice.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
                * line.quantity
                * CASE WHEN sold.id IS NOT NULL
                       THEN sold.purchase_price / sale_order.currency_rate
                          * line_unit.factor / sold_unit.factor
                       ELSE (product.standard_price ->> %(company)s::text)::numeric
                          * line_unit.factor / unit.factor END AS cost) costs
     GROUP BY invoice.client_id
), receivable AS (
    SELECT line.partner_id AS client_id, sum(amount_residual) AS receivable_open,
           sum(amount_residual) FILTER (WHERE date_maturity < %(today)s)
               AS receivable_overdue,
           min(date_maturity) FILTER (WHERE date_maturity < %(today)s
                                      AND amount_residual > 0) AS oldest_due_date
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
           AND account.account_type = 'asset_receivable'
     WHERE line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
       AND line.amount_residual <> 0 AND line.company_id = %(company)s
     GROUP BY line.partner_id
), payment AS (
    SELECT due.partner_id AS client_id,
           round(sum((paid.date - due.invoice_date) * matched.amount)
                 / nullif(sum(matched.amount), 0), 2) AS days_to_pay
      FROM account_partial_reconcile matched
      JOIN account_move_line due ON due.id = matched.debit_move_id
           AND due.display_type = 'payment_term' AND due.parent_state = 'posted'
      JOIN account_account account ON account.id = due.account_id
           AND account.account_type = 'asset_receivable'
      JOIN account_move_line paid ON paid.id = matched.credit_move_id
           AND paid.display_type <> 'payment_term'
     WHERE due.company_id = %(company)s
     GROUP BY due.partner_id
), ordered AS (
    SELECT client_id,
           count(*) FILTER (WHERE open) AS order_open_count,
           sum(amount) FILTER (WHERE open) AS order_open_amount,
           count(*) FILTER (WHERE state <> 'sale') AS quotation_open_count,
           sum(amount) FILTER (WHERE state <> 'sale') AS quotation_open_amount,
           count(*) FILTER (WHERE state = 'sale') AS order_count,
           sum(amount) FILTER (WHERE state = 'sale') AS order_total
      FROM (SELECT client_id, state, amount_untaxed / currency_rate AS amount,
                   state = 'sale' AND NOT (invoice_status IN ('invoiced', 'upselling')
                       AND coalesce(delivery_status, 'full') = 'full') AS open
              FROM sale_order JOIN client ON client.id = partner_id
             WHERE state IN ('draft', 'sent', 'sale')
               AND company_id = %(company)s) orders
     GROUP BY client_id
), delivery AS (
    SELECT client_id,
           count(*) FILTER (WHERE goes AND state = 'done') AS delivery_done_count,
           count(*) FILTER (WHERE goes AND state <> 'done') AS delivery_waiting_count,
           count(*) FILTER (WHERE goes AND state <> 'done' AND due < %(today)s)
               AS delivery_late_count,
           count(*) FILTER (WHERE goes AND state = 'done' AND done > due)
               AS delivery_done_late_count,
           count(*) FILTER (WHERE NOT goes AND state = 'done') AS delivery_return_count,
           max(done) FILTER (WHERE goes AND state = 'done') AS last_delivery_date
      FROM (SELECT client_id, state, target.usage = 'customer' AS goes,
                   coalesce(date_deadline, scheduled_date)::date AS due,
                   date_done::date AS done
              FROM stock_picking JOIN client ON client.id = stock_picking.partner_id
              JOIN stock_location source ON source.id = stock_picking.location_id
              JOIN stock_location target ON target.id = stock_picking.location_dest_id
             WHERE stock_picking.company_id = %(company)s
               AND state IN ('waiting', 'confirmed', 'assigned', 'done')
               AND (target.usage = 'customer'
                    AND source.usage NOT IN ('customer', 'supplier')
                    OR source.usage = 'customer' AND target.usage <> 'customer'
                    AND state = 'done')) pickings
     GROUP BY client_id
), lead AS (
    SELECT client_id,
           count(*) FILTER (WHERE active AND won_status = 'pending') AS lead_open_count,
           sum(expected_revenue) FILTER (WHERE active AND won_status = 'pending')
               AS lead_open_amount,
           count(*) FILTER (WHERE won_status = 'won') AS lead_won_count,
           count(*) FILTER (WHERE won_status = 'lost') AS lead_lost_count
      FROM crm_lead JOIN client ON client.id = partner_id
     WHERE company_id = %(company)s AND (active OR won_status IN ('won', 'lost'))
     GROUP BY client_id
), contact AS ({contact})
SELECT client_id AS partner_id, %(company)s AS company_id,
       coalesce(turnover_total, 0) AS turnover_total,
       coalesce(turnover_12m, 0) AS turnover_12m,
       coalesce(turnover_prev_12m, 0) AS turnover_prev_12m,
       coalesce(turnover_12m, 0) - coalesce(turnover_prev_12m, 0) AS turnover_change,
       coalesce(invoice_count, 0) AS invoice_count,
       first_purchase_date, last_purchase_date,
       coalesce(purchase_days, 0) AS purchase_days,
       round(coalesce(turnover_total, 0) - coalesce(cost.total, 0), 2) AS margin_total,
       round(coalesce(turnover_12m, 0) - coalesce(cost.last, 0), 2) AS margin_12m,
       coalesce(receivable_open, 0) AS receivable_open,
       coalesce(receivable_overdue, 0) AS receivable_overdue,
       oldest_due_date, days_to_pay,
       coalesce(order_open_count, 0) AS order_open_count,
       round(coalesce(order_open_amount, 0), 2) AS order_open_amount,
       coalesce(quotation_open_count, 0) AS quotation_open_count,
       round(coalesce(quotation_open_amount, 0), 2) AS quotation_open_amount,
       coalesce(order_count, 0) AS order_count,
       round(coalesce(order_total, 0), 2) AS order_total,
       coalesce(delivery_done_count, 0) AS delivery_done_count,
       coalesce(delivery_waiting_count, 0) AS delivery_waiting_count,
       coalesce(delivery_late_count, 0) AS delivery_late_count,
       coalesce(delivery_done_late_count, 0) AS delivery_done_late_count,
       coalesce(delivery_return_count, 0) AS delivery_return_count,
       last_delivery_date,
       coalesce(lead_open_count, 0) AS lead_open_count,
       round(coalesce(lead_open_amount, 0), 2) AS lead_open_amount,
       coalesce(lead_won_count, 0) AS lead_won_count,
       coalesce(lead_lost_count, 0) AS lead_lost_count,
       last_contact_date, next_contact_date
  FROM turnover
  FULL JOIN cost USING (client_id)
  FULL JOIN receivable USING (client_id)
  FULL JOIN payment USING (client_id)
  FULL JOIN ordered USING (client_id)
  FULL JOIN delivery USING (client_id)
  FULL JOIN lead USING (client_id)
  FULL JOIN contact USING (client_id)
"""

# Once the history is registered, what was is in the events.
CONTACT = """
    SELECT client_id, max(day) FILTER (WHERE held) AS last_contact_date,
           min(day) FILTER (WHERE NOT held) AS next_contact_date
      FROM (SELECT client.client_id, date::date AS day, true AS held
              FROM client_event JOIN client ON client.id = client_event.client_id
            UNION ALL
            SELECT client_id, date_deadline, false
              FROM mail_activity JOIN document
                   ON document.model = res_model AND document.id = res_id
             WHERE active
            UNION ALL
            SELECT client_id, start::date, start::date < %(today)s
              FROM calendar_event
              JOIN calendar_event_res_partner_rel guest
                   ON guest.calendar_event_id = calendar_event.id
              JOIN client ON client.id = guest.res_partner_id
             WHERE active AND start >= %(today)s AND guest.res_partner_id NOT IN (
                   SELECT partner_id FROM res_users WHERE share IS NOT TRUE)) contacts
     WHERE day IS NOT NULL
     GROUP BY client_id
"""

# What one speaks about with a client.
DOCUMENTS = """
), document AS (
    SELECT 'res.partner' AS model, id, client_id FROM client
    UNION ALL SELECT 'crm.lead', lead.id, client_id
      FROM crm_lead lead JOIN client ON client.id = lead.partner_id
    UNION ALL SELECT 'sale.order', sale.id, client_id
      FROM sale_order sale JOIN client ON client.id = sale.partner_id
    UNION ALL SELECT 'account.move', move.id, client_id
      FROM account_move move JOIN client ON client.id = move.partner_id
), invoice AS ("""

FIGURES = FIGURES.replace("), invoice AS (", DOCUMENTS.strip(), 1)
FIGURES = FIGURES.replace("{contact}", CONTACT)


def names(bench) -> list[str]:
    """Return the figures that are written by hand here, of those of the model."""
    columns = FIGURES[FIGURES.rindex("SELECT client_id AS partner_id") :]
    return [
        name
        for name in bench.env["client.figures"]._figure_names()
        if f"{name}," in columns or f"AS {name}\n" in columns or f"{name}\n" in columns
    ]


def query(bench) -> SQL:
    """Return the figures of all clients of the company: partner_id, company_id, ..."""
    scope = bench.env["client.figures"]._figures_scope()
    return SQL(
        FIGURES,
        company=bench.company_id,
        today=scope.today,
        year=scope.months_ago(12),
        two_years=scope.months_ago(24),
    )


def store(bench, table: str):
    """Compute the figures and insert them into the empty `table`."""
    cr = bench.env.cr
    columns = SQL(", ").join(SQL.identifier(name) for name in names(bench))
    cr.execute(
        SQL(
            """INSERT INTO %s (partner_id, company_id, computed_at, %s)
               SELECT partner_id, company_id, now(), %s FROM (%s) figures""",
            SQL.identifier(table),
            columns,
            columns,
            query(bench),
        )
    )


def change_clients(bench, share: float) -> int:
    """Change documents of a share of the clients that bought; return how many.

    The last invoice of each grows by 1 and its last delivery is done a day later, as
    any writer would leave them: with the time of this transaction.
    """
    cr = bench.env.cr
    clients = bench.clients_by_invoices
    step = max(1, round(1 / share))
    ids = [client for client, _count in clients[step // 2 :: step]]
    for statement in (
        """UPDATE account_move SET amount_untaxed_signed = amount_untaxed_signed + 1,
                  write_date = now() AT TIME ZONE 'UTC'
            WHERE id IN (SELECT max(id) FROM account_move
                          WHERE commercial_partner_id = ANY(%s) AND state = 'posted'
                            AND move_type = 'out_invoice'
                          GROUP BY commercial_partner_id)""",
        """UPDATE stock_picking SET date_done = date_done + interval '1 day',
                  write_date = now() AT TIME ZONE 'UTC'
            WHERE id IN (SELECT max(id) FROM stock_picking
                          WHERE partner_id = ANY(%s) AND state = 'done'
                          GROUP BY partner_id)""",
    ):
        cr.execute(statement, [ids])
    return len(ids)
