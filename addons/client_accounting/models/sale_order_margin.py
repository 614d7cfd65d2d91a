from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Core guards the margin of a line but not that of the order: a client of the
    # portal reads both of these over RPC on his own order.
    margin = fields.Monetary(groups="base.group_user")
    margin_percent = fields.Float(groups="base.group_user")
