from odoo import api, models

from ..specification.parts_linking import LINKING


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client.specification
        return (*super()._specification_models(), *LINKING)
