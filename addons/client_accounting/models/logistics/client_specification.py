from odoo import api, models
from odoo.tools import LazyTranslate

from ..specification.part import Part

_lt = LazyTranslate(__name__)

LOGISTICS = (
    Part(
        "client.delay.reason",
        fields=(
            "code",
            "name",
            "sequence",
            "party",
            "color",
            "description",
            "active",
        ),
        layout="table",
        icon="fa-clock-o",
        title=_lt("Reasons of Delays"),
        intro=_lt("Why deliveries are late, and whose delay it is."),
    ),
    Part(
        "client.return.reason",
        fields=("code", "name", "sequence", "is_ours", "description", "active"),
        layout="table",
        icon="fa-undo",
        title=_lt("Reasons of Returns"),
        intro=_lt("Why clients send goods back."),
    ),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting: the words of logistics
        return (*super()._specification_models(), *LOGISTICS)
