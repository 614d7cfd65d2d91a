from odoo import fields, models


class ClientReturnReason(models.Model):
    """Why clients send goods back, in words that can be counted."""

    _name = "client.return.reason"
    _inherit = ["client.code.mixin"]
    _description = "Reason of a Return"
    _order = "sequence, id"

    name = fields.Char("Reason", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_ours = fields.Boolean(
        "Our Fault", help="We sent the wrong goods, too many, or faulty ones."
    )
    description = fields.Text(
        "What to Do", translate=True, help="How the client is answered."
    )

    _code_uniq = models.UniqueIndex("(code)", "Another reason has this code already.")
