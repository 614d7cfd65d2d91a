from odoo import fields, models


class ClientProcessLog(models.Model):
    """What people did to a run, and why."""

    _name = "client.process.log"
    _inherit = ["client.reader.mixin"]
    _description = "Log of a Run"
    _order = "id desc"
    _rec_name = "text"

    run_id = fields.Many2one(
        "client.process.run",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        related="run_id.partner_id", store=True, precompute=True, index=True
    )
    step_id = fields.Many2one("client.process.step", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="set null")
    text = fields.Char("What", required=True, readonly=True)
