from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_open_client_promises(self):
        """Open what was promised to the client and is not delivered yet."""
        self.ensure_one()
        client = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_promise_action"
        )
        return {
            **action,
            "name": self.env._("Promised to %s", client.display_name),
            "domain": [("partner_id", "=", client.id)],
            "context": {},
        }

    def action_open_delivery_service(self):
        """Open the order lines that the delivery service of the client is judged by,
        of the last 12 months."""
        self.ensure_one()
        client = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_delivery_service_action"
        )
        return {
            **action,
            "name": self.env._("Deliveries to %s", client.display_name),
            "domain": [("partner_id", "=", client.id)],
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "context": {"search_default_year": 1},
        }
