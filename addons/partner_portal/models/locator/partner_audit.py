from odoo import api, models


class PartnerAudit(models.Model):
    _inherit = "partner.audit"

    @api.model
    def _audit_actions(self):
        _ = self.env._
        return {
            **super()._audit_actions(),
            "profile_save": _("Profile: draft saved"),
            "profile_submit": _("Profile: sent for approval"),
            "profile_withdraw": _("Profile: taken off the directory"),
        }
