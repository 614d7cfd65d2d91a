"""The statements behind the completeness of dossiers."""

#: what the profiles of each client ask for and what of it there is
GAPS = """
    SELECT demand.partner_id, demand.attribute_id, demand.is_required,
           demand.is_blocking, demand.is_filled, demand.confirm_months,
           confirmation.date, confirmation.user_id,
           demand.is_filled AND COALESCE(confirmation.date
               < %(now)s - make_interval(months => demand.confirm_months), FALSE)
               AS is_stale
      FROM (
        SELECT rel.partner_id, line.attribute_id, stage.id AS stage_id,
               COALESCE(BOOL_OR(line.is_required AND (required.id IS NULL
                       OR COALESCE(stage.sequence >= required.sequence, FALSE))),
                   FALSE) AS is_required,
               COALESCE(BOOL_OR(line.is_required AND line.is_blocking
                       AND (required.id IS NULL
                            OR COALESCE(stage.sequence >= required.sequence, FALSE))),
                   FALSE) AS is_blocking,
               MIN(NULLIF(line.confirm_months, 0)) AS confirm_months,
               BOOL_OR(%(filled)s) AS is_filled
          FROM client_profile_res_partner_rel rel
          JOIN client_profile profile ON profile.id = rel.profile_id AND profile.active
          JOIN client_profile_line line ON line.profile_id = profile.id
          JOIN client_attribute attribute
            ON attribute.id = line.attribute_id AND attribute.active
          JOIN res_partner partner ON partner.id = rel.partner_id
          LEFT JOIN client_lifecycle_stage required
            ON required.id = line.required_stage_id
          LEFT JOIN client_lifecycle_state state
            ON state.partner_id = rel.partner_id AND state.company_id = %(company)s
          LEFT JOIN client_lifecycle_stage stage ON stage.id = %(stage)s
         WHERE %(clients)s AND %(readable)s
      GROUP BY rel.partner_id, line.attribute_id, stage.id
      ) demand
      LEFT JOIN client_attribute_confirmation confirmation
        ON confirmation.partner_id = demand.partner_id
       AND confirmation.attribute_id = demand.attribute_id
"""
#: dossiers in numbers, one row for a client. What is asked of clients with the same
#: profiles at the same stage is the same, and comes with the statement; what a client
#: has are the keys of its values, since nothing empty is stored.
TOTALS = """
    SELECT partner.id, partner.id AS partner_id, partner.user_id, state.stage_id,
           demand.attribute_count, has.filled_count, demand.required_count,
           demand.required_count - has.required_filled AS missing_count,
           old.stale_count, old.last_date,
           CASE WHEN demand.required_count > 0
                THEN ROUND(100.0 * has.required_filled / demand.required_count)
                ELSE ROUND(100.0 * has.filled_count / demand.attribute_count)
           END::integer AS completeness
      FROM res_partner partner
      LEFT JOIN client_lifecycle_state state
        ON state.partner_id = partner.id AND state.company_id = %(company)s
      JOIN (VALUES %(demand)s) demand (key, stage_id, codes, required, ids, months,
                                       attribute_count, required_count)
        ON demand.key = partner.client_profile_key
       AND demand.stage_id = COALESCE(state.stage_id, 0)
     CROSS JOIN LATERAL (
           SELECT COUNT(*) AS filled_count,
                  COUNT(*) FILTER (WHERE code = ANY(demand.required))
                      AS required_filled
             FROM jsonb_object_keys(COALESCE(partner.client_attributes, '{}')) code
            WHERE code = ANY(demand.codes)) has
     CROSS JOIN LATERAL (
           SELECT COUNT(*) FILTER (WHERE confirmation.date < %(now)s - make_interval(
                      months => demand.months[
                          array_position(demand.ids, confirmation.attribute_id)]))
                      AS stale_count,
                  MAX(confirmation.date) AS last_date
             FROM client_attribute_confirmation confirmation
            WHERE confirmation.partner_id = partner.id
              AND confirmation.attribute_id = ANY(demand.ids)) old
     WHERE %(clients)s
"""
#: what demand follows from: the combinations of profiles that clients have, found
#: without reading all clients, the lines of profiles, and the stages
SOURCES = """
    WITH RECURSIVE found (key) AS (
        (SELECT client_profile_key FROM res_partner
          WHERE client_profile_key IS NOT NULL ORDER BY client_profile_key LIMIT 1)
        UNION ALL
        SELECT (SELECT client_profile_key FROM res_partner
                 WHERE client_profile_key > found.key
              ORDER BY client_profile_key LIMIT 1)
          FROM found WHERE found.key IS NOT NULL
    ), line AS (
        SELECT line.profile_id, attribute.id, attribute.code,
               COALESCE(line.is_required, FALSE) AS is_required,
               stage.sequence AS needed, NULLIF(line.confirm_months, 0) AS every
          FROM client_profile_line line
          JOIN client_attribute attribute
            ON attribute.id = line.attribute_id AND attribute.active
          LEFT JOIN client_lifecycle_stage stage ON stage.id = line.required_stage_id
      ORDER BY line.sequence, line.id
    )
    SELECT ARRAY(SELECT key FROM found WHERE key IS NOT NULL),
           ARRAY(SELECT json_build_array(line.profile_id, line.id, line.code,
                     line.is_required, line.needed, line.every) FROM line),
           ARRAY(SELECT json_build_array(id, sequence) FROM client_lifecycle_stage)
"""
