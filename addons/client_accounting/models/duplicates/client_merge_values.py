from odoo import api, models
from odoo.exceptions import UserError

#: fields that make one address: chosen together
ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")
TYPES = (
    "char",
    "text",
    "html",
    "selection",
    "many2one",
    "integer",
    "float",
    "monetary",
    "date",
    "datetime",
)
#: what is no statement about the client, or is derived from others
NO_VALUES = {
    "active",
    "parent_id",
    "commercial_partner_id",
    "company_id",
    "company_type",
    "client_merged_into_id",
    "client_profile_set_id",
    "message_main_attachment_id",
    "create_uid",
    "write_uid",
    "create_date",
    "write_date",
    "signup_type",
    "color",
    "partner_share",
    "complete_name",
    "commercial_company_name",
    "contact_address_complete",
    "email_normalized",
    "phone_sanitized",
    "barcode",
    "calendar_last_notif_ack",
    "signup_expiration",
}
ATTRIBUTE = "attribute:"
EMPTY = (None, False, "", [])


class ClientMerge(models.Model):
    """Which values the remaining client keeps."""

    _inherit = "client.merge"

    @api.model
    def _value_fields(self, partners):
        """Fields of partners that a person may choose values of, by his rights."""
        known = partners.fields_get(attributes=["type", "store", "readonly"])
        skipped = {*NO_VALUES, *ADDRESS, *self._summed_fields()}
        return [
            name
            for name, info in known.items()
            if info["type"] in TYPES
            and info.get("store")
            and not info.get("readonly")
            and name not in skipped
            and not partners._fields[name].related
        ]

    @api.model
    def _compared_values(self, survivor, others):
        """What the clients differ in, as rows for a person to choose from.

        :return: ``[{"name", "label", "values": {client id: text}, "chosen": id}]``;
            only rows in which another client has something that the survivor has not
        """
        partners = survivor | others
        rows = [
            self._compared_row(
                name,
                partners._fields[name]._description_string(self.env),
                {one.id: self._as_text(one, name) for one in partners},
                survivor,
                others,
            )
            for name in self._value_fields(partners)
        ]
        rows.append(
            self._compared_row(
                "address",
                self.env._("Address"),
                {one.id: self._address_text(one) for one in partners},
                survivor,
                others,
            )
        )
        rows += self._compared_attributes(survivor, others)
        return [row for row in rows if row]

    @api.model
    def _compared_row(self, name, label, values, survivor, others):
        mine = values.get(survivor.id)
        foreign = {values.get(one.id) for one in others} - {"", None, mine}
        if not foreign:
            return None
        chosen = survivor.id
        if not mine:
            chosen = next(one.id for one in others if values.get(one.id))
        return {"name": name, "label": label, "values": values, "chosen": chosen}

    @api.model
    def _as_text(self, partner, name):
        value, field = partner[name], partner._fields[name]
        if field.type in ("integer", "float", "monetary"):
            return str(value) if value else ""
        if not value:
            return ""
        if field.type == "many2one":
            return value.sudo().display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "html":
            return str(value.striptags())[:200]
        return str(value)

    @api.model
    def _address_text(self, partner):
        parts = [self._as_text(partner, name) for name in ADDRESS]
        return ", ".join(part for part in parts if part)

    @api.model
    def _compared_attributes(self, survivor, others):
        if "client_attributes" not in survivor._fields:
            return []
        partners = survivor | others
        values = partners._client_attribute_values()
        codes = {code for one in values.values() for code in one}
        attributes = self.env["client.attribute"].search([("code", "in", list(codes))])
        return [
            self._compared_row(
                f"{ATTRIBUTE}{attribute.code}",
                attribute.name,
                {
                    one.id: self._attribute_text(
                        attribute, values.get(one.id, {}).get(attribute.code)
                    )
                    for one in partners
                },
                survivor,
                others,
            )
            for attribute in attributes
        ]

    @api.model
    def _attribute_text(self, attribute, value):
        """A raw value of a property as a person reads it."""
        if value in EMPTY:
            return ""
        values = value if isinstance(value, (list, tuple)) else [value]
        if attribute.comodel:
            linked = self.env[attribute.comodel].browse(values).exists()
            return ", ".join(linked._filtered_access("read").mapped("display_name"))
        if value is True:
            return self.env._("Yes")
        names = {option.code: option.name for option in attribute.option_ids}
        return ", ".join(str(names.get(one, one)) for one in values)

    @api.model
    def _chosen_values(self, survivor, others, choices):
        """Values to write on the survivor: ``{"fields": {}, "attributes": {}}``.

        :param choices: ``{name of a row: id of the client}``; checked here
        """
        partners = survivor | others
        fields_, attributes = {}, {}
        for row in self._compared_values(survivor, others):
            chosen = choices.get(row["name"], row["chosen"])
            if chosen not in partners._ids:
                raise UserError(
                    self.env._(
                        "The value of “%(field)s” comes from none of the clients.",
                        field=row["label"],
                    )
                )
            if chosen == survivor.id:
                continue
            source = self.env["res.partner"].browse(chosen)
            if row["name"].startswith(ATTRIBUTE):
                code = row["name"].removeprefix(ATTRIBUTE)
                raw = source._client_attribute_values()
                attributes[code] = raw.get(source.id, {}).get(code)
            else:
                names = ADDRESS if row["name"] == "address" else (row["name"],)
                for name in names:
                    field = source._fields[name]
                    fields_[name] = field.convert_to_write(source[name], source)
        self._fill_hidden(survivor.sudo(), others.sudo(), fields_, attributes)
        for name in self._summed_fields():
            total = sum(partners.sudo().mapped(name))
            if total != survivor.sudo()[name]:
                fields_[name] = total
        return {"fields": fields_, "attributes": attributes}

    @api.model
    def _fill_hidden(self, survivor_sudo, others_sudo, fields_, attributes):
        """What the user may not see is not for him to choose: gaps are filled."""
        for name in self._value_fields(survivor_sudo):
            if name in fields_ or survivor_sudo[name]:
                continue
            for other in others_sudo.filtered(name)[:1]:
                field = other._fields[name]
                fields_[name] = field.convert_to_write(other[name], other)
        if "client_attributes" not in survivor_sudo._fields:
            return
        values = (survivor_sudo | others_sudo)._client_attribute_values()
        mine = values.get(survivor_sudo.id, {})
        for other in others_sudo:
            for code, value in values.get(other.id, {}).items():
                if value not in EMPTY and mine.get(code) in EMPTY:
                    attributes.setdefault(code, value)

    @api.model
    def _summed_fields(self):
        """Names of the fields that core adds up in a merge of partners."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        fields_ = self.env["res.partner"]._fields
        return {
            name
            for name in wizard._get_summable_fields()
            if name in fields_ and not fields_[name].company_dependent
        }

    @api.model
    def _counted_rows(self, others):
        """How many records of each kind will move, by the rights of the user.

        :return: ``[{"label", "count"}]``, the largest first
        """
        counts = {}
        for model in self._stored_models():
            names = self._document_columns(model)
            if not names or not model.with_user(self.env.user).has_access("read"):
                continue
            count = self._count_documents(model, names, others)
            if count:
                label = self.env["ir.model"].sudo()._get(model._name).name
                counts[label] = counts.get(label, 0) + count
        return [
            {"label": label, "count": count}
            for label, count in sorted(counts.items(), key=lambda one: -one[1])
        ]

    @api.model
    def _document_columns(self, model):
        """Names of the fields by which records of a model belong to a client."""
        if model._name == "mail.message":
            return []
        return [
            name
            for name, field in model._fields.items()
            if field.type == "many2one"
            and field.comodel_name == "res.partner"
            and field.store
            and not field.company_dependent
            and not field.inherited
            and not (model._name == "res.partner" and name != "parent_id")
        ]

    @api.model
    def _count_documents(self, model, names, others):
        model = model.with_user(self.env.user).with_context(active_test=False)
        names = [
            name
            for name in names
            if model._has_field_access(model._fields[name], "read")
        ]
        if not names:
            return 0
        domain = ["|"] * (len(names) - 1) + [(name, "in", others.ids) for name in names]
        return model.search_count(domain)
