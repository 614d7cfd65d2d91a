"""The fields that hold the values of attributes and describe them to the reader."""

import json

from odoo import fields
from odoo.exceptions import UserError
from odoo.orm.fields_properties import Property
from odoo.orm.utils import COLLECTION_TYPES, parse_field_expr
from odoo.tools import SQL

from . import attribute_sql

#: options that a list of records repeats for each record; a longer list is cut down
#: to those in use, the form of one client has them all
LISTED_OPTIONS = 50


class AttributeValues(Property):
    """Values of one record; a record under edition remembers what it may hold, so a
    form learns that another profile brings other attributes."""

    def __init__(self, values, field, record):
        super().__init__(values, field, record)
        self.codes = None
        if record and not record.id:
            definition = field._get_properties_definition(record)
            self.codes = [item["name"] for item in definition]

    def __eq__(self, other):
        if isinstance(other, AttributeValues) and self.codes != other.codes:
            return False
        return super().__eq__(other)

    __hash__ = Property.__hash__


class ClientAttributesDefinition(fields.PropertiesDefinition):
    """What attributes there are, in the words of the reader; computed, never edited."""

    def convert_to_cache(self, value, record, validate=True):
        return value or None

    def convert_to_record(self, value, record):
        return [dict(item) for item in value or ()]


class ClientAttributes(fields.Properties):
    """Values by the code of the attribute, in one jsonb column.

    In contrast to other properties the definition of a record comes from its profiles
    and the reader's rights and language, whatever is written is merged into what is
    there, and what the reader may not see can neither be searched nor grouped by.
    """

    copy = False
    precompute = False

    def _setup_definition_attrs(self, model_class):
        # OVERRIDE: not computed, nothing has a default
        if self.definition:
            self.definition_record, self.definition_record_field = (
                self.definition.rsplit(".", 1)
            )

    def _get_properties_definition(self, record):
        return record._client_attribute_definition()

    def _add_default_values(self, env, values):
        # OVERRIDE: values are written by the model, after the profiles
        return {}

    def convert_to_record(self, value, record):
        return AttributeValues(value or {}, self, record)

    def convert_to_export(self, value, record):
        if not isinstance(value, Property):
            return value or ""  # one attribute
        readable = {code: value._values[code] for code in value}
        return json.dumps(readable, ensure_ascii=False) if readable else ""

    def write(self, records, value):  # pylint: disable=method-required-super
        # OVERRIDE: only for records that are not saved yet; see res.partner for others
        changes = self.to_changes(value)
        for record in records:
            # a record just created, by who may not read the field
            merged = {**(record.sudo()[self.name]._values or {}), **changes}
            fields.Field.write(self, record, merged)

    @classmethod
    def to_changes(cls, value):
        """Return what a written value sets: ``{code: value}``.

        A form sends all attributes with what it has read of each; those that nobody
        touched are left out.
        """
        if isinstance(value, str):
            value = json.loads(value)
        if isinstance(value, Property):
            value = value._values
        if isinstance(value, dict):
            return dict(value)
        changes = {}
        for item in value or ():
            if item.get("type") == "separator" or "value" not in item:
                continue
            new = attribute_sql.plain(item["value"], item.get("type"))
            old = attribute_sql.plain(item.get("stored_value"), item.get("type"))
            if "stored_value" not in item or (new or False) != (old or False):
                changes[item["name"]] = new
            elif new is not None and old is None:
                changes[item["name"]] = new  # a number 0, a "no"
        return changes

    def convert_to_read_multi(self, values, records, use_display_name=True):
        if not records:
            return values
        result = []
        brief = len(records) > 1
        for record, value in zip(records, values, strict=True):
            given = value._values if isinstance(value, Property) else value
            definition = self._get_properties_definition(record)
            result.append([self._fill(item, given or {}, brief) for item in definition])
        res_ids = self._get_res_ids_per_model(records.env, result)
        for record, items in zip(records, result, strict=True):
            self._parse_json_types(items, records.env, res_ids)
            self._add_stored_values(record, items, res_ids)
            if use_display_name:
                self._add_display_name(items, records.env)
        return result

    def _fill(self, item, values, brief):
        """Return a property with its value, and with the options that it needs."""
        item = dict(item)
        code = item["name"]
        if code in values:
            item["value"] = values[code]
        kind = item["type"]
        if kind in ("selection", "tags"):
            used = values.get(code) or ()
            used = {used} if isinstance(used, str) else set(used)
            archived = item.pop("archived_options", ())
            options = item[kind]
            if brief and len(options) > LISTED_OPTIONS:
                options = [option for option in options if option[0] in used]
            missing = [option for option in archived if option[0] in used]
            item[kind] = [*options, *missing] if missing else options
        return item

    def _add_stored_values(self, record, items, res_ids):
        """Tell the form what is stored, that it may send what somebody changed."""
        if record.id:
            for item in items:
                if item["type"] != "separator":
                    item["stored_value"] = item.get("value")
            return
        origin = record._origin
        stored = dict(origin[self.name]._values) if origin else {}
        shown = [
            {**item, "value": stored[item["name"]]}
            for item in items
            if item["name"] in stored
        ]
        res_ids = self._get_res_ids_per_model(record.env, [shown])
        self._parse_json_types(shown, record.env, res_ids)
        stored = {item["name"]: item["value"] for item in shown}
        for item in items:
            if item["type"] != "separator":
                item["stored_value"] = stored.get(item["name"])

    def property_to_sql(self, field_sql, property_name, model, alias, query):
        model.env["client.dictionary"]._check_readable(property_name)
        return SQL("(%s -> %s)", field_sql, property_name)

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        fname, code = parse_field_expr(field_expr)
        if not code:
            raise UserError(model.env._("Choose an attribute to search by."))
        left = model._field_to_sql(alias, field_expr, query)
        entry = model.env["client.dictionary"]._entry(code)
        if operator in ("in", "not in"):
            assert isinstance(value, COLLECTION_TYPES)
            condition = attribute_sql.among(entry, left, value)
            if operator == "in":
                return condition
            return SQL("NOT COALESCE(%s, FALSE)", condition)
        return attribute_sql.compare(model.env, entry, left, operator, value)
