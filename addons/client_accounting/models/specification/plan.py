"""What an import would change, record by record."""

import re
from dataclasses import dataclass, field

from .part import Conflict, Part, Pending

LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2}|_419)?(@\w+)?")


@dataclass
class Entry:
    """A record of the file, of the database, or of both.

    :ivar str kind: add, change, same, missing (here, not in the file) or conflict
    :ivar dict values: as the file has them
    :ivar dict current: as the database has them
    :ivar dict changes: {field: (here, in the file)} of what differs
    :ivar list problems: sentences, why the record cannot be imported
    :ivar int line: of the file, 0 where it is not in the file
    """

    part: Part
    key: str
    kind: str
    values: dict = field(default_factory=dict)
    current: dict = field(default_factory=dict)
    changes: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    line: int = 0
    record_id: int = 0


@dataclass
class Comparison:
    """A file against the database.

    :ivar codec: :class:`.codec.Codec` that knows what is here
    :ivar list entries: [:class:`Entry`]
    :ivar list strangers: [(model, line, number of records)] of sections that are not
        known here
    :ivar list languages: codes of the languages of the file that are not active here
    """

    codec: object
    entries: list
    strangers: list
    languages: list


class Planner:
    """Compares a file with the database.

    :param codec: :class:`Codec`
    """

    def __init__(self, codec):
        self.codec = codec
        self.env = codec.env

    def compare(self, contents):
        """Compare the sections of a file with what is here.

        :param dict contents: {model: [values]} of known models
        :return: [:class:`Entry`] in the order of the parts
        """
        here = {part.model: self.codec.dump(part) for part in self.codec.parts}
        for part in self.codec.parts:
            self.codec.references.learn(part.model, self._ids(part, here[part.model]))
        self.codec.references.promised = {
            part.model: {name for name, _values in part.keyed(contents[part.model])}
            for part in self.codec.parts
            if part.model in contents
        }
        return [
            entry
            for part in self.codec.parts
            if part.model in contents
            for entry in self._compare_part(
                part, contents[part.model], here[part.model]
            )
        ]

    def _ids(self, part, here):
        names = part.keyed(values for _id, values in here)
        return {
            name: id_ for (name, _values), (id_, _same) in zip(names, here, strict=True)
        }

    def _compare_part(self, part, wanted, here):
        names = part.keyed(values for _id, values in here)
        known = {
            name: (id_, values)
            for (name, values), (id_, _values) in zip(names, here, strict=True)
        }
        entries = []
        for key, values in part.keyed(wanted):
            record_id, current = known.pop(key, (0, {}))
            entries.append(self._compare_record(part, key, values, record_id, current))
        for key, (record_id, current) in known.items():
            entries.append(
                Entry(part, key, "missing", current=current, record_id=record_id)
            )
        return entries

    def _compare_record(self, part, key, values, record_id, current):
        wanted = {
            name: self._wanted(part, name, value) for name, value in values.items()
        }
        changes = {
            name: (current.get(name), value)
            for name, value in wanted.items()
            if not record_id or value != current.get(name)
        }
        kind = "add" if not record_id else "change" if changes else "same"
        entry = Entry(
            part,
            key,
            kind,
            values,
            current,
            changes,
            line=getattr(values, "line", 0),
            record_id=record_id,
        )
        entry.problems = list(self._problems(entry))
        if entry.problems:
            entry.kind = "conflict"
        return entry

    def _wanted(self, part, name, value):
        """A value of the file as the database would have it; a text without languages
        is English."""
        if isinstance(value, str) and self.env[part.model]._fields[name].translate:
            return {"en_US": value}
        return self._of_our_languages(value)

    def _of_our_languages(self, value):
        """Texts in the languages that are active here; English stands for a text that
        has none of them."""
        if not isinstance(value, dict) or not value:
            return value
        if not all(isinstance(text, str) for text in value.values()):
            return value
        if not all(LANGUAGE.fullmatch(lang) for lang in value):
            return value
        ours = {lang: text for lang, text in value.items() if lang in self.codec.langs}
        return {"en_US": next(iter((ours or value).values())), **ours}

    def _problems(self, entry):
        for name, (before, after) in entry.changes.items():
            if name in entry.part.fixed and entry.record_id:
                yield self.env._(
                    "Line %(line)s: “%(field)s” is %(after)s in the file and "
                    "%(before)s here. Change it here first, where it is seen what "
                    "becomes of the values.",
                    line=self._line(entry, name),
                    field=self.codec.label(entry.part, name),
                    before=before or self.env._("nothing"),
                    after=after or self.env._("nothing"),
                )
                continue
            try:
                self.codec.load(entry.part, name, after)
            except Pending:
                continue
            except Conflict as conflict:
                yield self.env._(
                    "Line %(line)s: %(problem)s",
                    line=self._line(entry, name),
                    problem=conflict,
                )
        if not entry.record_id:
            yield from self._missing_values(entry)

    def _missing_values(self, entry):
        """Fields that a new record needs and the file does not give."""
        model = self.env[entry.part.model]
        for name in entry.part.fields:
            field_ = model._fields[name]
            if field_.required and entry.values.get(name) in (None, "", {}):
                if entry.values.get(name, 0) == 0 and field_.default:
                    continue
                yield self.env._(
                    "Line %(line)s: a new record needs “%(field)s”.",
                    line=entry.line,
                    field=self.codec.label(entry.part, name),
                )

    def _line(self, entry, name):
        return getattr(entry.values, "lines", {}).get(name, entry.line)
