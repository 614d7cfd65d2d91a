import hashlib

from odoo import api, models
from odoo.exceptions import UserError

from ...tools import yaml_file
from .client_specification import FORMAT, VERSION
from .importer import Importer, refusal
from .plan import Comparison, Planner

HEADER = ("format", "version", "languages", "contents")


class ClientSpecification(models.AbstractModel):
    """Reads a file, compares it with the database, and imports all of it or nothing."""

    _inherit = "client.specification"

    # ------------------------------------------------------------------- reading
    @api.model
    def _read(self, content):
        """Read a file and check its form.

        :param bytes content: the file
        :return: ``(contents, strangers, languages)``: {model: [values]} of what is
            known here, [(model, line, number of records)] of what is not, and the
            languages of the file
        :raise UserError: with a sentence that names the line
        """
        try:
            data = yaml_file.read(content)
        except yaml_file.YamlError as error:
            raise UserError(self._yaml_sentence(error)) from None
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UserError(
                self.env._(
                    "This is no specification of client accounting: the file has to "
                    "begin with “format: %(format)s”.",
                    format=FORMAT,
                )
            )
        if data.get("version") != VERSION:
            raise UserError(
                self.env._(
                    "Line %(line)s: the file has version %(found)s of the format, this "
                    "database reads version %(known)s. Export it again from a database "
                    "with the same release of Client Accounting.",
                    line=data.lines.get("version", data.line),
                    found=data.get("version"),
                    known=VERSION,
                )
            )
        self._check_keys(data, HEADER, self.env._("the header"))
        contents = data.get("contents")
        if not isinstance(contents, dict):
            raise UserError(
                self.env._("The file has no “contents”: there is nothing to import.")
            )
        languages = data.get("languages", [])
        if not isinstance(languages, list) or not all(
            isinstance(lang, str) for lang in languages
        ):
            raise UserError(
                self.env._(
                    "Line %(line)s: “languages” must be a list of codes.",
                    line=data.lines["languages"],
                )
            )
        return (*self._read_contents(contents), languages)

    @api.model
    def _read_contents(self, contents):
        parts = {part.model: part for part in self._specification_models()}
        known, strangers = {}, []
        for model, records in contents.items():
            line = contents.lines[model]
            if not isinstance(records, list):
                raise UserError(
                    self.env._(
                        "Line %(line)s: “%(model)s” must be a list of records.",
                        line=line,
                        model=model,
                    )
                )
            if model not in parts:
                strangers.append((model, line, len(records)))
                continue
            self._check_records(parts[model], records, line)
            known[model] = records
        return known, strangers

    @api.model
    def _check_records(self, part, records, line):
        seen = {}
        for values in records:
            if not isinstance(values, dict):
                raise UserError(
                    self.env._(
                        "Line %(line)s: “%(model)s” has something that is no record: "
                        "%(text)s",
                        line=line,
                        model=part.model,
                        text=str(values)[:80],
                    )
                )
            self._check_keys(values, part.fields, part.model)
            for name in part.key:
                if not isinstance(values.get(name), str | int) or values[name] == "":
                    raise UserError(
                        self.env._(
                            "Line %(line)s: a record of “%(model)s” has no “%(key)s”, "
                            "by which it is known.",
                            line=values.line,
                            model=part.model,
                            key=name,
                        )
                    )
            key = part.name_of(values)
            if key in seen and not part.numbered:
                raise UserError(
                    self.env._(
                        "Line %(line)s: “%(key)s” is in the file twice, first in line "
                        "%(first)s.",
                        line=values.line,
                        key=key,
                        first=seen[key],
                    )
                )
            seen[key] = values.line

    @api.model
    def _check_keys(self, values, allowed, place):
        for name in values:
            if name not in allowed:
                raise UserError(
                    self.env._(
                        "Line %(line)s: “%(name)s” is nothing that %(place)s has. Take "
                        "it out; known are: %(known)s.",
                        line=values.lines[name],
                        name=name,
                        place=place,
                        known=", ".join(allowed),
                    )
                )

    @api.model
    def _yaml_sentence(self, error):
        """What is wrong with a file that is no good YAML, in a sentence."""
        sentences = {
            "broken": self.env._(
                "Line %(line)s, column %(column)s: the file is no valid YAML "
                "(%(detail)s)."
            ),
            "large": self.env._("The file is larger than %(detail)s MB."),
            "encoding": self.env._("The file is not in UTF-8 (byte %(detail)s)."),
            "alias": self.env._(
                "Line %(line)s, column %(column)s: anchors and aliases (& and *) are "
                "not allowed; write the value out."
            ),
            "tag": self.env._(
                "Line %(line)s, column %(column)s: tags are not allowed (%(detail)s)."
            ),
            "deep": self.env._(
                "Line %(line)s: more than %(detail)s levels within each other are not "
                "allowed."
            ),
            "many": self.env._(
                "Line %(line)s: the file has more than %(detail)s values."
            ),
            "key": self.env._("Line %(line)s: “%(detail)s” is no name of a value."),
            "twice": self.env._(
                "Line %(line)s: “%(detail)s” is written twice in one record."
            ),
            "empty": self.env._("The file is empty."),
            "more": self.env._(
                "Line %(line)s: a second document begins; one is allowed."
            ),
        }
        return sentences[error.reason] % {
            "line": error.line,
            "column": error.column,
            "detail": error.detail[:200],
        }

    # ----------------------------------------------------------------- comparing
    @api.model
    def _compare(self, content):
        """Compare a file with the database.

        :param bytes content: the file
        :return: :class:`.plan.Comparison`
        :raise UserError: for a file that cannot be read
        :raise AccessError: to others than administrators of client accounting
        """
        self._check_manager()
        contents, strangers, languages = self._read(content)
        codec = self._codec()
        return Comparison(
            codec,
            Planner(codec).compare(contents),
            strangers,
            [lang for lang in languages if lang not in codec.langs],
        )

    @api.model
    def _fingerprint(self, entries):
        """A text that changes when what is compared changes on either side."""
        state = [
            (entry.part.model, entry.key, entry.kind, entry.values, entry.current)
            for entry in entries
        ]
        return hashlib.sha256(repr(state).encode()).hexdigest()

    # ----------------------------------------------------------------- importing
    @api.model
    def _apply(self, content, chosen, fingerprint=None):
        """Import what was chosen: all of it or, where anything fails, nothing.

        :param bytes content: the file
        :param chosen: set of (model, key) of records to add, change, or take away
        :param fingerprint: of the comparison that was chosen from
        :return: {"add", "change", "missing": numbers, "differ": [names of records that
            are not as in the file afterwards]}
        :raise UserError: with a sentence, where a record is refused or where what was
            compared has changed meanwhile
        """
        comparison = self._compare(content)
        entries = comparison.entries
        if fingerprint and fingerprint != self._fingerprint(entries):
            raise UserError(
                self.env._(
                    "The configuration was changed since the comparison. Compare again."
                )
            )
        entries = [
            entry for entry in entries if (entry.part.model, entry.key) in chosen
        ]
        for entry in entries:
            if entry.kind == "conflict":
                raise UserError(refusal(self.env, entry, entry.problems[0]))
        with self.env.cr.savepoint():
            Importer(comparison.codec).run(entries)
            self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        counts = {
            kind: sum(entry.kind == kind for entry in entries)
            for kind in ("add", "change", "missing")
        }
        return {**counts, "differ": self._left_over(content, entries)}

    @api.model
    def _left_over(self, content, entries):
        """Records that are not as in the file after their import."""
        imported = {
            (entry.part.model, entry.key)
            for entry in entries
            if entry.kind in ("add", "change")
        }
        return [
            f"{entry.key}: {', '.join(entry.changes)}"
            for entry in self._compare(content).entries
            if (entry.part.model, entry.key) in imported and entry.kind != "same"
        ]

    @api.model
    def _try(self, content, chosen, fingerprint=None):
        """Import, say what came of it, and undo all of it.

        :return: as `_apply`
        :raise UserError: as `_apply`
        """
        quiet = self.with_context(tracking_disable=True)
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                raise _Tried(quiet._apply(content, chosen, fingerprint))
        except _Tried as tried:
            return tried.result
        finally:
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_cache()


class _Tried(Exception):
    def __init__(self, result):
        super().__init__()
        self.result = result
