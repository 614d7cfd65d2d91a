from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    client_comparison_axis_id = fields.Many2one(
        "client.segment.axis",
        "Compare Clients within",
        groups="base.group_user",
        help="The dossier shows a client beside the average of its segment on this "
        "axis; without it, on the first axis on which it has one.",
    )
