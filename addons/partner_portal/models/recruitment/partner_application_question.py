from odoo import api, fields, models

KINDS = [
    ("choice", "Choice"),
    ("yesno", "Yes or No"),
    ("number", "Number"),
    ("text", "Text"),
]


class PartnerApplicationQuestion(models.Model):
    """What applicants are asked, by type of partner, and what an answer is worth."""

    _name = "partner.application.question"
    _inherit = ["client.code.mixin"]
    _description = "Question to Applicants"
    _order = "sequence, id"

    name = fields.Char("Question", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    type_ids = fields.Many2many(
        "partner.type",
        "partner_application_question_type_rel",
        "question_id",
        "type_id",
        "Asked of",
        help="Types of partners that are asked; empty for all of them.",
    )
    kind = fields.Selection(
        KINDS,
        "Kind of Answer",
        required=True,
        default="choice",
        help="How it is answered: of a list of choices, yes or no, a number, a text.",
    )
    hint = fields.Char(
        "Explanation", translate=True, help="Applicants read it below the question."
    )
    is_required = fields.Boolean(
        "Needs an Answer",
        default=True,
        help="The form is not sent without an answer to this question.",
    )
    choice_ids = fields.One2many(
        "partner.application.choice", "question_id", "Choices", copy=True
    )
    points = fields.Integer(
        help="For “yes”, or for a number that reaches the goal; below it in proportion."
    )
    threshold = fields.Float(
        "Goal", help="The number from which on all points are given."
    )
    wants_yes = fields.Boolean(
        "No Excludes", help="Whoever answers “no” is marked as not suitable."
    )

    _code_uniq = models.UniqueIndex("(code)", "Another question has this code.")
    _points_positive = models.Constraint(
        "CHECK(points >= 0)", "Points of a question cannot be negative."
    )
    _threshold_positive = models.Constraint(
        "CHECK(threshold >= 0)", "The goal of a question cannot be negative."
    )

    def _most_points(self):
        """Points of the best answer."""
        self.ensure_one()
        if self.kind == "choice":
            return max(self.choice_ids.mapped("points"), default=0)
        return self.points if self.kind in ("yesno", "number") else 0

    @api.model
    def _asked_of(self, kind):
        """Questions to applicants of a type, in their order."""
        return self.search(
            ["|", ("type_ids", "=", False), ("type_ids", "in", kind.ids)]
        ).filtered(lambda question: question.kind != "choice" or question.choice_ids)
