from odoo import api, fields, models
from odoo.exceptions import UserError


class PartnerApplicationReason(models.Model):
    """Why an application is declined; the applicant reads the text as it stands."""

    _name = "partner.application.reason"
    _inherit = ["client.code.mixin"]
    _description = "Reason of a Declined Application"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    text = fields.Text(
        required=True,
        translate=True,
        help="What the applicant reads and what to do next. It must not tell of other "
        "partners or of our own clients.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another reason has this code.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        applications_sudo = self.env["partner.application"].sudo()
        used = applications_sudo.with_context(active_test=False).search(
            [("reason_id", "in", self.ids)], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    "“%(reason)s” was given to %(application)s: archive the reason "
                    "instead of deleting it.",
                    reason=used.reason_id.name,
                    application=used.name,
                )
            )
