from odoo import api, models
from odoo.tools import SQL


class PartnerCockpit(models.Model):
<<<<<<< HEAD
    """Orders of the portal that wait for an approval, and returns asked for."""

    _inherit = "partner.cockpit"
    _depends = {
        "sale.order": [
            "company_id",
            "name",
            "partner_id",
            "partner_order_needs",
=======
    _inherit = "partner.cockpit"
    _depends = {
        "sale.order": [
            "amount_total",
            "company_id",
            "name",
            "partner_end_client_name",
            "partner_id",
>>>>>>> c3c80cf ([ADD] partner_portal: orders and returns in the cockpit, a tour of both sides)
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
<<<<<<< HEAD
        # EXTENDS the cockpit: what partners order and send back
        _ = self.env._
        return {
            **super()._cockpit_sources(),
            "order": {
                "label": _("Orders to Approve"),
=======
        """Orders of the portal to approve, returns to decide."""
        return {
            **super()._cockpit_sources(),
            "order": {
                "label": self.env._("Orders to Approve"),
>>>>>>> c3c80cf ([ADD] partner_portal: orders and returns in the cockpit, a tour of both sides)
                "sequence": 40,
                "model": "sale.order",
                "query": SQL(
                    """
<<<<<<< HEAD
                    SELECT sale.id, sale.name, partner.commercial_partner_id,
                           sale.user_id, sale.company_id, sale.partner_order_sent_at,
                           NULL::timestamp, NULL::text
                      FROM sale_order sale
                      JOIN res_partner partner ON partner.id = sale.partner_id
                     WHERE sale.partner_order_state = 'approval'
=======
                    SELECT ordered.id, ordered.name, ordered.partner_id,
                           ordered.user_id, ordered.company_id,
                           ordered.partner_order_sent_at,
                           ordered.partner_order_sent_at + INTERVAL '1 day',
                           ordered.partner_end_client_name
                      FROM sale_order ordered
                     WHERE ordered.partner_order_state = 'approval'
>>>>>>> c3c80cf ([ADD] partner_portal: orders and returns in the cockpit, a tour of both sides)
                    """
                ),
            },
            "return": {
<<<<<<< HEAD
                "label": _("Returns Asked For"),
=======
                "label": self.env._("Returns to Decide"),
>>>>>>> c3c80cf ([ADD] partner_portal: orders and returns in the cockpit, a tour of both sides)
                "sequence": 45,
                "model": "partner.return",
                "query": SQL(
                    """
                    SELECT back.id, back.name, back.partner_id, back.manager_id,
                           back.company_id, back.create_date, NULL::timestamp,
<<<<<<< HEAD
                           back.note
=======
                           left(back.note, 200)
>>>>>>> c3c80cf ([ADD] partner_portal: orders and returns in the cockpit, a tour of both sides)
                      FROM partner_return back
                     WHERE back.state = 'requested'
                    """
                ),
            },
        }
