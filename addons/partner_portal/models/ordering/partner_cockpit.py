from odoo import api, models
from odoo.tools import SQL


class PartnerCockpit(models.Model):
    """Orders of the portal that wait for an approval, and returns asked for."""

    _inherit = "partner.cockpit"
    _depends = {
        "sale.order": [
            "company_id",
            "name",
            "partner_id",
            "partner_order_needs",
            "partner_order_sent_at",
            "partner_order_state",
            "user_id",
        ],
        "partner.return": [
            "company_id",
            "create_date",
            "manager_id",
            "name",
            "note",
            "partner_id",
            "state",
        ],
    }

    @api.model
    def _cockpit_sources(self):
        # EXTENDS the cockpit: what partners order and send back
        _ = self.env._
        return {
            **super()._cockpit_sources(),
            "order": {
                "label": _("Orders to Approve"),
                "sequence": 40,
                "model": "sale.order",
                "query": SQL(
                    """
                    SELECT sale.id, sale.name, partner.commercial_partner_id,
                           sale.user_id, sale.company_id, sale.partner_order_sent_at,
                           NULL::timestamp, NULL::text
                      FROM sale_order sale
                      JOIN res_partner partner ON partner.id = sale.partner_id
                     WHERE sale.partner_order_state = 'approval'
                    """
                ),
            },
            "return": {
                "label": _("Returns Asked For"),
                "sequence": 45,
                "model": "partner.return",
                "query": SQL(
                    """
                    SELECT back.id, back.name, back.partner_id, back.manager_id,
                           back.company_id, back.create_date, NULL::timestamp,
                           back.note
                      FROM partner_return back
                     WHERE back.state = 'requested'
                    """
                ),
            },
        }
