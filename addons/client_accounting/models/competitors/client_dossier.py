from odoo import api, models

from .dossier_competitors import Competitors


class ClientDossier(models.AbstractModel):
    """Competitors stand in the dossier."""

    _inherit = "client.dossier"

    @api.model
    def _dossier_sections(self):
        return [*super()._dossier_sections(), Competitors()]
