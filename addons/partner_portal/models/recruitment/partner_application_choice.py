from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PartnerApplicationChoice(models.Model):
    """One of the answers to a question."""

    _name = "partner.application.choice"
    _inherit = ["client.code.mixin"]
    _description = "Choice of a Question"
    _order = "question_id, sequence, id"

    question_id = fields.Many2one(
        "partner.application.question", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Answer", required=True, translate=True)
    sequence = fields.Integer(default=10)
    points = fields.Integer()
    excludes = fields.Boolean(
        help="Whoever answers so is marked as not suitable.", string="Answer Excludes"
    )

    _code_uniq = models.UniqueIndex("(code)", "Another choice has this code.")
    _points_positive = models.Constraint(
        "CHECK(points >= 0)", "Points of a choice cannot be negative."
    )

    @api.constrains("question_id")
    def _check_question(self):
        for choice in self:
            if choice.question_id.kind != "choice":
                raise ValidationError(
                    self.env._(
                        "“%(question)s” is answered without choices: make it a "
                        "question of the kind “Choice” first.",
                        question=choice.question_id.name,
                    )
                )
