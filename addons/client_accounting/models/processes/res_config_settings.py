from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client_key_account_user_id = fields.Many2one(
        related="company_id.client_key_account_user_id", readonly=False
    )
    client_accountant_id = fields.Many2one(
        related="company_id.client_accountant_id", readonly=False
    )
    client_back_office_id = fields.Many2one(
        related="company_id.client_back_office_id", readonly=False
    )
    client_head_id = fields.Many2one(
        related="company_id.client_head_id", readonly=False
    )
