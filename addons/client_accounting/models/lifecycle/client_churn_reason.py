from odoo import fields, models


class ClientChurnReason(models.Model):
    """Why clients go to sleep or leave, in words that can be counted."""

    _name = "client.churn.reason"
    _inherit = ["client.code.mixin"]
    _description = "Churn Reason"
    _order = "sequence, id"

    name = fields.Char("Reason", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(
        "What to Do", translate=True, help="How a client who left for it is met."
    )
    is_final = fields.Boolean(
        "No Way Back",
        help="The client was closed down or left the market: nobody tries to win him "
        "back, and the win-back list leaves him out.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another reason has this code already.")
