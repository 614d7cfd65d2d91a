from odoo import api, fields, models
from odoo.fields import Domain

GROUP = "client_accounting.group_client_accounting_user"
#: types whose values are words
WORDS = ("char", "text", "selection", "tags", "many2one", "many2many")
OPERATORS = ("ilike", "like", "=ilike", "=like")


class ResPartner(models.Model):
    """Clients found by a word of any of their attributes, without choosing which."""

    _inherit = "res.partner"

    client_attribute_words = fields.Char(
        "Attribute Values",
        compute="_compute_client_attribute_words",
        search="_search_client_attribute_words",
        groups=GROUP,
        help="Words among the values of the attributes that you may see.",
    )

    @api.depends("client_attributes")
    @api.depends_context("uid", "lang")
    def _compute_client_attribute_words(self):
        entries = self.env["client.dictionary"]._entries(self._attribute_lang())
        values = self._client_attribute_values()
        for partner in self:
            words = [
                text
                for code, value in values.get(partner.id, {}).items()
                for text in self._attribute_texts(entries[code], value)
            ]
            partner.client_attribute_words = ", ".join(words)

    @api.model
    def _attribute_lang(self):
        return self.env["client.dictionary"]._lang()

    @api.model
    def _attribute_texts(self, entry, value):
        """The words of a value: texts and names of options."""
        kind = entry["type"]
        if kind in ("selection", "tags"):
            codes = value if isinstance(value, list) else [value]
            options = entry["options"]
            return [options[code]["name"] for code in codes if code in options]
        if kind == "boolean":
            return [entry["name"]] if value else []
        return [value] if kind in ("char", "text") and value else []

    @api.model
    def _search_client_attribute_words(self, operator, value):
        self._check_field_access(self._fields["client_attribute_words"], "read")
        if operator not in OPERATORS or not isinstance(value, str):
            return NotImplemented
        dictionary = self.env["client.dictionary"]
        word = value.replace("%", "").strip().lower()
        conditions = []
        for code, entry in dictionary._entries(self._attribute_lang()).items():
            if not entry["active"] or not dictionary._is_readable(entry):
                continue
            if entry["type"] in WORDS:
                conditions.append(Domain(f"client_attributes.{code}", operator, value))
            elif entry["type"] == "boolean" and word and word in entry["name"].lower():
                conditions.append(Domain(f"client_attributes.{code}", "=", True))
        return Domain.OR(conditions)
