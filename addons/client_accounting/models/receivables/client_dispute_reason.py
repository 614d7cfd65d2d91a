from odoo import fields, models


class ClientDisputeReason(models.Model):
    """Why clients refuse to pay, in words that can be counted."""

    _name = "client.dispute.reason"
    _inherit = ["client.code.mixin"]
    _description = "Dispute Reason"
    _order = "sequence, id"

    name = fields.Char("Reason", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(
        "What to Do", translate=True, help="Who settles it, and how."
    )

    _code_uniq = models.UniqueIndex("(code)", "Another reason has this code already.")
