from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    partner_order_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Portal Orders"
    )
    partner_order_approval = fields.Selection(
        related="company_id.partner_order_approval", readonly=False
    )
    partner_order_overdue = fields.Boolean(
        related="company_id.partner_order_overdue", readonly=False
    )
    partner_order_maximum = fields.Monetary(
        related="company_id.partner_order_maximum",
        currency_field="partner_order_currency_id",
        readonly=False,
    )
    partner_order_stock_limit = fields.Integer(
        related="company_id.partner_order_stock_limit", readonly=False
    )
    partner_return_days = fields.Integer(
        related="company_id.partner_return_days", readonly=False
    )
