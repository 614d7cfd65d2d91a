from odoo import fields, models


class ClientProcessRunStep(models.Model):
    """A step that a run took, or takes now."""

    _name = "client.process.run.step"
    _inherit = ["client.reader.mixin"]
    _description = "Step of a Run"
    _order = "run_id, id"
    _rec_name = "step_id"
    _log_access = False

    run_id = fields.Many2one(
        "client.process.run",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    step_id = fields.Many2one(
        "client.process.step", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="run_id.partner_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(related="run_id.company_id")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("waiting", "Waits for Its Day"),
            ("outcome", "Waits for the Outcome"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("cancelled", "Cancelled"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
    )
    date_planned = fields.Date("Planned for", readonly=True)
    date_done = fields.Date("Ended on", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Who", readonly=True, index="btree_not_null", ondelete="set null"
    )
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    event_id = fields.Many2one(
        "client.event",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    outcome_id = fields.Many2one(
        "client.event.outcome", readonly=True, ondelete="set null"
    )
    note = fields.Char(readonly=True, help="Why it was skipped, or what went wrong.")
