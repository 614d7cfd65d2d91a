from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

#: names given in a sentence; the rest is a number
NAMED = 5


class ClientGlossaryTerm(models.Model):
    """Where a term is used: records that refer to it and figures that it explains."""

    _inherit = "client.glossary.term"

    usage = fields.Html(
        "Where Used",
        compute="_compute_usage",
        sanitize=False,
        help="What refers to the term, as far as you may see it.",
    )
    see_also_ids = fields.Many2many(
        "client.glossary.term",
        string="Related Terms",
        compute="_compute_see_also_ids",
        help="Terms that this one refers to, and those that refer to it.",
    )
    usage_count = fields.Integer("Number of Uses", compute="_compute_usage")

    @api.depends("related_ids", "mentioned_ids")
    def _compute_see_also_ids(self):
        for term in self:
            term.see_also_ids = (term.related_ids | term.mentioned_ids).sorted("name")

    @api.model
    def _usage_models(self):
        """Models whose records refer to a term."""
        children = self.pool["client.glossary.mixin"]._inherit_children
        return sorted(
            name
            for name in children
            if not self.pool[name]._abstract and self.env[name]._auto
        )

    def _usages(self):
        """What refers to the terms, archived records too.

        :return: {term: [(name of the kind, [names])]}; who may not read a kind of
            records does not see it
        """
        usages = {term: [] for term in self}
        for name in self._usage_models():
            model = self.env[name].with_context(active_test=False)
            if not model.has_access("read"):
                continue
            label = self.env["ir.model"]._get(name).name
            for term, records in model._read_group(
                [("glossary_term_id", "in", self.ids)],
                ["glossary_term_id"],
                ["id:recordset"],
            ):
                usages[term].append((label, records.mapped("display_name")))
        labels = dict(self.env["client.glossary.figure"]._selection_figure())
        for term in self:
            figures = [
                labels.get(link.figure, link.figure) for link in term.sudo().figure_ids
            ]
            if figures:
                usages[term].append((self.env._("Figures"), figures))
        return usages

    def _compute_usage(self):
        usages = self._origin._usages()
        for term in self:
            kinds = usages.get(term._origin, [])
            term.usage_count = sum(len(names) for _label, names in kinds)
            term.usage = Markup().join(
                Markup("<div><b>%s:</b> %s</div>") % (label, ", ".join(names))
                for label, names in kinds
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """What is referred to stays: an archived term explains nothing, but can be
        brought back."""
        for term, kinds in self.sudo()._usages().items():
            if not kinds:
                continue
            places = "; ".join(
                f"{label}: {', '.join(names[:NAMED])}"
                + (f" +{len(names) - NAMED}" if len(names) > NAMED else "")
                for label, names in kinds
            )
            raise UserError(
                self.env._(
                    "“%(term)s” cannot be deleted, it is used by %(places)s. Take it "
                    "out there, or archive it: its tooltips then disappear.",
                    term=term.name,
                    places=places,
                )
            )
