from odoo import api, models
from odoo.tools import SQL


class PartnerCockpit(models.Model):
    _inherit = "partner.cockpit"
    _depends = {
        "partner.application": [
            "active",
            "company_id",
            "company_name",
            "manager_id",
            "name",
            "partner_id",
            "review_deadline",
            "score_percent",
            "state",
            "submitted_at",
            "type_id",
        ],
    }

    @api.model
    def _cockpit_sources(self):
        # EXTENDS partner_portal: applications without a decision
        return {
            **super()._cockpit_sources(),
            "application": {
                "label": self.env._("Applications to Decide"),
                "sequence": 10,
                "model": "partner.application",
                "query": SQL(
                    """
                    SELECT a.id, concat_ws(' ', a.name, a.company_name), a.partner_id,
                           a.manager_id, a.company_id, a.submitted_at,
                           a.review_deadline, concat(a.score_percent, ' %%')
                      FROM partner_application a
                     WHERE a.state IN ('new', 'review') AND a.active
                    """
                ),
            },
        }
