from odoo import fields, models


class PartnerSpecialisation(models.Model):
    """A field in which a partner is competent: given by hand, or earned by its people
    with the certificates of some courses."""

    _name = "partner.specialisation"
    _inherit = ["client.code.mixin"]
    _description = "Partner Specialisation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(
        translate=True, help="Partners and visitors of the locator read it."
    )
    channel_ids = fields.Many2many(
        "slide.channel",
        "partner_specialisation_channel_rel",
        "specialisation_id",
        "channel_id",
        "Courses",
        help="A certificate of one of them counts. Empty: the specialisation is given "
        "by hand.",
    )
    people = fields.Integer(
        "Certified People",
        default=1,
        help="So many people of the partner hold a valid certificate.",
    )
    holder_ids = fields.One2many(
        "partner.specialisation.holder", "specialisation_id", "Partners"
    )

    _code_uniq = models.UniqueIndex("(code)", "Another specialisation has this code.")
    _people_positive = models.Constraint(
        "CHECK(people >= 1)", "At least one person is certified."
    )
