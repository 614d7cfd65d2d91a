from odoo import api, models
from odoo.tools import LazyTranslate

from odoo.addons.client_accounting.models.specification.part import Part

_lt = LazyTranslate(__name__)

RETURNS = (
    Part(
        "partner.return.reason",
        fields=("code", "name", "sequence", "note_required", "active"),
        layout="table",
        icon="fa-undo",
        title=_lt("Reasons of Returns"),
        intro=_lt("Why partners send goods back."),
    ),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting: the words of returns
        return (*super()._specification_models(), *RETURNS)
