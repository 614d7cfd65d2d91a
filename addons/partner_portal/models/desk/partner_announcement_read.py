from odoo import fields, models


class PartnerAnnouncementRead(models.Model):
    _name = "partner.announcement.read"
    _description = "Receipt of an Announcement"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "user_id"

    announcement_id = fields.Many2one(
        "partner.announcement",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The company of the user.",
    )
    date = fields.Datetime("Read on", required=True, readonly=True)

    _once = models.UniqueIndex(
        "(announcement_id, user_id)", "This announcement is read already."
    )
