import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: runs moved on in one transaction of the cron
BATCH = 500


class ClientProcessRun(models.Model):
    """How runs go on: from step to step in sets, until each is planned, waits for a day
    or an outcome, or has ended."""

    _inherit = "client.process.run"

    @api.model
    def _today(self):
        return self.env["client.work.days"]._today()

    def _lock(self):
        """These runs, locked, as they are now. Somebody else's change comes first: the
        request waits for it, and is done anew by the framework if it touched them."""
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT id FROM client_process_run WHERE id = ANY(%s)"
                " ORDER BY id FOR NO KEY UPDATE",
                self.ids,
            )
        )
        self.invalidate_recordset()
        return self

    def _first_step(self):
        self.ensure_one()
        return self.version_id.step_ids.sorted(lambda step: (step.sequence, step.id))[
            :1
        ]

    # ------------------------------------------------------------------ schedule
    @api.model
    def _cron_advance(self):
        """Move on the runs whose day has come, in batches of their own transaction."""
        cron = self.env["ir.cron"]
        domain = [("state", "=", "waiting"), ("next_date", "<=", self._today())]
        remaining = self.search_count(domain)
        time_left = cron._commit_progress(remaining=remaining)
        last = 0
        while time_left:
            runs = self.search([*domain, ("id", ">", last)], order="id", limit=BATCH)
            if not runs:
                break
            last = runs[-1].id
            runs.try_lock_for_update().filtered_domain(domain)._continue()
            time_left = cron._commit_progress(len(runs))

    def _continue(self):
        """Move on runs that wait for their day, which has come."""
        targets, due = {}, self.browse()
        for run in self:
            if not run.step_id:
                targets[run] = run._first_step()
            elif run.line_id.state == "waiting":
                due |= run
            elif run.line_id.state == "outcome":
                # nobody has told the outcome: the usual way
                run._end_line("done", self.env._("No outcome was told."))
                targets[run] = run.step_id._following()
            else:
                targets[run] = run.step_id
        self._guarded(due, lambda runs: runs._perform())
        self._guarded(
            self.browse([run.id for run in targets]),
            lambda runs: runs._enter({run: targets[run] for run in runs}),
        )

    def _guarded(self, runs, do):
        """Do it to the runs together; where that fails one by one, so that one broken
        run fails alone and says why."""
        if not runs:
            return
        try:
            with self.env.cr.savepoint():
                do(runs)
                return
        except OperationalError:
            raise  # a conflict with another transaction: all of it is tried again
        except Exception:
            self.env.invalidate_all(flush=False)
        for run in runs:
            try:
                with self.env.cr.savepoint():
                    do(run)
            except OperationalError:
                raise
            except Exception as error:
                self.env.invalidate_all(flush=False)
                _logger.warning("Run %s of a process failed: %s", run.id, error)
                run._fail(str(error) or type(error).__name__)

    # ------------------------------------------------------------------ going on
    def _enter(self, targets):
        """Bring runs to steps, and further, until each stands.

        :param dict targets: the step to go to for each run, empty for the end
        """
        self = self.with_context(
            client_work_days_memo=self.env.context.get("client_work_days_memo", {})
        )
        targets = {self.browse(run.id): step for run, step in targets.items()}
        while targets:
            targets = self._leave_ended(targets)
            passing = self._passing(targets)
            performing = self.browse()
            following = {}
            for run, step in targets.items():
                run.write({"step_id": step.id, "steps_taken": run.steps_taken + 1})
                if run.id in passing:
                    performing |= run
                else:
                    run._add_line("skipped", note=self.env._("Its condition fails."))
                    following[run] = step._following()
            following.update(performing._take())
            targets = following

    def _leave_ended(self, targets):
        """End the runs that have no next step, and those that go round in a circle."""
        staying = {}
        for run, step in targets.items():
            if not step:
                run._end("done")
            elif run.steps_taken >= run.process_id.max_steps:
                run._fail(
                    self.env._(
                        "The run has taken %(count)s steps and comes to no end. See "
                        "whether the branches of the process lead in a circle.",
                        count=run.steps_taken,
                    )
                )
            else:
                staying[run] = step
        return staying

    def _passing(self, targets):
        """Ids of the runs for whose clients the condition of the step holds; one
        statement for the runs of a company."""
        rules = self.env["client.rule"]
        passing = {run.id for run, step in targets.items() if not step.domain}
        asked = [run for run, step in targets.items() if step.domain]
        for company in {run.company_id for run in asked}:
            runs = [run for run in asked if run.company_id == company]
            texts = sorted({targets[run].domain for run in runs})
            domains = [rules._parse_rule(text) for text in texts]
            flags = dict(
                self.env.execute_query(
                    rules._flags(domains, company, [run.partner_id.id for run in runs])
                )
            )
            passing.update(
                run.id
                for run in runs
                if texts.index(targets[run].domain) in flags.get(run.partner_id.id, ())
            )
        return passing

    def _take(self):
        """Take the current step of runs that have just come to it.

        :return: ``{run: next step}`` of those that go on at once
        """
        today = self._today()
        following = {}
        planned = []
        for run in self:
            due, user = run._due()
            if run.step_id.action == "activity":
                if user:
                    planned.append((run, due, user))
                else:
                    run._fail(run._nobody())
            elif due <= today:
                run._add_line("waiting", date_planned=due)
                following.update(run._perform_action())
            else:
                line = run._add_line("waiting", date_planned=due)
                run.write(
                    {
                        "state": "waiting",
                        "line_id": line.id,
                        "next_date": due,
                        "user_id": False,
                    }
                )
        self._plan(planned)
        return following

    # ------------------------------------------------------------------ ending
    def _end_line(self, state, note=False):
        """End the current lines of runs; activities that are still open go."""
        lines = self.line_id.filtered(
            lambda line: line.state in ("planned", "waiting", "outcome")
        )
        activities = lines.activity_id.filtered("active")
        lines.write({"state": state, "note": note, "date_done": self._today()})
        activities.with_context(client_process_keep=True).unlink()

    def _end(self, state, reason=False):
        """End runs: done, stopped or failed."""
        for run in self:
            run.write(
                {
                    "state": state,
                    "reason": reason,
                    "date_end": self._today(),
                    "line_id": False if state == "done" else run.line_id.id,
                    "step_id": False if state == "done" else run.step_id.id,
                    "next_date": False,
                    "user_id": False,
                    "exclusive": run.process_id.restart == "never",
                }
            )

    def _fail(self, reason):
        """The run cannot go on; a person may resume it when the cause is gone."""
        reason = " ".join(reason.split())[:500]
        self._end_line("failed", reason)
        self._log(self.env._("Failed: %(reason)s", reason=reason))
        self._end("failed", reason)
