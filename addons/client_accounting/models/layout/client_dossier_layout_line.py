from odoo import api, fields, models
from odoo.exceptions import ValidationError

PLACES = [("main", "Wide Column"), ("side", "Narrow Column"), ("hidden", "Not Shown")]


class ClientDossierLayoutLine(models.Model):
    """Where a part of the dossier stands in a layout."""

    _name = "client.dossier.layout.line"
    _inherit = ["client.layout.mixin"]
    _description = "Part of a Layout"
    _order = "sequence, id"
    _rec_name = "section"

    layout_id = fields.Many2one(
        "client.dossier.layout", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    section = fields.Char(
        "Part",
        required=True,
        help="Key of the part, such as orders or receivables.",
    )
    title = fields.Char(compute="_compute_title", string="Heading")
    place = fields.Selection(
        PLACES,
        required=True,
        default="main",
        help="On a phone there is one column: the order of the list.",
    )

    _section_uniq = models.UniqueIndex(
        "(layout_id, section)", "The part is in this layout already."
    )

    @api.depends("section")
    @api.depends_context("lang")
    def _compute_title(self):
        titles = self.env["client.dossier"]._section_titles()
        for line in self:
            line.title = titles.get(line.section, line.section)

    @api.constrains("section")
    def _check_section(self):
        titles = self.env["client.dossier"]._section_titles()
        for line in self:
            if line.section not in titles:
                raise ValidationError(
                    self.env._(
                        "The dossier has no part “%(part)s”. It has: %(parts)s.",
                        part=line.section,
                        parts=", ".join(sorted(titles)),
                    )
                )
