import logging

import psycopg2

from odoo import api, fields, models

_logger = logging.getLogger(__name__)
#: actions done in one transaction
BATCH = 500


class ClientSegmentActionLog(models.Model):
    """Doing what is due: in batches that are committed together with their state, so
    that what was done is done once, and what was not is tried again."""

    _inherit = "client.segment.action.log"

    @api.model
    def _cron_run(self):
        cron = self.env["ir.cron"]
        remaining = self.search_count([("state", "=", "todo")])
        time_left = cron._commit_progress(remaining=remaining)
        while remaining and time_left:
            done = self._run_due()
            if not done:
                break  # the rest is being done by another transaction
            remaining = max(remaining - done, 0)
            time_left = cron._commit_progress(done, remaining=remaining)

    @api.model
    def _run_due(self, limit=BATCH):
        """Do what is due, the oldest first.

        :return: number of actions looked at
        """
        self.env.flush_all()
        logs = self.sudo().search([("state", "=", "todo")], order="id", limit=limit)
        logs = logs.try_lock_for_update()
        logs.invalidate_recordset(["state"])
        logs = logs.filtered(lambda log: log.state == "todo")
        for action, due in logs.grouped("action_id").items():
            due._do(action)
        return len(logs)

    def _do(self, action):
        """Do one action for the clients of its rows; one by one where that fails."""
        gone = self.filtered(
            lambda log: action.trigger == "enter" and log.membership_id.date_to
        )
        gone.write({"state": "skipped", "done_at": fields.Datetime.now()})
        due = self - gone
        if not due:
            return
        try:
            with self.env.cr.savepoint():
                action._perform(due.partner_id)
                self.env.flush_all()
            due.write({"state": "done", "done_at": fields.Datetime.now()})
        except psycopg2.OperationalError:
            raise  # a conflict with another transaction: all of it is tried again
        except Exception as error:  # whatever an action of others raises
            self.env.invalidate_all()
            if len(due) > 1:
                for log in due:
                    log._do(action)
                return
            _logger.warning("Segment action %s failed: %s", action.id, error)
            due.write(
                {
                    "state": "failed",
                    "message": str(error).strip()[:500] or type(error).__name__,
                    "done_at": fields.Datetime.now(),
                }
            )
