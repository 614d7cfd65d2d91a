from odoo import fields, models


class ClientAttributeRetypeLine(models.TransientModel):
    _name = "client.attribute.retype.line"
    _description = "Value in a Preview of Another Type"

    retype_id = fields.Many2one("client.attribute.retype", ondelete="cascade")
    old_text = fields.Char("Value Now", readonly=True)
    new_text = fields.Char("Becomes", readonly=True)
    is_lost = fields.Boolean("Lost", readonly=True)
    count = fields.Integer("Clients", readonly=True)
