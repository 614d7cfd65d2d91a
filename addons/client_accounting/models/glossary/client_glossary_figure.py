from odoo import api, fields, models

#: figures of a partner are those of client.figures behind this prefix
PREFIX = "client_"
#: what tells a row or serves a screen
TECHNICAL = {
    "attributes_kept",
    "company_id",
    "computed_at",
    "currency_id",
    "dictionary_id",
    "display_name",
    "figures_currency_id",
    "merged_into_id",
    "partner_id",
}


class ClientGlossaryFigure(models.Model):
    """A figure that a term explains: wherever the figure is shown, its tooltip has the
    definition of the term."""

    _name = "client.glossary.figure"
    _description = "Figure of a Glossary Term"
    _order = "term_id, figure"
    _rec_name = "figure"

    term_id = fields.Many2one(
        "client.glossary.term", required=True, index=True, ondelete="cascade"
    )
    figure = fields.Selection(
        selection="_selection_figure",
        required=True,
        help="A figure of clients; it is the same on the client, in lists and in the "
        "dossier.",
    )

    _figure_uniq = models.UniqueIndex("(figure)", "Another term explains this figure.")

    @api.model
    def _figure_fields(self):
        """Fields that show a figure.

        An addon that shows figures of clients in models of its own extends this.

        :return: {name of the figure: [(model, field), ...]}, the main one first
        """
        shown = {}
        for name in self.env["client.figures"]._fields:
            if name not in TECHNICAL and name not in models.MAGIC_COLUMNS:
                shown[name] = [("client.figures", name)]
        for name, field in self.env["res.partner"]._fields.items():
            figure = name.removeprefix(PREFIX)
            if name == figure or figure in TECHNICAL:
                continue
            if field.type != "one2many":
                shown.setdefault(figure, []).append(("res.partner", name))
        return shown

    @api.model
    def _selection_figure(self):
        labels = []
        for figure, places in self._figure_fields().items():
            model, name = places[0]
            description = (
                self.env[model]._fields[name].get_description(self.env, ["string"])
            )
            labels.append((figure, description["string"]))
        return sorted(labels, key=lambda item: item[1])

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache("stable")
        return records

    def write(self, vals):
        self.env.registry.clear_cache("stable")
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache("stable")
        return super().unlink()
