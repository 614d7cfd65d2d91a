from odoo import models

#: processes that may start one another in a row
MAX_DEPTH = 10


class ClientProcessRun(models.Model):
    """What the steps of runs do: activities, letters, other processes."""

    _inherit = "client.process.run"

    def _perform(self):
        """Do what runs have waited for, and go on."""
        following = {}
        for run in self:
            following.update(run._perform_action())
        self._enter(following)

    def _perform_action(self):
        """Do what the step does by itself: a letter, another process."""
        self.ensure_one()
        step = self.step_id
        line = self.line_id if self.line_id.state == "waiting" else self.line_ids[-1:]
        note = getattr(self, f"_perform_{step.action}")(step)
        line.write(
            {
                "state": "skipped" if note else "done",
                "date_done": self._today(),
                "note": note,
            }
        )
        return {self: step._following()}

    def _perform_mail(self, step):
        """Send the letter of a step; the return says why it could not be sent."""
        partner = self.person_id or self.partner_id
        if not partner.email_normalized:
            return self.env._("“%(name)s” has no e-mail.", name=partner.name)
        if partner.is_blacklisted:
            return self.env._("“%(name)s” wants no letters.", name=partner.name)
        step.template_id.with_context(lang=partner.lang).send_mail(
            partner.id,
            force_send=False,
            email_values={"author_id": (self.partner_id.user_id.partner_id.id or None)}
            if self.partner_id.user_id
            else None,
        )
        return False

    def _perform_process(self, step):
        """Start another process; the return says why it did not start."""
        return self._start_other(step.target_process_id)

    def _start_other(self, process):
        """Start a process for the client of this run, which is its parent."""
        if self.depth >= MAX_DEPTH:
            return self.env._(
                "%(count)s processes have started one another already.",
                count=self.depth,
            )
        if not process.active:
            return self.env._("“%(process)s” is archived.", process=process.name)
        runs = process._start(
            self.partner_id,
            "process",
            company=self.company_id,
            person=self.person_id,
            values={"parent_id": self.id, "depth": self.depth + 1},
        )
        if not runs:
            return self.env._(
                "“%(process)s” may not start for the client now.", process=process.name
            )
        return False

    # ------------------------------------------------------------------ planning
    def _plan(self, planned):
        """Plan native activities on the clients.

        :param planned: list of (run, day, user)
        """
        if not planned:
            return
        model_id = self.env["ir.model"]._get_id("res.partner")
        default = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        activities = (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True, client_process_keep=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": (run.person_id or run.partner_id).id,
                        "activity_type_id": (
                            run.step_id.activity_type_id or default
                        ).id,
                        "summary": run.step_id.with_context(lang=user.lang).name,
                        "note": run.step_id.with_context(lang=user.lang).note,
                        "date_deadline": due,
                        "user_id": user.id,
                        "client_substitution_id": (
                            self.env["client.substitution"]
                            ._covering(run._role_user(), user, due)
                            .id
                        ),
                        "automated": True,
                    }
                    for run, due, user in planned
                ]
            )
        )
        lines = self.env["client.process.run.step"].create(
            [
                {
                    "run_id": run.id,
                    "step_id": run.step_id.id,
                    "state": "planned",
                    "date_planned": due,
                    "user_id": user.id,
                    "activity_id": activity.id,
                }
                for (run, due, user), activity in zip(planned, activities, strict=True)
            ]
        )
        for (run, due, user), line in zip(planned, lines, strict=True):
            run.write(
                {
                    "state": "running",
                    "line_id": line.id,
                    "user_id": user.id,
                    "next_date": due,
                }
            )

    def _add_line(self, state, **values):
        self.ensure_one()
        today = self._today()
        return self.env["client.process.run.step"].create(
            {
                "run_id": self.id,
                "step_id": self.step_id.id,
                "state": state,
                "date_planned": today,
                "date_done": today if state == "skipped" else False,
                **values,
            }
        )
