from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client_handover_remind_days = fields.Integer(
        related="company_id.client_handover_remind_days", readonly=False
    )
    client_handover_escalate_days = fields.Integer(
        related="company_id.client_handover_escalate_days", readonly=False
    )
