"""What happened with a client: writing it down and reading it back."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..hand_sql import timeline as hand
from ..registry import Row, register

EVENTS = 100_000
NEW = 500
PAGE = 40


class EventsRow(Row):
    """Works on a client with many events, which are gone when the row is done."""

    def ways(self, bench):
        cr = bench.env.cr
        cr.execute("SAVEPOINT bench_events")
        client = bench.client_at(1.0)
        types = bench.env["client.event.type"].search([]).ids
        users = bench.env["res.users"].search([("share", "=", False)]).ids
        people = [row[0] for row in bench.rows(hand.FAMILY_IDS, client=client)]
        cr.execute(
            SQL(
                """INSERT INTO client_event (partner_id, client_id, type_id, user_id,
                       direction, channel, date, subject, note, company_id, source,
                       create_uid, write_uid, create_date, write_date)
                SELECT (%(people)s)[1 + n %% %(people_count)s], %(client)s,
                       (%(types)s)[1 + n %% %(type_count)s],
                       (%(users)s)[1 + n %% %(user_count)s], 'out', 'call',
                       %(now)s - n * interval '31 minutes',
                       'Event ' || n, '<p>What was said, event ' || n || '</p>',
                       %(company)s, 'import', 1, 1, %(now)s, %(now)s
                  FROM generate_series(1, %(count)s) n""",
                people=people,
                people_count=len(people),
                client=client,
                types=types,
                type_count=len(types),
                users=users,
                user_count=len(users),
                now=fields.Datetime.now(),
                company=bench.company_id,
                count=EVENTS,
            )
        )
        cr.execute("ANALYZE client_event")
        return self.ways_for(bench, client)

    def after(self, bench):
        bench.env.cr.execute("ROLLBACK TO SAVEPOINT bench_events")
        bench.env.invalidate_all(flush=False)


@register
class TimelineFirstPage(EventsRow):
    """Events, documents and plans of the largest client, the first page."""

    name = "timeline"
    title = f"timeline: first page of a client with {EVENTS:,} events"

    def ways_for(self, bench, client):
        timeline = bench.env["client.timeline"]
        return {
            "ours": lambda bench: timeline.get_timeline("res.partner", client),
            "sql": lambda bench: hand.first_page(bench, client, PAGE),
            "usual": lambda bench: self._usual(bench, client),
        }

    def _usual(self, bench, client):
        """Return the newest records of each model, put in order by hand."""
        env = bench.env
        family = env["res.partner"].search([("commercial_partner_id", "=", client)])
        wanted = (
            ("client.event", [("client_id", "=", client)], "date"),
            (
                "account.move",
                [
                    ("commercial_partner_id", "=", client),
                    ("state", "=", "posted"),
                    ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                ],
                "invoice_date",
            ),
            ("sale.order", [("partner_id", "in", family.ids)], "date_order"),
            ("stock.picking", [("partner_id", "in", family.ids)], "date_done"),
            ("account.payment", [("partner_id", "in", family.ids)], "date"),
        )
        found = []
        for model, domain, date in wanted:
            records = env[model].search(domain, order=f"{date} desc", limit=PAGE)
            found += [
                (str(values[date] or ""), values["display_name"])
                for values in records.read([date, "display_name"])
            ]
        return sorted(found, reverse=True)[:PAGE]

    def check(self, bench, results):
        ours = [
            (item["res_model"], item["res_id"]) for item in results["ours"]["items"]
        ]
        if ours != results["sql"][0]:
            return "the page shows other lines than the documents give"
        return ""


@register
class TimelineDeepPage(EventsRow):
    """A page far back, where counting from the start would take its time."""

    name = "timeline-deep"
    title = "timeline: a page 90,000 events back"

    def ways_for(self, bench, client):
        back = fields.Datetime.now() - timedelta(minutes=31 * 90_000)
        after = [back.isoformat(), 9, 2**31 - 1]
        timeline = bench.env["client.timeline"]
        return {
            "ours": lambda bench: timeline.get_timeline(
                "res.partner", client, after=after
            ),
            "first": lambda bench: timeline.get_timeline("res.partner", client),
        }


@register
class Registration(Row):
    """Events that register themselves, beside messages of the chatter."""

    name = "event-register"
    title = f"events: write {NEW:,}, beside as many mail messages"

    def ways(self, bench):
        return {"ours": self._ours, "usual": self._usual}

    def _people(self, bench):
        people = [client for client, _count in bench.clients_by_invoices[-NEW:]]
        return (people * NEW)[:NEW]

    def _ours(self, bench):
        return bench.env["client.event"]._register_events(
            [
                {
                    "partner_id": partner,
                    "type_code": "email_in",
                    "source": "mail",
                    "source_key": f"bench,{number}",
                    "subject": f"Mail {number}",
                    "note": "<p>Please send us the new prices.</p>",
                    "user_id": bench.env.uid,
                    "date": "2026-01-01 10:00:00",
                }
                for number, partner in enumerate(self._people(bench))
            ],
            live=False,
        )

    def _usual(self, bench):
        messages = bench.env["mail.message"].create(
            [
                {
                    "model": "res.partner",
                    "res_id": partner,
                    "message_type": "email",
                    "subtype_id": bench.env.ref("mail.mt_comment").id,
                    "author_id": partner,
                    "subject": f"Mail {number}",
                    "body": "<p>Please send us the new prices.</p>",
                    "date": "2026-01-01 10:00:00",
                }
                for number, partner in enumerate(self._people(bench))
            ]
        )
        messages.flush_recordset()
        return messages

    def check(self, bench, results):
        written = {way: len(records) for way, records in results.items()}
        return "" if set(written.values()) == {NEW} else f"written: {written}"
