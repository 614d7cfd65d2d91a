"""Calls that an exchange tells of, from the body of the request on."""

import json

from ..registry import Row, register

CALLS = 50


@register
class TelephonyCalls(Row):
    """Incoming calls of known numbers: each rings, is answered and ends, which is three
    messages, and becomes an event of its client."""

    name = "telephony-calls"
    title = f"telephony: {CALLS} calls, three messages each"

    def ways(self, bench):
        return {"ours": self._ours, "usual": self._usual}

    def before(self, bench, way):
        self.numbers = [
            number
            for (number,) in bench.rows(
                """SELECT phone_sanitized FROM res_partner
                    WHERE id = commercial_partner_id AND active
                      AND phone_sanitized IS NOT NULL
                    GROUP BY 1 HAVING count(*) = 1 ORDER BY 1 LIMIT %(limit)s""",
                limit=CALLS,
            )
        ]
        self.connection = bench.env["client.telephony.connection"].create(
            {
                "name": "Bench",
                "limit_per_minute": 100_000,
                "extension_ids": [
                    (0, 0, {"extension": "101", "user_id": bench.env.uid})
                ],
            }
        )
        self.bodies = [
            json.dumps(
                {
                    "call_id": f"bench-{number}",
                    "event": event,
                    "direction": "in",
                    "from": number,
                    "to": "+12025550100",
                    "extension": "101",
                    **({"duration": 60} if event == "hangup" else {}),
                }
            ).encode()
            for number in self.numbers
            for event in ("ringing", "answered", "hangup")
        ]

    def _ours(self, bench):
        for body in self.bodies:
            self.connection._take(body)
            bench.env.flush_all()
        return bench.rows(
            "SELECT count(*) FROM client_event WHERE source = 'call'"
            " AND source_key IN (SELECT 'client.telephony.call,' || id"
            " FROM client_telephony_call WHERE connection_id = %(connection)s)",
            connection=self.connection.id,
        )[0][0]

    def _usual(self, bench):
        """A JSON route as a programmer writes it: who calls by the number, an activity
        when the telephone rings, done when the call has ended."""
        partners = bench.env["res.partner"].sudo()
        done = 0
        for number in self.numbers:
            found = partners.search([("phone_sanitized", "=", number)], limit=1)
            activity = found.activity_schedule(
                "mail.mail_activity_data_call", summary="Incoming call"
            )
            bench.env.flush_all()
            activity.summary = "Incoming call, answered"
            bench.env.flush_all()
            activity.action_feedback(feedback="60 seconds")
            bench.env.flush_all()
            done += 1
        return done

    def check(self, bench, results):
        if results["ours"] != len(self.numbers):
            return f"{results['ours']} of {len(self.numbers)} calls became events"
        return ""
