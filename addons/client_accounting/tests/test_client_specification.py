from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.client_accounting.tools import yaml_file

from .specification_common import SpecificationCommon

#: fields of configuration that are not carried over, with the reason
LEFT_OUT = {
    "client.glossary.term": {"owner_id"},  # people differ from database to database
    "client.event.outcome": {"type_ids"},  # the other side of the outcomes of a type
    "client.reminder.level": {"template_id"},  # a text of mail, not a rule
    "client.process.trigger": {"since"},  # a trigger begins where it is imported
    "partner.application.step": {"user_id"},  # people differ as well
}


@tagged("post_install", "-at_install")
class TestSpecificationRegistry(SpecificationCommon):
    """What a specification has to hold."""

    def test_every_dictionary_is_in_it(self):
        """A model with a code is configuration, or is said not to be."""
        specification = self.specification
        known = {part.model for part in specification._specification_models()}
        known |= set(specification._not_in_specification())
        for name in sorted(self.env.registry["client.code.mixin"]._inherit_children):
            if not self.env.registry[name]._abstract:
                with self.subTest(model=name):
                    self.assertIn(
                        name,
                        known,
                        "extend _specification_models() of client.specification, or "
                        "_not_in_specification() where it is no configuration",
                    )

    def test_parts_are_sound(self):
        earlier = set()
        for part in self.specification._specification_models():
            model = self.env[part.model]
            with self.subTest(part=part.model):
                self.assertNotIn(part.model, earlier)
                self.assertTrue(str(part.title) and str(part.intro))
                for name in {*part.fields, *part.key, *part.sort, *part.domains}:
                    self.assertIn(name, model._fields)
                self.assertEqual(set(part.key) - set(part.fields), set())
                for name in part.key:
                    field = model._fields[name]
                    if field.type == "many2one":
                        self.assertIn(field.comodel_name, earlier)
            earlier.add(part.model)

    def test_no_field_is_forgotten(self):
        """What a person can set up is in the file."""
        for part in self.specification._specification_models():
            model = self.env[part.model]
            for name, field in model._fields.items():
                if not field.store or field.type == "one2many":
                    continue
                if field.related or field.readonly:
                    continue
                if name in LEFT_OUT.get(part.model, ()) or name.startswith("message_"):
                    continue
                with self.subTest(field=str(field)):
                    self.assertIn(name, part.fields)


@tagged("post_install", "-at_install")
class TestSpecificationExport(SpecificationCommon):
    def test_header_and_order(self):
        content = self._export()
        self.assertTrue(
            content.startswith(b"format: client-contour-specification\nversion: 1\n")
        )
        data = yaml_file.read(content)
        self.assertEqual(data["languages"], sorted(data["languages"]))
        self.assertLessEqual({"en_US", "ru_RU"}, set(data["languages"]))
        self.assertEqual(self._export(), content)
        for model in ("client.lifecycle.stage", "client.churn.reason"):
            records = data["contents"][model]
            keys = [(values["sequence"], values["code"]) for values in records]
            self.assertEqual(keys, sorted(keys))

    def _record(self, model, code):
        (found,) = [
            values
            for values in self._parsed()["contents"][model]
            if values.get("code") == code
        ]
        return found

    def test_values(self):
        self.assertEqual(
            self._record("client.attribute", "zero_size"),
            {
                "code": "zero_size",
                "name": {"en_US": "Zero size", "ru_RU": "Ноль размер"},
                "section_id": "zero_section",
                "sequence": 10,
                "type": "selection",
                "comodel_id": None,
                "unit": None,
                "currency_id": None,
                "meaning": {"en_US": "How large:\n- count\n- ask\n"},
                "read_group_ids": [],
                "edit_group_ids": ["sales_team.group_sale_manager"],
                "glossary_term_id": "zero_word",
                "active": True,
            },
        )

    def test_rules_have_no_ids(self):
        self.assertEqual(
            self._record("client.segment", "zero_second")["domain"],
            [
                "&",
                "|",
                ["country_id", "in", [{"ref": "DE"}]],
                ["client_segment_ids", "in", [{"ref": "zero_first"}]],
                ["client_attributes.zero_size", "=", "no"],
            ],
        )

    def test_text_of_several_lines_is_readable(self):
        self.assertIn(
            "        en_US: |\n          How large:\n          - count\n",
            self._export().decode(),
        )

    def test_records_alike_are_kept_apart(self):
        actions = self._parsed()["contents"]["client.segment.action"]
        ours = [values for values in actions if values["segment_id"] == "zero_second"]
        self.assertEqual([values["sequence"] for values in ours], [1, 2])
        self.assertEqual({values["category_id"] for values in ours}, {"name=Zero tag"})

    def test_queries_do_not_grow(self):
        specification = self.specification
        specification._export()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            specification._export()
            return self.env.cr.sql_log_count - before

        few = count()
        self.env["client.attribute.option"].create(
            [
                {
                    "attribute_id": self.attribute.id,
                    "name": f"Option {number}",
                    "code": f"option_{number}",
                }
                for number in range(500)
            ]
        )
        self.env["client.glossary.term"].create(
            [
                {"name": f"Zero {number}", "definition": "<p>x</p>"}
                for number in range(50)
            ]
        )
        specification._export()  # what was forgotten of the dictionary is known again
        self.assertEqual(count(), few)
        self.assertLess(few, 230)


@tagged("post_install", "-at_install")
class TestSpecificationImport(SpecificationCommon):
    def _import(self, content, chosen=None):
        chosen = self._entries(content) if chosen is None else chosen
        return self.specification._apply(content, set(chosen))

    def test_round_trip_into_nothing(self):
        content = self._export()
        self._delete_all()
        entries = self._entries(content)
        self.assertEqual({entry.kind for entry in entries.values()}, {"add"})
        result = self._import(content)
        self.assertEqual(result["add"], len(entries))
        self.assertEqual(result["differ"], [])
        self.assertEqual(self._export(), content)
        self.assertEqual(self._entries(content), {})

    def test_round_trip_over_other_values(self):
        content = self._export()
        self.term.with_context(lang="ru_RU").name = "Иное"
        self.term.definition = "<p>Other</p>"
        self.attribute.write({"meaning": False, "edit_group_ids": [Command.clear()]})
        self.stage.influence = "<p>Other</p>"
        self.second.domain = "[]"
        self.late_stage.from_stage_ids = False
        self.line.confirm_months = 1
        self.assertNotEqual(self._export(), content)
        self.assertEqual(self._import(content)["differ"], [])
        self.assertEqual(self._export(), content)

    def test_ids_of_this_database(self):
        content = self._export()
        self.second.domain = "[]"
        self._import(content)
        self.assertIn(f"('country_id', 'in', [{self.germany.id}])", self.second.domain)

    def test_differences_field_by_field(self):
        content = self._edited(
            ("en_US: Zero size", "en_US: Zero extent"),
            ("ru_RU: Ноль размер", "ru_RU: Ноль объём"),
            ("confirm_months: 29", "confirm_months: 12"),
        )
        entries = self._entries(content)
        self.assertEqual(
            {key: entry.changes for key, entry in entries.items()},
            {
                ("client.attribute", "zero_size"): {
                    "name": (
                        {"en_US": "Zero size", "ru_RU": "Ноль размер"},
                        {"en_US": "Zero extent", "ru_RU": "Ноль объём"},
                    )
                },
                ("client.profile.line", "zero_factory/zero_size"): {
                    "confirm_months": (29, 12)
                },
            },
        )
        self._import(content)
        self.assertEqual(self.attribute.name, "Zero extent")
        self.assertEqual(self.attribute.with_context(lang="ru_RU").name, "Ноль объём")
        self.assertEqual(self.line.confirm_months, 12)
        self.assertEqual(self._export(), content)

    def test_text_without_languages_is_english(self):
        content = self._edited(
            (
                "name:\n        en_US: Zero size\n        ru_RU: Ноль размер\n",
                "name: Zero extent\n",
            )
        )
        self.assertEqual(self._import(content)["differ"], [])
        self.assertEqual(self.attribute.name, "Zero extent")
        self.assertEqual(self._entries(content), {})

    def test_only_what_is_chosen(self):
        content = self._edited(
            ("en_US: Zero size", "en_US: Zero extent"),
            ("confirm_months: 29", "confirm_months: 12"),
        )
        self._import(content, {("client.attribute", "zero_size")})
        self.assertEqual(self.attribute.name, "Zero extent")
        self.assertEqual(self.line.confirm_months, 29)

    def test_value_that_the_file_does_not_give_stays(self):
        content = self._edited(("      confirm_months: 29\n", ""))
        self.assertEqual(self._entries(content), {})

    def test_records_that_the_file_does_not_have(self):
        content = self._export()
        self.env["client.churn.reason"].create({"name": "Zero extra"})
        self.env["client.profile.line"].create(
            {
                "profile_id": self.profile.id,
                "attribute_id": self.env["client.attribute"]
                .create({"name": "Zero more", "type": "char"})
                .id,
            }
        )
        entries = self._entries(content)
        self.assertEqual({entry.kind for entry in entries.values()}, {"missing"})
        self._import(content, set())
        self.assertEqual(set(self._entries(content)), set(entries))
        result = self._import(content)
        self.assertEqual(result["missing"], 3)
        reason = self.env["client.churn.reason"].with_context(active_test=False)
        self.assertFalse(reason.search([("code", "=", "zero_extra")]).active)
        self.assertEqual(len(self.profile.line_ids), 1)

    def test_section_that_the_file_does_not_have(self):
        """A part of a specification can be given away alone."""
        content = self.specification._export(["client.churn.reason"])
        self.assertEqual(self._entries(content), {})
        self.assertEqual(
            list(yaml_file.read(content)["contents"]), ["client.churn.reason"]
        )

    def test_trial_run_writes_nothing(self):
        content = self._export()
        self._delete_all()
        nothing = self._export()
        chosen = set(self._entries(content))
        messages = self.env["mail.message"].search_count([])
        result = self.specification._try(content, chosen)
        self.assertEqual(result["add"], len(chosen))
        self.assertEqual(self._export(), nothing)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertFalse(self.env["client.attribute"].search([]))

    def test_all_or_nothing(self):
        """The last of three changes is refused by its model."""
        content = self._edited(
            ("en_US: Zero size", "en_US: Zero extent"),
            ("confirm_months: 29", "confirm_months: -29"),
        )
        before = self._export()
        line = content.decode()[: content.decode().index("confirm_months: -29")]
        number = line[: line.rindex("    - ")].count("\n") + 1
        with self.assertRaises(UserError) as caught:
            self._import(content)
        self.assertIn("“zero_factory/zero_size”", str(caught.exception))
        self.assertIn(f"(line {number})", str(caught.exception))
        self.assertIn("Months are counted from 0", str(caught.exception))
        self.assertEqual(self._export(), before)

    def test_refused_new_record_is_named(self):
        content = self._edited(
            ("    - code: zero_price\n", "    - code: Zero Price!\n"),
            ("      reason_ids: [zero_price]", "      reason_ids: []"),
        )
        with self.assertRaisesRegex(UserError, "“Zero Price!” of Churn Reasons"):
            self._import(content)

    def test_reference_to_what_is_not_imported(self):
        content = self._export()
        self._delete_all()
        chosen = set(self._entries(content)) - {("client.attribute", "zero_size")}
        with self.assertRaisesRegex(UserError, "zero_size"):
            self._import(content, chosen)
        self.assertFalse(self.env["client.attribute"].search([]))

    def test_changed_since_the_comparison(self):
        content = self._edited(("en_US: Zero size", "en_US: Zero extent"))
        comparison = self.specification._compare(content)
        fingerprint = self.specification._fingerprint(comparison.entries)
        self.attribute.sequence = 77
        with self.assertRaisesRegex(UserError, "changed since the comparison"):
            self.specification._apply(
                content, {("client.attribute", "zero_size")}, fingerprint
            )

    def test_language_that_is_not_active(self):
        content = self._edited(
            ("languages: [", "languages: [de_DE, "),
            ("ru_RU: Ноль размер", "de_DE: Nullgröße"),
        )
        comparison = self.specification._compare(content)
        self.assertEqual(comparison.languages, ["de_DE"])
        self._import(content)
        self.assertEqual(self.attribute.with_context(lang="ru_RU").name, "Zero size")

    def test_html_is_cleaned(self):
        content = self._edited(
            ("<p>Another.</p>", "<p>Another.<script>alert(1)</script></p>")
        )
        result = self._import(content)
        term = self.env["client.glossary.term"].search([("code", "=", "zero_other")])
        self.assertEqual(term.definition, "<p>Another.</p>")
        self.assertEqual(result["differ"], ["zero_other: definition"])

    def test_many_records(self):
        self.env["client.attribute.option"].create(
            [
                {
                    "attribute_id": self.attribute.id,
                    "name": f"Option {number}",
                    "code": f"option_{number}",
                }
                for number in range(300)
            ]
        )
        content = self._export()
        self.attribute.option_ids.filtered(
            lambda option: option.code.startswith("option_")
        ).unlink()
        entries = self._entries(content)
        self.assertEqual(len(entries), 300)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self._import(content)
        self.assertLess(self.env.cr.sql_log_count - before, 540)
        self.assertEqual(self._export(), content)


@tagged("post_install", "-at_install")
class TestSpecificationConflicts(SpecificationCommon):
    def test_conflicts(self):
        cases = [
            ("another type", ("      type: selection", "      type: char"), "Type"),
            ("a group", ("sales_team.group_sale_manager", "no.such_group"), "no.such"),
            ("a term", ("glossary_term_id: zero_word", "glossary_term_id: x"), "“x”"),
            ("a field", ("[country_id, in", "[no_country, in"), "no_country"),
            ("a country", ("{ref: DE}", "{ref: XX}"), "“XX”"),
            ("a segment", ("{ref: zero_first}", "{ref: zero_x}"), "“zero_x”"),
            (
                "an attribute",
                ("client_attributes.zero_size", "client_attributes.zero_x"),
                "“zero_x”",
            ),
            ("a tag", ("name=Zero tag", "name=Zero gone"), "“Zero gone”"),
            ("a choice", ("      kind: tag_add", "      kind: tag_add_x"), None),
            ("a number", ("confirm_months: 29", "confirm_months: six"), "“six”"),
            (
                "a number as text",
                ("confirm_months: 29", "confirm_months: '29'"),
                "“29”",
            ),
            ("a yes", ("is_required: true", "is_required: 2"), "“2”"),
            ("a text", ("en_US: Zero size", "en_US: 12"), "“12”"),
            ("a list", ("reason_ids: [zero_price]", "reason_ids: zero_price"), "zero"),
            ("a date", ("      color: 3", "      color: 2026-01-01"), "2026-01-01"),
        ]
        for name, replacement, words in cases:
            with self.subTest(name):
                content = self._edited(replacement)
                found = self._entries(content, "conflict")
                if words is None:  # the kind is a part of the name of the record
                    (entry,) = self._entries(content, "conflict").values()
                    continue
                self.assertEqual(len(found), 1)
                (entry,) = found.values()
                self.assertIn(words, entry.problems[0])
                self.assertRegex(entry.problems[0], r"^Line \d+: ")
                with self.assertRaises(UserError):
                    self.specification._apply(content, set(found))

    def test_line_is_that_of_the_value(self):
        content = self._edited(("confirm_months: 29", "confirm_months: six"))
        (entry,) = self._entries(content, "conflict").values()
        text = content.decode()
        line = text[: text.index("confirm_months: six")].count("\n") + 1
        self.assertTrue(entry.problems[0].startswith(f"Line {line}: "))

    def test_record_without_its_values(self):
        content = self._export() + b"    - code: zero_bare\n"
        # the last section of the file is that of the last part
        (entry,) = [
            entry
            for entry in self.specification._compare(
                b"format: client-contour-specification\nversion: 1\ncontents:\n"
                b"  client.churn.reason:\n    - code: zero_bare\n"
            ).entries
            if entry.key == "zero_bare"
        ]
        self.assertEqual(entry.kind, "conflict")
        self.assertIn("Reason", entry.problems[0])
        self.assertTrue(content)

    def test_two_records_with_the_name(self):
        self.env["res.partner.category"].create({"name": "Zero tag"})
        content = self._export()
        self.env["client.segment.action"].search(
            [("segment_id", "=", self.second.id)]
        ).unlink()
        found = self._entries(content, "conflict")
        self.assertEqual(len(found), 2)
        for entry in found.values():
            self.assertIn("more than once", entry.problems[0])

    def test_unknown_section(self):
        content = self._edited(
            ("contents:\n", "contents:\n  client.alien:\n    - code: x\n")
        )
        comparison = self.specification._compare(content)
        self.assertEqual(comparison.strangers, [("client.alien", 5, 1)])
        self.assertEqual(self._entries(content), {})


@tagged("post_install", "-at_install")
class TestSpecificationAccess(SpecificationCommon):
    def test_managers_only(self):
        content = self._export()
        portal = new_test_user(self.env, "specification_portal", "base.group_portal")
        employee = new_test_user(self.env, "specification_staff", "base.group_user")
        for user in (self.user, employee, portal):
            specification = self.env["client.specification"].with_user(user)
            for call in (
                lambda s=specification: s._export(),
                lambda s=specification: s._compare(content),
                lambda s=specification: s._apply(content, set()),
                lambda s=specification: s._try(content, set()),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
            for model in ("export", "import", "import.line", "import.section"):
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[f"client.specification.{model}"].with_user(
                            user
                        ).create({})

    def test_report_and_file_of_others(self):
        export = self.env["client.specification.export"].with_user(self.manager)
        export = export.create({})
        report = self.env["ir.actions.report"].with_user(self.user)
        with self.assertRaises(AccessError):
            report._render_qweb_html(
                "client_accounting.report_client_specification", export.ids
            )
        with self.assertRaises(AccessError):
            export.with_user(self.user).read(["file"])
        for method in (
            "action_open_document",
            "action_print_document",
            "action_download_file",
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(export.with_user(self.user), method)()
