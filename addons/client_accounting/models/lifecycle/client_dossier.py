from odoo import api, models

from ..dossier.lifecycle import Lifecycle


class ClientDossier(models.AbstractModel):
    """The stage stands in the dossier."""

    _inherit = "client.dossier"

    @api.model
    def _dossier_sections(self):
        return [*super()._dossier_sections(), Lifecycle()]
