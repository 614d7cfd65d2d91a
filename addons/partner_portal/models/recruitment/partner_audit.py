from odoo import api, models


class PartnerAudit(models.Model):
    _inherit = "partner.audit"

    @api.model
    def _audit_actions(self):
        # EXTENDS partner_portal: what applicants and new partners do
        _ = self.env._
        return {
            **super()._audit_actions(),
            "application_submit": _("Application: sent"),
            "application_message": _("Application: message written"),
            "application_withdraw": _("Application: withdrawn"),
            "application_confirm": _("Application: e-mail confirmed"),
            "onboarding_done": _("Onboarding: step done"),
            "onboarding_open": _("Onboarding: step taken back"),
        }
