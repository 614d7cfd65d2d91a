from odoo import api, fields, models


class ClientSegmentActionLog(models.Model):
    """An action that is due or done for one entry or exit of a client. The pair of
    action and membership is unique: whatever is evaluated again, nothing is done
    twice."""

    _name = "client.segment.action.log"
    _description = "Segment Action Done"
    _order = "id desc"
    _log_access = False
    _rec_name = "action_id"

    action_id = fields.Many2one(
        "client.segment.action",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    membership_id = fields.Many2one(
        "client.segment.membership",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    segment_id = fields.Many2one(related="action_id.segment_id")
    company_id = fields.Many2one(related="action_id.company_id")
    trigger = fields.Selection(related="action_id.trigger")
    state = fields.Selection(
        [
            ("todo", "Due"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("skipped", "Not needed"),
        ],
        required=True,
        readonly=True,
        default="todo",
        help="Not needed: the client left the segment again before it was done.",
    )
    message = fields.Char("What Is Wrong", readonly=True, help="Why it failed.")
    planned_at = fields.Datetime("Noted on", readonly=True)
    done_at = fields.Datetime("Done on", readonly=True)

    _once = models.UniqueIndex(
        "(membership_id, action_id)",
        "This was noted down for this entry of the client already.",
    )
    _todo_idx = models.Index("(id) WHERE state = 'todo'")
    _action_idx = models.Index("(action_id, state)")

    @api.model
    def _trigger_run(self):
        cron = self.env.ref(
            "client_accounting.ir_cron_client_segment_action", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()

    def action_retry(self):
        """Try again what failed.

        :raise AccessError: to who does not configure client accounting
        """
        self.env["client.segment.action"].check_access("write")
        failed = self.sudo().filtered(lambda log: log.state == "failed")
        failed.write({"state": "todo", "message": False})
        self._trigger_run()
        return True

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()
