from odoo import api, models
from odoo.tools import LazyTranslate

from odoo.addons.client_accounting.models.specification.part import Part

_lt = LazyTranslate(__name__)

PROGRAMME = (
    Part(
        "partner.specialisation",
        fields=("code", "name", "sequence", "description", "people", "active"),
        layout="table",
        icon="fa-graduation-cap",
        title=_lt("Specialisations of Partners"),
        intro=_lt("What partners are competent in, and how many certified people."),
    ),
    Part(
        "partner.tier.figure",
        fields=("code", "name", "unit", "sequence", "is_shown", "active"),
        layout="table",
        icon="fa-tachometer",
        title=_lt("Figures of Tiers"),
        intro=_lt("Measures of our own for the tiers of partners."),
    ),
    Part(
        "partner.programme",
        fields=(
            "code",
            "name",
            "sequence",
            "description",
            "period",
            "promotion",
            "promotion_approval",
            "demotion_approval",
            "grace_days",
            "warning_days",
            "active",
        ),
        icon="fa-trophy",
        title=_lt("Partner Programmes"),
        intro=_lt("How partners reach, keep and lose their tiers."),
    ),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting: the programme of partners
        return (*super()._specification_models(), *PROGRAMME)
