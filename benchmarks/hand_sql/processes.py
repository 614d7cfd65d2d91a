"""What a programmer would write for one company, its stages and rules known."""

NEXT_STEPS = """
WITH target AS MATERIALIZED (
    SELECT p.id AS partner_id, rule.rule_id, p.user_id,
           CASE WHEN f.next_contact_date IS NULL THEN 'none' ELSE 'late' END AS kind,
           COALESCE(f.next_contact_date, f.last_contact_date, p.create_date::date)
               AS since
      FROM client_lifecycle_state s
      JOIN (VALUES %(rules)s) rule (stage_id, rule_id, without, late)
        ON rule.stage_id = s.stage_id
      JOIN res_partner p ON p.id = s.partner_id
 LEFT JOIN res_users u ON u.id = p.user_id
 LEFT JOIN client_figures f ON f.partner_id = p.id AND f.company_id = %(company)s
     WHERE s.company_id = %(company)s
       AND COALESCE(p.company_id, u.company_id, f.company_id) = %(company)s
       AND CASE WHEN f.next_contact_date IS NULL
                THEN COALESCE(f.last_contact_date, p.create_date::date) < rule.without
                ELSE f.next_contact_date < rule.late END
), closed AS (
    UPDATE client_next_step_breach b SET date_to = %(today)s
     WHERE b.date_to IS NULL AND b.company_id = %(company)s
       AND NOT EXISTS (SELECT 1 FROM target t WHERE t.partner_id = b.partner_id)
 RETURNING b.id
), opened AS (
    INSERT INTO client_next_step_breach (partner_id, company_id, rule_id, user_id, kind,
                                         date_from, date_found)
    SELECT partner_id, %(company)s, rule_id, user_id, kind, since, %(today)s
      FROM target
     WHERE partner_id NOT IN (SELECT partner_id FROM client_next_step_breach
                               WHERE date_to IS NULL AND company_id = %(company)s)
 RETURNING id
)
SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM closed)
"""

CARE = """
INSERT INTO client_process_run (process_id, version_id, partner_id, company_id, state,
    next_date, date_start, started_by, depth, steps_taken, exclusive)
SELECT %(process)s, %(version)s, p.id, %(company)s, 'waiting', %(today)s, %(today)s,
       'rule', 0, 0, TRUE
  FROM client_figures f
  JOIN res_partner p ON p.id = f.partner_id
 WHERE f.company_id = %(company)s AND p.active
   AND f.last_contact_date < %(today)s::date - 60
   AND f.last_purchase_date > (%(today)s::date - interval '12 months')
   AND NOT EXISTS (SELECT 1 FROM client_process_run r
                    WHERE r.process_id = %(process)s AND r.partner_id = p.id
                      AND (r.exclusive OR r.date_start > %(today)s::date - 60))
RETURNING id
"""

DELAY = """
INSERT INTO client_process_run (process_id, version_id, partner_id, company_id, state,
    next_date, date_start, started_by, trigger_key, depth, steps_taken, exclusive)
SELECT %(process)s, %(version)s, f.partner_id, %(company)s, 'waiting', %(today)s,
       %(today)s, 'overdue',
       'overdue,' || f.partner_id || ',' || f.company_id || ',' || f.oldest_due_date,
       0, 0, TRUE
  FROM client_figures f
 WHERE f.company_id = %(company)s AND f.oldest_due_date <= %(today)s::date - 3
   AND f.receivable_overdue > 0
   AND NOT EXISTS (SELECT 1 FROM client_process_run r
                    WHERE r.process_id = %(process)s AND r.partner_id = f.partner_id
                      AND r.exclusive)
RETURNING id
"""

BIRTHDAYS = """
INSERT INTO client_process_run (process_id, version_id, partner_id, person_id,
    company_id, state, next_date, date_start, started_by, trigger_key, depth,
    steps_taken, exclusive)
SELECT %(process)s, %(version)s, p.commercial_partner_id,
       NULLIF(p.id, p.commercial_partner_id), %(company)s, 'waiting', %(today)s,
       %(today)s, 'date', 'date,client_birthday,' || p.id || ',' || day.year, 0, 0, TRUE
  FROM res_partner p
  JOIN (SELECT extract(month FROM d) AS month, extract(day FROM d) AS day,
               extract(year FROM d)::integer AS year
          FROM generate_series(%(today)s::date + 2, %(today)s::date + 5,
                               interval '1 day') d) day
    ON day.month = extract(month FROM p.client_birthday)
   AND day.day = extract(day FROM p.client_birthday)
 WHERE p.active AND p.client_birthday IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM client_process_run r
                    WHERE r.process_id = %(process)s
                      AND r.trigger_key = 'date,client_birthday,' || p.id || ','
                                          || day.year)
RETURNING id
"""
