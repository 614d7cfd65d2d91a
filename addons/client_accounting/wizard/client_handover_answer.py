from odoo import fields, models
from odoo.exceptions import UserError


class ClientHandoverAnswer(models.TransientModel):
    """What the receiver asks, or why he refuses."""

    _name = "client.handover.answer"
    _description = "Answer to a Handover"

    line_ids = fields.Many2many(
        "client.handover.line",
        "client_handover_answer_line_rel",
        "wizard_id",
        "line_id",
        "Clients",
        required=True,
    )
    answer = fields.Selection(
        [("question", "Question"), ("refused", "Refusal")], required=True, readonly=True
    )
    note = fields.Char("Question or Reason", required=True)

    def action_answer(self):
        """Write the answer down and tell who handed the clients over.

        :raise AccessError: to who is not their receiver
        """
        self.ensure_one()
        note = " ".join((self.note or "").split())
        if not note:
            raise UserError(self.env._("Write your question, or the reason."))
        self.line_ids._check_answer()
        self.line_ids._answer(self.answer, note[:500])
        return {"type": "ir.actions.act_window_close"}
