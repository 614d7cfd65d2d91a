from odoo import api, fields, models


class ClientCompetitorArgument(models.Model):
    """What one says when a competitor is named: his strengths, his weaknesses and our
    answer, for one product category or for all."""

    _name = "client.competitor.argument"
    _description = "Comparison with a Competitor"
    _order = "competitor_id, sequence, id"

    competitor_id = fields.Many2one(
        "client.competitor", required=True, index=True, ondelete="cascade"
    )
    categ_id = fields.Many2one(
        "product.category",
        "Product Category",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty where it holds for all his products.",
    )
    sequence = fields.Integer(default=10)
    strength = fields.Text("Strengths", help="What he does better, honestly.")
    weakness = fields.Text("Weaknesses", help="Facts, not rumours.")
    answer = fields.Text("Our Arguments", help="What we say, in words of the client.")
    active = fields.Boolean(default=True)

    @api.depends("competitor_id", "categ_id")
    def _compute_display_name(self):
        for one in self:
            names = (one.competitor_id.name, one.categ_id.name)
            one.display_name = " · ".join(filter(None, names))
