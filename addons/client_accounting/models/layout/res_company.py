from odoo import api, fields, models

AXIS = "client_accounting.client_segment_axis_size"


class ResCompany(models.Model):
    _inherit = "res.company"

    client_comparison_axis_id = fields.Many2one(
        "client.segment.axis",
        "Compare Clients within",
        groups="base.group_user",
        default=lambda self: self.env.ref(AXIS, raise_if_not_found=False),
        help="The dossier shows a client beside the average of its segment on this "
        "axis; without it, on the first axis on which it has one.",
    )

    @api.model
    def _compare_within_size(self):
        """Compare clients with those of their size where nothing was chosen yet."""
        companies = self.sudo().search([("client_comparison_axis_id", "=", False)])
        companies.client_comparison_axis_id = self.env.ref(AXIS)
