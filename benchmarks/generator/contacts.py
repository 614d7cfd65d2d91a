"""Contacts with clients: messages, activities done and planned, meetings."""

# Seven of ten contacts are near a deal of the client, the others at any time.
TOUCHES = """
SELECT e, client.i, client.id AS partner_id, client.name, client.domain,
       client.user_id, (%(user_partner_ids)s)[client.user_n] AS user_partner_id,
       coalesce(person.id, client.id) AS contact_id,
       coalesce(person.email, 'office@' || client.domain) AS email,
       %(first_date)s + least(%(last_day)s, coalesce(
           greatest(0, deal.day + 8 - floor(25 * bench.rnd(e, %(label)s || ' day'))),
           client.first_day + floor((client.end_day - client.first_day)
                                    * bench.rnd(e, %(label)s || ' day'))))::int
       + interval '8 hours'
       + floor(600 * bench.rnd(e, %(label)s || ' minute')) * interval '1 minute' AS at
  FROM generate_series(1, %(count)s) e
  LEFT JOIN bench.deal ON bench.rnd(e, %(label)s || ' near a deal') < 0.7
        AND deal.n = 1 + floor(bench.rnd(e, %(label)s || ' deal') * %(deals)s)
  JOIN bench.client ON client.i = coalesce(deal.i,
        1 + floor(bench.rnd(e, %(label)s || ' client') * %(clients)s))
  LEFT JOIN bench.person ON person.i = client.i AND person.k = 1
        AND bench.rnd(e, %(label)s || ' person') < 0.5
"""


def fill(stage):
    deals = stage.value("SELECT count(*) FROM bench.deal")
    for label, count in (
        ("message", stage.sizes.messages),
        ("activity", stage.sizes.activities),
        ("meeting", stage.sizes.meetings),
    ):
        stage.table(
            label,
            TOUCHES,
            key="e",
            label=label,
            count=count,
            deals=deals,
            clients=stage.sizes.clients,
        )
    _insert_messages(stage)
    _insert_activities(stage)
    _insert_meetings(stage)


def _insert_messages(stage):
    stage.params["message"] = stage.last_id("mail_message")
    incoming = "bench.rnd(e, 'incoming') < 0.4"
    stage.insert(
        "mail_message",
        [
            (
                "message",
                {
                    "id": "%(message)s + row_number() OVER (ORDER BY at, e)",
                    "res_id": "partner_id",
                    "author_id": f"""CASE WHEN {incoming} THEN contact_id
                                          ELSE user_partner_id END""",
                    "email_from": "email",
                    "message_type": """CASE
                        WHEN bench.rnd(e, 'by mail') < 0.7 THEN 'email'
                                            ELSE 'comment' END""",
                    "subject": "'Terms and delivery ' || e",
                    "message_id": "'<bench.' || e || '@example>'",
                    "body": """'<p>Dear colleagues, about terms and delivery no. '
                        || e || '.' || repeat(' We wait for your reply.',
                               1 + floor(8 * bench.rnd(e, 'words'))::int) || '</p>'""",
                    "date": "at",
                    "create_date": "at",
                    "write_date": "at",
                },
                "bench.message",
            )
        ],
        order="id",
    )


def _insert_activities(stage):
    stage.params["activity_id"] = stage.last_id("mail_activity")
    kind = "1 + floor(bench.rnd(e, 'type') * cardinality(%(activity_type_ids)s))::int"
    common = {
        "id": "%(activity_id)s + e",
        "res_id": "partner_id",
        "res_name": "name",
        "user_id": "user_id",
        "activity_type_id": f"(%(activity_type_ids)s)[{kind}]",
        "summary": f"(%(activity_type_names)s)[{kind}] || ' ' || e",
        "create_date": "at - interval '6 days'",
    }
    done = common | {
        "date_deadline": "at::date",
        "date_done": """least(%(today)s,
            at::date + floor(4 * bench.rnd(e, 'delay'))::int)""",
        "feedback": "'<p>Agreed on the next step.</p>'",
        "write_date": "at",
    }
    planned = common | {
        "date_deadline": "%(today)s + floor(50 * bench.rnd(e, 'delay'))::int - 15",
        "create_date": "%(today)s - interval '16 days'",
        "write_date": "%(today)s - interval '16 days'",
    }
    is_planned = "bench.activity WHERE bench.rnd(e, 'planned') "
    stage.insert(
        "mail_activity",
        [
            ("activity_done", done, is_planned + ">= 0.12"),
            ("activity_planned", planned, is_planned + "< 0.12"),
        ],
        order="id",
    )


def _insert_meetings(stage):
    # One meeting in twenty-five is still to come.
    stage.params["event_id"] = stage.last_id("calendar_event")
    stage.run(
        """
        UPDATE bench.meeting
           SET at = %(today)s + interval '10 hours'
                    + floor(1 + 30 * bench.rnd(e, 'ahead')) * interval '1 day'
         WHERE bench.rnd(e, 'to come') < 0.04
        """
    )
    stage.insert(
        "calendar_event",
        [
            (
                "event",
                {
                    "id": "%(event_id)s + e",
                    "name": "'Meeting with ' || name",
                    "description": "NULL",
                    "user_id": "user_id",
                    "start": "at",
                    "stop": "at + interval '1 hour'",
                    "duration": "1",
                    "create_date": "least(at, %(today)s) - interval '3 days'",
                    "write_date": "least(at, %(today)s) - interval '3 days'",
                },
                "bench.meeting",
            )
        ],
        order="id",
    )
    guests = """bench.meeting
    CROSS JOIN LATERAL (VALUES (contact_id), (user_partner_id)) AS guests(guest_id)"""
    stage.insert(
        "calendar_event_res_partner_rel",
        [
            (
                None,
                {"calendar_event_id": "%(event_id)s + e", "res_partner_id": "guest_id"},
                guests,
            )
        ],
    )
    stage.params["attendee_id"] = stage.last_id("calendar_attendee")
    stage.insert(
        "calendar_attendee",
        [
            (
                "attendee",
                {
                    "id": "%(attendee_id)s + row_number() OVER (ORDER BY e, guest_id)",
                    "event_id": "%(event_id)s + e",
                    "partner_id": "guest_id",
                    "common_name": "NULL",
                    "state": "'accepted'",
                    "access_token": "md5(e || '-' || guest_id)",
                    "create_date": "at - interval '3 days'",
                    "write_date": "at - interval '3 days'",
                },
                guests,
            )
        ],
        order="id",
    )
