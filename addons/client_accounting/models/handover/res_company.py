from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    client_handover_remind_days = fields.Integer(
        "Remind of Handovers after",
        default=2,
        groups="base.group_user",
        help="Working days of the receiver in which he accepts, asks or refuses; then "
        "he is reminded once. 0: never.",
    )
    client_handover_escalate_days = fields.Integer(
        "Tell the Head after",
        default=5,
        groups="base.group_user",
        help="Working days without an answer after which the head of the receiver is "
        "told. 0: never.",
    )
