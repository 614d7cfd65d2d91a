import base64

from odoo.exceptions import UserError
from odoo.tests import BaseCase, Form, tagged

from odoo.addons.client_accounting.tools import yaml_file

from .specification_common import SpecificationCommon

HEADER = "format: client-contour-specification\nversion: 1\n"
REASONS = f"{HEADER}contents:\n  client.churn.reason:\n"


class TestYamlFile(BaseCase):
    def test_what_is_written_is_read(self):
        data = {
            "words": ["no", "yes", "null", "~", "1", "1.0", "0x1", "12:30", "=", "<<"],
            "dates": ["2026-01-01", "2026-01-01 10:00:00"],
            "values": [True, False, None, 0, -1, 1.5, 1e30],
            "texts": [
                "",
                " a ",
                "a: b #c",
                "- x",
                "Ёж 😀 «»",
                "{a}",
                "[b",
                "'\"",
                "\t",
            ],
            "lines": "a\nb\n\n  c\n",
            "other lines": ["x \ny", "\n", "x\r\ny", "  a\nb"],
            "strange": "\x07\u2028\u0085",
            "long": "word " * 200,
            "records": [{"a": [], "b": {}}, {"c": [{"d": [["e", [1]]]}]}],
        }
        content = yaml_file.write(data).encode()
        self.assertEqual(yaml_file.read(content), data)
        self.assertEqual(yaml_file.write(yaml_file.read(content)).encode(), content)

    def test_lines_are_known(self):
        data = yaml_file.read(b"# note\na:\n  - b: 1\n    c: 2\n")
        (record,) = data["a"]
        self.assertEqual((record.line, record.lines), (3, {"b": 3, "c": 4}))

    def test_bad_files(self):
        bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
        cases = [
            (b"", "empty", 0),
            (b"# only a note\n", "empty", 0),
            (b"\xff\xfe\x00", "encoding", 0),
            (b"a: [1", "broken", 2),
            (b"a: 1\n\tb: 2\n", "broken", 2),
            (b"a: 'x\n", "broken", 2),
            (b"a: b: c\n", "broken", 1),
            (b"%YAML 9.9\n---\na: 1\n", "broken", 1),
            (b"a: \x00", "broken", 0),
            (bomb.encode(), "alias", 1),
            (b"a: 1\nb: *gone\n", "alias", 2),
            (b"a: !!python/object/apply:os.system [ls]\n", "tag", 1),
            (b"a: !!binary aGk=\n", "tag", 1),
            (b"a: !own x\n", "tag", 1),
            (b"a: !!map {}\n", "tag", 1),
            (b"a: 1\nb: 2\na: 3\n", "twice", 3),
            (b"1: x\n", "key", 1),
            (b"? {a: 1}\n: x\n", "key", 1),
            (b"null: x\n", "key", 1),
            (b"a: 1\n---\nb: 2\n", "more", 2),
            (b"[" * 5000, "deep", 1),
            (b"a:\n" + b"".join(b" " * i + b"- \n" for i in range(1, 60)), "deep", 31),
            (b"a: " + b"9" * 10000, "broken", 1),
            (b"a: [" + b"x," * yaml_file.MAX_VALUES + b"]", "many", 1),
            (b"#" * (yaml_file.MAX_BYTES + 1), "large", 0),
        ]
        for content, reason, line in cases:
            with self.subTest(content=content[:30]):
                with self.assertRaises(yaml_file.YamlError) as caught:
                    yaml_file.read(content)
                self.assertEqual(caught.exception.reason, reason)
                if line:
                    self.assertEqual(caught.exception.line, line)


@tagged("post_install", "-at_install")
class TestSpecificationFiles(SpecificationCommon):
    """Every file that cannot be read is refused with a sentence and its line."""

    def test_refused(self):
        record = "    - code: zero\n"
        cases = [
            ("a: [1", "Line 2, column 1: the file is no valid YAML"),
            ("a: &x 1", "Line 1, column 4: anchors and aliases"),
            ("a: !!python/name:os.system x", "Line 1, column 4: tags are not allowed"),
            ("a: 1\na: 2", "Line 2: “a” is written twice"),
            ("[" * 99, "more than 30 levels"),
            ("1: 2", "Line 1: “1” is no name"),
            ("", "The file is empty"),
            ("a: 1\n---\nb: 1", "Line 2: a second document begins"),
            ("just a text", "no specification of client accounting"),
            ("[1, 2]", "no specification of client accounting"),
            ("format: other\n", "no specification of client accounting"),
            (HEADER.replace("1", "2"), "Line 2: the file has version 2"),
            (HEADER.replace("1", "'1'"), "Line 2: the file has version 1"),
            ("format: client-contour-specification\n", "Line 1: the file has version"),
            (f"{HEADER}languages: 5\ncontents: {{}}\n", "“languages”"),
            (HEADER, "no “contents”"),
            (f"{HEADER}contents: []\n", "no “contents”"),
            (f"{HEADER}colour: 1\ncontents: {{}}\n", "Line 3: “colour” is nothing"),
            (f"{HEADER}contents:\n  client.churn.reason: 5\n", "Line 4: .* a list"),
            (f"{REASONS}    - just a text\n", "Line 4: .* no record: just a text"),
            (f"{REASONS}    - [1]\n", "Line 4: .* no record"),
            (f"{REASONS}    - name: x\n", "Line 5: .* no “code”"),
            (f"{REASONS}    - code: ''\n", "Line 5: .* no “code”"),
            (f"{REASONS}    - code: [a]\n", "Line 5: .* no “code”"),
            (f"{REASONS}{record}      colour: 1\n", "Line 6: “colour” is nothing"),
            (f"{REASONS}{record}{record}", "Line 6: “zero” is in the file twice"),
        ]
        before = self._export()
        for text, sentence in cases:
            with (
                self.subTest(text=text[-40:]),
                self.assertRaisesRegex(UserError, sentence),
            ):
                self.specification._compare(text.encode())
        self.assertEqual(self._export(), before)

    def test_other_bytes(self):
        with self.assertRaisesRegex(UserError, "not in UTF-8"):
            self.specification._compare(HEADER.encode("utf-16"))
        large = b"#" * (yaml_file.MAX_BYTES + 1)
        with self.assertRaisesRegex(UserError, "larger than 4 MB"):
            self.specification._compare(large)

    def test_sentence_in_the_language_of_the_reader(self):
        specification = self.specification.with_context(lang="ru_RU")
        with self.assertRaises(UserError):
            specification._compare(b"a: [1")

    def test_values_of_any_kind_are_a_conflict_and_no_error(self):
        """Whatever stands at the place of a value, the comparison comes to an end."""
        values = ("{a: 1}", "[1, [2]]", "[{a: b}]", "null", "true", "1.5", "x", "''")
        for part in self.specification._specification_models():
            names = [name for name in part.fields if name not in part.key]
            for value in values:
                lines = [f"{name}: zero" for name in part.key]
                lines += [f"{name}: {value}" for name in names]
                text = f"{HEADER}contents:\n  {part.model}:\n    - " + "\n      ".join(
                    lines
                )
                with self.subTest(part=part.model, value=value):
                    comparison = self.specification._compare(text.encode() + b"\n")
                    kinds = {entry.kind for entry in comparison.entries}
                    self.assertIn(kinds & {"conflict", "add"}, [{"conflict"}, {"add"}])


@tagged("post_install", "-at_install")
class TestSpecificationWizard(SpecificationCommon):
    def _wizard(self, content):
        wizard = self.env["client.specification.import"].with_user(self.manager)
        return wizard.create(
            {"file": base64.b64encode(content), "filename": "other.yaml"}
        )

    def test_way_through(self):
        content = self._edited(
            ("en_US: Zero size", "en_US: <i>Zero</i> extent"),
            ("confirm_months: 29", "confirm_months: 12"),
            ("    - code: zero_price\n", "    - code: zero_cost\n"),
            ("reason_ids: [zero_price]", "reason_ids: [zero_cost]"),
            ("      type: selection", "      type: selection"),
        )
        before = self._export()
        wizard = self._wizard(content)
        wizard.action_compare()
        self.assertEqual(wizard.state, "compare")
        self.assertRecordValues(
            wizard.line_ids.sorted(lambda line: (line.kind, line.key)),
            [
                {"kind": "add", "key": "zero_cost", "is_chosen": True},
                {"kind": "change", "key": "zero_discount", "is_chosen": True},
                {"kind": "change", "key": "zero_factory/zero_size", "is_chosen": True},
                {"kind": "change", "key": "zero_size", "is_chosen": True},
                {"kind": "missing", "key": "zero_price", "is_chosen": False},
            ],
        )
        self.assertEqual(
            (wizard.add_count, wizard.change_count, wizard.missing_count), (1, 3, 1)
        )
        changed = wizard.change_ids.filtered(lambda line: line.key == "zero_size")
        self.assertIn("&lt;i&gt;Zero&lt;/i&gt; extent", changed.detail)
        self.assertEqual(self._export(), before)

        wizard.action_try()
        self.assertFalse(wizard.is_failure)
        self.assertIn("added: 1; changed: 3", wizard.message)
        self.assertEqual(self._export(), before)

        section = wizard.section_ids.filtered(
            lambda section: section.model == "client.profile.line"
        )
        self.assertEqual(section.change_count, 1)
        section.is_chosen = False
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        self.assertIn("added: 1; changed: 2", wizard.message)
        self.assertEqual(self.line.confirm_months, 29)
        self.assertEqual(self.attribute.name, "<i>Zero</i> extent")

    def test_refusal_of_a_trial_run_is_shown(self):
        content = self._edited(("confirm_months: 29", "confirm_months: -29"))
        wizard = self._wizard(content)
        wizard.action_compare()
        wizard.action_try()
        self.assertTrue(wizard.is_failure)
        self.assertIn("Months are counted from 0", wizard.message)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            wizard.action_import()
        self.assertEqual(self.line.confirm_months, 29)

    def test_conflicts_cannot_be_chosen(self):
        content = self._edited(("confirm_months: 29", "confirm_months: x"))
        wizard = self._wizard(content)
        wizard.action_compare()
        self.assertEqual(wizard.conflict_count, 1)
        wizard.line_ids.is_chosen = True
        with self.assertRaisesRegex(UserError, "Nothing is chosen"):
            wizard.action_import()

    def test_nothing_to_do(self):
        wizard = self._wizard(self._export())
        wizard.action_compare()
        self.assertFalse(wizard.line_ids)
        with self.assertRaisesRegex(UserError, "Nothing is chosen"):
            wizard.action_import()
        wizard.action_restart()
        self.assertEqual((wizard.state, wizard.file), ("file", False))
        with self.assertRaisesRegex(UserError, "Choose a file"):
            wizard.action_compare()

    def test_forms_open(self):
        model = self.env["client.specification.import"].with_user(self.manager)
        with Form(model) as form:
            form.file = base64.b64encode(self._export())
        form.record.action_compare()
        Form(form.record)

    def test_download(self):
        export = self.env["client.specification.export"].with_user(self.manager)
        export = export.create({})
        self.assertEqual(base64.b64decode(export.file), self._export())
        self.assertIn("download=true", export.action_download_file()["url"])
