"""Writes what was chosen from a file, and names the record that is refused."""

from contextlib import contextmanager

import psycopg2
from psycopg2.extras import Json

from odoo.exceptions import UserError
from odoo.tools import SQL, groupby, mute_logger

from .part import Conflict, Pending


def refusal(env, entry, reason):
    """The sentence for a record that is not imported."""
    return env._(
        "Nothing was imported. “%(key)s” of %(part)s (line %(line)s) is refused: "
        "%(reason)s",
        key=entry.key,
        part=env._(entry.part.title),
        line=entry.line,
        reason=reason,
    )


class Importer:
    """Creates, changes and takes away, as the user; what refers to later records of
    the file is written when these are there.

    :param codec: :class:`.codec.Codec` that knows what is here
    """

    def __init__(self, codec):
        self.codec = codec
        # as the data of an addon: an axis gets the segments of the file, not those
        # that its method would make
        self.env = codec.env(
            context={**codec.env.context, "lang": "en_US", "install_mode": True}
        )
        self.reader = codec.env
        self.later = []

    def run(self, entries):
        """
        :param entries: [:class:`.plan.Entry`] in the order of the parts
        :raise UserError: for the first record that is refused
        """
        references = self.codec.references
        references.promised = {}
        for entry in entries:
            if entry.kind == "add":
                references.promised.setdefault(entry.part.model, set()).add(entry.key)
        for model, group in groupby(entries, lambda entry: entry.part.model):
            self._write_part(self.codec.references.parts[model], group)
        for entry, names in self.later:
            self._write_later(entry, names)
        for entry in reversed(entries):
            if entry.kind == "missing":
                with self._refusing(entry):
                    self._take_away(entry)

    # -------------------------------------------------------------------- values
    def _values(self, entry, names):
        """Values for the ORM, and the fields that have to wait for other records."""
        values, waiting = {}, []
        for name in names:
            after = entry.changes[name][1]
            if (
                after is None
                and not entry.record_id
                and not self._may_write(entry, name)
            ):
                continue  # empty it is anyway
            try:
                values[name] = self.codec.load(entry.part, name, after)
            except Pending:
                waiting.append(name)
            except Conflict as conflict:
                raise UserError(refusal(self.reader, entry, conflict)) from None
        return values, waiting

    def _may_write(self, entry, name):
        model = self.env[entry.part.model]
        return model._has_field_access(model._fields[name], "write")

    def _write_part(self, part, entries):
        new = [entry for entry in entries if entry.kind == "add"]
        prepared = []
        for entry in new:
            values, waiting = self._values(entry, entry.changes)
            prepared.append(values)
            if waiting:
                self.later.append((entry, waiting))
        self._create(part, new, prepared)
        changed = [entry for entry in entries if entry.kind == "change"]
        for entry in changed:
            values, waiting = self._values(entry, entry.changes)
            if waiting:
                self.later.append((entry, waiting))
            with self._refusing(entry):
                self._write(entry, values)
        self._translate(part, new + changed)

    def _create(self, part, entries, prepared):
        """Create all records of a part together; where one of them is refused, find
        it by creating one after the other."""
        if not entries:
            return
        model = self.env[part.model]
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                records = model.create([dict(values) for values in prepared])
                self.env.flush_all()
        except (UserError, psycopg2.Error):
            records = model
            for entry, values in zip(entries, prepared, strict=True):
                with self._refusing(entry):
                    records += model.create(dict(values))
                    self.env.flush_all()
        for entry, record in zip(entries, records, strict=True):
            entry.record_id = record.id
        self.codec.references.learn(
            part.model, {entry.key: entry.record_id for entry in entries}
        )

    def _write(self, entry, values):
        """Write what the ORM has to know: of translated fields, English only."""
        record = self.env[entry.part.model].browse(entry.record_id)
        values = {
            name: value
            for name, value in values.items()
            if not record._fields[name].translate
            or self._english(entry.changes[name][0]) != (value or None)
        }
        if values:
            record.write(values)
            self.env.flush_all()

    def _with_english(self, texts):
        """English stands for what is not translated, so it cannot be left out."""
        return {"en_US": next(iter(texts.values()), ""), **texts}

    def _english(self, value):
        return value.get("en_US") if isinstance(value, dict) else value

    def _write_later(self, entry, names):
        with self._refusing(entry):
            values, waiting = self._values(entry, names)
            for name in waiting:
                raise UserError(
                    self.reader._(
                        "“%s” refers to a record that is not imported.",
                        self.codec.label(entry.part, name),
                    )
                )
            self._write(entry, values)

    # -------------------------------------------------------------- translations
    def _translate(self, part, entries):
        """Store the texts of all languages exactly as the file has them.

        Translated HTML is otherwise matched paragraph by paragraph with the other
        languages, which changes these.
        """
        model = self.env[part.model]
        for name in part.fields:
            field = model._fields[name]
            rows = [
                (entry.record_id, entry.changes[name][1])
                for entry in entries
                if name in entry.changes and isinstance(entry.changes[name][1], dict)
            ]
            if field.translate and rows:
                self._store_texts(model, field, rows)

    def _store_texts(self, model, field, rows):
        records = model.browse([id_ for id_, _texts in rows])
        cleaned = [
            (
                id_,
                Json(
                    {
                        lang: str(field.convert_to_cache(text, model) or "")
                        for lang, text in self._with_english(texts).items()
                    }
                ),
            )
            for id_, texts in rows
        ]
        # the languages that are not active here keep their texts
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s t
                   SET %(column)s = (COALESCE(t.%(column)s, '{}'::jsonb) - %(langs)s)
                                    || new.texts
                  FROM (VALUES %(rows)s) new (id, texts)
                 WHERE t.id = new.id
                """,
                table=SQL.identifier(model._table),
                column=SQL.identifier(field.name),
                langs=list(self.codec.langs),
                rows=SQL(", ").join(
                    SQL("(%s, %s::jsonb)", id_, texts) for id_, texts in cleaned
                ),
            )
        )
        records.invalidate_recordset([field.name])
        records.modified([field.name])

    # ------------------------------------------------------------------ refusals
    def _take_away(self, entry):
        """Archive what can be archived, delete the rest."""
        record = self.env[entry.part.model].browse(entry.record_id).exists()
        if "active" in record._fields:
            record.action_archive()
        else:
            record.unlink()
        self.env.flush_all()

    @contextmanager
    def _refusing(self, entry):
        """What a record is refused for, in a sentence that names it and its line."""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                yield
        except UserError as error:
            raise UserError(refusal(self.reader, entry, error)) from error
        except psycopg2.IntegrityError as error:
            reason = self.env[entry.part.model]._sql_error_to_message(error)
            raise UserError(refusal(self.reader, entry, reason)) from error
