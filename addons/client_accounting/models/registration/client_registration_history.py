from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: records that are looked at in one step, which is committed
STEP = 2000
STATES = [("running", "Running"), ("done", "Done"), ("stopped", "Stopped")]
SOURCES = [
    ("mail.message", "Mails"),
    ("mail.activity", "Activities"),
    ("calendar.event", "Meetings"),
]


class ClientRegistrationHistory(models.Model):
    """Events of the time before the installation: each source is gone through once, in
    steps; a run that is interrupted goes on where it was."""

    _name = "client.registration.history"
    _description = "Registration of the History"
    _order = "id desc"
    _rec_name = "source"

    source = fields.Selection(
        SOURCES, required=True, readonly=True, help="What is gone through."
    )
    date_from = fields.Date("Since", required=True, readonly=True)
    date_to = fields.Datetime("Until", required=True, readonly=True)
    last_id = fields.Integer("Up To", readonly=True)
    looked_count = fields.Integer("Looked At", readonly=True)
    event_count = fields.Integer("Events", readonly=True)
    state = fields.Selection(
        STATES,
        required=True,
        default="running",
        readonly=True,
        help="A stopped run can be resumed.",
    )

    @api.model
    def _start(self, date_from):
        """Go through all sources from a day on.

        :raises UserError: while a run is under way, or for a day that is not past
        """
        if not date_from or date_from >= fields.Date.context_today(self):
            raise UserError(
                self.env._("Choose a day in the past that the history begins with.")
            )
        if self.search_count([("state", "=", "running")], limit=1):
            raise UserError(
                self.env._(
                    "The history is being registered already. Wait for it, or stop it."
                )
            )
        now = fields.Datetime.now()
        runs = self.create(
            [
                {"source": source, "date_from": date_from, "date_to": now}
                for source, _label in SOURCES
            ]
        )
        self._trigger()
        return runs

    def _trigger(self):
        cron = self.env.ref("client_accounting.ir_cron_client_registration_history")
        cron.sudo()._trigger()

    def action_stop(self):
        """Stop the runs; what is registered stays."""
        self.check_access("write")
        self.filtered(lambda run: run.state == "running").state = "stopped"

    def action_resume(self):
        """Go on with the runs where they were stopped."""
        self.check_access("write")
        self.filtered(lambda run: run.state == "stopped").state = "running"
        self._trigger()

    @api.model
    def _cron_history(self):
        """Register the history step by step, as long as the scheduler has time."""
        cron = self.env["ir.cron"]
        for run in self.search([("state", "=", "running")], order="id"):
            while run.state == "running":
                count = run._step()
                if not cron._commit_progress(count, remaining=0 if run.state else 1):
                    self._trigger()
                    return
                run.invalidate_recordset()

    def _step(self):
        """Register the next records of the source; return how many were looked at."""
        self.ensure_one()
        run = self.try_lock_for_update()
        if not run or run.state != "running":
            return 0
        engine = self.env["client.registration"]
        since = fields.Datetime.to_datetime(run.date_from)
        model = self.env[run.source]
        ids = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT id FROM %s source WHERE id > %s AND %s"
                    " ORDER BY id LIMIT %s",
                    SQL.identifier(model._table),
                    run.last_id,
                    engine._source_condition(run.source, since, run.date_to),
                    STEP,
                )
            )
        ]
        events = engine._register_safely(run.source, ids, live=False)
        run.write(
            {
                "last_id": ids[-1] if ids else run.last_id,
                "looked_count": run.looked_count + len(ids),
                "event_count": run.event_count + len(events),
                "state": "running" if len(ids) == STEP else "done",
            }
        )
        return len(ids)
