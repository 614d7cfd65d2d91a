from odoo import api, models

from .client_process_run import GOING

#: working days that a finished step with branches waits for its outcome
OUTCOME_DAYS = 1


class ClientProcessRun(models.Model):
    """What moves runs on: activities done or deleted, events with their outcomes."""

    _inherit = "client.process.run"

    # ------------------------------------------------------------------ activities
    @api.model
    def _lines_of(self, activities, states=("planned",)):
        """Current lines of runs that these activities were planned for."""
        return (
            self.env["client.process.run.step"]
            .sudo()
            .search([("activity_id", "in", activities.ids), ("state", "in", states)])
        )

    @api.model
    def _activities_done(self, lines):
        """Go on after activities that were done, without knowing an outcome yet."""
        self._complete(lines, {})

    @api.model
    def _activities_deleted(self, lines):
        """Activities of runs are being deleted: an optional step is skipped, at
        another one the run stops and says who deleted it."""
        runs = lines.run_id._lock()
        lines = lines.filtered(
            lambda line: line.state == "planned" and line.run_id.line_id == line
        )
        optional = lines.filtered(lambda line: line.step_id.is_optional)
        note = self.env._("%(user)s deleted the activity.", user=self.env.user.name)
        lines.write({"note": note, "date_done": self._today()})
        optional.write({"state": "skipped"})
        (lines - optional).write({"state": "cancelled"})
        runs = lines.run_id
        runs._log(note, self.env.user)
        (runs - optional.run_id)._end("stopped", note)
        runs = optional.run_id
        runs._enter({run: run.step_id._following() for run in runs})

    # ------------------------------------------------------------------ events
    @api.model
    def _take_events(self, events):
        """Go on after events that were registered for activities of runs.

        :param events: ``client.event`` of any kind, outcomes known or not
        """
        by_activity = {}
        for event in events.sudo():
            if activity_id := self._activity_of(event):
                by_activity[activity_id] = event
        if not by_activity:
            return
        activities = self.env["mail.activity"].sudo().browse(by_activity)
        lines = self._lines_of(activities, ("planned", "outcome", "done"))
        happened = {}
        for line in lines:
            event = by_activity[line.activity_id.id]
            line.write({"event_id": event.id, "outcome_id": event.outcome_id.id})
            happened[line] = event.outcome_id
        self._complete(
            lines.filtered(
                lambda line: (
                    line.state == "planned"
                    or (line.state == "outcome" and happened[line])
                )
            ),
            happened,
        )

    @api.model
    def _activity_of(self, event):
        """Id of the activity that an event came from; 0 for none."""
        model, _comma, number = (event.source_key or "").partition(",")
        if model == "mail.activity" and number.isdigit():
            return int(number)
        return event.res_id if event.res_model == "mail.activity" else 0

    # ------------------------------------------------------------------ going on
    @api.model
    def _complete(self, lines, outcomes):
        """End lines, and lead their runs on by the outcomes.

        Two who finish the same step at once lead the run on once: the second one waits
        for the lock and finds the line ended.

        :param dict outcomes: the outcome of each line, empty where not known
        """
        lines = lines.sudo()
        if not lines:
            return
        runs = lines.run_id.sudo()._lock()
        lines.invalidate_recordset()
        targets = {}
        days = self.env["client.work.days"]
        for line in lines:
            run = line.run_id
            if run.line_id != line or line.state not in ("planned", "outcome"):
                continue
            outcome = outcomes.get(line) or self.env["client.event.outcome"]
            if run.state not in GOING:
                line.write({"state": "done", "date_done": self._today()})
                continue
            if run.step_id.branch_ids and not outcome:
                line.write({"state": "outcome", "date_done": self._today()})
                until = days._of_company(run.company_id).add(
                    self._today(), OUTCOME_DAYS
                )
                run.write({"state": "waiting", "next_date": until})
                continue
            line.write({"state": "done", "date_done": self._today()})
            targets[run] = run._target_of(outcome)
        activities = lines.activity_id.filtered("active")
        activities.with_context(client_process_keep=True).action_archive()
        runs._enter(targets)

    def _target_of(self, outcome):
        """The step after the current one for an outcome; empty for the end."""
        self.ensure_one()
        branch = self.step_id._branch(outcome)
        if not branch:
            return self.step_id._following()
        if branch.target == "step":
            return branch.target_step_id
        if branch.target == "process":
            problem = self._start_other(branch.target_process_id)
            if problem:
                self._log(problem)
        return self.env["client.process.step"]

    # ------------------------------------------------------------------ repair
    @api.model
    def _cron_repair(self):
        """Bring runs back whose activity has gone behind our back: with a deleted user,
        or lies with a user who does not work here any more."""
        lost = self.search(
            [
                ("state", "=", "running"),
                "|",
                ("line_id", "=", False),
                "|",
                ("line_id.activity_id", "=", False),
                ("line_id.activity_id.user_id.active", "=", False),
            ]
        )
        lost = lost.try_lock_for_update()
        for run in lost:
            run._end_line(
                "cancelled", self.env._("Who had to do it does not work here any more.")
            )
        self._guarded(
            lost, lambda runs: runs._enter({run: run.step_id for run in runs})
        )
        gone = self.search(
            [("state", "in", GOING), ("partner_id.active", "=", False)]
        ).try_lock_for_update()
        if gone:
            gone._stop(self.env._("The client was archived."))

    @api.model
    def _partners_archived(self, partners):
        """Stop the runs of clients and contacts that were archived."""
        runs = self.search(
            [
                ("state", "in", GOING),
                "|",
                ("partner_id", "in", partners.ids),
                ("person_id", "in", partners.ids),
            ]
        )
        if runs:
            runs._stop(self.env._("The client or the contact was archived."))
