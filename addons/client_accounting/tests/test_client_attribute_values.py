from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .attribute_common import AttributeCommon


@tagged("post_install", "-at_install")
class TestClientAttributeValues(AttributeCommon):
    # ------------------------------------------------------------------ profiles
    def test_values_of_a_profile_that_is_taken_away_come_back(self):
        number = self.of_type["integer"]
        small = self._profile("Numbers", number)
        self._set(self.client, an_char="x", an_integer=5)
        self.client.client_profile_ids = small
        self.assertEqual(self._stored(self.client), {"an_integer": 5})
        self.client.client_profile_ids = False
        self.assertEqual(self._stored(self.client), {})
        self.assertEqual(self._find(("client_attributes.t_an_integer", "=", 5)), [])
        self.client.client_profile_ids = self.profile
        self.assertEqual(self._stored(self.client), {"an_char": "x", "an_integer": 5})

    def test_several_profiles(self):
        own = self._attribute("Own")
        second = self._profile("Second", own, self.of_type["char"])
        self.client.client_profile_ids += second
        self._set(self.client, own="a", an_char="b")
        self.client.client_profile_ids -= self.profile
        self.assertEqual(self._stored(self.client), {"own": "a", "an_char": "b"})
        codes = [item for item in self._read(self.client) if item != "0_test"]
        self.assertEqual(codes, ["own", "an_char"])

    def test_changes_of_a_profile_reach_its_clients(self):
        self._set(self.client, an_char="x", an_integer=5)
        line = self.profile.line_ids.filtered(
            lambda line: line.attribute_id == self.of_type["char"]
        )
        line.unlink()
        self.assertEqual(self._stored(self.client), {"an_integer": 5})
        self.profile.line_ids = [
            Command.create({"attribute_id": self.of_type["char"].id})
        ]
        self.assertEqual(self._stored(self.client), {"an_char": "x", "an_integer": 5})
        self.profile.active = False
        self.assertEqual(self._stored(self.client), {})
        self.profile.active = True
        self.assertEqual(self._stored(self.client), {"an_char": "x", "an_integer": 5})

    def test_deleting_a_profile_keeps_values(self):
        self._set(self.client, an_char="x")
        self.profile.unlink()
        self.assertEqual(self._stored(self.client), {})
        self.client.client_profile_ids = self._profile("New", self.of_type["char"])
        self.assertEqual(self._stored(self.client), {"an_char": "x"})

    def test_value_without_a_profile_is_refused_with_a_sentence(self):
        stranger = self.partners.create({"name": "Nobody"})
        with self.assertRaisesRegex(ValidationError, "No profile of Nobody"):
            self._set(stranger, an_char="x")

    def test_form(self):
        """A profile chosen in the form brings its attributes before it is saved."""
        small = self._profile("Numbers", self.of_type["integer"])
        result = self.partners.onchange(
            {"name": "New", "client_profile_ids": [Command.link(small.id)]},
            ["client_profile_ids"],
            {
                "name": {},
                "client_profile_ids": {"fields": {}},
                "client_attributes": {},
                "client_dictionary_id": {"fields": {}},
            },
        )
        names = [item["name"] for item in result["value"]["client_attributes"]]
        self.assertEqual(names, ["0_test", "t_an_integer"])

    def test_create_with_values(self):
        client = self._client("Rigel", client_attributes={"t_an_char": "x"})
        self.assertEqual(self._stored(client), {"an_char": "x"})
        self.assertEqual(
            self.changes.search([("partner_id", "=", client.id)]).mapped("new_text"),
            ["x"],
        )

    def test_form_saves(self):
        with Form(self.client.with_user(self.manager)) as form:
            form.phone = "+49 30 1"
        self.assertEqual(self.client.phone, "+49 30 1")

    # ------------------------------------------------------------------ history
    def test_history(self):
        with freeze_time("2026-06-15 10:00:00"):
            self._set(self.client.with_user(self.keeper), an_char="a", a_tags=["red"])
        self._set(self.client, an_char="a", a_tags=["red", "blue"])
        self._set(self.client.with_context(import_file=True), an_char=False)
        self._set(self.client.with_context(client_change_source="portal"), an_char="b")
        self._set(
            self.client.with_context(client_change_source="nonsense"), an_char="c"
        )
        rows = self.changes.search(
            [("partner_id", "=", self.client.id)], order="id"
        ).mapped(
            lambda change: (
                change.attribute_id.code,
                change.user_id.login,
                change.kind,
                change.old_text,
                change.new_text,
                change.source,
            )
        )
        me = self.env.user.login
        self.assertEqual(
            rows,
            [
                ("t_an_char", "attribute_keeper", "set", "", "a", "form"),
                ("t_a_tags", "attribute_keeper", "set", "", "Red", "form"),
                ("t_a_tags", me, "change", "Red", "Red, Blue", "form"),
                ("t_an_char", me, "erase", "a", "", "import"),
                ("t_an_char", me, "set", "", "b", "portal"),
                ("t_an_char", me, "change", "b", "c", "form"),
            ],
        )

    def test_history_names_the_profile(self):
        first = self._profile("First", self.of_type["char"])
        first.sequence = 1
        self.client.client_profile_ids += first
        self._set(self.client, an_char="a", an_integer=1)
        changes = self.changes.search([("partner_id", "=", self.client.id)])
        profiles = {change.attribute_id: change.profile_id for change in changes}
        self.assertEqual(profiles[self.of_type["char"]], first)
        self.assertEqual(profiles[self.of_type["integer"]], self.profile)

    def test_deleting_a_client_deletes_its_history(self):
        self._set(self.client, an_char="a")
        self.client.unlink()
        self.assertFalse(
            self.env["client.attribute.confirmation"].search(
                [("attribute_id", "=", self.of_type["char"].id)]
            )
        )

    # ------------------------------------------------------------------ two users
    def _form(self, user, **values):
        """What a form that was read now would send."""
        items = [dict(item) for item in self._read(self.client, user).values()]
        for item in items:
            code = item["name"].removeprefix("t_")
            if code in values:
                item["value"] = values[code]
        return items

    def test_two_users_edit_different_attributes(self):
        self._set(self.client, an_char="a", an_integer=1)
        first = self._form(self.user, an_char="b")
        second = self._form(self.keeper, an_integer=2)
        self.client.with_user(self.user).write({"client_attributes": first})
        self.client.with_user(self.keeper).write({"client_attributes": second})
        self.assertEqual(self._stored(self.client), {"an_char": "b", "an_integer": 2})

    def test_two_users_edit_the_same_attribute(self):
        self._set(self.client, an_char="a")
        first = self._form(self.user, an_char="b")
        second = self._form(self.keeper, an_char="c", an_integer=2)
        self.client.with_user(self.user).write({"client_attributes": first})
        with self.assertRaisesRegex(UserError, "attribute_user.*An char.*“b”"):
            self.client.with_user(self.keeper).write({"client_attributes": second})
        self.assertEqual(self._stored(self.client), {"an_char": "b"})

    def test_the_same_answer_twice_is_no_conflict(self):
        forms = [self._form(user, an_char="b") for user in (self.user, self.keeper)]
        for form in forms:
            self.client.write({"client_attributes": form})
        self.assertEqual(self._stored(self.client), {"an_char": "b"})
        self.assertEqual(
            self.changes.search_count([("partner_id", "=", self.client.id)]), 1
        )

    def test_untouched_form_changes_nothing(self):
        self._set(
            self.client,
            an_char="a",
            an_integer=0,
            an_boolean=False,
            a_tags=["red"],
            a_many2one=self.germany.id,
        )
        count = self.changes.search_count([])
        self.client.write({"client_attributes": self._form(self.keeper)})
        self.assertEqual(self.changes.search_count([]), count)
        self.assertEqual(self._stored(self.client)["an_boolean"], False)

    def test_zero_and_no_are_written_over_nothing(self):
        self.client.write(
            {"client_attributes": self._form(self.user, an_integer=0, an_boolean=False)}
        )
        self.assertEqual(
            self._stored(self.client), {"an_integer": 0, "an_boolean": False}
        )

    # ------------------------------------------------------------------ import
    def _load(self, *rows):
        return self.partners.with_context(import_file=True).load(
            [
                "name",
                "client_profile_ids",
                "client_attributes.t_a_selection",
                "client_attributes.t_an_integer",
                "client_attributes.t_a_many2one",
                "client_attributes.t_a_tags",
            ],
            [list(row) for row in rows],
        )

    def test_import_by_column(self):
        result = self._load(
            ("One", "Everything", "Big", "5", "Germany", "Red,blue"),
            ("Two", "Everything", "small", "", "", ""),
        )
        self.assertFalse(result["messages"])
        one, two = self.partners.browse(result["ids"])
        self.assertEqual(
            self._stored(one),
            {
                "a_selection": "big",
                "an_integer": 5,
                "a_many2one": self.germany.id,
                "a_tags": ["red", "blue"],
            },
        )
        self.assertEqual(self._stored(two), {"a_selection": "small"})
        sources = self.changes.search([("partner_id", "in", result["ids"])])
        self.assertEqual(set(sources.mapped("source")), {"import"})

    def test_import_of_bad_rows_does_nothing(self):
        result = self._load(
            ("One", "Everything", "Big", "5", "", ""),
            ("Two", "Everything", "Huge", "5", "", ""),
            ("Three", "Everything", "Big", "many", "", ""),
            ("Four", "Everything", "", "", "", "Red,Pink"),
        )
        self.assertFalse(result["ids"])
        self.assertEqual(
            [message["rows"]["from"] for message in result["messages"]], [1, 2, 3]
        )
        self.assertIn("Huge", result["messages"][0]["message"])
        self.assertFalse(self.partners.search([("name", "=", "One")]))

    def test_import_of_a_value_without_profile_names_the_row(self):
        result = self._load(
            ("One", "Everything", "Big", "", "", ""), ("Two", "", "Big", "", "", "")
        )
        self.assertFalse(result["ids"])
        self.assertIn("No profile of Two", str(result["messages"]))
        self.assertFalse(self.partners.search([("name", "=", "One")]))

    def test_import_of_a_column_that_is_gone_says_so(self):
        for column in ("client_attributes.t_gone", "client_attributes.t_secret"):
            result = self.partners.with_user(self.user).load(
                ["name", column], [["One", "x"]]
            )
            self.assertFalse(result["ids"])
            self.assertIn(column.partition(".")[2], result["messages"][0]["message"])

    def test_columns_are_offered_to_the_import_and_the_export(self):
        fields = self.env["base_import.import"].with_user(self.user)
        tree = fields.get_fields_tree("res.partner")
        offered = {item["id"]: item["string"] for item in tree}
        self.assertEqual(
            offered["client_attributes.t_an_char"], "An char (Client Attributes)"
        )
        self.assertNotIn("client_attributes.t_secret", offered)

    # ------------------------------------------------------------------ merge
    def test_merge_of_the_core_keeps_values_and_history(self):
        small = self._profile("Small", self._attribute("Own"))
        other = self._client("Vega Ltd", small)
        self._set(self.client, an_char="a")
        self._set(other, own="b")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.client | other).ids, self.client
        )
        self.assertEqual(self.client.client_profile_ids, self.profile | small)
        self.assertEqual(self._stored(self.client), {"an_char": "a", "own": "b"})
        changes = self.changes.search([("partner_id", "=", self.client.id)])
        self.assertEqual(changes[:1].source, "merge")
        row = self.env["client.completeness"].search(
            [("partner_id", "=", self.client.id)]
        )
        self.assertEqual(row.filled_count, 2)

    # ------------------------------------------------------------------ sets
    def test_many_clients_at_once(self):
        clients = self.partners.create(
            [
                {
                    "name": f"Client {number}",
                    "client_profile_ids": [Command.link(self.profile.id)],
                }
                for number in range(200)
            ]
        )
        self._set(clients[:100], an_integer=1)
        self._set(clients[100:], an_char="x")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self._set(clients, an_char="y", a_selection="big")
        self.assertEqual(
            self._stored(clients[0]),
            {"an_integer": 1, "an_char": "y", "a_selection": "big"},
        )
        self.assertEqual(
            self.changes.search_count([("partner_id", "in", clients.ids)]), 600
        )

    def test_list_of_clients(self):
        clients = self.partners.create(
            [
                {
                    "name": f"Client {number}",
                    "client_profile_ids": [Command.link(self.profile.id)],
                }
                for number in range(80)
            ]
        )
        self._set(
            clients,
            an_char="y",
            a_selection="big",
            a_many2one=self.germany.id,
            a_tags=["red"],
        )
        fields = ["client_attributes", "client_profile_ids", "client_completeness"]
        clients[:1].read(fields)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(7):
            rows = clients.read(fields)
        self.assertEqual(len(rows), 80)
