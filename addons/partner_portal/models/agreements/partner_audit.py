from odoo import api, models


class PartnerAudit(models.Model):
    _inherit = "partner.audit"

    @api.model
    def _audit_actions(self):
        _ = self.env._
        return {
            **super()._audit_actions(),
            "agreement_accept": _("Agreement: accepted"),
            "agreement_decline": _("Agreement: declined"),
        }
