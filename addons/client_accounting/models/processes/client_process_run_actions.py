from odoo import models
from odoo.exceptions import AccessError, UserError

from .client_process_run import GOING

MANAGER = "client_accounting.group_client_accounting_manager"


class ClientProcessRun(models.Model):
    """What a person does to a run: stop, skip the step, resume; each with a reason."""

    _inherit = "client.process.run"

    def _may_control(self):
        """Whether the user may stop, skip and resume this run: who has to act, who
        looks after the client, who answers for the process, and those above them."""
        self.ensure_one()
        user = self.env.user
        run_sudo = self.sudo()
        if self.env.su or user.has_group(MANAGER):
            return True
        own = run_sudo.user_id | run_sudo.partner_id.user_id
        own |= run_sudo.process_id.user_id
        return bool(user in own or own & user._client_team_users())

    def _check_control(self):
        """Raise AccessError unless the user may control all these runs."""
        self.check_access("read")
        self.partner_id.check_access("read")
        for run in self:
            if not run._may_control():
                raise AccessError(
                    self.env._(
                        "“%(process)s” of “%(client)s” is not yours. Ask the manager "
                        "of the client or the responsible of the process.",
                        process=run.process_id.name,
                        client=run.partner_id.name,
                    )
                )

    def _check_reason(self, reason):
        reason = " ".join((reason or "").split())
        if not reason:
            raise UserError(self.env._("Say why: it is kept in the log of the run."))
        return reason[:500]

    def _ask(self, what, title):
        self._check_control()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "client.process.control",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_run_ids": self.ids,
                "default_what": what,
                "dialog_size": "medium",
            },
        }

    def action_stop(self):
        """Ask why the runs are stopped."""
        return self._ask("stop", self.env._("Stop the Process"))

    def action_skip(self):
        """Ask why the current step is skipped."""
        return self._ask("skip", self.env._("Skip the Step"))

    def action_resume(self):
        """Ask why the runs go on."""
        return self._ask("resume", self.env._("Resume the Process"))

    def action_open_client(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()

    def action_open_document(self):
        """Open the document that started the run, as the user."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("This document does not exist any more."))
        return record.get_formview_action()

    # ------------------------------------------------------------------ doing
    def _stop(self, reason):
        """Stop the runs that go on; their planned activities go.

        :param str reason: kept in the run and in its log
        """
        reason = self._check_reason(reason)
        going = self.sudo()._lock().filtered(lambda run: run.state in GOING)
        going._end_line("cancelled", reason)
        going._log(self.env._("Stopped: %(reason)s", reason=reason), self.env.user)
        going._end("stopped", reason)
        return going

    def _skip(self, reason):
        """Skip the current step of the runs, which go on with the next one."""
        reason = self._check_reason(reason)
        going = (
            self.sudo()._lock().filtered(lambda run: run.state in GOING and run.step_id)
        )
        going._end_line("skipped", reason)
        going._log(self.env._("Step skipped: %(reason)s", reason=reason), self.env.user)
        going._enter({run: run.step_id._following() for run in going})
        return going

    def _resume(self, reason):
        """Let stopped and failed runs go on with the step at which they stand.

        :raise UserError: where the client is in the process again meanwhile
        """
        reason = self._check_reason(reason)
        stopped = (
            self.sudo()._lock().filtered(lambda run: run.state in ("stopped", "failed"))
        )
        for run in stopped:
            if run._has_rival():
                raise UserError(
                    self.env._(
                        "“%(client)s” is in the process “%(process)s” again already, "
                        "so the old run stays as it is.",
                        client=run.partner_id.name,
                        process=run.process_id.name,
                    )
                )
        stopped._log(self.env._("Resumed: %(reason)s", reason=reason), self.env.user)
        for run in stopped:
            run.write(
                {
                    "state": "waiting",
                    "reason": False,
                    "date_end": False,
                    "steps_taken": 0,
                    "exclusive": run.process_id.restart != "always",
                }
            )
        stopped._enter({run: run.step_id or run._first_step() for run in stopped})
        return stopped

    def _has_rival(self):
        """Whether another run keeps the client from being in this process."""
        self.ensure_one()
        if self.process_id.restart == "always":
            return False
        return bool(
            self.search_count(
                [
                    ("id", "!=", self.id),
                    ("process_id", "=", self.process_id.id),
                    ("partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("person_id", "=", self.person_id.id),
                    ("exclusive", "=", True),
                ],
                limit=1,
            )
        )
