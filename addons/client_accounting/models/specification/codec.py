"""Values of records as the file has them, and back."""

from odoo import fields
from odoo.tools import SQL

from .domains import Domains
from .part import Conflict, every
from .references import References

#: kinds of fields whose values are plain, and what the file may have for them
PLAIN = {
    "boolean": bool,
    "integer": int,
    "float": (int, float),
    "monetary": (int, float),
    "char": str,
    "text": str,
    "html": str,
    "selection": str,
    "date": str,
    "datetime": str,
}
NUMBERS = ("integer", "float", "monetary")


class Codec:
    """Translates records of the parts into values of the file and back.

    :param parts: all :class:`Part` of the specification
    """

    def __init__(self, env, parts):
        self.env = env
        self.parts = parts
        natural = env["client.specification"]._natural_names()
        self.references = References(env, parts, natural)
        self.domains = Domains(self.references.env, self.references)
        self.langs = sorted(
            {code for code, _name in env["res.lang"].get_installed()} | {"en_US"}
        )

    def label(self, part, name):
        """The label of a field, in the language of the reader."""
        field = self.env[part.model]._fields[name]
        return field.get_description(self.env, ["string"])["string"]

    # -------------------------------------------------------------------- export
    def dump(self, part):
        """Values of all records of a part, ordered.

        :return: [(id, values)]
        """
        records = self.references.env[part.model].search(list(part.only), order="id")
        translated = self._translations(part, records)
        self._load_references(part, records)
        dumped = [
            (
                record.id,
                {
                    name: value
                    for name in part.fields
                    if (value := self._dump_value(part, record, name, translated))
                    or name not in part.left_out_when_empty
                },
            )
            for record in records
        ]
        dumped.sort(key=lambda item: part.sort_key(item[1]))
        if part.numbered:  # what refers to them has to say which
            names = part.keyed(values for _id, values in dumped)
            self.references.names.setdefault(part.model, {}).update(
                (id_, name)
                for (id_, _same), (name, _values) in zip(dumped, names, strict=True)
            )
        return dumped

    def _translations(self, part, records):
        """{(id, field): {language: value}} of the translated fields."""
        names = [name for name in part.fields if records._fields[name].translate]
        if not names or not records:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id = ANY(%s)",
                SQL(", ").join(SQL.identifier(name) for name in names),
                SQL.identifier(records._table),
                records.ids,
            )
        )
        return {
            (record_id, name): {
                lang: value
                for lang, value in (row[index] or {}).items()
                if lang in self.langs and value
            }
            for record_id, *row in rows
            for index, name in enumerate(names)
        }

    def _load_references(self, part, records):
        for name in part.fields:
            field = records._fields[name]
            if field.relational:
                self.references.load(field.comodel_name, records[name].ids)

    def _dump_value(self, part, record, name, translated):
        field = record._fields[name]
        if field.translate:
            values = translated.get((record.id, name))
            return dict(sorted(values.items())) if values else None
        value = record[name]
        if name in part.domains:
            return self.domains.dump(value, part.domains[name])
        if name in part.id_texts and (model := part.id_texts[name](record)):
            return self._dump_id(model, value)
        if field.type == "many2one":
            return self.references.name(field.comodel_name, value.id) if value else None
        if field.type == "many2many":
            return sorted(self.references.name(value._name, id_) for id_ in value.ids)
        if field.type in ("date", "datetime"):
            return field.to_string(value) if value else None
        if field.type in PLAIN and field.type != "boolean":
            return value if field.type in NUMBERS else value or None
        if field.type == "boolean":
            return value
        raise TypeError(f"{field} cannot be in a specification")

    def _dump_id(self, model, text):
        """The id of a record in a text, as {model: name of the record}."""
        known = text and text.isdigit() and self.references.name(model, int(text))
        return {model: known} if known else text or None

    # -------------------------------------------------------------------- import
    def load(self, part, name, value):
        """The value of a field for the ORM; of a translated field, that in English.

        :raise Conflict: for a value that the field cannot have here
        :raise Pending: for a record that is not there yet
        """
        field = self.env[part.model]._fields[name]
        if value is None:
            return [fields.Command.clear()] if field.type == "many2many" else False
        if field.translate:
            return self._load_translated(field, value)
        if name in part.domains:
            return self.domains.load(value, part.domains[name])
        if name in part.id_texts and isinstance(value, dict):
            return self._load_id(field, value)
        if field.type == "many2one":
            return self.references.find(field.comodel_name, self._text(field, value))
        if field.type == "many2many":
            return [fields.Command.set(self._load_many(field, value))]
        return self._load_plain(field, value)

    def _load_id(self, field, value):
        [(model, name)] = value.items() if len(value) == 1 else [(None, None)]
        if model not in self.env or not isinstance(name, str):
            self._wrong(field, dict(value))
        return str(self.references.find(model, name))

    def _load_many(self, field, value):
        if not isinstance(value, list):
            self._wrong(field, value)
        return every(
            lambda one: self.references.find(
                field.comodel_name, self._text(field, one)
            ),
            value,
        )

    def _load_translated(self, field, value):
        if isinstance(value, str):
            return value
        if not isinstance(value, dict):
            self._wrong(field, value)
        for text in value.values():
            self._text(field, text)
        return value.get("en_US") or next(iter(value.values()), False)

    def _load_plain(self, field, value):
        wanted = PLAIN[field.type]
        is_flag = isinstance(value, bool) and field.type != "boolean"
        if is_flag or not isinstance(value, wanted):
            self._wrong(field, value)
        if field.type == "selection":
            allowed = {key for key, _label in field._description_selection(self.env)}
            if value not in allowed:
                self._wrong(field, value)
        if field.type in ("date", "datetime"):
            try:
                field.to_date(value) if field.type == "date" else field.to_datetime(
                    value
                )
            except ValueError:
                self._wrong(field, value)
        return value

    def _text(self, field, value):
        if not isinstance(value, str):
            self._wrong(field, value)
        return value

    def _wrong(self, field, value):
        raise Conflict(
            self.env._(
                "“%(value)s” is no value of “%(field)s”.",
                value=str(value)[:80],
                field=field.get_description(self.env, ["string"])["string"],
            )
        )
