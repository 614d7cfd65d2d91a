from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, frozendict, ormcache

from . import attribute_sql
from .attribute_field import ClientAttributesDefinition


class ClientDictionaryPart(models.AbstractModel):
    """For what the dictionary is made of: a change is seen by everybody at once."""

    _name = "client.dictionary.part"
    _description = "Part of the Client Dictionary"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._forget_dictionary()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._forget_dictionary()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_dictionary()
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        """Translate a term; the names that everybody reads are made anew."""
        result = super().update_field_translations(
            field_name, translations, source_lang
        )
        self._forget_dictionary()
        return result

    @api.model
    def _forget_dictionary(self):
        self.env.registry.clear_cache()
        self.env["client.dictionary"].invalidate_model(["definition"])


class ClientDictionary(models.Model):
    """All attributes as the web client reads the definition of properties: one record,
    no table, nothing to write.

    The web client, the export and the import ask a container for what properties there
    are. One container for all clients lets a filter or a column hold for all of them,
    whatever profiles they have; what one client shows follows from its profiles.
    """

    _name = "client.dictionary"
    _description = "Client Dictionary"
    _auto = False
    _log_access = False

    definition = ClientAttributesDefinition(
        compute="_compute_definition", search="_search_definition"
    )

    @property
    def _table_query(self):
        return SQL("SELECT 1 AS id")

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Client Attributes")

    @api.depends_context("uid", "lang")
    def _compute_definition(self):
        # the web client asks for it with all rights, to show it to the user
        self.definition = self.with_user(self.env.uid)._definition()

    def _search_definition(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "=" if False not in value else "!=", 1)]

    # ------------------------------------------------------------------ content
    @ormcache("lang")
    def _entries(self, lang):
        """All attributes, archived ones too: ``{code: entry}`` in the order of the
        dictionary, with texts in the language. Not to be changed."""
        attributes = (
            self.env["client.attribute"]
            .sudo()
            .with_context(active_test=False, lang=lang, prefetch_langs=False)
            .search([])
        )
        options = {}
        found = attributes.option_ids.sorted(lambda item: (item.sequence, item.id))
        for option in found:
            options.setdefault(option.attribute_id.id, {})[option.code] = frozendict(
                name=option.name, color=option.color, active=option.active
            )
        return {
            attribute.code: frozendict(
                id=attribute.id,
                code=attribute.code,
                name=attribute.name,
                type=attribute.type,
                meaning=attribute.meaning or "",
                active=attribute.active,
                comodel=attribute.comodel,
                currency_id=attribute.currency_id.id,
                section_id=attribute.section_id.id,
                read_groups=frozenset(attribute.read_group_ids.ids),
                edit_groups=frozenset(attribute.edit_group_ids.ids),
                options=options.get(attribute.id, {}),
                property=self._property(attribute, options.get(attribute.id, {})),
            )
            for attribute in attributes
        }

    def _property(self, attribute, options):
        """An attribute as the web client knows a property."""
        kind = attribute.type
        item = {
            "name": attribute.code,
            "string": attribute.name,
            "type": attribute_sql.PROPERTY_TYPES.get(kind, kind),
        }
        suffix = attribute.currency_id.name if kind == "monetary" else attribute.unit
        if suffix and kind in attribute_sql.NUMBERS:
            item["suffix"] = suffix
        if kind in ("many2one", "many2many"):
            item["comodel"] = attribute.comodel
        elif kind == "selection":
            words = [(code, option["name"]) for code, option in options.items()]
            item["selection"], item["archived_options"] = self._split(words, options)
            item["colors"] = {
                code: option["color"]
                for code, option in options.items()
                if option["color"]
            }
        elif kind == "tags":
            words = [
                (code, option["name"], option["color"])
                for code, option in options.items()
            ]
            item["tags"], item["archived_options"] = self._split(words, options)
        if attribute.meaning:
            item["meaning"] = attribute.meaning
        return item

    def _split(self, words, options):
        active = [word for word in words if options[word[0]]["active"]]
        return active, [word for word in words if not options[word[0]]["active"]]

    @ormcache("lang")
    def _sections(self, lang):
        """``[(id, separator)]`` of all sections in their order."""
        sections = (
            self.env["client.attribute.section"]
            .sudo()
            .with_context(active_test=False, lang=lang)
            .search([])
        )
        return [
            (
                section.id,
                {
                    # no code of an attribute begins with a digit
                    "name": f"0_{section.code}",
                    "string": section.name,
                    "type": "separator",
                    "fold_by_default": section.is_folded,
                },
            )
            for section in sections
        ]

    @ormcache("profile_ids")
    def _codes_of(self, profile_ids):
        """Codes of the attributes of these profiles, in the order of their lines."""
        lines = (
            self.env["client.profile.line"]
            .sudo()
            .search(
                [("profile_id", "in", profile_ids), ("attribute_id.active", "=", True)],
                order="profile_id, sequence, id",
            )
        )
        return tuple(dict.fromkeys(lines.attribute_id.mapped("code")))

    # ------------------------------------------------------------------ readers
    @api.model
    def _lang(self):
        return self.env.lang or "en_US"

    @api.model
    def _entry(self, code):
        """Return the entry of a code, archived ones too.

        :raise UserError: a sentence, where there is none
        """
        entry = self._entries(self._lang()).get(code)
        if not entry:
            raise UserError(
                self.env._(
                    "There is no attribute %(code)s in the client dictionary: it was "
                    "deleted, or never was there. Take it out of the filter or rule.",
                    code=code,
                )
            )
        return entry

    @api.model
    def _is_readable(self, entry):
        return self.env.su or self._has_group(entry["read_groups"])

    @api.model
    def _is_editable(self, entry):
        return self.env.su or (
            self._has_group(entry["read_groups"])
            and self._has_group(entry["edit_groups"])
        )

    @api.model
    def _has_group(self, group_ids):
        return not group_ids or not group_ids.isdisjoint(self.env.user._get_group_ids())

    @api.model
    def _check_readable(self, code):
        """Raise unless the reader may search, group and read by this attribute."""
        entry = self._entry(code)
        if not self._is_readable(entry):
            raise AccessError(
                self.env._("You may not see the attribute %(code)s.", code=code)
            )
        if not entry["active"]:
            raise UserError(
                self.env._(
                    "The attribute %(name)s is archived. Take it out of the filter or "
                    "rule, or restore it.",
                    name=entry["name"],
                )
            )

    @api.model
    def _definition(self, codes=None):
        """Return the properties that the reader may see, with their sections.

        :param codes: only these, in this order within each section
        """
        entries = self._entries(self._lang())
        by_section = {}
        for code in entries if codes is None else codes:
            entry = entries[code]
            if entry["active"] and self._is_readable(entry):
                item = dict(entry["property"])
                if not self._is_editable(entry):
                    item["readonly"] = True
                by_section.setdefault(entry["section_id"], []).append(item)
        result = by_section.get(False, [])
        for section_id, separator in self._sections(self._lang()):
            if section_id in by_section:
                result += [dict(separator), *by_section[section_id]]
        return result
