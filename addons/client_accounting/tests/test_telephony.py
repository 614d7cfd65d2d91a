import json

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .registration_common import RegistrationCommon

URL = "/client_accounting/telephony/v1/call"


class TelephonyCommon(RegistrationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.phone = "+7 495 123-45-67"
        cls.anna.phone = "+7 495 765-43-21"
        cls.connection = cls.env["client.telephony.connection"].create(
            {
                "name": "Head office",
                "country_id": cls.env.ref("base.ru").id,
                "extension_ids": [
                    Command.create({"extension": "101", "user_id": cls.seller.id})
                ],
            }
        )
        cls.key = cls.connection._make_key()
        cls.Call = cls.env["client.telephony.call"]

    def _message(self, event, call_id="call-1", **values):
        return {
            "call_id": call_id,
            "event": event,
            "direction": "in",
            "from": "8 (495) 765-43-21",
            "to": "+74951000000",
            "extension": "101",
            "started_at": "2026-06-15T12:59:00+03:00",
            **values,
        }

    def _take(self, event, **values):
        body = json.dumps(self._message(event, **values)).encode()
        result = self.connection.sudo()._take(body)
        self._commit()
        return result[0]

    def _call(self, call_id="call-1"):
        return self.Call.search([("call_key", "=", call_id)])


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestTelephony(TelephonyCommon):
    def test_a_call_becomes_an_event(self):
        self.assertEqual(self._take("ringing"), "done")
        call = self._call()
        self.assertRecordValues(
            call,
            [
                {
                    "state": "ringing",
                    "number": "+74957654321",
                    "partner_id": self.anna.id,
                    "user_id": self.seller.id,
                    "direction": "in",
                }
            ],
        )
        self.assertFalse(self._events(call))
        self._take("answered")
        self.assertEqual(call.state, "answered")
        self._take("hangup", duration=90, recording_url="https://pbx.example/1.mp3")
        self.assertEqual(call.state, "ended")
        self.assertRecordValues(
            self._event(call),
            [
                {
                    "partner_id": self.anna.id,
                    "client_id": self.client.id,
                    "channel": "call",
                    "direction": "in",
                    "duration": 0.025,
                    "recording_url": "https://pbx.example/1.mp3",
                    "user_id": self.seller.id,
                    "source": "call",
                    "company_id": self.connection.company_id.id,
                }
            ],
        )
        self.assertEqual(str(self._event(call).date), "2026-06-15 09:59:00")

    def test_replays(self):
        for event in ("ringing", "hangup", "ringing", "hangup"):
            self._take(event, duration=60)
        self.assertEqual(
            self.env["client.telephony.message"]
            .search([], order="id")
            .mapped("result"),
            ["done", "done", "repeated", "repeated"],
        )
        self.assertEqual(len(self._events()), 1)

    def test_out_of_order(self):
        self._take("hangup", duration=60)
        event = self._event(self._call())
        self._take("answered")
        self._take("ringing")
        call = self._call()
        self.assertEqual((call.state, call.duration), ("ended", 60))
        self.assertEqual(self._event(call), event)

    def test_duration_from_the_clock(self):
        self._take("ringing")
        with freeze_time("2026-06-15 10:01:00"):
            self._take("answered")
        with freeze_time("2026-06-15 10:03:30"):
            self._take("hangup")
        self.assertEqual(self._call().duration, 150)

    def test_missed(self):
        self._take("ringing")
        self._take("hangup", duration=0)
        call = self._call()
        self.assertEqual(call.state, "missed")
        self.assertEqual(self._event(call).subject, "Missed call")

    def test_recording_comes_later(self):
        self._take("hangup", duration=60)
        result = self._take("hangup", recording_url="https://pbx.example/1.mp3")
        self.assertEqual(result, "done")
        event = self._event(self._call())
        self.assertEqual(event.recording_url, "https://pbx.example/1.mp3")
        self.assertEqual(event.duration, 60 / 3600)

    def test_recorded_during_the_call(self):
        self._take("ringing")
        action = self._call().with_user(self.seller).get_record_action()
        self.Event.with_user(self.seller).with_context(**action["context"]).create(
            {"subject": "Wants a desk"}
        )
        self._take("hangup", duration=60)
        event = self._event(self._call())
        self.assertRecordValues(
            event,
            [
                {
                    "subject": "Wants a desk",
                    "duration": 60 / 3600,
                    "partner_id": self.anna.id,
                    "direction": "in",
                }
            ],
        )

    def test_internal_call(self):
        self.assertEqual(self._take("hangup", direction="internal"), "ignored")
        self.assertFalse(self._call())

    def test_outgoing(self):
        self._take("hangup", direction="out", to="84951234567", duration=5)
        call = self._call()
        self.assertEqual(call.partner_id, self.client)
        self.assertEqual(self._event(call).direction, "out")

    def test_extension_from_the_number(self):
        self._take("ringing", extension="", to="101")
        self.assertEqual(self._call().user_id, self.seller)

    def test_unknown_number_is_proposed(self):
        for call_id in ("a", "b"):
            self._take("hangup", call_id=call_id, duration=5, **{"from": "84950000001"})
        self.assertFalse(self._events())
        proposal = self.env["client.contact.proposal"].search([])
        self.assertRecordValues(
            proposal,
            [
                {
                    "kind": "phone",
                    "address": "+74950000001",
                    "reason": "unknown",
                    "seen_count": 2,
                    "state": "new",
                }
            ],
        )
        proposal.with_user(self.head).contact_id = self.olga
        proposal.with_user(self.head).action_accept()
        self._commit()
        calls = self._call("a") | self._call("b")
        self.assertEqual(self._events(calls).partner_id, self.olga)
        self.assertEqual(len(self._events(calls)), 2)
        self._take("ringing", call_id="c", **{"from": "84950000001"})
        self.assertEqual(self._call("c").partner_id, self.olga)

    def test_unknown_number_becomes_a_new_client(self):
        self._take("hangup", duration=5, **{"from": "84950000001"})
        proposal = self.env["client.contact.proposal"].search([])
        proposal.with_user(self.head).name = "Mr. New"
        proposal.with_user(self.head).action_accept()
        partner = self._call().partner_id
        self.assertEqual((partner.name, partner.phone), ("Mr. New", "+74950000001"))
        self.assertEqual(self._events(self._call()).partner_id, partner)

    def test_number_of_several_clients(self):
        self.olga.phone = self.anna.phone
        self._take("ringing")
        self.assertFalse(self._call().partner_id)
        self.assertEqual(self._call().proposal_id.reason, "several")

    def test_number_of_several_people(self):
        self.boris.phone = self.anna.phone
        self._take("ringing")
        self.assertEqual(self._call().partner_id, self.client)

    def test_withheld_number(self):
        self._take("hangup", duration=5, **{"from": "anonymous"})
        call = self._call()
        self.assertFalse(call.number or call.partner_id or call.proposal_id)

    def test_screen_pop(self):
        sent = []
        users = self.env.registry["res.users"]
        self.patch(
            users,
            "_bus_send",
            lambda self, kind, message, **kwargs: sent.append((self, kind, message)),
        )
        self.anna.name = "<b>Anna</b>"
        self._take("ringing")
        self._take("ringing")
        self.assertEqual(len(sent), 1, "a replay does not ring again")
        user, kind, card = sent[0]
        self.assertEqual((user, kind), (self.seller, "client_accounting/call"))
        self.assertEqual(card["partner_id"], self.anna.id)
        self.assertEqual(card["client_name"], "Vega")
        self._take("hangup", duration=4)
        self.assertEqual(len(sent), 1)

    def test_screen_pop_shows_what_its_reader_may_see(self):
        self.env["ir.rule"].create(
            {
                "name": "not Vega",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('commercial_partner_id', '!=', {self.client.id})]",
                "groups": [
                    Command.link(self.env.ref("sales_team.group_sale_salesman").id)
                ],
            }
        )
        self._take("ringing")
        card = self._call()._prepare_pop_up(self.seller)
        self.assertFalse(card["partner_name"] or card["client_id"])
        self.assertEqual(card["number"], "+74957654321")

    def test_limit_per_minute(self):
        self.connection.limit_per_minute = 3
        results = [self._take("ringing", call_id=f"n{number}") for number in range(6)]
        self.assertEqual(results, ["done"] * 3 + ["limit"] * 3)
        self.assertEqual(self.Call.search_count([]), 3)
        lines = self.env["client.telephony.message"].search([])
        self.assertEqual(lines.mapped("result").count("limit"), 1, "one line a minute")
        with freeze_time("2026-06-15 10:01:01"):
            self.assertEqual(self._take("ringing", call_id="later"), "done")

    def test_rights(self):
        self._take("hangup", duration=60)
        call = self._call()
        self.assertTrue(call.with_user(self.seller).has_access("read"))
        self.assertTrue(call.with_user(self.head).has_access("read"))
        colleague = new_test_user(
            self.env, "telephony_colleague", "sales_team.group_sale_salesman"
        )
        self.assertFalse(call.with_user(colleague).has_access("read"))
        with self.assertRaises(AccessError):
            call.with_user(colleague).get_record_action()
        portal = new_test_user(self.env, "telephony_portal", "base.group_portal")
        for model in (
            "client.telephony.call",
            "client.telephony.connection",
            "client.telephony.message",
            "client.contact.proposal",
            "client.event.exclusion",
        ):
            self.assertFalse(self.env[model].with_user(portal).has_access("read"))
        with self.assertRaises(AccessError):
            self.connection.with_user(self.seller).action_new_key()

    def test_key_is_stored_nowhere(self):
        action = self.connection.with_user(self.head).action_new_key()
        key = action["context"]["default_key"]
        connection = self.env["client.telephony.connection"]
        self.assertEqual(connection._authenticate(f"Bearer {key}"), self.connection)
        self.assertNotIn(key.split("_")[2], str(self.connection.sudo().read()))
        with self.assertRaises(AccessError):
            connection._authenticate(f"Bearer {self.key}")
        with self.assertRaises(AccessError):
            self.connection.with_user(self.head).read(["key_hash"])


@tagged("post_install", "-at_install")
class TestTelephonyHttp(TelephonyCommon, HttpCase):
    def _post(self, data=None, key=None, body=None, **headers):
        if key is not False:
            headers["Authorization"] = f"Bearer {key or self.key}"
        headers = {"Content-Type": "application/json", **headers}
        body = json.dumps(data).encode() if body is None else body
        return self.url_open(URL, data=body, headers=headers, timeout=30, method="POST")

    def test_with_the_key(self):
        answer = self._post(self._message("ringing"))
        self.assertEqual((answer.status_code, answer.json()), (200, {"result": "done"}))
        answer = self._post(self._message("ringing"))
        self.assertEqual(answer.json(), {"result": "repeated"})
        answer = self._post(self._message("hangup", duration=3))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self._event(self._call()).partner_id, self.anna)

    def test_strangers(self):
        other = f"cct_{'0' * 16}_{'A' * 43}"
        name = self.connection.key_name
        for key in (False, "", "x", other, f"cct_{name}_{'A' * 43}", self.key[:-1]):
            with self.subTest(key=key):
                headers = {} if key is False else {"Authorization": f"Bearer {key}"}
                answer = self.url_open(
                    URL,
                    data=json.dumps(self._message("ringing")).encode(),
                    headers={"Content-Type": "application/json", **headers},
                )
                self.assertEqual(answer.status_code, 401)
                self.assertEqual(answer.json(), {"error": "Unauthorized"})
        self.assertFalse(self.Call.search([]))
        self.assertFalse(self.env["client.telephony.message"].search([]))
        self.connection.active = False
        self.assertEqual(self._post(self._message("ringing")).status_code, 401)

    def test_too_many_wrong_keys(self):
        wrong = f"cct_{self.connection.key_name}_{'A' * 43}"
        refusals = self.env["client.telephony.refusal"]
        with freeze_time("2026-06-15 10:00:00"):
            for number in range(13):
                answer = self._post(self._message("ringing"), key=wrong)
                self.assertEqual(answer.status_code, 401 if number < 10 else 429)
            self.assertEqual(answer.headers["Retry-After"], "60")
            # a flood writes no more, and shuts nobody out who has the key
            self.assertEqual(refusals.search_count([]), 10)
            answer = self._post(self._message("ringing"))
            self.assertEqual(answer.json(), {"result": "done"})
        with freeze_time("2026-06-15 10:01:01"):
            answer = self._post(self._message("answered"), key=wrong)
            self.assertEqual(answer.status_code, 401)
        self.assertFalse(refusals._refuse("192.0.2.1"), "others are not concerned")
        with freeze_time("2026-06-23 10:00:00"):
            refusals._gc_refusals()
        self.assertFalse(refusals.search_count([("date", "<", "2026-06-16")]))

    def test_addresses(self):
        network = self.env["client.telephony.refusal"]._network
        self.assertEqual(network("192.0.2.7"), "192.0.2.7")
        self.assertEqual(network("::ffff:192.0.2.7"), "192.0.2.7")
        self.assertEqual(network("2001:db8:1:2:3::4"), "2001:db8:1:2::/64")
        self.assertEqual(network("2001:db8:1:2:ffff::9"), "2001:db8:1:2::/64")
        for nonsense in (None, "", "nonsense", "1.2.3.4'; DROP TABLE x"):
            self.assertEqual(network(nonsense), "unknown")

    def test_logged_in_is_not_enough(self):
        self.authenticate(self.head.login, self.head.login)
        self.assertEqual(
            self.url_open(
                URL, data=b"{}", headers={"Content-Type": "application/json"}
            ).status_code,
            401,
        )

    def test_garbage(self):
        good = self._message("ringing")
        cases = [
            (b"", "The message is no JSON in UTF-8."),
            (b"\xff\xfe", "The message is no JSON in UTF-8."),
            (b"[1]", "The message is no JSON object."),
            ({}, "The field event is none of ringing, answered, hangup."),
            ({**good, "event": "x"}, "The field event is none of"),
            ({**good, "event": ["ringing"]}, "The field event is no text."),
            ({**good, "direction": None}, "The field direction is none of"),
            ({**good, "call_id": ""}, "The field call_id is missing."),
            ({**good, "call_id": "a\nb"}, "The field call_id has characters"),
            ({**good, "call_id": "x" * 200}, "The field call_id is longer"),
            ({**good, "from": "<script>"}, "The field from has characters"),
            ({**good, "from": {"a": 1}}, "The field from is no text."),
            ({**good, "started_at": "yesterday"}, "is no ISO 8601 time"),
            ({**good, "started_at": "2026-06-15T10:00:00"}, "has no time zone"),
            ({**good, "started_at": "9999-12-31T23:59:59-14:00"}, "is"),
            ({**good, "duration": -1}, "The field duration is out of range."),
            ({**good, "duration": "long"}, "The field duration is no number"),
            ({**good, "duration": 10**12}, "The field duration is out of range."),
            ({**good, "recording_url": "javascript:alert(1)"}, "no http or https"),
            ({**good, "recording_url": "file:///etc/passwd"}, "no http or https"),
            ({**good, "recording_url": 'https://a/"><script>'}, "no http or https"),
            ({**good, "recording_url": "//host/a"}, "no http or https"),
        ]
        for data, reason in cases:
            with self.subTest(data=data):
                if isinstance(data, bytes):
                    answer = self._post(body=data)
                else:
                    answer = self._post(data)
                self.assertEqual(answer.status_code, 400)
                self.assertIn(reason, answer.json()["error"])
        self.assertFalse(self.Call.search([]))
        journal = self.env["client.telephony.message"].search([])
        self.assertEqual(set(journal.mapped("result")), {"bad"})

    def test_form_and_size_and_verb(self):
        answer = self._post(
            body=b"a=1", **{"Content-Type": "application/x-www-form-urlencoded"}
        )
        self.assertEqual(answer.status_code, 400)
        answer = self._post(body=b" " * 20_000)
        self.assertEqual(answer.status_code, 413)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(URL).status_code, 405)

    def test_too_many(self):
        self.connection.limit_per_minute = 1
        self._post(self._message("ringing"))
        answer = self._post(self._message("answered"))
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(answer.headers["Retry-After"], "60")

    def test_nothing_secret_in_the_log(self):
        with self.assertLogs(level="DEBUG") as log:
            self._post(self._message("ringing"))
            self._post(self._message("ringing"), key=self.key + "x")
        self.assertNotIn(self.key.split("_", 2)[2], "\n".join(log.output))
