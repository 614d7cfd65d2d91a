from odoo import api, models
from odoo.tools import SQL


class PartnerCockpit(models.Model):
    """Leads on their way to a partner, and those that no partner has taken."""

    _inherit = "partner.cockpit"
    _depends = {
        "partner.lead.offer": [
            "company_id",
            "deadline",
            "lead_id",
            "offered_at",
            "opened_at",
            "partner_id",
            "state",
        ],
        "crm.lead": [
            "active",
            "company_id",
            "name",
            "partner_offer_state",
            "user_id",
            "won_status",
        ],
        "res.partner": ["user_id"],
    }

    @api.model
    def _cockpit_sources(self):
        _ = self.env._
        return {
            **super()._cockpit_sources(),
            "offer": {
                "label": _("Offers of Leads"),
                "sequence": 30,
                "model": "partner.lead.offer",
                "query": SQL(
                    """
                    SELECT offer.id, lead.name, offer.partner_id,
                           coalesce(partner.user_id, lead.user_id), offer.company_id,
                           offer.offered_at, offer.deadline, %(unopened)s
                      FROM partner_lead_offer offer
                      JOIN crm_lead lead ON lead.id = offer.lead_id
                      JOIN res_partner partner ON partner.id = offer.partner_id
                     WHERE offer.state = 'offered'
                    """,
                    unopened=SQL(
                        "CASE WHEN offer.opened_at IS NULL THEN %s END",
                        _("Not opened yet"),
                    ),
                ),
            },
            "lead": {
                "label": _("Leads Without a Partner"),
                "sequence": 32,
                "model": "crm.lead",
                "query": SQL(
                    """
                    SELECT lead.id, lead.name, NULL::int, lead.user_id,
                           coalesce(lead.company_id, %(company)s), lead.create_date,
                           NULL::timestamp, NULL::text
                      FROM crm_lead lead
                     WHERE lead.partner_offer_state = 'manager' AND lead.active
                       AND lead.won_status = 'pending'
                    """,
                    company=self.env.company.id,
                ),
            },
        }
