from odoo import fields, models


class PartnerType(models.Model):
    """A kind of channel partner: dealer, distributor, agent, integrator."""

    _name = "partner.type"
    _inherit = ["client.code.mixin"]
    _description = "Type of Channel Partners"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_open = fields.Boolean(
        "Open for Applications",
        default=True,
        help="Whether the public form offers this type.",
    )
    description = fields.Text(
        translate=True,
        help="What such a partner does and gets, in a sentence or two: applicants "
        "read it.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another type has this code.")
