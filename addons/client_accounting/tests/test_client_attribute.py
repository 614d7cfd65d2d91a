from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .attribute_common import AttributeCommon

#: type -> what is written, what is stored, what a domain finds it by
SAMPLES = {
    "char": ("Steel", "Steel", ("ilike", "ste")),
    "text": ("Two\nlines", "Two\nlines", ("ilike", "lines")),
    "integer": (7, 7, (">", 6)),
    "float": (2.5, 2.5, ("<=", 2.5)),
    "monetary": (1000.0, 1000.0, ("=", 1000)),
    "boolean": (True, True, ("=", True)),
    "date": ("2026-03-01", "2026-03-01", (">=", "2026-03-01")),
    "datetime": ("2026-03-01 10:00:00", "2026-03-01 10:00:00", ("<", "2026-03-02")),
    "selection": ("big", "big", ("=", "big")),
    "tags": (["red", "blue"], ["red", "blue"], ("in", ["blue", "green"])),
}


@tagged("post_install", "-at_install")
class TestClientAttribute(AttributeCommon):
    # ------------------------------------------------------------------ types
    def test_types_round_trip(self):
        for kind, (written, stored, (operator, value)) in SAMPLES.items():
            with self.subTest(type=kind):
                code = self.of_type[kind].code
                self.client.write({"client_attributes": {code: written}})
                self.assertEqual(self._stored(self.client)[code[2:]], stored)
                field = f"client_attributes.{code}"
                self.assertEqual(self._find((field, operator, value)), ["Vega"])
                self.assertEqual(self._find((field, "=", False)), [])
                self.assertEqual(self._find((field, "!=", False)), ["Vega"])

    def test_links_round_trip(self):
        both = (self.germany | self.france).ids
        self._set(self.client, a_many2one=self.germany.id, a_many2many=both)
        read = self._read(self.client)
        self.assertEqual(read["a_many2one"]["value"], (self.germany.id, "Germany"))
        self.assertEqual(
            read["a_many2many"]["value"],
            [(self.germany.id, "Germany"), (self.france.id, "France")],
        )
        self.assertEqual(self.client.client_attributes["t_a_many2one"], self.germany)
        for code, value in (("one", self.germany.id), ("many", self.france.id)):
            field = f"client_attributes.t_a_many2{code}"
            self.assertEqual(self._find((field, "in", [value])), ["Vega"])
        self.assertEqual(
            self._find(("client_attributes.t_a_many2one", "ilike", "germ")), ["Vega"]
        )

    def test_html_is_sanitized(self):
        self.client.client_attributes = {
            self.of_type["html"].code: "<p>Gate 3<script>alert(1)</script></p>"
        }
        value = self._stored(self.client)[self.of_type["html"].code[2:]]
        self.assertEqual(value, "<p>Gate 3</p>")

    def test_values_that_do_not_fit_are_refused(self):
        bad = {
            "integer": (1.5, "many", True, float("inf")),
            "float": ("x", [1]),
            "boolean": ("yes", 1),
            "date": ("2026-02-31", 5),
            "datetime": ("tomorrow",),
            "selection": ("huge", ["big", "small"]),
            "tags": (["red", "huge"],),
            "many2one": (2**31 - 1, "Germany"),
            "char": (5,),
        }
        for kind, values in bad.items():
            for value in values:
                with self.subTest(type=kind, value=value):
                    with self.assertRaises(ValidationError):
                        self._set(self.client, **{self.of_type[kind].code[2:]: value})
        self.assertEqual(self._stored(self.client), {})

    def test_empty_values_are_none_but_no_and_zero_are_values(self):
        self.client._set_client_attributes(
            {
                self.of_type["integer"].code: 0,
                self.of_type["boolean"].code: False,
                self.of_type["char"].code: "",
                self.of_type["tags"].code: [],
            }
        )
        self.assertEqual(
            self._stored(self.client), {"an_integer": 0, "an_boolean": False}
        )

    def test_relative_dates_in_domains(self):
        code = self.of_type["date"].code
        self.client._set_client_attributes({code: "2020-01-01"})
        field = f"client_attributes.{code}"
        self.assertEqual(self._find((field, "<", "today -1m")), ["Vega"])
        self.assertEqual(self._find((field, ">", "today -1m")), [])

    def test_negative_domains_find_the_empty_too(self):
        self._client("Rigel")
        self._set(self.client, a_selection="big", a_tags=["red"])
        self.assertEqual(
            self._find(
                ("client_attributes.t_a_selection", "!=", "big"),
                ("name", "in", ["Vega", "Rigel"]),
            ),
            ["Rigel"],
        )
        self.assertEqual(
            self._find(
                ("client_attributes.t_a_tags", "not in", ["red"]),
                ("name", "in", ["Vega", "Rigel"]),
            ),
            ["Rigel"],
        )

    def test_group_by(self):
        self._set(self._client("Rigel"), a_selection="big", a_tags=["red", "blue"])
        self._set(self.client, a_selection="small", a_tags=["blue"])
        domain = [("client_profile_ids", "in", self.profile.ids)]
        by_size = self.partners.formatted_read_group(
            domain, ["client_attributes.t_a_selection"], ["__count"]
        )
        self.assertEqual(
            {row["client_attributes.t_a_selection"]: row["__count"] for row in by_size},
            {"big": 1, "small": 1},
        )
        by_colour = self.partners.formatted_read_group(
            domain, ["client_attributes.t_a_tags"], ["__count"]
        )
        self.assertEqual(
            {row["client_attributes.t_a_tags"]: row["__count"] for row in by_colour},
            {("red", "Red", 1): 1, ("blue", "Blue", 3): 2},
        )

    def test_value_sql_has_the_type_of_the_attribute(self):
        self._set(self.client, an_integer=7, a_selection="big")
        for code, expected in (("t_an_integer", 7), ("t_a_selection", "big")):
            value = self.attributes._value_sql("res_partner", code)
            rows = self.env.execute_query(
                SQL("SELECT %s FROM res_partner WHERE id = %s", value, self.client.id)
            )
            self.assertEqual(rows, [(expected,)])

    # ------------------------------------------------------------------ dictionary
    def test_names_are_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        attribute = self.of_type["selection"]
        attribute.with_context(lang="ru_RU").name = "Размер"
        attribute.option_ids[0].with_context(lang="ru_RU").name = "Большой"
        russian = self.client.with_context(lang="ru_RU")
        item = self._read(russian)["a_selection"]
        self.assertEqual(item["string"], "Размер")
        self.assertEqual(item["selection"][0], ("big", "Большой"))
        self.assertEqual(
            self._read(self.client)["a_selection"]["string"], "A selection"
        )
        container = self.client.client_dictionary_id.with_context(lang="ru_RU")
        names = {item["name"]: item["string"] for item in container.definition}
        self.assertEqual(names["t_a_selection"], "Размер")

    def test_renaming_keeps_values(self):
        self._set(self.client, a_selection="big")
        self.of_type["selection"].name = "Size"
        self.of_type["selection"].option_ids[0].name = "Enormous"
        item = self._read(self.client)["a_selection"]
        self.assertEqual((item["string"], item["value"]), ("Size", "big"))
        self.assertEqual(self.client.client_attributes["t_a_selection"], "Enormous")

    def test_codes_do_not_change(self):
        with self.assertRaises(UserError):
            self.of_type["char"].code = "other"
        with self.assertRaises(UserError):
            self.of_type["selection"].option_ids[0].code = "other"

    def test_type_of_a_used_attribute_changes_by_the_wizard_only(self):
        self.of_type["char"].type = "text"
        self.of_type["char"].type = "char"
        self._set(self.client, an_char="x")
        with self.assertRaises(UserError):
            self.of_type["char"].type = "text"

    def test_what_is_used_cannot_be_deleted(self):
        self._set(self.client, an_char="x", a_selection="big")
        with self.assertRaises(UserError):
            self.of_type["char"].unlink()
        with self.assertRaises(UserError):
            self.of_type["selection"].option_ids[0].unlink()
        self.of_type["selection"].option_ids[1].unlink()
        self.of_type["text"].unlink()

    def test_archived_option_stays_with_who_has_it(self):
        self._set(self.client, a_selection="big", a_tags=["red", "blue"])
        other = self._client("Rigel")
        big = self.of_type["selection"].option_ids[0]
        (big | self.of_type["tags"].option_ids[0]).active = False
        read = self._read(self.client)
        self.assertEqual(read["a_selection"]["value"], "big")
        self.assertEqual(read["a_tags"]["value"], ["red", "blue"])
        codes = [code for code, _name in self._read(other)["a_selection"]["selection"]]
        self.assertEqual(codes, ["middle", "small"])

    def test_archived_attribute_keeps_its_values(self):
        self._set(self.client, an_char="x", an_integer=5)
        self.of_type["char"].active = False
        self.assertEqual(self._stored(self.client), {"an_integer": 5})
        self.assertNotIn("an_char", self._read(self.client))
        with self.assertRaisesRegex(UserError, "archived"):
            self._find(("client_attributes.t_an_char", "=", "x"))
        self.of_type["char"].active = True
        self.assertEqual(self._stored(self.client), {"an_char": "x", "an_integer": 5})

    def test_filter_with_a_deleted_attribute_says_so(self):
        self.of_type["text"].unlink()
        with self.assertRaisesRegex(UserError, "no attribute t_an_text"):
            self._find(("client_attributes.t_an_text", "ilike", "x"))

    def test_definition_is_not_edited_from_a_client(self):
        items = list(self._read(self.client).values())
        items[1]["string"] = "Hacked"
        items.append(
            {
                "name": "hack",
                "type": "char",
                "string": "Hack",
                "definition_changed": True,
            }
        )
        self.client.write({"client_attributes": items})
        self.assertEqual(len(self._read(self.client)), len(items) - 1)
        self.assertNotIn("Hacked", str(self._read(self.client)))

    def test_markup_in_names_is_text(self):
        name = "<img src=x onerror=alert(1)>"
        self.of_type["char"].name = name
        self._set(self.client, an_char=name)
        [change] = self.changes.search([("partner_id", "=", self.client.id)])
        self.assertEqual(change.new_text, name)
        self.assertEqual(self._read(self.client)["an_char"]["string"], name)
        self.assertEqual(self.of_type["char"].code, "t_an_char")

    def test_ten_thousand_options(self):
        attribute = self._attribute("Model", "selection")
        options = self.env["client.attribute.option"].create(
            [
                {"attribute_id": attribute.id, "name": f"Model {number}"}
                for number in range(10_000)
            ]
        )
        self.assertEqual(len(set(options.mapped("code"))), 10_000)
        self.profile.line_ids = [Command.create({"attribute_id": attribute.id})]
        clients = self.client | self._client("Rigel")
        self._set(clients, model="model_77")
        self.assertEqual(len(self._read(self.client)["model"]["selection"]), 10_000)
        rows = clients.read(["client_attributes"])
        items = [
            item
            for row in rows
            for item in row["client_attributes"]
            if item["name"] == "t_model"
        ]
        self.assertEqual(
            [item["selection"] for item in items], [[("model_77", "Model 77")]] * 2
        )
        self.assertEqual(
            self._find(("client_attributes.t_model", "ilike", "model 77")),
            ["Rigel", "Vega"],
        )
