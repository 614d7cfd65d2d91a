"""Client companies with a power law of activity, and the people who work there."""

# Words of names, separated by blanks; a name of two words is joined by "_".
WORDS = {
    "stems": (
        "North Alpha Baltic Vector Orion Delta Granit Volga Silver Amber Polar "
        "Vega Terra Ural Kron Lumen Meridian Cedar Атлант Вектор Гранит Сибирь "
        "Родник Маяк"
    ),
    "trades": (
        "Trade Steel Logistics Foods Energy Systems Pharm Bau Textile Agro "
        "Motors Glass Снаб Торг Строй Пром"
    ),
    "forms": ("Ltd GmbH Inc LLP S.A. ООО АО"),
    "given": (
        "Anna Boris Clara David Elena Felix Galina Henry Irina Jonas Karl Lidia "
        "Marat Nina Oleg Paula Анна Виктор Дарья Игорь Мария Павел Светлана "
        "Юрий"
    ),
    "family": (
        "Adler Berg Cohen Duval Ermakov Fischer Gromov Hansen Ivanov Jansen "
        "Kowalski Lebedev Meyer Novak Orlov Petrov Романова Смирнова Тарасова "
        "Фёдорова"
    ),
    "jobs": ("Director Buyer Chief_Accountant Engineer Logistics_manager"),
    "cities": (
        "Riga Berlin Lyon Gdansk Almaty Belgrade Izmir Dubai Boston Москва "
        "Казань Самара Омск"
    ),
    "streets": ("Main_St Mill_Lane Harbour_Rd Station_St ул._Ленина Заводская_ул."),
}
WORDS = {
    kind: [word.replace("_", " ") for word in words.split()]
    for kind, words in WORDS.items()
}

# The largest client has this many times the weight of the smallest active one.
HEAVIEST = 2500
TAIL = 1.2


def fill(stage):
    _stage_clients(stage)
    _stage_people(stage)
    _insert(stage)


def _stage_clients(stage):
    stage.table(
        "client",
        """
        WITH drawn AS (
            SELECT i,
                   CASE WHEN bench.rnd(i, 'old client') < 0.3 THEN 0
                        ELSE floor((%(days)s - 30) * power(bench.rnd(i, 'start'), 0.6))
                   END::int AS first_day,
                   ceil(30 - ln(1 - bench.rnd(i, 'life')) * 1000)::int AS life,
                   CASE WHEN bench.rnd(i, 'prospect') < 0.22 THEN 0
                        ELSE least(power(1 - bench.rnd(i, 'weight'), -1 / %(tail)s),
                                   %(heaviest)s)
                   END AS weight,
                   floor(bench.rnd(i, 'manager') * %(managers)s)::int + 1 AS user_n,
                   floor(bench.rnd(i, 'terms') * cardinality(%(term_ids)s))::int + 1
                       AS term_n,
                   4 + 42 * power(bench.rnd(i, 'payer'), 3) AS delay,
                   floor(bench.rnd(i, 'taste') * %(tastes)s)::int AS taste,
                   bench.rnd(i, 'foreign') < 0.12 AS abroad,
                   CASE WHEN bench.rnd(i, 'has people') < 0.25 THEN 0
                        ELSE least(floor(1 - ln(1 - bench.rnd(i, 'people')) * 1.5), 12)
                   END::int AS people
              FROM generate_series(1, %(clients)s) i
        ), spread AS (
            SELECT *, least(first_day + life, %(last_day)s) AS end_day,
                   weight * %(deals)s / sum(weight) OVER () AS expected
              FROM drawn
        )
        SELECT spread.*, %(partner)s + i AS id,
               bench.share_before(first_day) AS share_from,
               bench.share_before(end_day + 1) AS share_to,
               CASE WHEN weight > 0
                    THEN greatest(1, floor(expected + bench.rnd(i, 'rounding')))
                    ELSE 0 END::int AS deals,
               (%(user_ids)s)[user_n] AS user_id, (%(team_of_user)s)[user_n] AS team_id,
               (%(term_ids)s)[term_n] AS term_id, (%(term_days)s)[term_n] AS term_days,
               bench.pick(%(country_ids)s, bench.rnd(i, 'country')) AS country_id,
               bench.pick(%(stems)s, bench.rnd(i, 'stem')) || ' '
                   || bench.pick(%(trades)s, bench.rnd(i, 'trade')) || ' ' || i || ' '
                   || bench.pick(%(forms)s, bench.rnd(i, 'form')) AS name,
               'c' || i || '.example' AS domain
          FROM spread
        """,
        key="i",
        partner=stage.last_id("res_partner"),
        clients=stage.sizes.clients,
        deals=stage.sizes.deals,
        managers=stage.sizes.managers,
        tastes=stage.sizes.tastes,
        tail=TAIL,
        heaviest=HEAVIEST,
        **WORDS,
    )


def _stage_people(stage):
    stage.table(
        "person",
        """
        SELECT %(partner)s + row_number() OVER (ORDER BY client.i, k) AS id,
               client.i, client.id AS parent_id, k, key AS person_key, client.first_day,
               client.name AS parent_name, client.domain, client.country_id,
               client.user_id, client.term_id,
               CASE k WHEN 3 THEN 'delivery' WHEN 4 THEN 'invoice' ELSE 'contact' END
                   AS type,
               bench.pick(%(given)s, bench.rnd(key, 'given')) || ' '
                   || bench.pick(%(family)s, bench.rnd(key, 'family')) AS name,
               'p' || k || '@' || client.domain AS email
          FROM bench.client, generate_series(1, client.people) k,
               LATERAL (SELECT client.i * 16::bigint + k AS key) keyed
        """,
        key="i,k",
        partner=stage.value("SELECT max(id) FROM bench.client"),
        **WORDS,
    )


def _insert(stage):
    # Read as words here: the values are SQL code that refers to shared parameters.
    stage.params |= {"streets": WORDS["streets"], "cities": WORDS["cities"]}
    stage.params |= {"jobs": WORDS["jobs"]}
    created = "(%(first_date)s + first_day + interval '8 hours')"
    common = {
        "id": "id",
        "name": "name",
        "street": """bench.pick(%(streets)s, bench.rnd(i, 'street'))
                     || ' ' || mod(i, 211)""",
        "city": "bench.pick(%(cities)s, bench.rnd(i, 'city'))",
        "zip": "bench.pad(mod(i * 37, 100000), 5)",
        "country_id": "country_id",
        "user_id": "user_id",
        "vat": "'XX' || bench.pad(i, 9)",
        "create_date": created,
        "write_date": created,
        # Commercial fields: those of a person are those of the company.
        "property_payment_term_id": "jsonb_build_object(%(company_id)s::text, term_id)",
        "credit_limit": """CASE WHEN bench.rnd(i, 'limited') < 0.2 THEN
            jsonb_build_object(%(company_id)s::text,
                               1000 * ceil(50 * bench.rnd(i, 'limit'))) END""",
    }
    company = common | {
        "commercial_partner_id": "id",
        "complete_name": "name",
        "commercial_company_name": "name",
        "ref": "'C' || bench.pad(i, 7)",
        "email": "'office@' || domain",
        "email_normalized": "'office@' || domain",
        "phone": "'+1202' || bench.pad(2000000 + i, 7)",
        "phone_sanitized": "'+1202' || bench.pad(2000000 + i, 7)",
        "customer_rank": "deals",
    }
    # The e-mail of a person is written by hand: capitals show a wrong comparison.
    person = common | {
        "parent_id": "parent_id",
        "commercial_partner_id": "parent_id",
        "commercial_company_name": "parent_name",
        "complete_name": "parent_name || ', ' || name",
        "type": "type",
        "function": "bench.pick(%(jobs)s, bench.rnd(person_key, 'job'))",
        "email": "initcap(left(email, 1)) || substr(email, 2)",
        "email_normalized": "email",
        "phone": "'+1303' || bench.pad(2000000 + id, 7)",
        "phone_sanitized": "'+1303' || bench.pad(2000000 + id, 7)",
    }
    stage.insert(
        "res_partner",
        [("client", company, "bench.client"), ("person", person, "bench.person")],
        order="id",
    )
    stage.insert(
        "res_partner_res_partner_category_rel",
        [
            (
                None,
                {"partner_id": "partner_id", "category_id": "category_id"},
                """(SELECT DISTINCT id AS partner_id,
                           bench.pick(%(tag_ids)s, bench.rnd(i * 4 + k, 'tag'))
                               AS category_id
                      FROM bench.client, generate_series(1, 2) k
                     WHERE bench.rnd(i, 'tagged') < 0.4) tagged""",
            )
        ],
    )
