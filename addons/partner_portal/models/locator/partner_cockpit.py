from odoo import api, models
from odoo.tools import SQL


class PartnerCockpit(models.Model):
    """Profiles that wait for our approval."""

    _inherit = "partner.cockpit"
    _depends = {
        "partner.profile": ["name", "partner_id", "state", "submitted_at", "summary"],
        "res.partner": ["user_id", "company_id"],
    }

    @api.model
    def _cockpit_sources(self):
        return {
            **super()._cockpit_sources(),
            "profile": {
                "label": self.env._("Public Profiles"),
                "sequence": 80,
                "model": "partner.profile",
                "query": SQL(
                    """
                    SELECT profile.id, profile.name, profile.partner_id,
                           partner.user_id, coalesce(partner.company_id, %(company)s),
                           profile.submitted_at, NULL::timestamp, profile.summary
                      FROM partner_profile profile
                      JOIN res_partner partner ON partner.id = profile.partner_id
                     WHERE profile.state = 'submitted'
                    """,
                    company=self.env.company.id,
                ),
            },
        }
