from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .event_common import NOW, ClientEventCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientEvent(ClientEventCommon):
    # ------------------------------------------------------------------ what it is
    def test_an_event_knows_its_client_and_its_kind(self):
        event = self._event(
            self.person, type_id=self._type("call_in").id, outcome_id=self.agreed.id
        )
        self.assertRecordValues(
            event,
            [
                {
                    "client_id": self.client.id,
                    "direction": "in",
                    "channel": "call",
                    "outcome_kind": "positive",
                    "source": "manual",
                    "company_id": self.company.id,
                    "display_name": "Call from the Client",
                }
            ],
        )

    def test_a_change_of_the_type_does_not_rewrite_history(self):
        event = self._event()
        self.silent.write({"direction": "out", "channel": "visit"})
        self.assertEqual((event.direction, event.channel), ("both", "other"))

    def test_each_type_says_in_one_sentence_what_is_missing(self):
        product = self.goods
        cases = (
            ("require_subject", {"subject": "  "}, {"subject": "Prices"}, "Subject"),
            ("require_note", {"note": "<p><br></p>"}, {"note": "<p>Yes</p>"}, "Notes"),
            ("require_outcome", {}, {"outcome_id": self.agreed.id}, "Outcome"),
            ("require_duration", {}, {"duration": 0.5}, "Duration"),
            (
                "require_participants",
                {},
                {"participant_partner_ids": [Command.link(self.person.id)]},
                "Participants of the Client",
            ),
            (
                "require_products",
                {},
                {"product_ids": [Command.link(product.id)]},
                "Products of Interest",
            ),
            (
                "require_letter",
                {"letter_number": "12"},
                {"letter_number": "12", "letter_date": "2026-06-10"},
                "Letter Date",
            ),
            ("require_reply_due", {}, {"reply_due": "2026-06-20"}, "Reply Due"),
        )
        for flag, lacking, enough, label in cases:
            with self.subTest(flag=flag):
                asking = self._type(f"asks_{flag}", "Asking", **{flag: True})
                message = f"To record “Asking”, also give: {label}."
                with self.assertRaisesRegex(ValidationError, message):
                    self._event(type_id=asking.id, **lacking)
                self.assertTrue(self._event(type_id=asking.id, **enough))

    def test_all_that_is_missing_is_named_at_once(self):
        asking = self._type(
            "asks_all", "All", require_subject=True, require_outcome=True
        )
        with self.assertRaisesRegex(ValidationError, "also give: Subject, Outcome"):
            self._event(type_id=asking.id)

    def test_a_person_as_contact_is_a_participant(self):
        asking = self._type("asks_people", require_participants=True)
        self.assertTrue(self._event(self.person, type_id=asking.id))

    def test_only_allowed_outcomes(self):
        strict = self._type(
            "strict", "Strict", outcome_ids=[Command.link(self.agreed.id)]
        )
        self.assertTrue(self._event(type_id=strict.id, outcome_id=self.agreed.id))
        with self.assertRaisesRegex(ValidationError, "Choose one of: Agreed"):
            self._event(type_id=strict.id, outcome_id=self.refused.id)

    def test_what_registers_itself_is_asked_nothing(self):
        asking = self._type("asks_subject", require_subject=True)
        self.assertTrue(self._event(type_id=asking.id, source="mail"))

    # ------------------------------------------------------------------ bad input
    def test_the_future_is_planned_not_recorded(self):
        with self.assertRaisesRegex(ValidationError, "Plan it as a next step"):
            self._event(date="2026-06-15 10:16:00")
        self.assertTrue(self._event(date="2026-06-15 10:14:00"))  # clocks differ

    def test_notes_cannot_carry_scripts(self):
        evil = "<p>Hi<script>alert(1)</script><b onclick='x()'>you</b></p>"
        note = self._event(note=evil).note
        self.assertNotIn("script", note)
        self.assertNotIn("onclick", note)
        self.assertIn("Hi", note)

    def test_negative_duration_and_unknown_documents(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                self._event(duration=-1)
        with self.assertRaisesRegex(ValidationError, "no documents of the kind"):
            self._event(res_model="no.such.model", res_id=1)

    def test_a_deleted_document_leaves_the_event(self):
        lead = self._lead(self.client, 10)
        event = self._event(res_model="crm.lead", res_id=lead.id)
        self.assertEqual(event.document_name, "Opportunity")
        lead.unlink()
        event.invalidate_recordset()
        self.assertFalse(event.document_name)
        self.assertEqual(self._lines(), ["Silence"])

    def test_a_deleted_user_leaves_the_event(self):
        leaving = self._user("event_leaving")
        event = self._event(user_id=leaving.id)
        leaving.unlink()
        event.invalidate_recordset()
        self.assertFalse(event.user_id)
        self.assertEqual(self._lines(), ["Silence"])

    # ------------------------------------------------------------------ people
    def test_a_person_who_leaves_leaves_the_history(self):
        event = self._event(self.person)
        self.person.parent_id = self.stranger
        self.assertEqual(event.client_id, self.client)

    def test_a_lone_person_brings_its_history_along(self):
        lone = self._client("Lone", is_company=False)
        event = self._event(lone)
        self.assertEqual(event.client_id, lone)
        lone.parent_id = self.client
        self.assertEqual(event.client_id, self.client)

    def test_a_deleted_person_leaves_the_history_to_the_client(self):
        person = self._client("Guest", is_company=False, parent_id=self.client.id)
        event = self._event(person)
        person.unlink()
        self.assertEqual((event.partner_id, event.client_id), (self.client,) * 2)

    def test_merged_clients_have_one_history(self):
        event = self._event(self.stranger)
        on_it = self._event(
            self.stranger, res_model="res.partner", res_id=self.stranger.id
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.client | self.stranger).ids, self.client)
        self.env.invalidate_all()
        self.assertEqual((event | on_it).client_id, self.client)
        self.assertEqual(on_it.res_id, self.client.id)

    def test_a_client_merged_into_a_person_of_another(self):
        lone = self._client("Anna", is_company=False)
        event = self._event(lone)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((lone | self.person).ids, self.person)
        self.env.invalidate_all()
        self.assertEqual(event.partner_id, self.person)
        self.assertEqual(event.client_id, self.client)

    # ------------------------------------------------------------------ what follows
    def test_the_usual_next_event_is_proposed_in_the_form(self):
        call = self._type("call_out")
        visit = self._type("visit")
        call.write({"next_type_id": visit.id, "next_delay": 3})
        action = self._as(self.client, self.seller).action_record_event()
        events = self._as(self.events, self.seller).with_context(**action["context"])
        with Form(events, view=action["views"][0][0]) as form:
            self.assertEqual(form.type_id, call)
            self.assertEqual(form.partner_id, self.person)  # the only one
            self.assertEqual(form.next_type_id, visit)
            self.assertEqual(form.next_date, date(2026, 6, 18))
            self.assertEqual(form.next_user_id, self.seller)
            form.outcome_id = self.agreed
        event = form.record
        activity = self._activities(self.client)
        self.assertEqual(event.sudo().next_activity_id, activity)
        self.assertRecordValues(
            activity,
            [
                {
                    "summary": "Visit",
                    "date_deadline": date(2026, 6, 18),
                    "user_id": self.seller.id,
                    "activity_type_id": visit.activity_type_id.id,
                }
            ],
        )

    def test_a_proposal_can_be_declined(self):
        self._type("call_out").next_type_id = self._type("visit")
        with Form(
            self.events.with_context(default_partner_id=self.client.id),
            view="client_accounting.client_event_view_form_quick",
        ) as form:
            form.outcome_id = self.agreed
            form.next_type_id = self.types
        self.assertFalse(self._activities(self.client))

    def test_a_type_plans_its_next_event_at_once(self):
        self.silent.write(
            {
                "next_type_id": self._type("visit").id,
                "next_delay": 2,
                "next_mode": "create",
            }
        )
        self._event()
        self.events._register_events(
            [{"partner_id": self.client.id, "type_code": "silent"}]
        )
        history = {"partner_id": self.client.id, "type_code": "silent"}
        self.events._register_events([history], live=False)
        self.assertEqual(
            self._activities(self.client).mapped("date_deadline"),
            [date(2026, 6, 17)] * 2,
        )

    def test_what_follows_lies_on_the_document(self):
        lead = self._lead(self.client, 10)
        visit = self._type("visit")
        self._event(res_model="crm.lead", res_id=lead.id, next_type_id=visit.id)
        self.assertEqual(self._activities(lead).summary, "Visit")
        self.assertFalse(self._activities(self.client))

    def test_decisions_are_activities_of_their_owners(self):
        event = self._event(
            decision_ids=[
                Command.create(
                    {
                        "name": "Send the prices",
                        "user_id": self.seller.id,
                        "date_deadline": "2026-06-20",
                    }
                ),
                Command.create({"name": "Book a room", "date_deadline": "2026-06-18"}),
                Command.create({"name": "Forget it", "date_deadline": "2026-06-19"}),
            ]
        )
        room, forget, prices = event.decision_ids.sorted("date_deadline")
        self.assertRecordValues(
            prices.activity_id,
            [
                {
                    "summary": "Send the prices",
                    "user_id": self.seller.id,
                    "date_deadline": date(2026, 6, 20),
                    "res_id": self.client.id,
                }
            ],
        )
        prices.date_deadline = "2026-06-22"
        self.assertEqual(prices.activity_id.date_deadline, date(2026, 6, 22))
        room.activity_id.action_feedback("Done")
        forget.activity_id.unlink()
        self.env.invalidate_all()
        decisions = room | forget | prices
        states = ["done", "cancelled", "open"]
        self.assertEqual(decisions.mapped("state"), states)
        for decision, state in zip(decisions, states, strict=True):
            found = decisions.search(
                [("state", "=", state), ("event_id", "=", event.id)]
            )
            self.assertEqual(found, decision)
        self.assertIn(event, self.events.search([("decision_ids.state", "=", "open")]))
        activity = prices.activity_id
        prices.unlink()
        self.assertFalse(activity.exists())

    def test_a_letter_asks_for_its_reply(self):
        letter = self._event(
            type_id=self._type("letter_in").id,
            subject="Prices",
            letter_number="17-a",
            letter_date="2026-06-10",
            reply_due="2026-06-20",
        )
        activity = self._activities(self.client)
        self.assertEqual(activity.summary, "Reply to letter 17-a")
        self.assertEqual(activity.date_deadline, date(2026, 6, 20))
        letter.reply_due = "2026-06-25"
        self.assertEqual(activity.date_deadline, date(2026, 6, 25))
        self.assertEqual(len(self._activities(self.client)), 1)

    # ------------------------------------------------------------------ the dialog
    def test_the_dialog_knows_the_document(self):
        order = self._order(self.person, 100)
        invoice = self._invoice(self.client, 10, "2026-06-01")
        lead = self._lead(self.person, 10)
        for document in (order, invoice, lead, order.picking_ids):
            if not document:
                continue
            with self.subTest(model=document._name):
                context = document.action_record_event()["context"]
                self.assertEqual(context["default_res_model"], document._name)
                self.assertEqual(context["default_res_id"], document.id)
                self.assertEqual(context["default_partner_id"], self.person.id)

    def test_the_contact_is_the_one_spoken_to_last(self):
        boris = self._client("Boris", is_company=False, parent_id=self.client.id)
        self.assertEqual(self._contact(), self.client)  # two: who knows
        self._event(boris, date="2026-06-01 10:00:00")
        self._event(self.person, date="2026-05-01 10:00:00")
        self.assertEqual(self._contact(), boris)

    def _contact(self):
        context = self.client.action_record_event()["context"]
        return self.env["res.partner"].browse(context["default_partner_id"])

    def test_the_dialog_of_nothing_and_of_nonsense(self):
        for arguments in ((), ("ir.model", 1), ("res.partner", "x"), (None, -1)):
            with self.subTest(arguments=arguments):
                context = self.events.get_record_action(*arguments)["context"]
                self.assertFalse(context["default_partner_id"])
        lead = self._lead(self.env["res.partner"], 1)
        with self.assertRaisesRegex(UserError, "Choose a client"):
            lead.action_record_event()
        mine = self._lead(self.client, 10, user_id=self.seller.id)
        with self.assertRaises(AccessError):
            self._as(self.events, self.colleague).get_record_action("crm.lead", mine.id)

    def test_uploaded_files_are_seen_with_the_event(self):
        attachment = self._as(self.env["ir.attachment"], self.seller).create(
            {"name": "notes.txt", "raw": b"x", "res_model": "client.event"}
        )
        event = self._event(
            user=self.seller, attachment_ids=[Command.link(attachment.id)]
        )
        self.assertEqual(attachment.res_id, event.id)
        seen = self._as(attachment, self.colleague)
        self.assertEqual(seen.read(["name"])[0]["name"], "notes.txt")

    def test_native_export_and_import(self):
        result = self.events.load(
            ["date", "type_id", "partner_id/.id", "subject", "outcome_id"],
            [
                [
                    "2026-06-01 08:00:00",
                    "Call from the Client",
                    str(self.person.id),
                    "Imported",
                    "Agreed",
                ]
            ],
        )
        self.assertFalse(result["messages"])
        event = self.events.browse(result["ids"])
        self.assertEqual(event.client_id, self.client)
        [row] = event.export_data(["subject", "client_id/name"])["datas"]
        self.assertEqual(row, ["Imported", "Vega"])

    def test_default_values(self):
        event = self.events.create(
            {"partner_id": self.client.id, "outcome_id": self.agreed.id}
        )
        self.assertEqual((event.date, event.user_id), (NOW, self.env.user))
        self.assertEqual(event.type_id, self._type("call_out"))
