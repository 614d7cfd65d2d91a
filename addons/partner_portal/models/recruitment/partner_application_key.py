from odoo import fields, models


class PartnerApplicationKey(models.Model):
    """What an applicant is recognised by: numbers, addresses, the name by its sound."""

    _name = "partner.application.key"
    _description = "Key of an Application"
    _log_access = False
    _rec_name = "key"

    application_id = fields.Many2one(
        "partner.application",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Char(required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)

    _lookup_idx = models.Index("(kind, key, application_id)")
