from odoo import api, models
from odoo.tools import LazyTranslate

from ..specification.part import Part

_lt = LazyTranslate(__name__)

APPRAISAL = (
    Part(
        "client.appraisal.criterion",
        fields=(
            "code",
            "name",
            "sequence",
            "weight",
            "description",
            "scale_1",
            "scale_2",
            "scale_3",
            "scale_4",
            "scale_5",
            "active",
        ),
        icon="fa-star-half-o",
        title=_lt("Appraisal Criteria"),
        intro=_lt("What managers are appraised on, and what each mark means."),
    ),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS: the criteria of appraisals
        return (*super()._specification_models(), *APPRAISAL)
