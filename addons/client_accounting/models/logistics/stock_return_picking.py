from odoo import api, fields, models


class StockReturnPicking(models.TransientModel):
    """Asks why a client sends goods back."""

    _inherit = "stock.return.picking"

    client_return_reason_id = fields.Many2one(
        "client.return.reason",
        "Reason of Return",
        groups="base.group_user",
        help="Why the client sends the goods back.",
    )
    client_is_return = fields.Boolean(
        "From Client",
        compute="_compute_client_is_return",
        groups="base.group_user",
        help="The goods were delivered to a client.",
    )

    @api.depends("picking_id")
    def _compute_client_is_return(self):
        for wizard in self:
            target = wizard.picking_id.location_dest_id
            wizard.client_is_return = target.usage == "customer"

    def _create_return(self):
        # EXTENDS stock
        picking = super()._create_return()
        if self.client_return_reason_id and self.client_is_return:
            picking.sudo().client_return_reason_id = self.client_return_reason_id
        return picking
