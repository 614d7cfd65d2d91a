from odoo import fields, models


class ClientProcessControl(models.TransientModel):
    """Why runs are stopped, a step is skipped, or runs go on."""

    _name = "client.process.control"
    _description = "Stop, Skip or Resume"

    run_ids = fields.Many2many("client.process.run", required=True, readonly=True)
    what = fields.Selection(
        [("stop", "Stop"), ("skip", "Skip the step"), ("resume", "Resume")],
        required=True,
        readonly=True,
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        """Do it, and note the reason.

        :raise AccessError: where a run is none of the user's
        """
        self.ensure_one()
        self.run_ids._check_control()
        {
            "stop": self.run_ids._stop,
            "skip": self.run_ids._skip,
            "resume": self.run_ids._resume,
        }[self.what](self.reason)
        return {"type": "ir.actions.act_window_close"}
