from odoo import api, fields, models
from odoo.tools import SQL


class PartnerCockpit(models.Model):
    _inherit = "partner.cockpit"
    _depends = {
        "partner.agreement": [
            "active",
            "company_id",
            "date_end",
            "ended_on",
            "manager_id",
            "name",
            "partner_id",
            "previous_id",
            "reminded_on",
            "state",
            "type_id",
            "version",
        ],
        "partner.agreement.type": ["remind_days"],
    }

    @api.model
    def _cockpit_sources(self):
        """Agreements whose end is near, without a newer version."""
        today = fields.Date.context_today(self)
        return {
            **super()._cockpit_sources(),
            "agreement": {
                "label": self.env._("Agreements to Renew"),
                "sequence": 60,
                "model": "partner.agreement",
                "query": SQL(
                    """
                    SELECT agreement.id,
                           concat(agreement.name, '-', agreement.version),
                           agreement.partner_id, agreement.manager_id,
                           agreement.company_id,
                           COALESCE(agreement.reminded_on,
                                    agreement.date_end - kind.remind_days),
                           agreement.date_end + INTERVAL '1 day', NULL::text
                      FROM partner_agreement agreement
                      JOIN partner_agreement_type kind ON kind.id = agreement.type_id
                     WHERE agreement.state = 'active' AND agreement.active
                       AND agreement.ended_on IS NULL
                       AND agreement.date_end >= %(today)s
                       AND kind.remind_days > 0
                       AND agreement.date_end - kind.remind_days <= %(today)s
                       AND NOT EXISTS (
                           SELECT FROM partner_agreement coming
                            WHERE coming.previous_id = agreement.id
                              AND coming.state != 'declined')
                    """,
                    today=today,
                ),
            },
        }
