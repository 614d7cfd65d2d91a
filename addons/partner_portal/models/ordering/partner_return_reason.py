from odoo import fields, models


class PartnerReturnReason(models.Model):
    """Why a partner sends goods back."""

    _name = "partner.return.reason"
    _inherit = ["client.code.mixin"]
    _description = "Reason of a Return"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note_required = fields.Boolean(
        "Needs a Description",
        help="The partner has to write what is wrong with the goods.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another reason has this code.")
