from odoo import api, models

from .sections import DeliveryService, Promises, Reorders, Returns


class ClientDossier(models.AbstractModel):
    _inherit = "client.dossier"

    @api.model
    def _dossier_sections(self):
        # EXTENDS client_accounting: what was promised and how it was kept
        return [
            *super()._dossier_sections(),
            Promises(),
            DeliveryService(),
            Returns(),
            Reorders(),
        ]
