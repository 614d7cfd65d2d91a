from odoo import fields, models


class ClientAppraisalCriterion(models.Model):
    """What managers are appraised on, with words for each mark, so that two people mean
    the same by it."""

    _name = "client.appraisal.criterion"
    _inherit = ["client.code.mixin"]
    _description = "Appraisal Criterion"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    weight = fields.Float(
        default=1.0,
        digits=(16, 2),
        help="How much the criterion counts in the mark of a sheet, against the "
        "others.",
    )
    description = fields.Text(
        translate=True, help="What is looked at, and by what it is seen."
    )
    scale_1 = fields.Char("1 Means", translate=True)
    scale_2 = fields.Char("2 Means", translate=True)
    scale_3 = fields.Char("3 Means", translate=True)
    scale_4 = fields.Char("4 Means", translate=True)
    scale_5 = fields.Char("5 Means", translate=True)

    _code_unique = models.UniqueIndex("(code)", "Two criteria have the same code.")
    _weight_positive = models.Constraint(
        "CHECK (weight > 0)", "A criterion that does not count is archived instead."
    )

    def _anchor(self, score):
        """What a mark from 1 to 5 means; an empty text for none."""
        return score and self[f"scale_{score}"] or ""
