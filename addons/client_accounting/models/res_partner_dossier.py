from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_open_dossier(self):
        """Open the dossier of the client that this contact belongs to."""
        self.ensure_one()
        client = self.commercial_partner_id or self
        return {
            "type": "ir.actions.client",
            "tag": "client_accounting.dossier",
            "name": client.display_name,
            "params": {"partner_id": client.id},
            "context": {"active_id": client.id, "active_model": "res.partner"},
        }
