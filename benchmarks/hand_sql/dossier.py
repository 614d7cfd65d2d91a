"""The parts of a dossier, one plain query each."""

FAMILY = "SELECT id FROM res_partner WHERE commercial_partner_id = %(client)s"

MAILS = """message.message_type IN ('email', 'comment')
           AND message.is_internal IS NOT TRUE"""

QUERIES = {
    "passport": """
        SELECT partner.*, country.name, state.name, industry.name, salesman.name,
               term.name
          FROM res_partner partner
          LEFT JOIN res_country country ON country.id = partner.country_id
          LEFT JOIN res_country_state state ON state.id = partner.state_id
          LEFT JOIN res_partner_industry industry ON industry.id = partner.industry_id
          LEFT JOIN res_users usr ON usr.id = partner.user_id
          LEFT JOIN res_partner salesman ON salesman.id = usr.partner_id
          LEFT JOIN account_payment_term term ON term.id
               = (partner.property_payment_term_id ->> %(company)s::text)::int
         WHERE partner.id = %(client)s""",
    "tags": """
        SELECT tag.id, tag.name, tag.color
          FROM res_partner_res_partner_category_rel link
          JOIN res_partner_category tag ON tag.id = link.category_id
         WHERE link.partner_id = %(client)s""",
    "people": """
        SELECT id, name, type, function, phone, email, city, count(*) OVER ()
          FROM res_partner
         WHERE commercial_partner_id = %(client)s AND id <> %(client)s AND active
         ORDER BY type = 'contact' DESC, name LIMIT 12""",
    "turnover": """
        SELECT sum(amount_untaxed_signed),
               sum(amount_untaxed_signed) FILTER (WHERE invoice_date > %(year)s),
               sum(amount_untaxed_signed) FILTER (WHERE invoice_date > %(two_years)s
                                                  AND invoice_date <= %(year)s),
               count(*) FILTER (WHERE move_type = 'out_invoice'),
               min(invoice_date), max(invoice_date), count(DISTINCT invoice_date)
          FROM account_move
         WHERE commercial_partner_id = %(client)s AND state = 'posted'
           AND company_id = %(company)s
           AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')""",
    "months": """
        SELECT date_trunc('month', invoice_date), sum(amount_untaxed_signed)
          FROM account_move
         WHERE commercial_partner_id = %(client)s AND state = 'posted'
           AND company_id = %(company)s AND invoice_date > %(two_years)s
           AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
         GROUP BY 1""",
    "margin": """
        SELECT sum(cost)
          FROM (SELECT CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
                       * line.quantity * coalesce(
                           sold.purchase_price / sale_order.currency_rate,
                           (product.standard_price ->> %(company)s::text)::numeric)
                       AS cost
                  FROM account_move move
                  JOIN account_move_line line ON line.move_id = move.id
                       AND line.display_type = 'product'
                  JOIN product_product product ON product.id = line.product_id
                  LEFT JOIN sale_order_line_invoice_rel link
                       ON link.invoice_line_id = line.id
                  LEFT JOIN sale_order_line sold ON sold.id = link.order_line_id
                  LEFT JOIN sale_order ON sale_order.id = sold.order_id
                 WHERE move.commercial_partner_id = %(client)s
                   AND move.state = 'posted' AND move.company_id = %(company)s
                   AND move.invoice_date > %(year)s
                   AND move.move_type IN ('out_invoice', 'out_refund',
                                          'out_receipt')) costs""",
    "receivables": """
        SELECT line.id, line.name, line.date_maturity, move.invoice_date,
               line.amount_residual, line.balance, count(*) OVER (),
               sum(line.amount_residual) OVER (),
               sum(line.amount_residual) FILTER (WHERE line.date_maturity < %(today)s)
                   OVER ()
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
               AND account.account_type = 'asset_receivable'
          JOIN account_move move ON move.id = line.move_id
         WHERE line.partner_id = %(client)s AND line.company_id = %(company)s
           AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
           AND line.amount_residual <> 0
         ORDER BY line.date_maturity, line.id LIMIT 8""",
    "days to pay": """
        SELECT sum((paid.date - due.invoice_date) * matched.amount)
               / nullif(sum(matched.amount), 0)
          FROM account_move_line due
          JOIN account_account account ON account.id = due.account_id
               AND account.account_type = 'asset_receivable'
          JOIN account_partial_reconcile matched ON matched.debit_move_id = due.id
          JOIN account_move_line paid ON paid.id = matched.credit_move_id
               AND paid.display_type <> 'payment_term'
         WHERE due.partner_id = %(client)s AND due.company_id = %(company)s
           AND due.display_type = 'payment_term' AND due.parent_state = 'posted'""",
    "orders in numbers": """
        SELECT count(*), sum(amount_untaxed / currency_rate),
               count(*) FILTER (WHERE state <> 'sale'),
               count(*) FILTER (WHERE state = 'sale' AND (invoice_status <> 'invoiced'
                                      OR delivery_status <> 'full'))
          FROM sale_order
         WHERE partner_id IN (FAMILY) AND company_id = %(company)s
           AND state IN ('draft', 'sent', 'sale')""",
    "open orders": """
        SELECT sale.id, sale.name, sale.state, date_order, validity_date,
               delivery_status, invoice_status, amount_untaxed, salesman.name,
               count(*) OVER (), sum(amount_untaxed / currency_rate) OVER ()
          FROM sale_order sale
          LEFT JOIN res_users usr ON usr.id = sale.user_id
          LEFT JOIN res_partner salesman ON salesman.id = usr.partner_id
         WHERE sale.partner_id IN (FAMILY) AND sale.company_id = %(company)s
           AND (sale.state IN ('draft', 'sent') OR (sale.state = 'sale' AND (
                sale.invoice_status <> 'invoiced'
                OR sale.delivery_status IN ('pending', 'started', 'partial'))))
         ORDER BY sale.state = 'sale', date_order DESC LIMIT 8""",
    "leads": """
        SELECT lead.id, lead.name, date_deadline, probability, stage.name,
               expected_revenue, won_status, lead.active
          FROM crm_lead lead LEFT JOIN crm_stage stage ON stage.id = lead.stage_id
         WHERE lead.partner_id IN (FAMILY)
         ORDER BY expected_revenue DESC""",
    "deliveries in numbers": """
        SELECT type.code, picking.state, count(*), max(date_done),
               count(*) FILTER (WHERE coalesce(date_deadline, scheduled_date)
                                < coalesce(date_done, %(today)s))
          FROM stock_picking picking
          JOIN stock_picking_type type ON type.id = picking.picking_type_id
         WHERE picking.partner_id IN (FAMILY) AND picking.company_id = %(company)s
         GROUP BY 1, 2""",
    "deliveries waiting": """
        SELECT picking.id, picking.name, origin, state, date_deadline, scheduled_date,
               count(*) OVER ()
          FROM stock_picking picking
          JOIN stock_picking_type type ON type.id = picking.picking_type_id
               AND type.code = 'outgoing'
         WHERE picking.partner_id IN (FAMILY) AND picking.company_id = %(company)s
           AND state IN ('draft', 'waiting', 'confirmed', 'assigned')
         ORDER BY coalesce(date_deadline, scheduled_date) LIMIT 6""",
    "deliveries done": """
        SELECT picking.id, picking.name, origin, state, date_deadline, date_done,
               count(*) OVER ()
          FROM stock_picking picking
          JOIN stock_picking_type type ON type.id = picking.picking_type_id
               AND type.code = 'outgoing'
         WHERE picking.partner_id IN (FAMILY) AND picking.company_id = %(company)s
           AND state = 'done'
         ORDER BY date_done DESC LIMIT 5""",
    "products": """
        SELECT product.id, product.default_code, template.name, bought.*
          FROM (SELECT line.product_id, sum(-line.balance) AS amount,
                       sum(line.quantity), max(move.invoice_date),
                       count(DISTINCT move.id), count(*) OVER ()
                  FROM account_move move
                  JOIN account_move_line line ON line.move_id = move.id
                       AND line.display_type = 'product'
                 WHERE move.commercial_partner_id = %(client)s
                   AND move.state = 'posted' AND move.company_id = %(company)s
                   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                 GROUP BY 1 ORDER BY 2 DESC LIMIT 8) bought
          JOIN product_product product ON product.id = bought.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id""",
    "next steps": """
        SELECT activity.id, activity.date_deadline, activity.summary, kind.name,
               person.name
          FROM (SELECT 'res.partner' AS model, id FROM res_partner
                 WHERE commercial_partner_id = %(client)s
                UNION ALL SELECT 'crm.lead', id FROM crm_lead
                 WHERE partner_id IN (FAMILY)
                UNION ALL SELECT 'sale.order', id FROM sale_order
                 WHERE partner_id IN (FAMILY)
                UNION ALL SELECT 'account.move', id FROM account_move
                 WHERE commercial_partner_id = %(client)s
                UNION ALL SELECT 'stock.picking', id FROM stock_picking
                 WHERE partner_id IN (FAMILY)) document
          JOIN mail_activity activity ON activity.res_model = document.model
               AND activity.res_id = document.id
          LEFT JOIN mail_activity_type kind ON kind.id = activity.activity_type_id
          LEFT JOIN res_users usr ON usr.id = activity.user_id
          LEFT JOIN res_partner person ON person.id = usr.partner_id
         WHERE activity.active ORDER BY date_deadline LIMIT 8""",
    "last contacts": """
        SELECT message.id, message.date, message.subject, left(message.body, 600),
               author.name
          FROM (SELECT 'res.partner' AS model, id FROM res_partner
                 WHERE commercial_partner_id = %(client)s
                UNION ALL SELECT 'crm.lead', id FROM crm_lead
                 WHERE partner_id IN (FAMILY)
                UNION ALL SELECT 'sale.order', id FROM sale_order
                 WHERE partner_id IN (FAMILY)
                UNION ALL SELECT 'account.move', id FROM account_move
                 WHERE commercial_partner_id = %(client)s) document
          JOIN mail_message message ON message.model = document.model
               AND message.res_id = document.id
          LEFT JOIN res_partner author ON author.id = message.author_id
         WHERE MAILS ORDER BY message.date DESC LIMIT 10""",
    "meetings": """
        SELECT event.id, event.name, event.start, event.stop, person.name
          FROM calendar_event event
          LEFT JOIN res_users usr ON usr.id = event.user_id
          LEFT JOIN res_partner person ON person.id = usr.partner_id
         WHERE event.active AND event.id IN (
               SELECT calendar_event_id FROM calendar_event_res_partner_rel
                WHERE res_partner_id IN (FAMILY))
         ORDER BY event.start DESC LIMIT 20""",
    "last activity done": """
        SELECT max(date_done) FROM mail_activity
         WHERE res_model = 'res.partner' AND NOT active AND res_id IN (
               SELECT id FROM res_partner
                WHERE commercial_partner_id = %(client)s)""",
}

QUERIES = {
    part: query.replace("(FAMILY)", f"({FAMILY})").replace("MAILS", MAILS)
    for part, query in QUERIES.items()
}


def fetch(bench, client_id: int) -> dict[str, list]:
    """Run all queries for a client; return their rows by part."""
    scope = bench.env["client.figures"]._figures_scope()
    params = {
        "client": client_id,
        "company": bench.company_id,
        "today": scope.today,
        "year": scope.months_ago(12),
        "two_years": scope.months_ago(24),
    }
    cr = bench.env.cr
    found = {}
    for part, query in QUERIES.items():
        cr.execute(query, params)
        found[part] = cr.fetchall()
    return found
