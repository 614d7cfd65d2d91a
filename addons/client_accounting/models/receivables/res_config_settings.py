from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client_due_soon_days = fields.Integer(
        related="company_id.client_due_soon_days", readonly=False
    )
    client_promise_tolerance = fields.Integer(
        related="company_id.client_promise_tolerance", readonly=False
    )
    client_promise_escalate_days = fields.Integer(
        related="company_id.client_promise_escalate_days", readonly=False
    )
    client_reminder_interval = fields.Integer(
        related="company_id.client_reminder_interval", readonly=False
    )
