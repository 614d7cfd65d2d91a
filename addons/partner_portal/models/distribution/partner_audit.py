from odoo import api, models


class PartnerAudit(models.Model):
    _inherit = "partner.audit"

    @api.model
    def _audit_actions(self):
        _ = self.env._
        return {
            **super()._audit_actions(),
            "offer_open": _("Lead: details opened"),
            "offer_accept": _("Lead: accepted"),
            "offer_decline": _("Lead: declined"),
            "offer_won": _("Lead: reported as won"),
            "offer_lost": _("Lead: reported as lost"),
        }
