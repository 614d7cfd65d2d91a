from odoo import api, models


class PartnerAudit(models.Model):
    _inherit = "partner.audit"

    @api.model
    def _audit_actions(self):
        # EXTENDS partner_portal: what owners do with their team
        _ = self.env._
        return {
            **super()._audit_actions(),
            "team_invite": _("Team: person invited"),
            "team_role": _("Team: role changed"),
            "team_close": _("Team: access taken away"),
            "team_reopen": _("Team: access given again"),
        }
