from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.qualification import number_points
from .partner_application_question import KINDS


class PartnerApplicationAnswer(models.Model):
    """What an applicant has answered, worth what it was worth then: questions may
    change later, answers given do not."""

    _name = "partner.application.answer"
    _description = "Answer of an Applicant"
    _order = "application_id, sequence, id"

    application_id = fields.Many2one(
        "partner.application", required=True, index=True, ondelete="cascade"
    )
    question_id = fields.Many2one(
        "partner.application.question", index=True, ondelete="set null"
    )
    name = fields.Char(
        "Question Asked",
        compute="_compute_question",
        store=True,
        precompute=True,
        readonly=True,
    )
    kind = fields.Selection(
        KINDS,
        help="How the question is answered: of a list, yes or no, number or text.",
        compute="_compute_question",
        store=True,
        precompute=True,
        readonly=True,
    )
    sequence = fields.Integer(
        compute="_compute_question", store=True, precompute=True, readonly=True
    )
    choice_id = fields.Many2one(
        "partner.application.choice",
        ondelete="set null",
        index="btree_not_null",
        domain="[('question_id', '=', question_id)]",
    )
    yesno = fields.Selection(
        [("yes", "Yes"), ("no", "No")],
        "Yes or No",
        help="The answer to a question that is answered with yes or no.",
    )
    number = fields.Float()
    text = fields.Text()
    answer = fields.Char(compute="_compute_points", store=True)
    points = fields.Integer(compute="_compute_points", store=True)
    points_most = fields.Integer(
        "Points at Most", compute="_compute_points", store=True
    )
    excludes = fields.Boolean(
        "Not Suitable",
        compute="_compute_points",
        store=True,
        help="Whether the answer marks the applicant as not suitable.",
    )

    _question_uniq = models.UniqueIndex(
        "(application_id, question_id) WHERE question_id IS NOT NULL",
        "This question is answered already.",
    )

    # The questions are no dependency: a change of them does not rewrite history.
    @api.depends("question_id")
    def _compute_question(self):
        for line in self.filtered("question_id"):
            line.name = line.question_id.name
            line.kind = line.question_id.kind
            line.sequence = line.question_id.sequence

    @api.depends("question_id", "choice_id", "yesno", "number", "text")
    def _compute_points(self):
        for line in self:
            question = line.question_id
            if not question:
                continue
            line.answer, line.points, line.excludes = line._worth(question)
            line.points_most = question._most_points()

    def _worth(self, question):
        """``(answer in words, points, whether it excludes)``."""
        if question.kind == "choice":
            choice = self.choice_id
            return choice.name or "", choice.points, choice.excludes
        if question.kind == "yesno":
            names = dict(self._fields["yesno"]._description_selection(self.env))
            yes = self.yesno == "yes"
            excludes = question.wants_yes and self.yesno == "no"
            return names.get(self.yesno, ""), question.points if yes else 0, excludes
        if question.kind == "number":
            points = number_points(self.number, question.threshold, question.points)
            return f"{self.number:g}", points, False
        return (self.text or "")[:200], 0, False

    @api.constrains("choice_id", "question_id")
    def _check_choice(self):
        for line in self:
            if line.choice_id and line.choice_id.question_id != line.question_id:
                raise ValidationError(
                    self.env._(
                        "“%(choice)s” is no answer to “%(question)s”.",
                        choice=line.choice_id.name,
                        question=line.name,
                    )
                )
