"""The statements that count what managers did."""

#: contacts of managers, with the next offer to the same client and his next order.
#: Going back in time, the smallest date met so far is that of what comes next.
CONTACTS = """
    WITH happened AS (
        SELECT event.company_id, event.client_id, event.date, 0 AS what,
               event.user_id, event.type_id, event.direction, event.channel
          FROM client_event event
         WHERE event.user_id IS NOT NULL AND event.date >= %(start)s
         UNION ALL
        SELECT sale.company_id, partner.commercial_partner_id,
               LEAST(COALESCE(sale.client_offer_date, sale.create_date),
                     CASE WHEN sale.state = 'sale' OR sale.client_offer_date IS NULL
                          THEN sale.date_order END),
               1, NULL, NULL, NULL, NULL
          FROM sale_order sale
          JOIN res_partner partner ON partner.id = sale.partner_id
         WHERE sale.client_offer_date IS NOT NULL OR sale.state IN ('sent', 'sale')
         UNION ALL
        SELECT sale.company_id, partner.commercial_partner_id, sale.date_order,
               2, NULL, NULL, NULL, NULL
          FROM sale_order sale
          JOIN res_partner partner ON partner.id = sale.partner_id
         WHERE sale.state = 'sale'
         UNION ALL
        SELECT COALESCE(lead.company_id, team.company_id, seller.company_id),
               partner.commercial_partner_id, lead.date_closed,
               2, NULL, NULL, NULL, NULL
          FROM crm_lead lead
          JOIN res_partner partner ON partner.id = lead.partner_id
     LEFT JOIN crm_team team ON team.id = lead.team_id
     LEFT JOIN res_users seller ON seller.id = lead.user_id
         WHERE lead.won_status = 'won' AND lead.date_closed IS NOT NULL
    ), followed AS (
        SELECT happened.*, MIN(date) FILTER (WHERE what = 1) OVER later AS offer_date,
               MIN(date) FILTER (WHERE what = 2) OVER later AS deal_date
          FROM happened
         WHERE date >= %(start)s
        WINDOW later AS (PARTITION BY company_id, client_id ORDER BY date DESC, what
                         ROWS UNBOUNDED PRECEDING)
    )
    INSERT INTO client_manager_result
           (kind, company_id, user_id, team_id, month, event_type_id, direction,
            channel, contact_count, offer_count, deal_count, young_count)
    SELECT 'contact', contact.company_id, contact.user_id, manager.sale_team_id,
           DATE_TRUNC('month', %(day)s)::date, contact.type_id, contact.direction,
           contact.channel, COUNT(*),
           COUNT(*) FILTER (WHERE offer_date <= date + effect.days),
           COUNT(*) FILTER (WHERE deal_date <= date + effect.days),
           COUNT(*) FILTER (WHERE date + effect.days > %(now)s)
      FROM followed contact
      JOIN res_users manager
        ON manager.id = contact.user_id AND manager.share IS NOT TRUE
      JOIN res_company company ON company.id = contact.company_id
     CROSS JOIN LATERAL
           (SELECT make_interval(days => company.client_effect_days) AS days) effect
     WHERE contact.what = 0 AND manager.id <> %(robot)s
  GROUP BY 2, 3, 4, 5, 6, 7, 8
"""

#: what clients wrote, and calls that nobody took, with the time to the next word of
#: ours. `piece` holds the working hours, cut at midnight UTC, with the seconds worked
#: before each; a day without work is a piece without length.
RESPONSES = """
    WITH piece AS MATERIALIZED (
        SELECT * FROM unnest(%(companies)s::integer[], %(days)s::date[],
                             %(starts)s::timestamp[], %(stops)s::timestamp[],
                             %(before)s::float8[])
                   AS piece (company_id, day, start, stop, before)
    ), event AS (
        SELECT id, company_id, client_id, user_id, type_id, direction, channel, date,
               direction = 'in' AND (
                   channel IN ('email', 'letter', 'messenger', 'site')
                   OR channel = 'call' AND source = 'call'
                      AND COALESCE(duration, 0) = 0) AS is_asking,
               MIN(date) FILTER (WHERE direction IN ('out', 'both')) OVER (
                   PARTITION BY company_id, client_id
                       ORDER BY date DESC, direction <> 'in'
                   ROWS UNBOUNDED PRECEDING) AS reply_date
          FROM client_event
         WHERE date >= %(start)s
    ), asking AS (
        SELECT event.*, COALESCE(event.user_id, client.user_id) AS manager_id,
               COALESCE(reply_date, %(now)s) AS until
          FROM event
          JOIN res_partner client ON client.id = event.client_id
         WHERE is_asking
    ), moment AS (
        SELECT id, company_id, date AS at, -1 AS sign FROM asking
         UNION ALL
        SELECT id, company_id, until, 1 FROM asking
    ), worked AS (
        SELECT moment.id, moment.sign,
               MIN(piece.before) + SUM(EXTRACT(EPOCH FROM GREATEST(
                   LEAST(moment.at, piece.stop) - piece.start, '0'::interval)))
                   AS seconds
          FROM moment
          JOIN piece ON piece.company_id = moment.company_id
                    AND piece.day = moment.at::date
      GROUP BY moment.id, moment.sign
    ), timed AS (
        SELECT id, SUM(sign * seconds) / 3600 AS hours FROM worked GROUP BY id
    )
    INSERT INTO client_manager_result
           (kind, company_id, user_id, team_id, month, event_type_id, direction,
            channel, event_id, response_count, response_in_time_count, waiting_count,
            response_hours)
    SELECT 'response', asking.company_id, manager.id, manager.sale_team_id,
           DATE_TRUNC('month', %(day)s)::date, asking.type_id, asking.direction,
           asking.channel, asking.id,
           (reply_date IS NOT NULL OR hours > company.client_response_hours)::integer,
           (reply_date IS NOT NULL AND hours <= company.client_response_hours)::integer,
           (reply_date IS NULL)::integer,
           CASE WHEN reply_date IS NOT NULL THEN hours END
      FROM asking
      JOIN timed ON timed.id = asking.id
      JOIN res_users manager
        ON manager.id = asking.manager_id AND manager.share IS NOT TRUE
      JOIN res_company company ON company.id = asking.company_id
     WHERE manager.id <> %(robot)s
"""

#: activities on documents of clients: those that are done, and those that are late.
#: They belong to the month in which they were due, or in which they were done before.
TASKS = """
    WITH task AS (
        SELECT act.user_id, act.activity_type_id, act.res_model, act.res_id,
               act.date_deadline AS deadline,
               CASE WHEN act.active IS NOT TRUE THEN act.date_done END AS done,
               LEAST(act.date_deadline,
                     CASE WHEN act.active IS NOT TRUE THEN act.date_done END) AS day
          FROM mail_activity act
         WHERE act.user_id IS NOT NULL AND act.res_model = ANY(%(models)s)
           AND (act.active IS NOT TRUE AND act.date_done IS NOT NULL
                OR act.active AND act.date_deadline < %(today)s)
    )
    INSERT INTO client_manager_result
           (kind, company_id, user_id, team_id, month, activity_type_id, due_count,
            in_time_count, late_count, late_days, overdue_count)
    SELECT 'task', COALESCE(lead.company_id, sale.company_id, move.company_id,
                            pick.company_id, manager.company_id),
           task.user_id, manager.sale_team_id, DATE_TRUNC('month', task.day)::date,
           task.activity_type_id, COUNT(*),
           COUNT(*) FILTER (WHERE done <= deadline),
           COUNT(*) FILTER (WHERE COALESCE(done, %(today)s) > deadline),
           SUM(GREATEST(COALESCE(done, %(today)s) - deadline, 0)),
           COUNT(*) FILTER (WHERE done IS NULL)
      FROM task
      JOIN res_users manager
        ON manager.id = task.user_id AND manager.share IS NOT TRUE
 LEFT JOIN crm_lead lead ON task.res_model = 'crm.lead' AND lead.id = task.res_id
 LEFT JOIN sale_order sale ON task.res_model = 'sale.order' AND sale.id = task.res_id
 LEFT JOIN account_move move
        ON task.res_model = 'account.move' AND move.id = task.res_id
 LEFT JOIN stock_picking pick
        ON task.res_model = 'stock.picking' AND pick.id = task.res_id
     WHERE task.day >= %(since)s AND manager.id <> %(robot)s
  GROUP BY 2, 3, 4, 5, 6
"""

#: clients who came on the list of those without a next step
STEPS = """
    INSERT INTO client_manager_result
           (kind, company_id, user_id, team_id, month, breach_count, breach_open_count)
    SELECT 'step', breach.company_id, breach.user_id, manager.sale_team_id,
           DATE_TRUNC('month', breach.date_found)::date, COUNT(*),
           COUNT(*) FILTER (WHERE breach.date_to IS NULL)
      FROM client_next_step_breach breach
      JOIN res_users manager
        ON manager.id = breach.user_id AND manager.share IS NOT TRUE
     WHERE breach.kind = 'none' AND breach.date_found >= %(since)s
  GROUP BY 2, 3, 4, 5
"""

#: how complete the dossiers of a manager's clients are now
DOSSIERS = """
    INSERT INTO client_manager_result
           (kind, company_id, user_id, team_id, month, dossier_count, dossier_sum)
    SELECT 'dossier', %(company)s, manager.id, manager.sale_team_id, %(month)s,
           COUNT(*), SUM(dossier.completeness) / 100.0
      FROM (%(dossiers)s) dossier
      JOIN res_partner client ON client.id = dossier.partner_id AND client.active
      JOIN res_users manager
        ON manager.id = dossier.user_id AND manager.share IS NOT TRUE
     WHERE COALESCE(client.company_id, manager.company_id) = %(company)s
  GROUP BY manager.id, manager.sale_team_id
"""
