import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.client_accounting.tools import fuzzy

from .common import MANAGER_GROUP, USER_GROUP
from .dossier_common import DossierCommon


class TestFuzzy(BaseCase):
    def test_words(self):
        self.assertEqual(fuzzy.words("Ёлка, café: 12м"), ["елка", "cafe", "12м"])
        self.assertEqual(fuzzy.words(None), [])

    def test_alike(self):
        cases = [
            ("turnover", "Turnover", True),
            ("turn", "turnover of the year", True),
            ("recievable", "receivable", True),
            ("оборт", "оборот", True),
            ("сегменты", "сегмент", True),
            ("ovr", "over", False),
            ("margin", "turnover", False),
            ("late money", "late delivery", False),
            ("", "anything", False),
            ("...", "anything", False),
            ("x" * 5000, "x" * 90, False),
        ]
        for query, text, expected in cases:
            with self.subTest(query=query[:20], text=text[:20]):
                self.assertEqual(fuzzy.alike(query, text), expected)


class GlossaryCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.env["client.glossary.figure"].search([]).unlink()
        cls.terms = cls.env["client.glossary.term"]
        cls.terms.search([]).action_archive()
        cls.category = cls.env["client.glossary.category"].create({"name": "Payments"})
        cls.debt = cls._term(
            "Zerodebt",
            "<p>What the client <b>owes</b>.</p>",
            synonyms="arrears, zeroliability",
            category_id=cls.category.id,
        )
        russian = cls.debt.with_context(lang="ru_RU")
        russian.name = "Нольдолг"
        russian.definition = "<p>Сколько клиент <b>должен</b>.</p>"
        cls.other = cls._term("Zeroprofit", "<p>What is left over.</p>")
        cls.employee = new_test_user(cls.env, "glossary_employee", "base.group_user")
        cls.manager = new_test_user(
            cls.env, "glossary_manager", f"base.group_user,{MANAGER_GROUP}"
        )
        cls.portal = new_test_user(cls.env, "glossary_portal", "base.group_portal")

    @classmethod
    def _term(cls, name, definition, **values):
        return cls.terms.create({"name": name, "definition": definition, **values})

    def _explain(self, term, figure):
        return self.env["client.glossary.figure"].create(
            {"term_id": term.id, "figure": figure}
        )

    def _help(self, model, field, user=None, lang="en_US"):
        model = self.env[model].with_user(user or self.manager)
        return model.with_context(lang=lang).fields_get([field])[field].get("help")


@tagged("post_install", "-at_install")
class TestGlossaryTerm(GlossaryCommon):
    def _found(self, text, lang="en_US"):
        terms = self.terms.with_user(self.employee).with_context(lang=lang)
        return terms.search(
            ["|", ("display_name", "ilike", text), ("definition", "ilike", text)]
        )

    def test_search(self):
        cases = [
            ("zerodebt", "en_US", self.debt),
            ("zeroliab", "en_US", self.debt),
            ("zeroliabilty", "en_US", self.debt),  # a letter is missing
            ("Нольдолг", "en_US", self.debt),  # another language
            ("нолдолг", "ru_RU", self.debt),
            ("zeroprofti", "ru_RU", self.other),
            ("is left over", "en_US", self.other),
            ("no such word", "en_US", self.terms),
            ("100%", "en_US", self.terms),
        ]
        for text, lang, expected in cases:
            with self.subTest(text=text, lang=lang):
                self.assertEqual(self._found(text, lang), expected)

    def test_search_as_link(self):
        names = self.terms.with_user(self.manager).name_search("arrears")
        self.assertEqual([id_ for id_, _name in names], self.debt.ids)
        self.assertIn(
            self.other, self.terms.search([("display_name", "not ilike", "x")])
        )
        self.assertEqual(len(self.terms.name_search("")), 2)

    def test_alphabet(self):
        self._term("Zeroalpha", "<p>First.</p>")
        names = self.terms.search([("name", "=like", "Zero%")]).mapped("name")
        self.assertEqual(names, ["Zeroalpha", "Zerodebt", "Zeroprofit"])

    def test_languages_are_texts_of_their_own(self):
        russian = self.debt.with_context(lang="ru_RU")
        russian.definition = "<p>Совсем другой текст.</p><ul><li>Ещё</li></ul>"
        self.assertEqual(self.debt.definition, "<p>What the client <b>owes</b>.</p>")
        self.debt.definition = "<p>New.</p>"
        self.assertIn("Совсем другой", russian.definition)

    def test_definition_is_clean(self):
        dirty = '<p onclick="x()">A<script>alert(1)</script><b>b</b></p>'
        self.debt.definition = dirty
        self.assertEqual(self.debt.definition, "<p>A<b>b</b></p>")
        self.debt.update_field_translations("definition", {"ru_RU": dirty})
        russian = self.debt.with_context(lang="ru_RU")
        self.assertEqual(russian.definition, "<p>A<b>b</b></p>")
        self.assertEqual(self.debt.definition_text, "Ab")

    def test_definition_is_needed(self):
        for empty in ("<p><br></p>", "  ", "<script>x</script>"):
            with self.subTest(empty=empty), self.assertRaises(ValidationError):
                self._term("Zeroempty", empty)

    def test_no_reference_to_itself(self):
        with self.assertRaises(ValidationError):
            self.debt.related_ids = self.debt
        self.debt.related_ids = self.other
        self.assertEqual(self.other.mentioned_ids, self.debt)

    def test_history_keeps_the_definition(self):
        self.debt.definition = "<p>Something else.</p>"
        self.assertIn("What the client owes.", self.debt.message_ids[0].body)

    def test_copy(self):
        self._explain(self.debt, "receivable_open")
        copy = self.debt.copy()
        self.assertEqual(copy.code, "zerodebt_copy")
        self.assertFalse(copy.figure_ids)

    def test_code_is_unique(self):
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
        ):
            self._term("Again", "<p>x</p>", code="zerodebt")


@tagged("post_install", "-at_install")
class TestGlossaryTooltips(GlossaryCommon):
    def test_in_each_language(self):
        field = "turnover_12m"
        before = self._help("client.figures", field)
        russian_before = self._help("client.figures", field, lang="ru_RU")
        self._explain(self.debt, field)
        self.assertEqual(
            self._help("client.figures", field),
            f"{before}\n\nZerodebt: What the client owes.",
        )
        self.assertEqual(
            self._help("client.figures", field, lang="ru_RU"),
            f"{russian_before}\n\nНольдолг: Сколько клиент должен.",
        )

    def test_on_partners_too(self):
        self._explain(self.debt, "receivable_overdue")
        text = self._help("res.partner", "client_receivable_overdue")
        self.assertIn("Zerodebt: What the client owes.", text)
        self.assertNotIn(
            "Zerodebt", self._help("res.partner", "client_turnover_total") or ""
        )

    def test_follows_the_term(self):
        self._explain(self.debt, "margin_12m")
        self.debt.definition = "<p>Changed.</p>"
        self.assertIn("Zerodebt: Changed.", self._help("client.figures", "margin_12m"))
        self.debt.update_field_translations("name", {"ru_RU": "Слово"})
        self.assertIn(
            "Слово:", self._help("client.figures", "margin_12m", lang="ru_RU")
        )
        self.debt.action_archive()
        self.assertNotIn("Zerodebt", self._help("client.figures", "margin_12m"))
        self.debt.action_unarchive()
        self.assertIn("Zerodebt", self._help("client.figures", "margin_12m"))
        self.debt.figure_ids.unlink()
        self.assertNotIn("Zerodebt", self._help("client.figures", "margin_12m"))

    def test_only_where_help_is_asked_for(self):
        self._explain(self.debt, "margin_12m")
        figures = self.env["client.figures"].with_user(self.manager)
        found = figures.fields_get(["margin_12m"], ["string", "type"])
        self.assertEqual(set(found["margin_12m"]), {"string", "type"})

    def test_not_to_the_portal(self):
        self.env["client.glossary.figure"].create(
            {"term_id": self.debt.id, "figure": "country_id"}
        )
        explain = self.terms.with_user(self.portal)._explain
        self.assertEqual(explain("client.figures"), {})
        explain = self.terms.with_user(self.employee)._explain
        self.assertIn("country_id", explain("client.figures"))

    def test_costs_no_query(self):
        self._explain(self.debt, "margin_12m")
        self._help("client.figures", "margin_12m")
        self._help("res.partner", "name")
        with self.assertQueryCount(0):
            self.terms.with_user(self.manager)._explain("client.figures")
            self.terms.with_user(self.manager)._explain("res.partner")

    def test_html_in_a_definition_is_text(self):
        self._explain(self.debt, "margin_12m")
        self.debt.name = "<b>Zero</b>"
        self.debt.definition = "<p>&lt;script&gt; is <i>a</i> word</p>"
        text = self._help("client.figures", "margin_12m")
        self.assertTrue(text.endswith("<b>Zero</b>: <script> is a word"))

    def test_figure_has_one_term(self):
        self._explain(self.debt, "margin_12m")
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
        ):
            self._explain(self.other, "margin_12m")

    def test_every_figure_is_known(self):
        known = dict(self.env["client.glossary.figure"]._selection_figure())
        missing = set(self.env["client.figures"]._figure_names()) - set(known)
        self.assertFalse(missing)
        self.assertTrue(all(known.values()))

    def test_attribute_shows_the_definition(self):
        attribute = self.env["client.attribute"].create(
            {
                "name": "Zeroattribute",
                "type": "char",
                "meaning": "Ask the buyer.",
                "glossary_term_id": self.debt.id,
            }
        )
        dictionary = self.env["client.dictionary"].with_context(lang="ru_RU")
        entry = dictionary._entry(attribute.code)
        self.assertEqual(
            entry["property"]["meaning"],
            "Ask the buyer.\n\nНольдолг: Сколько клиент должен.",
        )
        self.debt.action_archive()
        entry = dictionary._entry(attribute.code)
        self.assertEqual(entry["property"]["meaning"], "Ask the buyer.")


@tagged("post_install", "-at_install")
class TestGlossaryTiles(DossierCommon):
    def test_tile_has_the_definition(self):
        self.env["client.glossary.figure"].search(
            [("figure", "=", "turnover_12m")]
        ).unlink()
        term = self.env["client.glossary.term"].create(
            {
                "name": "Zeroturn",
                "definition": "<p>All we sold.</p>",
                "figure_ids": [Command.create({"figure": "turnover_12m"})],
            }
        )
        tiles = {t["key"]: t for t in self._section("figures")["tiles"]}
        self.assertEqual(tiles["turnover_12m"]["help"], "Zeroturn: All we sold.")
        term.action_archive()
        tiles = {t["key"]: t for t in self._section("figures")["tiles"]}
        self.assertEqual(tiles["turnover_12m"]["help"], "")


@tagged("post_install", "-at_install")
class TestGlossaryAccess(GlossaryCommon):
    def test_every_employee_reads(self):
        self._explain(self.debt, "margin_12m")
        term = self.debt.with_user(self.employee)
        (values,) = term.read()
        self.assertEqual(values["name"], "Zerodebt")
        self.assertIn("Margin, 12 Months", values["usage"])
        views = self.terms.with_user(self.employee).get_views(
            [(False, "kanban"), (False, "list"), (False, "form"), (False, "search")]
        )
        self.assertEqual(set(views["views"]), {"kanban", "list", "form", "search"})

    def test_chips_say_what_they_mean(self):
        """A segment says it itself, or its term, or its axis, as the reader reads."""
        axis = self.env["client.segment.axis"].create(
            {"name": "Chips", "description": "<b>What</b> the axis is for"}
        )
        own, term, silent = self.env["client.segment"].create(
            [
                {"name": "Own", "axis_id": axis.id, "description": "Says it itself"},
                {"name": "Term", "axis_id": axis.id, "glossary_term_id": self.debt.id},
                {"name": "Silent", "axis_id": axis.id},
            ]
        )
        user = new_test_user(self.env, "chips_user", f"base.group_user,{USER_GROUP}")
        terms = self.terms.with_user(user)
        texts = terms.get_explanations("client.segment")
        self.assertEqual(texts[str(own.id)], "Chips: Own\nSays it itself")
        self.assertIn(self.debt.definition_text, texts[str(term.id)])
        self.assertEqual(
            texts[str(silent.id)], "Chips: Silent\n<b>What</b> the axis is for"
        )
        self.assertEqual(terms.get_explanations("res.partner"), {})
        self.assertEqual(terms.get_explanations("no.such.model"), {})
        employee = self.terms.with_user(self.employee)
        self.assertEqual(employee.get_explanations("client.segment"), {})
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            terms.get_explanations("client.segment")

    def test_every_employee_has_the_menu(self):
        menu = self.env.ref("client_accounting.client_glossary_menu_root")
        visible = self.env["ir.ui.menu"].with_user(self.employee)._visible_menu_ids()
        self.assertIn(menu.id, visible)
        root = self.env.ref("client_accounting.client_accounting_menu_root")
        self.assertNotIn(root.id, visible)

    def test_only_managers_write(self):
        user = new_test_user(self.env, "glossary_user", f"base.group_user,{USER_GROUP}")
        for reader in (self.employee, user):
            with self.subTest(user=reader.login):
                term = self.debt.with_user(reader)
                with self.assertRaises(AccessError):
                    term.name = "Mine"
                with self.assertRaises(AccessError):
                    term.update_field_translations("name", {"en_US": "Mine"})
                with self.assertRaises(AccessError):
                    term.unlink()
                with self.assertRaises(AccessError):
                    self.terms.with_user(reader).create({"name": "Mine"})
        self.debt.with_user(self.manager).name = "Theirs"

    def test_outsiders_do_not_read(self):
        for user in (self.portal, self.env.ref("base.public_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.debt.with_user(user).read(["name"])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.terms.with_user(user).search([("display_name", "ilike", "zero")])


@tagged("post_install", "-at_install")
class TestGlossaryUsage(GlossaryCommon):
    def test_where_used(self):
        stage = self.env["client.lifecycle.stage"].create(
            {"name": "<b>Zerostage</b>", "glossary_term_id": self.debt.id}
        )
        self._explain(self.debt, "margin_12m")
        term = self.debt.with_user(self.manager)
        self.assertEqual(term.usage_count, 2)
        self.assertIn("&lt;b&gt;Zerostage&lt;/b&gt;", term.usage)
        self.assertEqual(self.other.usage_count, 0)
        self.assertFalse(self.other.usage)
        self.assertEqual(stage.glossary_definition, "What the client owes.")

    def test_used_term_is_not_deleted(self):
        self.env["client.profile"].create(
            {"name": "Zeroprofile", "glossary_term_id": self.debt.id, "active": False}
        )
        with self.assertRaisesRegex(UserError, "Zerodebt.*Client Profile: Zeroprofile"):
            self.debt.with_user(self.manager).unlink()
        self._explain(self.other, "margin_12m")
        with self.assertRaisesRegex(UserError, "Zeroprofit.*Margin, 12 Months"):
            self.other.unlink()
        self.other.figure_ids.unlink()
        self.other.unlink()
        self.assertFalse(self.other.exists())

    def test_archived_term_keeps_its_links(self):
        stage = self.env["client.lifecycle.stage"].create(
            {"name": "Zerostage", "glossary_term_id": self.debt.id}
        )
        self.debt.action_archive()
        self.assertEqual(stage.glossary_term_id, self.debt)
        self.assertEqual(self.debt.usage_count, 1)

    def test_list_reads_uses_together(self):
        many = self.terms
        for number in range(30):
            many += self._term(f"Zeroterm {number}", "<p>x</p>")
        self.env["client.lifecycle.stage"].create(
            {"name": "Zerostage", "glossary_term_id": many[7].id}
        )
        kinds = len(self.terms._usage_models())
        self.assertGreaterEqual(kinds, 5)
        many.mapped("usage_count")
        self.env.invalidate_all()
        # for each kind of records one, and its names; never one for each term
        with self.assertQueryCount(2 * kinds + 4):
            self.assertEqual(sum(many.mapped("usage_count")), 1)


@tagged("post_install", "-at_install")
class TestGlossaryData(TransactionCase):
    """The vocabulary that comes with the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.env["ir.model.data"].search(
            [
                ("module", "=", "client_accounting"),
                ("model", "in", ("client.glossary.term", "client.glossary.figure")),
            ]
        )
        cls.data = {
            model: cls.env[model].browse(rows.mapped("res_id"))
            for model, rows in data.grouped("model").items()
        }

    def test_terms(self):
        terms = self.data["client.glossary.term"]
        self.assertGreaterEqual(len(terms), 40)
        for term in terms:
            with self.subTest(term=term.code):
                self.assertTrue(term.category_id)
                self.assertTrue(term.synonyms)
                self.assertGreater(len(term.definition_text), 40)
                self.assertTrue(term.related_ids | term.mentioned_ids)

    def test_figures(self):
        """Each figure of client.figures has its term."""
        explained = set(self.data["client.glossary.figure"].mapped("figure"))
        figures = set(self.env["client.figures"]._figure_names())
        self.assertEqual(figures - explained, set())
        known = set(self.env["client.glossary.figure"]._figure_fields())
        self.assertEqual(explained - known, set())
