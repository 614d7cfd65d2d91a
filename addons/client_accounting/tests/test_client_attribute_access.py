from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .attribute_common import AttributeCommon

SECRET = "client_attributes.t_secret"


@tagged("post_install", "-at_install")
class TestClientAttributeAccess(AttributeCommon):
    """A user outside the groups of an attribute, and the keeper inside them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set(cls.client, secret="gold", guarded="iron", an_char="tin")

    # ------------------------------------------------------------------ reading
    def test_read(self):
        self.assertNotIn("secret", self._read(self.client, self.user))
        self.assertEqual(
            self._read(self.client, self.keeper)["secret"]["value"], "gold"
        )
        [row] = self.client.with_user(self.user).web_read({"client_attributes": {}})
        self.assertNotIn("gold", str(row))
        values = self.client.with_user(self.user)._client_attribute_values()
        self.assertEqual(
            values[self.client.id], {"t_guarded": "iron", "t_an_char": "tin"}
        )

    def test_templates_read_as_the_user(self):
        values = self.client.with_user(self.user).client_attributes
        self.assertIsNone(values.get("t_secret"))
        self.assertNotIn("t_secret", list(values))
        with self.assertRaises(KeyError):
            values["t_secret"]
        self.assertEqual(values["t_an_char"], "tin")

    def test_mail_merge(self):
        for user, text in ((self.user, "tin, "), (self.keeper, "tin, gold")):
            template = self.env["mail.template"].create(
                {
                    "name": "Greeting",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "subject": "{{ object.client_attributes.get('t_an_char') }}, "
                    "{{ object.client_attributes.get('t_secret') or '' }}",
                }
            )
            rendered = template.with_user(user)._render_field(
                "subject", self.client.ids
            )
            self.assertEqual(rendered[self.client.id], text)

    def test_search_by_words(self):
        """One search through all attributes that the reader may see."""
        self._set(
            self.client,
            a_selection="middle",
            an_boolean=True,
            a_many2one=self.germany.id,
        )

        def find(word, user=self.user, operator="ilike"):
            domain = ("client_attribute_words", operator, word)
            return self._find(domain, user=user)

        for word in ("tin", "MIDD", "german", "boolean", "iro"):
            with self.subTest(word=word):
                self.assertEqual(find(word), ["Vega"])
        self.assertFalse(find("gold"), "not by what he may not see")
        self.assertEqual(find("gold", self.keeper), ["Vega"])
        self.assertFalse(find("small"))
        self.assertNotIn("Vega", find("tin", operator="not ilike"))
        self.assertIn("Vega", find("gold", operator="not ilike"))
        words = self.client.with_user(self.user).client_attribute_words
        self.assertEqual(
            sorted(words.split(", ")), ["An boolean", "Middle", "iron", "tin"]
        )
        stranger = new_test_user(self.env, "words_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            find("tin", stranger)

    def test_search(self):
        self.assertEqual(self._find((SECRET, "=", "gold"), user=self.keeper), ["Vega"])
        for operator, value in (("=", "gold"), ("ilike", "g"), ("!=", False)):
            with self.assertRaises(AccessError):
                self._find((SECRET, operator, value), user=self.user)
        with self.assertRaises(AccessError):
            self.partners.with_user(self.user).search([], order=f"{SECRET} desc")
        with self.assertRaises(AccessError):
            self.env["res.users"].with_user(self.user).search(
                [(f"partner_id.{SECRET}", "=", "gold")]
            )
        with self.assertRaises(AccessError):
            self.env["sale.order"].with_user(self.manager).search(
                [(f"partner_id.{SECRET}", "=", "gold")]
            )

    def test_group_by(self):
        with self.assertRaises(AccessError):
            self.partners.with_user(self.user).formatted_read_group(
                [], [SECRET], ["__count"]
            )
        with self.assertRaises(AccessError):
            self.partners.with_user(self.user).get_property_definition(SECRET)

    def test_export(self):
        columns = ["name", SECRET, "client_attributes.t_an_char", "client_attributes"]
        for user, expected in ((self.user, ""), (self.keeper, "gold")):
            paths = [[column] for column in columns]
            [row] = self.client.with_user(user)._export_rows(paths)
            self.assertEqual(row[:3], ["Vega", expected, "tin"])
            self.assertEqual("gold" in row[3], bool(expected))

    def test_definition(self):
        for user, visible in ((self.user, False), (self.keeper, True)):
            container = self.client.with_user(user).client_dictionary_id
            names = [item["name"] for item in container.sudo().definition]
            self.assertEqual("t_secret" in names, visible)

    def test_history(self):
        for user, visible in ((self.user, False), (self.keeper, True)):
            changes = self.changes.with_user(user).search(
                [("partner_id", "=", self.client.id)]
            )
            self.assertEqual(self.secret in changes.attribute_id, visible)
            self.assertEqual(
                self.client.with_user(user).client_attribute_change_count,
                2 + visible,
            )

    def test_completeness_counts_what_the_reader_sees(self):
        self.profile.line_ids.is_required = True
        total = len(self.profile.line_ids)
        for user, hidden in ((self.user, 1), (self.keeper, 0)):
            row = self.env["client.completeness"].with_user(user)
            row.invalidate_model()
            row = row.search([("partner_id", "=", self.client.id)])
            self.assertEqual(row.attribute_count, total - hidden)
            self.assertEqual(row.filled_count, 3 - hidden)
            self.assertNotIn("Secret", row.missing_names)

    # ------------------------------------------------------------------ writing
    def test_write(self):
        client = self.client.with_user(self.user)
        for code in ("t_secret", "t_guarded"):
            with self.assertRaises(AccessError):
                client.write({"client_attributes": {code: "changed"}})
        client.write({"client_attributes": {"t_an_char": "zinc"}})
        self.assertEqual(
            self._stored(self.client),
            {"secret": "gold", "guarded": "iron", "an_char": "zinc"},
        )
        self._set(self.client.with_user(self.keeper), secret="silver", guarded="lead")
        self.assertEqual(self._stored(self.client)["secret"], "silver")

    def test_a_form_shows_what_cannot_be_edited_and_saves_the_rest(self):
        read = self._read(self.client, self.user)
        self.assertTrue(read["guarded"]["readonly"])
        self.assertNotIn("readonly", read["an_char"])
        items = [dict(item) for item in read.values()]
        for item in items:
            if item["name"] == "t_an_char":
                item["value"] = "zinc"
        self.client.with_user(self.user).write({"client_attributes": items})
        self.assertEqual(
            self._stored(self.client),
            {"secret": "gold", "guarded": "iron", "an_char": "zinc"},
        )

    def test_rights_on_the_client_hold(self):
        reader = self._user("reader", "client_accounting.group_client_accounting_user")
        self.assertEqual(self._read(self.client, reader)["an_char"]["value"], "tin")
        with self.assertRaises(AccessError):
            self._set(self.client.with_user(reader), an_char="zinc")
        with self.assertRaises(AccessError):
            self.client.with_user(reader)._confirm_client_attributes()

    def test_confirming_needs_the_right_to_edit(self):
        with self.assertRaises(AccessError):
            self.client.with_user(self.user).action_confirm_client_attribute(
                "t_guarded"
            )
        self.client.with_user(self.user).action_confirm_client_attribute("t_an_char")

    def test_nobody_writes_history(self):
        change = self.changes.search([("partner_id", "=", self.client.id)], limit=1)
        for values in ({"source": "import"}, {"new_value": "x"}):
            with self.assertRaises(AccessError):
                change.with_user(self.manager).write(values)
        with self.assertRaises(AccessError):
            change.with_user(self.manager).unlink()

    def test_only_managers_edit_the_dictionary(self):
        for record in (
            self.secret,
            self.profile,
            self.section,
            self.of_type["tags"].option_ids[0],
        ):
            with self.assertRaises(AccessError):
                record.with_user(self.user).write({"name": "Mine"})
            record.with_user(self.manager).write({"name": "Ours"})
        with self.assertRaises(AccessError):
            self.env["client.attribute.retype"].with_user(self.user).create(
                {"attribute_id": self.secret.id, "new_type": "text"}
            )

    def test_employees_without_the_application(self):
        outsider = self._user("outsider", "base.group_partner_manager")
        with self.assertRaises(AccessError):
            self.client.with_user(outsider).read(["client_attributes"])
        with self.assertRaises(AccessError):
            self.client.with_user(outsider).write(
                {"client_attributes": {"t_an_char": "x"}}
            )
        with self.assertRaises(AccessError):
            self.partners.with_user(outsider).search(
                [("client_attributes.t_an_char", "=", "tin")]
            )
        self.client.with_user(outsider).write({"name": "Vega"})
        self.partners.with_user(outsider).create({"name": "New"})

    def test_portal(self):
        portal = new_test_user(
            self.env, login="attribute_portal", groups="base.group_portal"
        )
        portal.partner_id.parent_id = self.client
        client = self.client.with_user(portal)
        for name in (
            "client_attributes",
            "client_profile_ids",
            "client_completeness",
            "client_attribute_status",
        ):
            with self.assertRaises(AccessError):
                client.read([name])
        for model in (
            "client.attribute",
            "client.attribute.change",
            "client.attribute.option",
            "client.profile",
            "client.dictionary",
            "client.completeness",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])
        with self.assertRaises(AccessError):
            client.with_user(portal).get_property_definition(
                "client_attributes.t_an_char"
            )

    def test_rules_run_with_all_rights(self):
        self.assertEqual(
            self.partners.with_user(self.user)
            .sudo()
            .search([(SECRET, "=", "gold")])
            .mapped("name"),
            ["Vega"],
        )
        with self.assertRaises(UserError):
            self.partners.sudo().search([("client_attributes.t_none", "=", "x")])
