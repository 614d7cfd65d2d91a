from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import BaseCase, Form, tagged

from ..tools.attribute_convert import Words, convert
from .attribute_common import AttributeCommon

SIZES = Words({"big": "Big", "small": "Small"}, {"big": "big", "small": "small"})
#: value, from, to, result
CONVERSIONS = [
    ("250", "char", "integer", 250),
    ("1 250", "char", "integer", 1250),
    ("2,5", "char", "float", 2.5),
    ("2.5", "char", "integer", None),
    ("about 50", "char", "integer", None),
    ("да", "char", "boolean", True),
    ("No", "char", "boolean", False),
    ("perhaps", "char", "boolean", None),
    ("31.12.2025", "char", "date", "2025-12-31"),
    ("2025-12-31", "char", "datetime", "2025-12-31 00:00:00"),
    ("2025-12-31 10:00:00", "datetime", "date", "2025-12-31"),
    ("soon", "char", "date", None),
    ("<p>Gate&nbsp;3</p><p>West</p>", "html", "char", "Gate 3 West"),
    ("Two\nlines", "text", "char", "Two lines"),
    (3.0, "float", "char", "3"),
    (3.5, "float", "integer", None),
    (3, "integer", "monetary", 3.0),
    (0, "integer", "boolean", False),
    (True, "boolean", "integer", 1),
    ("big", "selection", "tags", ["big"]),
    (["big", "small"], "tags", "selection", None),
    (["small"], "tags", "selection", "small"),
    (["big", "small"], "tags", "char", "Big, Small"),
    ("Big", "char", "selection", "big"),
    ("Huge", "char", "selection", None),
    ("", "char", "integer", None),
]


class TestConvert(BaseCase):
    def test_conversions(self):
        for value, source, target, result in CONVERSIONS:
            with self.subTest(value=value, source=source, target=target):
                self.assertEqual(convert(value, source, target, SIZES), result)


@tagged("post_install", "-at_install")
class TestClientAttributeRetype(AttributeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clients = {name: cls._client(name) for name in ("A", "B", "C", "D", "E")}

    def _fill(self, code, **values):
        for name, value in values.items():
            self.clients[name]._set_client_attributes({code: value})

    def _values(self, code):
        return {
            name: self._stored(client).get(code.removeprefix("t_"))
            for name, client in self.clients.items()
        }

    def _wizard(self, attribute, new_type, **values):
        return (
            self.env["client.attribute.retype"]
            .with_user(self.manager)
            .create({"attribute_id": attribute.id, "new_type": new_type, **values})
        )

    def test_preview_and_conversion(self):
        attribute = self.of_type["char"]
        self._fill("t_an_char", A="250", B="1 000", C="about 50", D="250")
        wizard = self._wizard(attribute, "integer")
        self.assertEqual(
            (wizard.value_count, wizard.kept_count, wizard.lost_count), (4, 3, 1)
        )
        self.assertEqual(
            wizard.line_ids.mapped(
                lambda line: (line.old_text, line.new_text, line.is_lost, line.count)
            ),
            [
                ("about 50", "", True, 1),
                ("250", "250", False, 2),
                ("1 000", "1000", False, 1),
            ],
        )
        self.assertEqual(attribute.type, "char")
        wizard.action_apply()
        self.assertEqual(attribute.type, "integer")
        self.assertEqual(
            self._values("t_an_char"),
            {"A": 250, "B": 1000, "C": None, "D": 250, "E": None},
        )
        lost = self.changes.search(
            [("source", "=", "dictionary"), ("attribute_id", "=", attribute.id)]
        )
        self.assertEqual(lost.partner_id, self.clients["C"])
        self.assertEqual((lost.kind, lost.old_text), ("erase", "about 50"))

    def test_lost_values_come_back_with_the_type(self):
        attribute = self.of_type["char"]
        self._fill("t_an_char", A="250", C="about 50")
        self._wizard(attribute, "integer").action_apply()
        self._wizard(attribute, "char").action_apply()
        self.assertEqual(
            self._values("t_an_char"),
            {"A": "250", "B": None, "C": "about 50", "D": None, "E": None},
        )

    def test_values_kept_aside_are_converted_too(self):
        self._fill("t_an_char", A="250", B="about 50")
        (self.clients["A"] | self.clients["B"]).client_profile_ids = False
        wizard = self._wizard(self.of_type["char"], "integer")
        self.assertEqual((wizard.kept_count, wizard.lost_count), (1, 1))
        wizard.action_apply()
        (self.clients["A"] | self.clients["B"]).client_profile_ids = self.profile
        self.assertEqual(self._values("t_an_char")["A"], 250)
        self.assertIsNone(self._values("t_an_char")["B"])

    def test_texts_become_options(self):
        attribute = self.of_type["char"]
        self._fill("t_an_char", A="Steel", B="steel", C="Copper")
        self._wizard(attribute, "selection").action_apply()
        names = sorted(attribute.option_ids.mapped("name"), key=str.lower)
        self.assertEqual([name.lower() for name in names], ["copper", "steel"])
        values = self._values("t_an_char")
        self.assertEqual(
            (values["A"], values["B"], values["C"]), ("steel", "steel", "copper")
        )
        without = self._wizard(self.of_type["text"], "selection", create_options=False)
        self.assertEqual(without.value_count, 0)

    def test_texts_become_links(self):
        attribute = self.of_type["char"]
        self._fill("t_an_char", A="Germany", B="Atlantis")
        wizard = self._wizard(attribute, "many2one", comodel_id=self.country_model.id)
        self.assertEqual((wizard.kept_count, wizard.lost_count), (1, 1))
        wizard.action_apply()
        self.assertEqual(self._values("t_an_char")["A"], self.germany.id)
        self._wizard(
            attribute, "many2many", comodel_id=self.country_model.id
        ).action_apply()
        self.assertEqual(self._values("t_an_char")["A"], [self.germany.id])
        self._wizard(attribute, "char").action_apply()
        self.assertEqual(self._values("t_an_char")["A"], "Germany")

    def test_tags_to_one_option(self):
        self._fill("t_a_tags", A=["red"], B=["red", "blue"])
        wizard = self._wizard(self.of_type["tags"], "selection")
        self.assertEqual((wizard.kept_count, wizard.lost_count), (1, 1))
        wizard.action_apply()
        self.assertEqual(self._values("t_a_tags")["A"], "red")
        self.assertIsNone(self._values("t_a_tags")["B"])

    def test_wizard_in_the_form(self):
        self._fill("t_an_char", A="250", C="about 50")
        form = Form(
            self.env["client.attribute.retype"]
            .with_user(self.manager)
            .with_context(default_attribute_id=self.of_type["char"].id)
        )
        form.new_type = "integer"
        self.assertEqual((form.kept_count, form.lost_count), (1, 1))
        form.save().action_apply()
        self.assertEqual(self.of_type["char"].type, "integer")

    def test_same_type_is_refused(self):
        with self.assertRaises(UserError):
            self._wizard(self.of_type["char"], "char").action_apply()

    def test_one_query_whatever_the_number_of_clients(self):
        attribute = self.of_type["char"]
        clients = self.partners.create(
            [
                {
                    "name": f"Client {number}",
                    "client_profile_ids": [Command.link(self.profile.id)],
                }
                for number in range(300)
            ]
        )
        self._set(clients[:150], an_char="1")
        self._set(clients[150:], an_char="2")
        wizard = self._wizard(attribute, "integer")
        self.env.flush_all()
        with self.assertQueryCount(45):
            wizard.action_apply()
        self.assertEqual(self._stored(clients[299]), {"an_char": 2})

    # ------------------------------------------------------------------ options
    def _merge(self, attribute, target, *others):
        options = {option.code: option for option in attribute.option_ids}
        chosen = [options[code].id for code in (target, *others)]
        return (
            self.env["client.attribute.option.merge"]
            .with_user(self.manager)
            .with_context(active_model="client.attribute.option", active_ids=chosen)
            .create({})
        )

    def test_merge_of_options(self):
        attribute = self.of_type["selection"]
        self._fill("t_a_selection", A="big", B="middle", C="small")
        wizard = self._merge(attribute, "big", "middle")
        self.assertEqual(wizard.client_count, 1)
        wizard.action_apply()
        values = self._values("t_a_selection")
        self.assertEqual(
            (values["A"], values["B"], values["C"]), ("big", "big", "small")
        )
        self.assertEqual(attribute.option_ids.mapped("code"), ["big", "small"])
        [change] = self.changes.search([("source", "=", "dictionary")])
        self.assertEqual((change.old_text, change.new_text), ("Middle", "Big"))

    def test_merge_of_tags_keeps_each_once(self):
        attribute = self.of_type["tags"]
        self._fill("t_a_tags", A=["red", "blue"], B=["green", "red"], C=["blue"])
        self.clients["B"].client_profile_ids = False
        self._merge(attribute, "red", "blue", "green").action_apply()
        self.clients["B"].client_profile_ids = self.profile
        values = self._values("t_a_tags")
        self.assertEqual((values["A"], values["B"], values["C"]), (["red"],) * 3)

    def test_options_of_two_attributes_are_not_merged(self):
        options = (
            self.of_type["tags"].option_ids[0] | self.of_type["selection"].option_ids[0]
        )
        with self.assertRaises(UserError):
            self.env["client.attribute.option.merge"].with_context(
                active_model="client.attribute.option", active_ids=options.ids
            ).create({})
