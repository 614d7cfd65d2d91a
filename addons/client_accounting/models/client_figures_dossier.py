from odoo import models


class ClientFigures(models.Model):
    _inherit = "client.figures"

    def action_open_dossier(self):
        """Open the dossier of the client that the figures belong to."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()
