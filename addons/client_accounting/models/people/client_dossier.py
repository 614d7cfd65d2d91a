from odoo import api, models

from .dossier_people import PeopleOfClient


class ClientDossier(models.AbstractModel):
    """The people of the dossier, with their roles."""

    _inherit = "client.dossier"

    @api.model
    def _dossier_sections(self):
        sections = super()._dossier_sections()
        return [
            PeopleOfClient() if section.key == PeopleOfClient.key else section
            for section in sections
        ]
