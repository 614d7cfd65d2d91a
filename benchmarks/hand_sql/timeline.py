"""The first page of a client's timeline as one would write it for one database: no
rights, no filters."""

FAMILY_IDS = """SELECT id FROM res_partner WHERE commercial_partner_id = %(client)s
                 ORDER BY id"""

PAGE = """
    WITH family AS MATERIALIZED (
        SELECT id FROM res_partner WHERE commercial_partner_id = %(client)s
    ), page AS MATERIALIZED (
        (SELECT 'client.event' AS model, 9 AS rank, id, date AS moment
           FROM client_event WHERE client_id = %(client)s
          ORDER BY date DESC, id DESC LIMIT %(limit)s)
        UNION ALL
        (SELECT 'account.move', 5, id, invoice_date::timestamp FROM account_move
          WHERE commercial_partner_id = %(client)s AND state = 'posted'
            AND company_id = %(company)s AND invoice_date IS NOT NULL
            AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
          ORDER BY invoice_date DESC, id DESC LIMIT %(limit)s)
        UNION ALL
        (SELECT 'sale.order', 3, id, date_order FROM sale_order
          WHERE partner_id IN (SELECT id FROM family) AND state <> 'cancel'
            AND company_id = %(company)s
          ORDER BY date_order DESC, id DESC LIMIT %(limit)s)
        UNION ALL
        (SELECT 'stock.picking', 4, id, date_done FROM stock_picking
          WHERE partner_id IN (SELECT id FROM family) AND state = 'done'
            AND company_id = %(company)s
          ORDER BY date_done DESC, id DESC LIMIT %(limit)s)
        UNION ALL
        (SELECT 'account.payment', 6, id, date::timestamp FROM account_payment
          WHERE partner_id IN (SELECT id FROM family) AND partner_type = 'customer'
            AND state IN ('in_process', 'paid') AND company_id = %(company)s
          ORDER BY date DESC, id DESC LIMIT %(limit)s)
        ORDER BY moment DESC, rank DESC, id DESC LIMIT %(limit)s
    )
    SELECT page.model, page.id, page.moment, event.subject, left(event.note, 600),
           type.name, type.icon, type.color, outcome.name, outcome.kind,
           contact.name, COALESCE(move.name, sale.name, picking.name, payment.name),
           COALESCE(move.amount_total_in_currency_signed, sale.amount_total,
                    payment.amount), person.name
      FROM page
      LEFT JOIN client_event event
             ON page.model = 'client.event' AND event.id = page.id
      LEFT JOIN client_event_type type ON type.id = event.type_id
      LEFT JOIN client_event_outcome outcome ON outcome.id = event.outcome_id
      LEFT JOIN res_partner contact ON contact.id = event.partner_id
      LEFT JOIN account_move move ON page.model = 'account.move' AND move.id = page.id
      LEFT JOIN sale_order sale ON page.model = 'sale.order' AND sale.id = page.id
      LEFT JOIN stock_picking picking
             ON page.model = 'stock.picking' AND picking.id = page.id
      LEFT JOIN account_payment payment
             ON page.model = 'account.payment' AND payment.id = page.id
      LEFT JOIN res_users usr ON usr.id = COALESCE(
            event.user_id, move.invoice_user_id, sale.user_id, picking.user_id,
            payment.create_uid)
      LEFT JOIN res_partner person ON person.id = usr.partner_id
     ORDER BY page.moment DESC, page.rank DESC, page.id DESC"""

MEETINGS = """
    SELECT meeting.id, meeting.name, meeting.start, person.name
      FROM calendar_event meeting
      LEFT JOIN res_users usr ON usr.id = meeting.user_id
      LEFT JOIN res_partner person ON person.id = usr.partner_id
     WHERE meeting.active AND meeting.stop >= now() AT TIME ZONE 'UTC'
       AND meeting.id IN (
           SELECT calendar_event_id FROM calendar_event_res_partner_rel
            WHERE res_partner_id IN (
                SELECT id FROM res_partner
                 WHERE commercial_partner_id = %(client)s))
     ORDER BY meeting.start LIMIT 20"""


def first_page(bench, client_id: int, limit: int):
    """Return the lines as (model, id), and what is planned."""
    from .dossier import QUERIES

    params = {"client": client_id, "company": bench.company_id, "limit": limit}
    cr = bench.env.cr
    cr.execute(PAGE, params)
    lines = [(row[0], row[1]) for row in cr.fetchall()]
    planned = []
    for query in (QUERIES["next steps"], MEETINGS):
        cr.execute(query, params)
        planned += cr.fetchall()
    return lines, planned
