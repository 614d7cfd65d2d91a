from odoo import api, models
from odoo.tools import LazyTranslate

from odoo.addons.client_accounting.models.specification.part import Part

_lt = LazyTranslate(__name__)

TYPES = Part(
    "partner.type",
    fields=("code", "name", "sequence", "is_open", "description", "active"),
    layout="table",
    icon="fa-handshake-o",
    title=_lt("Types of Partners"),
    intro=_lt("What kinds of channel partners sell with us."),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting: the words of recruitment
        return (*super()._specification_models(), TYPES)
