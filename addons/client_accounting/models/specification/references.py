"""Records named so that every database finds them: by their key, by the external id of
an addon, or by a name that only one record has."""

import re

from .part import Conflict, Pending

XMLID = re.compile(r"[a-z][a-z0-9_]*\.[\w.-]+")
#: external ids that belong to one database
LOCAL_MODULES = ("__export__", "__custom__", "__import__", "studio_customization")
#: core models whose records have one natural name
NATURAL = {
    "ir.model": "model",
    "res.country": "code",
    "res.currency": "name",
    "res.lang": "code",
    "res.users": "login",
}
BY_NAME = "name="


class References:
    """Looks records up both ways, each model in few queries.

    :param parts: all :class:`Part` of the specification
    :param dict natural: {model: field whose value names its records}
    """

    def __init__(self, env, parts, natural=NATURAL):
        self.natural = natural
        self.reader = env  # sentences are in his language
        self.env = env(
            su=True, context={**env.context, "lang": "en_US", "active_test": False}
        )
        self.parts = {part.model: part for part in parts}
        self.names = {}  # {model: {id: text}}
        self.ids = {}  # {model: {text: id}}
        self.promised = {}  # {model: texts of the records that the file brings}

    # ---------------------------------------------------------------- id -> text
    def load(self, model, ids):
        """Find the names of records, those not known yet together."""
        known = self.names.setdefault(model, {})
        new = [id_ for id_ in set(ids) if id_ not in known]
        if new:
            records = self.env[model].browse(new).exists()
            known.update(self._names(records))

    def name(self, model, record_id):
        """The text that names a record."""
        self.load(model, [record_id])
        return self.names[model].get(record_id)

    def _names(self, records):
        part = self.parts.get(records._name)
        if part:
            return {
                record.id: "/".join(self._key_text(record, name) for name in part.key)
                for record in records
            }
        if natural := self.natural.get(records._name):
            return {record.id: record[natural] for record in records}
        found = self._external_ids(records)
        return {
            record.id: found.get(record.id) or BY_NAME + (record.display_name or "")
            for record in records
        }

    def _key_text(self, record, name):
        value = record[name]
        if record._fields[name].type != "many2one":
            return str(value or "")
        return (self.name(value._name, value.id) or "") if value else ""

    def _external_ids(self, records):
        """{id: external id that an addon gave}, the first by name where several did."""
        data = self.env["ir.model.data"].search_fetch(
            [
                ("model", "=", records._name),
                ("res_id", "in", records.ids),
                ("module", "not in", LOCAL_MODULES),
            ],
            ["res_id", "module", "name"],
            order="module desc, name desc",
        )
        return {row.res_id: row.complete_name for row in data}

    # ---------------------------------------------------------------- text -> id
    def find(self, model, text):
        """The id of the record that a text names.

        :raise Pending: for a record that the file brings later
        :raise Conflict: where there is none, or more than one
        """
        known = self.ids.setdefault(model, {})
        if text not in known:
            known[text] = self._find(model, text)
        found = known[text]
        if found:
            return found
        del known[text]
        if text in self.promised.get(model, ()):
            raise Pending(model, text)
        raise Conflict(
            self.reader._(
                "“%(name)s” (%(kind)s) is not here.",
                kind=self.label(model),
                name=text.removeprefix(BY_NAME),
            )
        )

    def learn(self, model, ids_by_text):
        """Take over what is known of a model of the specification."""
        self.ids.setdefault(model, {}).update(ids_by_text)
        self.names.setdefault(model, {}).update(
            {id_: text for text, id_ in ids_by_text.items()}
        )

    def label(self, model):
        return self.env["ir.model"].with_context(lang=self.reader.lang)._get(model).name

    def _find(self, model, text):
        if model in self.parts:
            return False  # all of them were learned
        records = self.env[model]
        if natural := self.natural.get(model):
            found = records.search([(natural, "=", text)], limit=2)
            return self._only(found, text).id
        if text.startswith(BY_NAME):
            return self._find_by_name(records, text.removeprefix(BY_NAME))
        if XMLID.fullmatch(text):
            record = self.env.ref(text, raise_if_not_found=False)
            if record and record._name == model:
                return record.id
        return False

    def _find_by_name(self, records, name):
        found = records.search([("display_name", "=", name)], limit=2)
        found = found or records.search([("display_name", "=ilike", name)], limit=2)
        found = found.filtered(lambda record: record.display_name == name) or found
        return self._only(found, name).id

    def _only(self, found, name):
        """The record of that name, or none.

        :raise Conflict: where there is more than one
        """
        if len(found) > 1:
            raise Conflict(
                self.reader._(
                    "“%(name)s” (%(kind)s) is here more than once.",
                    kind=self.label(found._name),
                    name=name,
                )
            )
        return found
