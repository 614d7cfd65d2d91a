from odoo import api, models
from odoo.tools import LazyTranslate

from odoo.addons.client_accounting.models.specification.part import Part

_lt = LazyTranslate(__name__)

DEALS = (
    Part(
        "partner.deal.reason",
        fields=("code", "name", "kind", "sequence", "text", "active"),
        layout="table",
        icon="fa-shield",
        title=_lt("Reasons of Deals"),
        intro=_lt("Why registrations are declined and deals are lost."),
    ),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting: the words of deals
        return (*super()._specification_models(), *DEALS)
