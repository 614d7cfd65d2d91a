from odoo import api, fields, models
from odoo.tools import SQL

from .partner_certification import EXPIRING_DAYS


class PartnerCockpit(models.Model):
    _inherit = "partner.cockpit"
    _depends = {
        "partner.tier.change": [
            "company_id",
            "date_proposed",
            "from_grade_id",
            "partner_id",
            "reason",
            "state",
            "to_grade_id",
        ],
        "partner.certification": [
            "channel_id",
            "date_expiry",
            "partner_id",
            "person_id",
            "revoked_on",
        ],
    }

    @api.model
    def _cockpit_sources(self):
        # EXTENDS partner_portal: tiers to confirm, certificates that expire
        _, lang = self.env._, self.env.lang or "en_US"
        today = fields.Date.context_today(self)
        return {
            **super()._cockpit_sources(),
            "tier": {
                "label": _("Tiers to Confirm"),
                "sequence": 50,
                "model": "partner.tier.change",
                "query": SQL(
                    """
                    SELECT c.id,
                           concat_ws(' → ',
                               COALESCE(old.name ->> %(lang)s, old.name ->> 'en_US',
                                        '–'),
                               COALESCE(new.name ->> %(lang)s, new.name ->> 'en_US',
                                        '–')),
                           c.partner_id, NULL::int, c.company_id, c.create_date,
                           NULL::timestamp, split_part(c.reason, chr(10), 1)
                      FROM partner_tier_change c
                 LEFT JOIN res_partner_grade old ON old.id = c.from_grade_id
                 LEFT JOIN res_partner_grade new ON new.id = c.to_grade_id
                     WHERE c.state = 'proposed'
                    """,
                    lang=lang,
                ),
            },
            "certificate": {
                "label": _("Certificates That Expire"),
                "sequence": 70,
                "model": "partner.certification",
                "query": SQL(
                    """
                    SELECT c.id, person.name, c.partner_id, NULL::int,
                           partner.company_id, c.create_date,
                           c.date_expiry + INTERVAL '1 day',
                           COALESCE(course.name ->> %(lang)s, course.name ->> 'en_US')
                      FROM partner_certification c
                      JOIN res_partner person ON person.id = c.person_id
                      JOIN res_partner partner ON partner.id = c.partner_id
                 LEFT JOIN slide_channel course ON course.id = c.channel_id
                     WHERE c.revoked_on IS NULL AND person.active
                       AND c.date_expiry BETWEEN %(today)s AND %(soon)s
                       AND NOT EXISTS (
                           SELECT FROM partner_certification later
                            WHERE later.person_id = c.person_id
                              AND later.channel_id = c.channel_id
                              AND later.revoked_on IS NULL
                              AND COALESCE(later.date_expiry > c.date_expiry, TRUE))
                    """,
                    lang=lang,
                    today=today,
                    soon=fields.Date.add(today, days=EXPIRING_DAYS),
                ),
            },
        }
