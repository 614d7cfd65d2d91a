from odoo import fields, models

KINDS = [
    ("export", "Copy of the Data"),
    ("erase", "Erasure"),
    ("restrict", "Restriction"),
]


class ClientPrivacyBasis(models.Model):
    """The right of which a person makes use, and how much time the law gives."""

    _name = "client.privacy.basis"
    _inherit = ["client.code.mixin"]
    _description = "Right over Personal Data"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="export",
        help="What the person may ask for by it.",
    )
    days = fields.Integer(
        default=30, required=True, help="Until when one answers, from the request on."
    )
    unit = fields.Selection(
        [("calendar", "Days"), ("working", "Working Days")],
        required=True,
        default="calendar",
        help="Whether the law counts all days or working days.",
    )
    description = fields.Text(translate=True)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "Two rights have the same code.")
    _days_positive = models.Constraint(
        "CHECK(days > 0)", "The law gives some days to answer."
    )
