from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.orm.fields_properties import Property
from odoo.tools import SQL

from .attribute_field import ClientAttributes

GROUP = "client_accounting.group_client_accounting_user"
CONTAINER = 1


class ResPartner(models.Model):
    """Profiles of a client and the values of their attributes."""

    _inherit = "res.partner"

    client_profile_ids = fields.Many2many(
        "client.profile",
        "client_profile_res_partner_rel",
        "partner_id",
        "profile_id",
        "Client Profiles",
        groups=GROUP,
        help="What kinds of client this is: they decide which attributes are filled "
        "in. Values of a profile that is taken away are kept and come back with it.",
    )
    client_dictionary_id = fields.Many2one(
        "client.dictionary",
        compute="_compute_client_dictionary_id",
        search="_search_client_dictionary_id",
        groups=GROUP,
        export_string_translation=False,
    )
    client_attributes = ClientAttributes(
        "Attributes",
        definition="client_dictionary_id.definition",
        groups=GROUP,
    )
    client_attributes_kept = fields.Json(
        "Attributes Kept Aside",
        copy=False,
        prefetch=False,
        groups="base.group_system",
        help="Values of profiles, attributes and types that the client no longer has.",
    )

    client_profile_key = fields.Char(
        "Combination of Profiles",
        copy=False,
        prefetch=False,
        readonly=True,
        index="btree_not_null",
        groups="base.group_system",
        help="Ids of the profiles in use: what is asked of clients with the same "
        "profiles is found once for all of them.",
    )

    def _compute_client_dictionary_id(self):
        self.client_dictionary_id = CONTAINER

    @api.model
    def _search_client_dictionary_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [(1, "=", 1 if CONTAINER in value else 0)]

    @api.model
    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS base: the export asks which container its records have
        if field_expr == "client_dictionary_id":
            return SQL("%s", CONTAINER)
        return super()._field_to_sql(alias, field_expr, query)

    @api.model
    def get_property_definition(self, full_name):
        # OVERRIDE base: it reads the definition from a column, in no language
        field_name, _dot, code = full_name.partition(".")
        if field_name != "client_attributes":
            return super().get_property_definition(full_name)
        self.browse().check_access("read")
        self._check_field_access(self._fields[field_name], "read")
        dictionary = self.env["client.dictionary"]
        dictionary._check_readable(code)
        item = dict(dictionary._entry(code)["property"])
        for key in ("archived_options", "colors", "meaning"):
            item.pop(key, None)
        return item

    def _client_attribute_definition(self):
        """Return the properties of a client that the reader may see."""
        dictionary = self.env["client.dictionary"]
        profiles = self.client_profile_ids
        if not profiles:
            return []
        return dictionary._definition(dictionary._codes_of(tuple(profiles._origin.ids)))

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: values are written once the profiles are there
        given = [vals.get("client_attributes") for vals in vals_list]
        if any(given):
            vals_list = [
                {key: vals[key] for key in vals if key != "client_attributes"}
                for vals in vals_list
            ]
        partners = super().create(vals_list)
        if any(vals.get("client_profile_ids") for vals in vals_list):
            partners._settle_client_attributes()
        for partner, value in zip(partners, given, strict=True):
            if value:
                partner._write_client_attributes(value)
        return partners

    def write(self, vals):
        # EXTENDS base
        value = vals.get("client_attributes")
        if "client_attributes" in vals:
            vals = {key: vals[key] for key in vals if key != "client_attributes"}
        result = super().write(vals) if vals else True
        if "client_profile_ids" in vals:
            self._settle_client_attributes()
        if value:
            self._write_client_attributes(value)
        return result

    @api.model
    def load(self, fields, data):
        # EXTENDS base: columns that cannot be imported are told like bad rows are
        messages = []
        for name in fields:
            column = name.split("/")[0]
            if column.startswith("client_attributes."):
                try:
                    code = column.partition(".")[2]
                    self.get_property_definition(column)
                    self.env["client.attribute"]._check_editable(
                        self.env["client.dictionary"]._entry(code)
                    )
                except (AccessError, UserError) as error:
                    messages.append(
                        {
                            "type": "error",
                            "message": str(error),
                            "field": name,
                            "rows": {"from": 0, "to": 0},
                        }
                    )
        if messages:
            return {"ids": False, "messages": messages, "nextrow": 0}
        return super().load(fields, data)

    def _write_client_attributes(self, value):
        """Write what a form, an import or a program gives for the field."""
        field = self._fields["client_attributes"]
        self._check_field_access(field, "write")
        changes = field.to_changes(value)
        if isinstance(value, Property):  # of another record: what fits
            codes = set.intersection(*(set(item._client_codes()) for item in self))
            changes = {code: changes[code] for code in changes if code in codes}
        stored = {}
        if isinstance(value, list):
            stored = {
                item["name"]: item["stored_value"]
                for item in value
                if item.get("name") in changes and "stored_value" in item
            }
        if changes:
            self._set_client_attributes(changes, stored)

    def _client_codes(self):
        """Codes of the attributes that the profiles of a client bring."""
        self.ensure_one()
        profiles = self.sudo().client_profile_ids
        return self.env["client.dictionary"]._codes_of(tuple(profiles.ids))

    def _valid_attribute_values(self, values):
        """Return the values as they are stored; check them and the writer's rights.

        :raise ValidationError: with a sentence about the first that cannot be
        """
        dictionary = self.env["client.dictionary"]
        clean = {
            code: self.env["client.attribute"]._valid_value(
                dictionary._entry(code), value
            )
            for code, value in values.items()
        }
        for partner in self:
            missing = clean.keys() - set(partner._client_codes())
            if missing:
                names = [dictionary._entry(code)["name"] for code in sorted(missing)]
                raise ValidationError(
                    self.env._(
                        "No profile of %(client)s has the attribute %(names)s. Give "
                        "the client a profile with it first.",
                        client=partner.display_name,
                        names=", ".join(names),
                    )
                )
        return clean
