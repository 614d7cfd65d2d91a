import base64
import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import html_to_inner_content

from ..models.specification.part import Part

KINDS = [
    ("add", "New"),
    ("change", "Changed"),
    ("missing", "Only Here"),
    ("conflict", "Conflict"),
]
#: longest text of a value in the comparison
SHOWN = 600


class ClientSpecificationImport(models.TransientModel):
    """Reads a file, shows what is different here, and imports what is chosen."""

    _name = "client.specification.import"
    _description = "Import of a Specification"

    state = fields.Selection(
        [("file", "File"), ("compare", "Comparison"), ("done", "Imported")],
        default="file",
        required=True,
        readonly=True,
    )
    file = fields.Binary(attachment=False)
    filename = fields.Char("Name of the File")
    fingerprint = fields.Char("Fingerprint of the Comparison", readonly=True)
    section_ids = fields.One2many(
        "client.specification.import.section", "import_id", "Sections"
    )
    line_ids = fields.One2many("client.specification.import.line", "import_id", "All")
    add_ids = fields.One2many(
        "client.specification.import.line",
        "import_id",
        "New",
        domain=[("kind", "=", "add")],
    )
    change_ids = fields.One2many(
        "client.specification.import.line",
        "import_id",
        "Changed",
        domain=[("kind", "=", "change")],
    )
    missing_ids = fields.One2many(
        "client.specification.import.line",
        "import_id",
        "Only Here",
        domain=[("kind", "=", "missing")],
    )
    conflict_ids = fields.One2many(
        "client.specification.import.line",
        "import_id",
        "Conflicts",
        domain=[("kind", "=", "conflict")],
    )
    add_count = fields.Integer("New Records", compute="_compute_counts")
    change_count = fields.Integer("Changed Records", compute="_compute_counts")
    missing_count = fields.Integer("Records Only Here", compute="_compute_counts")
    conflict_count = fields.Integer("Records in Conflict", compute="_compute_counts")
    note = fields.Text("Left Out", readonly=True)
    message = fields.Text("Result", readonly=True)
    is_failure = fields.Boolean("Refused", readonly=True)

    @api.depends("filename")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.filename or self.env._("Specification")

    @api.depends("line_ids.kind")
    def _compute_counts(self):
        counts = {
            (record, kind): count
            for record, kind, count in self.env[
                "client.specification.import.line"
            ]._read_group(
                [("import_id", "in", self.ids)], ["import_id", "kind"], ["__count"]
            )
        }
        for record in self:
            for kind, _label in KINDS:
                record[f"{kind}_count"] = counts.get((record._origin, kind), 0)

    # ------------------------------------------------------------------- actions
    def action_compare(self):
        """Compare the file with the database and show the differences.

        :raise UserError: for a file that cannot be read, with the line
        :raise AccessError: to others than administrators of client accounting
        """
        self.ensure_one()
        specification = self.env["client.specification"]
        comparison = specification._compare(self._content())
        self.line_ids.unlink()
        self.section_ids.unlink()
        self.write(
            {
                "state": "compare",
                "fingerprint": specification._fingerprint(comparison.entries),
                "note": self._note(comparison),
                "message": False,
                "is_failure": False,
            }
        )
        self._create_lines(comparison)
        return True

    def action_try(self):
        """Import what is chosen, say what came of it, and undo it.

        :raise AccessError: to others than administrators of client accounting
        """
        self.ensure_one()
        specification = self.env["client.specification"]
        specification._check_manager()
        try:
            result = specification._try(
                self._content(), self._chosen(), self.fingerprint
            )
        except UserError as error:
            self.write({"message": str(error), "is_failure": True})
            return True
        message = self.env._(
            "The trial run went through, and nothing was written. Records that would "
            "be added: %(add)s; changed: %(change)s; archived or deleted: %(missing)s.",
            **{kind: result[kind] for kind in ("add", "change", "missing")},
        )
        self.write(
            {
                "message": "\n".join([message, *self._differ_note(result)]),
                "is_failure": False,
            }
        )
        return True

    def action_import(self):
        """Import what is chosen, all of it or nothing.

        :raise UserError: for the first record that is refused
        :raise AccessError: to others than administrators of client accounting
        """
        self.ensure_one()
        result = self.env["client.specification"]._apply(
            self._content(), self._chosen(), self.fingerprint
        )
        message = self.env._(
            "Imported. Records added: %(add)s; changed: %(change)s; archived or "
            "deleted: %(missing)s.",
            **{kind: result[kind] for kind in ("add", "change", "missing")},
        )
        self.line_ids.unlink()
        self.section_ids.unlink()
        self.write(
            {
                "state": "done",
                "message": "\n".join([message, *self._differ_note(result)]),
                "is_failure": False,
                "note": False,
            }
        )
        return True

    def action_restart(self):
        """Choose another file."""
        self.ensure_one()
        self.line_ids.unlink()
        self.section_ids.unlink()
        self.write(
            {"state": "file", "file": False, "message": False, "is_failure": False}
        )
        return True

    # ------------------------------------------------------------------- helpers
    def _content(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        return base64.b64decode(self.file)

    def _chosen(self):
        """(model, key) of the records to import: chosen, in a chosen section."""
        lines = self.line_ids.filtered(
            lambda line: (
                line.is_chosen and line.kind != "conflict" and line.section_id.is_chosen
            )
        )
        if not lines:
            raise UserError(
                self.env._("Nothing is chosen: there is nothing to import.")
            )
        return {(line.section_id.model, line.key) for line in lines}

    def _differ_note(self, result):
        if not result["differ"]:
            return []
        return [
            self.env._(
                "Not quite as in the file, because this database changed what it got: "
                "%(records)s.",
                records="; ".join(result["differ"][:10]),
            )
        ]

    def _note(self, comparison):
        """What of the file this database cannot take."""
        notes = [
            self.env._(
                "Line %(line)s: “%(model)s” is left out (records: %(count)s). No addon "
                "that is installed here knows it.",
                line=line,
                count=count,
                model=model,
            )
            for model, line, count in comparison.strangers
        ]
        if comparison.languages:
            notes.append(
                self.env._(
                    "Texts in %(languages)s are left out: these languages are not "
                    "active here.",
                    languages=", ".join(comparison.languages),
                )
            )
        return "\n".join(notes)

    def _create_lines(self, comparison):
        by_part = {}
        for entry in comparison.entries:
            by_part.setdefault(entry.part.model, []).append(entry)
        sections = self.env["client.specification.import.section"].create(
            [
                {
                    "import_id": self.id,
                    "model": model,
                    "name": self.env._(entries[0].part.title),
                    "same_count": sum(entry.kind == "same" for entry in entries),
                    **{
                        f"{kind}_count": sum(entry.kind == kind for entry in entries)
                        for kind, _label in KINDS
                    },
                }
                for model, entries in by_part.items()
            ]
        )
        self.env["client.specification.import.line"].create(
            [
                {
                    "import_id": self.id,
                    "section_id": section.id,
                    "key": entry.key,
                    "name": self._name_of(entry),
                    "kind": entry.kind,
                    "is_chosen": entry.kind in ("add", "change"),
                    "file_line": entry.line,
                    "detail": self._detail(comparison.codec, entry),
                }
                for section, entries in zip(sections, by_part.values(), strict=True)
                for entry in entries
                if entry.kind != "same"
            ]
        )

    def _name_of(self, entry):
        values = entry.values if entry.values.get("name") else entry.current
        return self._text(values.get("name")) or entry.key

    def _text(self, value):
        """A value of the file in the language of the reader, as text."""
        if isinstance(value, dict) and value:
            own = value.get(self.env.lang) or value.get("en_US")
            return own or str(next(iter(value.values())))
        return "" if value is None or value == [] else str(value)

    def _detail(self, codec, entry):
        """What differs, as HTML; what the file says is only ever text in it."""
        if entry.problems:
            return Markup().join(
                Markup("<div>%s</div>") % problem for problem in entry.problems
            )
        if entry.kind == "missing":
            return ""
        rows = [
            (label, before, after)
            for name, (old, new) in entry.changes.items()
            if name not in entry.part.key
            for label, before, after in self._differences(
                codec, entry.part, name, old, new
            )
        ]
        if entry.kind == "add":
            return Markup().join(
                Markup("<div><span class='text-muted'>%s:</span> %s</div>")
                % (label, after)
                for label, _before, after in rows
                if after
            )
        return Markup().join(
            Markup(
                "<div><span class='text-muted'>%s:</span> <del>%s</del> "
                "<i class='fa fa-long-arrow-right mx-1'></i> <b>%s</b></div>"
            )
            % (label, before or "–", after or "–")
            for label, before, after in rows
        )

    @api.model
    def _differences(self, codec, part: Part, name, old, new):
        """(label, here, in the file) of a field, for each language that differs."""
        label = codec.label(part, name)
        field = self.env[part.model]._fields[name]
        if not field.translate:
            yield label, self._plain(old), self._plain(new)
            return
        old, new = (v if isinstance(v, dict) else {"en_US": v} for v in (old, new))
        for lang in sorted(old.keys() | new.keys()):
            if old.get(lang) != new.get(lang):
                texts = old.get(lang) or "", new.get(lang) or ""
                if field.type == "html":
                    texts = self._readable(*texts)
                yield f"{label} ({lang})", *map(self._plain, texts)

    @api.model
    def _readable(self, old, new):
        """HTML without its tags, where these are not all that differs."""
        texts = html_to_inner_content(old), html_to_inner_content(new)
        return texts if texts[0] != texts[1] else (old, new)

    @api.model
    def _plain(self, value):
        """A value as text for a cell."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        if isinstance(value, list | dict):
            value = json.dumps(value, ensure_ascii=False) if value else ""
        text = str(value)
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
