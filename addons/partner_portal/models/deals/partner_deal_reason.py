from odoo import fields, models


class PartnerDealReason(models.Model):
    """Why a registration is declined or a deal is lost.

    The partner reads the text of a decision: it says what holds for everybody and
    never who or what stands against the deal.
    """

    _name = "partner.deal.reason"
    _inherit = ["client.code.mixin"]
    _description = "Reason of a Deal"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("decline", "Declined"), ("lost", "Lost")],
        required=True,
        default="decline",
        help="Whether a registration is declined for it, or a deal lost.",
    )
    text = fields.Text(
        translate=True,
        help="What the partner reads and what to do next. It is sent as it stands: it "
        "must not tell of other partners or of our own work with the client.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another reason has this code.")
