from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mail import html_to_inner_content

from ...tools import fuzzy
from .html_whole import HtmlWhole

#: fields that change what tooltips say
TOOLTIP_FIELDS = {"name", "definition", "active", "figure_ids"}


class ClientGlossaryTerm(models.Model):
    """A word of the company's vocabulary, with one meaning for everybody."""

    _name = "client.glossary.term"
    _inherit = ["client.code.mixin", "mail.thread"]
    _description = "Glossary Term"
    _order = "name, id"

    name = fields.Char("Term", required=True, translate=True, tracking=True)
    synonyms = fields.Char(
        translate=True,
        tracking=True,
        help="Other words for the same, separated by commas. The search finds the term "
        "by each of them.",
    )
    category_id = fields.Many2one(
        "client.glossary.category",
        index=True,
        tracking=True,
        ondelete="restrict",
    )
    definition = HtmlWhole(
        required=True,
        help="What the word means here: what is counted and what is not, in which "
        "unit, as of when. Each language has its own text.",
    )
    definition_text = fields.Text(
        "Definition in Plain Text", compute="_compute_definition_text"
    )
    owner_id = fields.Many2one(
        "res.users",
        tracking=True,
        domain=[("share", "=", False)],
        help="Who answers for the definition; asked when somebody disagrees.",
    )
    related_ids = fields.Many2many(
        "client.glossary.term",
        "client_glossary_term_related_rel",
        "term_id",
        "related_id",
        "See Also",
    )
    mentioned_ids = fields.Many2many(
        "client.glossary.term",
        "client_glossary_term_related_rel",
        "related_id",
        "term_id",
        "Mentioned By",
        readonly=True,
    )
    figure_ids = fields.One2many(
        "client.glossary.figure",
        "term_id",
        "Figures",
        help="Figures whose tooltip shows this definition.",
    )
    active = fields.Boolean(default=True, tracking=True)

    _code_uniq = models.UniqueIndex("(code)", "Another term has this code.")

    @api.depends("definition")
    @api.depends_context("lang")
    def _compute_definition_text(self):
        for term in self:
            term.definition_text = html_to_inner_content(term.definition or "")

    @api.constrains("related_ids")
    def _check_related_ids(self):
        for term in self:
            if term in term.related_ids:
                raise ValidationError(
                    self.env._(
                        "“%(term)s” cannot refer to itself. Take it out of See Also.",
                        term=term.name,
                    )
                )

    @api.constrains("definition")
    def _check_definition(self):
        for term in self:
            if tools.is_html_empty(term.definition):
                raise ValidationError(
                    self.env._(
                        "Write what “%(term)s” means: a term without a definition "
                        "explains nothing.",
                        term=term.name,
                    )
                )

    # ------------------------------------------------------------------ search
    @api.model
    def _search_display_name(self, operator, value):
        # EXTENDS core: synonyms, typing errors, and words of the other languages
        domain = super()._search_display_name(operator, value)
        if operator != "ilike" or not isinstance(value, str) or not value.strip():
            return domain
        return Domain.OR(
            [
                domain,
                Domain("synonyms", "ilike", value),
                Domain("code", "ilike", value),
                Domain("id", "in", self._search_alike(value)),
            ]
        )

    @api.model
    def _search_alike(self, text):
        """Ids of the terms that have, in any language, words like those of a text."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, name, synonyms FROM %s",
                SQL.identifier(self._table),
                to_flush=self._fields["name"],
            )
        )
        return [
            term_id
            for term_id, *values in rows
            if any(
                fuzzy.alike(text, word)
                for translations in values
                for word in (translations or {}).values()
            )
        ]

    # ---------------------------------------------------------------- tooltips
    @api.model
    @tools.ormcache("lang", cache="stable")
    def _explained_fields(self, lang):
        """Definitions by the fields that terms explain.

        :return: {model: {field: "Term: definition"}} in a language
        """
        places = self.env["client.glossary.figure"]._figure_fields()
        explained = {}
        figures = self.env["client.glossary.figure"].sudo().with_context(lang=lang)
        for link in figures.search([("term_id.active", "=", True)]):
            term = link.term_id
            for model, field in places.get(link.figure, ()):
                text = f"{term.name}: {term.definition_text}"
                explained.setdefault(model, {})[field] = text
        return explained

    @api.model
    def _explain(self, model):
        """Definitions of the fields of a model, in the language of the reader.

        :return: {field: text}, empty to who is no employee
        """
        if not self.env.user._is_internal():
            return {}
        return self._explained_fields(self.env.lang or "en_US").get(model, {})

    # -------------------------------------------------------------------- CRUD
    @api.model_create_multi
    def create(self, vals_list):
        terms = super().create(vals_list)
        self.env.registry.clear_cache("stable")
        return terms

    def write(self, vals):
        if not TOOLTIP_FIELDS.isdisjoint(vals):
            self.env.registry.clear_cache("stable")
        if "definition" not in vals:
            return super().write(vals)
        before = {term: term.definition_text for term in self}
        result = super().write(vals)
        for term, text in before.items():
            if text != term.definition_text:
                term._log_definition(text)
        return result

    def _log_definition(self, before):
        """Keep what the term meant before in its history."""
        self._message_log(
            body=self.env._(
                "The definition was changed. Before (%(language)s): %(text)s",
                language=self.env.lang or "en_US",
                text=before,
            )
        )

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        # EXTENDS core: the dialog of translations passes by what write does
        if field_name in TOOLTIP_FIELDS:
            self.env.registry.clear_cache("stable")
        field = self._fields[field_name]
        if field.type == "html":
            translations = {
                lang: field.convert_to_cache(text, self) if text else text
                for lang, text in translations.items()
            }
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    def unlink(self):
        self.env.registry.clear_cache("stable")
        return super().unlink()

    def copy_data(self, default=None):
        # EXTENDS core: a figure has one term
        return [
            {**vals, "name": self.env._("%s (copy)", term.name), "figure_ids": []}
            for term, vals in zip(self, super().copy_data(default), strict=True)
        ]
