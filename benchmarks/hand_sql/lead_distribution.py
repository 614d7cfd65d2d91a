"""Leads to partners as one statement: the best partner of each lead by the weights of a
usual rule, without rules of access and without taking turns: the statement does not
know what it gives away itself."""

OFFERS = """
    WITH candidate AS (
        SELECT p.id, p.country_id, p.state_id, p.partner_weight AS weight,
               coalesce(l.open_count, 0) + coalesce(o.open_count, 0) AS open_count,
               o.speed,
               (coalesce(l.won, 0) + 1.0)
               / (coalesce(l.won, 0) + coalesce(l.lost, 0) + 2) AS conversion,
               coalesce(o.received, 0) AS received
          FROM res_partner p
     LEFT JOIN (SELECT c.commercial_partner_id AS id,
                       count(*) FILTER (WHERE l.active
                           AND l.won_status = 'pending') AS open_count,
                       count(*) FILTER (WHERE l.won_status = 'won') AS won,
                       count(*) FILTER (WHERE l.won_status = 'lost') AS lost
                  FROM crm_lead l
                  JOIN res_partner c ON c.id = l.partner_assigned_id
                 GROUP BY 1) l ON l.id = p.id
     LEFT JOIN (SELECT partner_id AS id,
                       count(*) FILTER (WHERE state = 'offered') AS open_count,
                       avg(answer_share) FILTER (WHERE state IN
                           ('accepted', 'declined', 'expired')) AS speed,
                       count(*) FILTER (WHERE state IN
                           ('accepted', 'offered')) AS received
                  FROM partner_lead_offer
                 GROUP BY 1) o ON o.id = p.id
         WHERE p.active AND p.partner_weight > 0 AND p.commercial_partner_id = p.id
           AND EXISTS (SELECT FROM res_users u
                         JOIN res_partner c ON c.id = u.partner_id
                        WHERE u.active AND u.share AND c.commercial_partner_id = p.id)
    ), lead AS (
        SELECT l.id, l.country_id, l.state_id
          FROM crm_lead l
         WHERE l.id = ANY(%(leads)s) AND l.active AND l.won_status = 'pending'
           AND l.partner_assigned_id IS NULL
           AND NOT EXISTS (SELECT FROM partner_lead_offer o
                            WHERE o.lead_id = l.id AND o.state = 'offered')
    ), scored AS (
        SELECT l.id AS lead_id, c.id AS partner_id, c.received,
               35 * CASE WHEN h.partner_id IS NOT NULL THEN 1
                         WHEN c.state_id = l.state_id THEN 0.6
                         WHEN c.country_id = l.country_id THEN 0.3
                         ELSE 0 END AS territory,
               10.0 * c.weight / max(c.weight) OVER () AS tier,
               10 * greatest(0, 1 - c.open_count / 10.0) AS room,
               10 * coalesce(1 - c.speed, 0.5) AS speed,
               10 * c.conversion AS conversion,
               10 * least(1, c.weight::float / sum(c.weight) OVER same
                   / ((c.received + 1.0) / (sum(c.received) OVER same + 1))) AS part
          FROM lead l
    CROSS JOIN candidate c
     LEFT JOIN (SELECT DISTINCT g.partner_id, t.country_id
                  FROM partner_territory_grant g
                  JOIN partner_territory_line t
                    ON t.territory_id = g.territory_id) h
            ON h.partner_id = c.id AND h.country_id = l.country_id
         WHERE NOT EXISTS (SELECT FROM partner_lead_offer o
                            WHERE o.lead_id = l.id AND o.partner_id = c.id)
           AND NOT EXISTS (SELECT FROM crm_lead_declined_partner d
                            WHERE d.lead_id = l.id AND d.partner_id = c.id)
        WINDOW same AS (PARTITION BY l.id)
    ), ranked AS (
        SELECT *, row_number() OVER (
                   PARTITION BY lead_id
                   ORDER BY territory + tier + room + speed + conversion + part DESC,
                            received, partner_id) AS place
          FROM scored
    ), made AS (
        INSERT INTO partner_lead_offer
               (lead_id, partner_id, company_id, state, round, score, scores, by_hand,
                offered_at, deadline, create_date, write_date)
        SELECT lead_id, partner_id, %(company)s, 'offered', 1,
               (territory + tier + room + speed + conversion + part) / 0.85,
               jsonb_build_object('territory', territory, 'tier', tier, 'load', room,
                                  'speed', speed, 'conversion', conversion,
                                  'share', part),
               FALSE, now(), now() + INTERVAL '1 day', now(), now()
          FROM ranked
         WHERE place = 1
     RETURNING lead_id
    )
    UPDATE crm_lead SET partner_offer_state = 'offered', write_date = now()
     WHERE id IN (SELECT lead_id FROM made)
"""
