from odoo import fields, models


class ClientContactLeaveLine(models.TransientModel):
    """One link of the person who leaves, and what becomes of it."""

    _name = "client.contact.leave.line"
    _description = "Link of a Person Who Leaves"
    _order = "sequence, id"

    leave_id = fields.Many2one(
        "client.contact.leave", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    key = fields.Char(required=True, readonly=True)
    kind = fields.Char(readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    name = fields.Char("Record", readonly=True)
    action = fields.Selection(
        [("hand", "Hand Over"), ("keep", "Leave as It Is")],
        required=True,
        default="keep",
    )
