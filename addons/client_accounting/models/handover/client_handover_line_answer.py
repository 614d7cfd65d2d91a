from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class ClientHandoverLine(models.Model):
    """The receiver's answer, client by client."""

    _inherit = "client.handover.line"

    def _check_answer(self):
        """Raise unless the user answers for these clients."""
        self.check_access("read")
        for line in self:
            if line.state not in ("waiting", "question", "refused"):
                raise UserError(
                    self.env._(
                        "“%(client)s” does not wait for an answer.",
                        client=line.sudo().partner_id.name,
                    )
                )
            if not line._is_mine():
                raise AccessError(
                    self.env._(
                        "“%(client)s” was handed over to %(user)s, who answers.",
                        client=line.sudo().partner_id.name,
                        user=line.sudo().receiver_id.name,
                    )
                )

    def action_accept(self):
        """Take the clients over; their letters go out."""
        self._check_answer()
        self._answer("accepted")
        return True

    def action_question(self):
        """Ask the head something before accepting."""
        return self._ask_for_words("question", self.env._("Ask"))

    def action_refuse(self):
        """Refuse the clients, with a reason."""
        return self._ask_for_words("refused", self.env._("Refuse"))

    def _ask_for_words(self, answer, title):
        self._check_answer()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "client.handover.answer",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_line_ids": self.ids,
                "default_answer": answer,
                "dialog_size": "medium",
            },
        }

    def _answer(self, answer, note=False):
        """Write the answer down, and tell those whom it concerns."""
        lines_sudo = self.sudo()
        lines_sudo.write(
            {"state": answer, "note": note, "date_answer": fields.Datetime.now()}
        )
        if answer == "accepted":
            lines_sudo._queue_letters()
        for handover, lines in lines_sudo.grouped("handover_id").items():
            handover._close_asking()
            if answer != "accepted":
                handover._tell_answer(self.env.user, lines, answer, note)

    def action_give_back(self):
        """Give the clients back to the manager who handed them over.

        :raise AccessError: to who may not hand over clients of others
        """
        self.handover_id._check_decide()
        for handover, lines in self.grouped("handover_id").items():
            handover._give_back(lines)
        return True

    def action_pass_on(self):
        """Open the handover of these clients to somebody else."""
        self.check_access("read")
        receivers = self.sudo().receiver_id
        if len(receivers) > 1:
            raise UserError(self.env._("Choose clients of one receiver."))
        return self.env["client.handover.start"]._open(
            receivers, self.sudo().partner_id
        )
