from odoo import api, models
from odoo.tools import LazyTranslate

from ..specification.part import Part

_lt = LazyTranslate(__name__)

LAYOUTS = (
    Part(
        "client.dossier.layout",
        fields=("code", "name", "sequence", "group_ids", "active"),
        layout="table",
        icon="fa-columns",
        title=_lt("Layouts of the Dossier"),
        intro=_lt("Which parts of the dossier a role sees first."),
    ),
    Part(
        "client.dossier.layout.line",
        fields=("layout_id", "section", "sequence", "place"),
        key=("layout_id", "section"),
        layout="table",
        icon="fa-columns",
        title=_lt("Parts of the Layouts"),
        intro=_lt("Where each part stands."),
    ),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting: how the dossier looks
        return (*super()._specification_models(), *LAYOUTS)
