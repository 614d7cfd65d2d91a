from odoo import fields, models


class PartnerLeadReason(models.Model):
    """Why a partner does not take a lead: the partner chooses it."""

    _name = "partner.lead.reason"
    _inherit = ["client.code.mixin"]
    _description = "Reason for Declining a Lead"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    needs_note = fields.Boolean(
        "Asks for a Note", help="The partner has to say in words what is the matter."
    )

    _code_uniq = models.UniqueIndex("(code)", "Another reason has this code.")
