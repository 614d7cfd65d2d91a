from odoo import fields, models

GROUP = "partner_portal.group_partner_portal_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    channel_type_id = fields.Many2one(
        "partner.type",
        "Type of Partner",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        groups=GROUP,
        help="What kind of channel partner the company is.",
    )
