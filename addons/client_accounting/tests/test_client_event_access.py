from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .event_common import ClientEventCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientEventAccess(ClientEventCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.event = cls._event(user=cls.seller, subject="Prices")
        cls.secret_group = cls.env["res.groups"].create({"name": "Secret"})

    def _sees(self, user, event=None):
        """Whether the user finds the event and may read it: both or none."""
        event = event or self.event
        events = self._as(self.events, user)
        found = event.id in events.search([]).ids
        self.assertEqual(found, events.browse(event.id).has_access("read"))
        return found

    def test_whoever_sees_the_client_sees_its_events(self):
        for user in (self.seller, self.colleague, self.reader, self.manager):
            self.assertTrue(self._sees(user), user.login)

    def test_outsiders_see_nothing(self):
        public = self.env.ref("base.public_user")
        for user in (self.portal, public):
            events = self.events.with_user(user)
            with mute_logger("odoo.addons.base.models.ir_model"):
                for call in (
                    lambda events=events: events.search([]),
                    lambda events=events: events.browse(self.event.id).read(),
                    lambda events=events: (
                        events.get_record_action("res.partner", self.client.id).get("x")
                        or events.create({"partner_id": self.client.id})
                    ),
                    lambda user=user: self.timeline.with_user(user).get_timeline(
                        "res.partner", self.client.id
                    ),
                ):
                    with self.assertRaises(AccessError):
                        call()

    def test_another_company_sees_nothing(self):
        self.assertFalse(self._sees(self.foreigner))
        self.event.write({"company_id": self.other_company.id, "user_id": False})
        self.assertTrue(self._sees(self.foreigner))
        self.assertFalse(self._sees(self.seller))

    def test_events_of_a_client_of_another_company(self):
        self.event.write({"company_id": self.other_company.id, "user_id": False})
        self.client.company_id = self.company
        self.assertFalse(self._sees(self.foreigner))
        with self.assertRaises(AccessError):
            self._event(user=self.foreigner, company_id=self.other_company.id)

    def test_types_for_some_groups_only(self):
        self.silent.group_ids = self.secret_group
        self.assertFalse(self._sees(self.colleague))
        self.assertEqual(self._lines(user=self.colleague), [])
        self.colleague.group_ids = [Command.link(self.secret_group.id)]
        self.assertTrue(self._sees(self.colleague))
        self.assertEqual(self._lines(user=self.colleague), ["Prices"])
        self.silent.group_ids = False
        self.assertTrue(self._sees(self.manager))

    def test_own_events_are_changed_by_their_owners(self):
        for user, allowed in (
            (self.seller, True),
            (self.colleague, False),
            (self.reader, False),
            (self.manager, True),
        ):
            with self.subTest(user=user.login):
                event = self._as(self.event, user)
                self.assertEqual(event.has_access("write"), allowed)
                self.assertEqual(event.has_access("unlink"), allowed)
        for_colleague = self._event(user=self.seller, user_id=self.colleague.id)
        for user in (self.seller, self.colleague):
            self.assertTrue(self._as(for_colleague, user).has_access("write"))

    def test_decisions_go_with_their_event(self):
        decision = self._as(self.env["client.event.decision"], self.seller).create(
            {
                "event_id": self.event.id,
                "name": "Send the prices",
                "user_id": self.colleague.id,
                "date_deadline": "2026-06-20",
            }
        )
        rights = {
            self.seller: ("read", "write", "unlink"),
            self.colleague: ("read", "write"),  # the owner says when
            self.reader: ("read",),
            self.foreigner: (),
        }
        for user, operations in rights.items():
            seen = self._as(decision, user)
            for operation in ("read", "write", "unlink"):
                with self.subTest(user=user.login, operation=operation):
                    allowed = operation in operations
                    self.assertEqual(seen.has_access(operation), allowed)
            found = seen.search([("id", "=", decision.id)])
            self.assertEqual(bool(found), "read" in operations)
        self.silent.group_ids = self.secret_group
        self.assertFalse(self._as(decision, self.reader).search([]))
        with self.assertRaises(AccessError):
            self._as(decision, self.reader).read(["name"])

    def test_a_decision_on_somebody_elses_event(self):
        with self.assertRaises(AccessError):
            self._as(self.env["client.event.decision"], self.reader).create(
                {"event_id": self.event.id, "name": "x"}
            )

    def test_only_administrators_change_the_dictionary(self):
        for model in (
            "client.event.type",
            "client.event.outcome",
            "client.competitor",
        ):
            with self.subTest(model=model):
                records = self.env[model]
                self.assertFalse(self._as(records, self.seller).has_access("create"))
                self.assertTrue(self._as(records, self.seller).has_access("read"))
                self.assertTrue(self._as(records, self.manager).has_access("create"))
                self.assertFalse(records.with_user(self.portal).has_access("read"))

    def test_names_of_documents_stay_with_their_readers(self):
        lead = self._lead(self.client, 10, user_id=self.seller.id)
        self.event.write({"res_model": "crm.lead", "res_id": lead.id})
        self.assertEqual(self._as(self.event, self.seller).document_name, "Opportunity")
        self.assertFalse(self._as(self.event, self.colleague).document_name)

    def test_two_people_at_once(self):
        """Each change of one keeps what the other wrote."""
        first = self._as(self.event, self.seller)
        second = self._as(self.event, self.manager)
        first.read(["subject"])
        second.subject = "Prices and terms"
        first.duration = 1.5
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertRecordValues(
            self.event, [{"subject": "Prices and terms", "duration": 1.5}]
        )
