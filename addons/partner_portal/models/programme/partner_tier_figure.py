from odoo import api, fields, models
from odoo.exceptions import ValidationError

NUMBERS = ("integer", "float", "monetary")


class PartnerTierFigure(models.Model):
    """A measure of our own for tiers: a number that we keep by partner, or one of the
    figures that the documents give of a client."""

    _name = "partner.tier.figure"
    _inherit = ["client.code.mixin"]
    _description = "Figure of Tiers"
    _order = "sequence, id"

    name = fields.Char(
        required=True, translate=True, help="Partners read it on their page."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    unit = fields.Char(translate=True, help="For instance: points, visits, days.")
    field_id = fields.Many2one(
        "ir.model.fields",
        "Figure of the Client",
        ondelete="cascade",
        domain="[('model', '=', 'client.figures'), ('store', '=', True), "
        "('ttype', 'in', ('integer', 'float', 'monetary'))]",
        help="Taken from the documents every night. Empty: the values are entered by "
        "partner.",
    )
    is_shown = fields.Boolean(
        "Partner Sees the Value",
        default=True,
        help="Otherwise the partner sees only whether the requirement is met.",
    )
    value_ids = fields.One2many("partner.tier.figure.value", "figure_id", "Values")

    _code_uniq = models.UniqueIndex("(code)", "Another figure has this code.")

    @api.constrains("field_id", "is_shown")
    def _check_field_id(self):
        for figure in self:
            field = figure.sudo().field_id
            if not field:
                continue
            if field.model != "client.figures" or field.ttype not in NUMBERS:
                raise ValidationError(
                    self.env._(
                        "%(field)s is no number among the figures of clients: choose "
                        "another one.",
                        field=field.field_description,
                    )
                )
            if figure.is_shown and field.name.startswith("margin"):
                raise ValidationError(
                    self.env._(
                        "Our margin is never shown to partners: switch off “Partner "
                        "Sees the Value”."
                    )
                )
