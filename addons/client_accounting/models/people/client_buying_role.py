from odoo import fields, models


class ClientBuyingRole(models.Model):
    """What somebody does when his company buys."""

    _name = "client.buying.role"
    _inherit = ["client.code.mixin"]
    _description = "Role in Buying"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    meaning = fields.Text(
        translate=True, help="How one knows him, and how one works with him."
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "Two roles have the same code.")
