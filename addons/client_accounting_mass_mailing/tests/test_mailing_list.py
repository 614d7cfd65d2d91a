from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.client_accounting.tests.common import MANAGER_GROUP
from odoo.addons.client_accounting.tests.segment_common import SegmentCommon
from odoo.addons.client_accounting.tools import yaml_file


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestMailingList(SegmentCommon):
    @classmethod
    def get_default_groups(cls):
        marketing = cls.env.ref("mass_mailing.group_mass_mailing_user")
        return super().get_default_groups() | marketing

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("mailing_manager", MANAGER_GROUP)
        cls.named = cls._segment("Named", [("ref", "=", "x")], code="mailing_named")
        cls.list = cls.env["mailing.list"].create({"name": "News for clients"})
        cls.logs = cls.env["client.segment.action.log"]
        cls.client.email = "Office@Vega.example"
        cls.anna, cls.boris = cls.env["res.partner"].create(
            [
                {
                    "name": "Anna",
                    "email": "anna@vega.example",
                    "parent_id": cls.client.id,
                },
                {
                    "name": "Boris",
                    "email": '"Boris" <boris@vega.example>',
                    "parent_id": cls.client.id,
                },
            ]
        )
        cls.env["res.partner"].create(
            {
                "name": "Warehouse",
                "type": "delivery",
                "email": "gate@vega.example",
                "parent_id": cls.client.id,
            }
        )
        cls._evaluate()

    def _as_manager(self, model):
        model = self.env[model].with_user(self.manager)
        return model.with_context(allowed_company_ids=self.company.ids)

    def _action(self, **values):
        return self.env["client.segment.action"].create(
            {
                "segment_id": self.named.id,
                "kind": "mailing_add",
                "mailing_list_id": self.list.id,
                **values,
            }
        )

    def _move(self, day, **refs):
        """Clients come in or leave on a day, and all that is due is done."""
        with freeze_time(f"2026-06-{day} 10:00:00"):
            for client, ref in refs.items():
                getattr(self, client).ref = ref
            self._evaluate()
            self.logs._run_due()
        self.env.invalidate_all()

    def _on_list(self):
        rows = self.list.subscription_ids.filtered(lambda row: not row.opt_out)
        return sorted(rows.contact_id.mapped("email_normalized"))

    def test_client_and_its_contact_persons(self):
        action = self._action()
        self._move(16, client="x")
        self.assertEqual(
            self._on_list(),
            ["anna@vega.example", "boris@vega.example", "office@vega.example"],
        )
        self.assertEqual(action.log_ids.mapped("state"), ["done"])
        boris = self.list.contact_ids.filtered(lambda c: c.name == "Boris")
        self.assertEqual(boris.company_name, self.client.name)

    def test_who_gets_the_mail(self):
        self.stranger.email = "own@stranger.example"
        action = self._action(mailing_to="contacts")
        self._move(16, client="x", stranger="x")
        people = ["anna@vega.example", "boris@vega.example", "own@stranger.example"]
        self.assertEqual(self._on_list(), people, "who has no persons gets it himself")
        self.list.subscription_ids.unlink()
        action.mailing_to = "client"
        action._perform(self.client + self.stranger)
        own = ["office@vega.example", "own@stranger.example"]
        self.assertEqual(self._on_list(), own)

    def test_once_for_each_entry(self):
        """Who was taken off by hand stays off until he comes in again."""
        action = self._action()
        self._move(16, client="x")
        self.list.subscription_ids.unlink()
        self._move(17, client="x")
        action.action_run_for_existing()
        self.logs._run_due()
        self.assertFalse(self._on_list())
        self._move(18, client=False)
        self._move(20, client="x")
        self.assertEqual(len(self._on_list()), 3)
        self.assertEqual(len(action.log_ids), 2)

    def test_opted_out_and_blacklisted_are_left_alone(self):
        contact = self.env["mailing.contact"].create(
            {
                "name": "Annie",
                "email": "ANNA@vega.example",
                "subscription_ids": [
                    Command.create({"list_id": self.list.id, "opt_out": True})
                ],
            }
        )
        self.env["mail.blacklist"].create({"email": "boris@vega.example"})
        self._action()
        self._action(trigger="leave", kind="mailing_remove")
        self._move(16, client="x")
        self.assertEqual(self._on_list(), ["office@vega.example"])
        self.assertTrue(contact.subscription_ids.opt_out)
        self._move(17, client=False)
        self.assertFalse(self._on_list())
        self.assertTrue(contact.subscription_ids.opt_out, "still known")
        self._move(19, client="x")
        self.assertEqual(self._on_list(), ["office@vega.example"])

    def test_contact_of_email_marketing_is_used(self):
        """By its address, however it is written; on another list it stays."""
        other = self.list.create({"name": "Other"})
        contact = self.env["mailing.contact"].create(
            {
                "name": "Annie",
                "email": "Anna <ANNA@Vega.example>",
                "list_ids": [Command.link(other.id)],
            }
        )
        self._action()
        self._action(sequence=20)  # a second action of the same list adds nobody
        self._move(16, client="x")
        self.assertEqual(contact.list_ids, self.list + other)
        same = [("email_normalized", "=", "anna@vega.example")]
        self.assertEqual(self.env["mailing.contact"].search(same), contact)
        self.assertEqual(len(self._on_list()), 3)

    def test_leaving(self):
        """An address that another client in the segment has stays on the list."""
        self.stranger.email = "boris@vega.example"
        self._action()
        self._action(trigger="leave", kind="mailing_remove")
        self._move(16, client="x", stranger="x")
        self.assertEqual(len(self._on_list()), 3)
        self._move(17, client=False)
        self.assertEqual(self._on_list(), ["boris@vega.example"])
        self._move(18, stranger=False)
        self.assertFalse(self._on_list())

    def test_taken_off_when_coming_in(self):
        """Two actions of one entry are done in their order."""
        self._action(kind="mailing_remove", sequence=20)
        self._action()._perform(self.client)
        self.assertEqual(len(self._on_list()), 3)
        self._move(16, client="x")
        self.assertFalse(self._on_list())

    def test_queries_do_not_grow(self):
        clients = self.env["res.partner"].create(
            [
                {"name": f"Many {number}", "email": f"many{number}@many.example"}
                for number in range(40)
            ]
        )
        action = self._action()

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            action._perform(some)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(clients[:2])
        few = count(clients[2:6])
        self.assertLessEqual(count(clients[6:]), few + 3)
        self.assertEqual(len(self._on_list()), 40)

    def test_what_is_missing_is_said(self):
        with self.assertRaisesRegex(ValidationError, "which mailing list"):
            self._action(mailing_list_id=False)

    def test_manager_chooses_a_list_and_reads_no_addresses(self):
        action = Form(self._as_manager("client.segment.action"))
        action.segment_id = self.named
        action.kind = "mailing_add"
        action.mailing_list_id = self.list
        action.save()
        lists = self._as_manager("mailing.list")
        self.assertTrue(lists.name_search("News for"))
        with self.assertRaises(AccessError):
            lists.create({"name": "Mine"})
        with self.assertRaises(AccessError):
            self._as_manager("mailing.contact").search([])

    def test_specification(self):
        """By the name of the list, whatever its id and number of contacts."""
        self._action(mailing_to="contacts")
        self._action(
            kind="tag_add",
            mailing_list_id=False,
            category_id=self.env["res.partner.category"].create({"name": "T"}).id,
        )
        specification = self._as_manager("client.specification")
        content = specification._export()
        rows = {
            row["kind"]: row
            for row in yaml_file.read(content)["contents"]["client.segment.action"]
            if row["segment_id"] == "mailing_named"
        }
        self.assertEqual(rows["mailing_add"]["mailing_list_id"], "News for clients")
        self.assertEqual(rows["mailing_add"]["mailing_to"], "contacts")
        self.assertNotIn("mailing_list_id", rows["tag_add"])
        self.named.action_ids.unlink()
        self.list.name = "Old"
        entries = specification._compare(content).entries
        [conflict] = [entry for entry in entries if entry.kind == "conflict"]
        self.assertIn("(Mailing List) is not here", conflict.problems[0])
        self.list.create({"name": "News for clients"})
        chosen = {(entry.part.model, entry.key) for entry in entries}
        specification._apply(content, chosen)
        self.assertEqual(specification._export(), content)
