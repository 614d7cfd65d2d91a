from datetime import date

from odoo.tests import freeze_time, tagged

from .event_common import ClientEventCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientEventContacts(ClientEventCommon):
    """Last contacts, in the figures and in the dossier: nothing counts twice."""

    def _last(self, client=None, company=None):
        """The stored date of the last contact."""
        rows = self._rows(client or self.client, company or self.company)
        return [row["last_contact_date"] for row in rows.values()]

    def _live(self):
        rows = self._live_rows(self.client)
        key = (self.client.id, self.company.id)
        return rows[key]["last_contact_date"] if key in rows else False

    def _items(self, user=None):
        dossier = self._as(self.env["client.dossier"], user or self.env.user)
        for section in dossier.get_dossier(self.client.id)["sections"]:
            if section["key"] == "last_contacts":
                return section["data"]["items"]
        return None

    def _titles(self, user=None):
        return [item["title"] for item in self._items(user)]

    # ------------------------------------------------------------------ figures
    def test_the_last_contact_is_the_last_event(self):
        for registered in (False, True):
            with self.subTest(registered=registered):
                events = self._event(self.person, date="2026-05-03 09:00:00")
                events |= self._event(self.person, date="2026-06-02 09:00:00")
                events |= self._event(self.client, date="2026-05-20 09:00:00")
                if registered:
                    self.events._set_history_registered()
                self.assertEqual(self._live(), date(2026, 6, 2))
                events.unlink()
                self.assertFalse(self._live())

    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Asia/Vladivostok"
        scope = self.figures._figures_scope()
        self._event(date="2026-06-02 20:00:00")
        expected = date(2026, 6, 2 if scope.tz == "UTC" else 3)
        self.assertEqual(self._live(), expected)

    def test_refresh_finds_what_changed(self):
        self.figures._rebuild()
        event = self._event(date="2026-05-03 09:00:00")
        self.env.flush_all()
        self.figures._refresh()
        self.assertEqual(self._last(), [date(2026, 5, 3)])
        event.date = "2026-05-07 09:00:00"
        self.figures._refresh()
        self.assertEqual(self._last(), [date(2026, 5, 7)])
        event.partner_id = self.stranger
        self.figures._refresh()
        self.assertEqual(self._last(), [])
        self.assertEqual(self._last(self.stranger), [date(2026, 5, 7)])
        event.unlink()
        self.figures._refresh()
        self.assertEqual(self._last(self.stranger), [])

    def test_refresh_finds_what_registered_itself(self):
        self.figures._rebuild()
        self.events._register_events(
            [
                {
                    "partner_id": self.person.id,
                    "type_code": "email_in",
                    "date": "2026-05-03 09:00:00",
                    "company_id": self.company.id,
                }
            ]
        )
        self.figures._refresh()
        self.assertEqual(self._last(), [date(2026, 5, 3)])

    def test_each_company_has_its_own(self):
        self._event(date="2026-05-03 09:00:00")
        self._event(date="2026-06-03 09:00:00", company_id=self.branch.id)
        self.figures._rebuild()
        self.assertEqual(self._last(), [date(2026, 5, 3)])
        self.assertEqual(self._last(company=self.branch), [date(2026, 6, 3)])

    def test_the_figure_opens_the_event(self):
        self._event(date="2026-05-03 09:00:00")
        last = self._event(date="2026-06-03 09:00:00")
        action = self.figures.get_documents_action(self.client.id, "last_contact_date")
        self.assertEqual(action["res_model"], "client.event")
        self.assertEqual(self.events.search(action["domain"]), last)

    def test_the_next_contact_is_planned_still(self):
        self.events._set_history_registered()
        self.client.activity_schedule(
            "mail.mail_activity_data_call", "2026-06-20", user_id=self.env.uid
        )
        rows = self._live_rows(self.client)
        self.assertEqual(
            rows[self.client.id, self.company.id]["next_contact_date"],
            date(2026, 6, 20),
        )

    def test_a_registered_history_is_computed_anew(self):
        scope = self.figures._figures_scope()
        before = self.figures._basis(scope)
        self.events._set_history_registered()
        self.assertNotEqual(self.figures._basis(scope), before)

    # ------------------------------------------------------------------ dossier
    def test_the_dossier_shows_events(self):
        self._event(
            self.person,
            type_id=self._type("call_out").id,
            outcome_id=self.agreed.id,
            note="<p>On <b>Friday</b></p>",
            user_id=self.seller.id,
        )
        [item] = self._items()
        shown = {
            "res_model": "client.event",
            "title": "Call to the Client",
            "text": "Agreed · On Friday",
            "author": self.seller.name,
            "icon": "fa-phone",
            "date": "2026-06-14 09:00:00",
        }
        self.assertEqual({name: item[name] for name in shown}, shown)

    def test_nothing_is_shown_twice(self):
        message = self.client.message_post(
            body="We need desks",
            subject="Question",
            author_id=self.person.id,
            message_type="email",
        )
        activity = self.client.activity_schedule(
            "mail.mail_activity_data_call", "2026-06-14", summary="Call them"
        )
        activity.action_feedback("Agreed")
        meeting = self._meeting(self.person, "2026-06-01", name="Fair")
        self.assertCountEqual(self._titles(), ["Question", "Call them", "Fair"])
        sources = {message: "email_in", activity: "call_out", meeting: "meeting"}
        self.events.search([("client_id", "=", self.client.id)]).with_context(
            client_event_not_buried=True
        ).unlink()
        self.events._register_events(
            [
                {
                    "partner_id": self.person.id,
                    "type_code": code,
                    "subject": f"Event of {record._name}",
                    "source_key": f"{record._name},{record.id}",
                }
                for record, code in sources.items()
            ],
            live=False,
        )
        expected = [f"Event of {record._name}" for record in sources]
        self.assertCountEqual(self._titles(), expected)
        self.events._set_history_registered()
        self.assertCountEqual(self._titles(), expected)

    def test_a_registered_history_is_not_looked_for_elsewhere(self):
        self.client.message_post(
            body="x", subject="Mail", author_id=self.person.id, message_type="email"
        )
        self.assertEqual(self._titles(), ["Mail"])
        self.events._set_history_registered()
        self.assertEqual(self._titles(), [])

    def test_hidden_types_are_hidden_in_the_dossier(self):
        self._event(subject="Secret")
        self.assertEqual(self._titles(self.reader), ["Secret"])
        group = self.env["res.groups"].create({"name": "Secret"})
        self.silent.group_ids = group
        self.assertEqual(self._titles(self.reader), [])
        self.silent.group_ids = False
        self.assertEqual(self._titles(self.reader), ["Secret"])

    def test_the_timeline_is_one_click_away(self):
        dossier = self._as(self.env["client.dossier"], self.reader)
        action = dossier.get_section_action(self.client.id, "last_contacts")
        self.assertEqual(action["tag"], "client_accounting.timeline")
        self.assertEqual(action["params"]["partner_id"], self.client.id)
