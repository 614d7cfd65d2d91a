"""Leads and opportunities, most of them of known clients."""


def fill(stage):
    _stage_leads(stage)
    _insert_leads(stage)


def _stage_leads(stage):
    stage.table(
        "lead",
        """
    WITH drawn AS (
        SELECT i AS lead_i, bench.rnd(i, 'lead fate') AS fate,
               bench.day_at(bench.rnd(i, 'lead day')) AS day,
               bench.rnd(i, 'lead raw') < 0.15 AS raw,
               ceil(-ln(1 - bench.rnd(i, 'lead length')) * 40)::int AS length,
               CASE WHEN bench.rnd(i, 'lead of') < 0.6
                    THEN 1 + floor(bench.rnd(i, 'lead deal') * %(deals)s) END AS deal_n,
               CASE WHEN bench.rnd(i, 'lead of') BETWEEN 0.6 AND 0.85
                    THEN 1 + floor(bench.rnd(i, 'lead client') * %(clients)s)
               END AS client_i,
               1 + floor(bench.rnd(i, 'lead user') * %(managers)s)::int AS user_n,
               round(exp(5.5 + 4.5 * bench.rnd(i, 'revenue')))::numeric AS revenue
          FROM generate_series(1, %(leads)s) i
    ), ended AS (
        SELECT *, least(day + length, %(last_day)s) AS end_day,
               CASE WHEN day + length > %(last_day)s OR (raw AND fate < 0.5)
                        OR fate > 0.97 THEN 'pending'
                    WHEN fate < 0.36 AND NOT raw THEN 'won'
                    ELSE 'lost' END AS won_status
          FROM drawn
    )
    SELECT ended.*, %(lead)s + lead_i AS id, client.id AS partner_id,
           coalesce(client.name, 'Prospect ' || lead_i) AS partner_name,
           coalesce('office@' || client.domain, 'ask@l' || lead_i || '.example')
               AS email,
           coalesce(client.domain, 'l' || lead_i || '.example') AS domain,
           client.country_id,
           %(first_date)s + ended.day + interval '9 hours' AS created,
           %(first_date)s + ended.end_day + interval '17 hours' AS ended,
           CASE won_status WHEN 'won' THEN 100 WHEN 'lost' THEN 0
                ELSE 10 + floor(bench.rnd(lead_i, 'chance') * 70) END AS probability
      FROM ended
      LEFT JOIN bench.deal ON deal.n = deal_n
      LEFT JOIN bench.client ON client.i = coalesce(deal.i, client_i)
    """,
        key="lead_i",
        lead=stage.last_id("crm_lead"),
        leads=stage.sizes.leads,
        clients=stage.sizes.clients,
        managers=stage.sizes.managers,
        deals=stage.value("SELECT count(*) FROM bench.deal"),
    )


def _insert_leads(stage):
    common = {
        "id": "id",
        "name": "'Opportunity ' || lead_i",
        "type": "CASE WHEN raw THEN 'lead' ELSE 'opportunity' END",
        "partner_id": "partner_id",
        "partner_name": "partner_name",
        "email_from": "email",
        "email_normalized": "email",
        "email_domain_criterion": "'@' || domain",
        "email_state": "'correct'",
        "country_id": "country_id",
        "user_id": "(%(user_ids)s)[user_n]",
        "team_id": "(%(team_of_user)s)[user_n]",
        "priority": "floor(bench.rnd(lead_i, 'priority') * 4)::int::text",
        "expected_revenue": "revenue",
        "prorated_revenue": "round(revenue * probability::numeric / 100, 2)",
        "probability": "probability",
        "automated_probability": "probability",
        "date_open": "created",
        "date_conversion": "CASE WHEN NOT raw THEN created END",
        "create_date": "created",
        "write_date": "ended",
        "date_last_stage_update": "ended",
        "day_open": "0",
    }
    closed = common | {"date_closed": "ended", "day_close": "end_day - day"}
    some_stage = "bench.pick(%(open_stage_ids)s, bench.rnd(lead_i, 'stage'))"
    stage.insert(
        "crm_lead",
        [
            (
                "lead_pending",
                common
                | {
                    "stage_id": some_stage,
                    "date_deadline": "ended::date + 20",
                },
                "bench.lead WHERE won_status = 'pending'",
            ),
            (
                "lead_won",
                closed | {"stage_id": "%(won_stage_id)s"},
                "bench.lead WHERE won_status = 'won'",
            ),
            (
                "lead_lost",
                closed
                | {
                    "stage_id": some_stage,
                    "lost_reason_id": """bench.pick(%(lost_reason_ids)s::int[],
                                                    bench.rnd(lead_i, 'lost why'))""",
                },
                "bench.lead WHERE won_status = 'lost'",
            ),
        ],
        order="id",
    )
