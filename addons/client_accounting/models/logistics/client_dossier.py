from odoo import api, models

from .section_promises import Promises
from .section_reorders import Reorders
from .section_returns import Returns
from .section_service import DeliveryService


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
