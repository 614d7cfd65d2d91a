from odoo import api, models
from odoo.tools import LazyTranslate

from odoo.addons.client_accounting.models.specification.part import Part

_lt = LazyTranslate(__name__)

PROGRAMME = (
    Part(
        "partner.specialisation",
        fields=(
            "code",
            "name",
            "sequence",
            "description",
            "channel_ids",
            "people",
            "active",
        ),
        layout="table",
        icon="fa-graduation-cap",
        title=_lt("Specialisations of Partners"),
        intro=_lt("What partners are competent in, and how many certified people."),
    ),
    Part(
        "partner.tier.figure",
        fields=("code", "name", "unit", "sequence", "field_id", "is_shown", "active"),
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
            "company_id",
            "description",
            "type_ids",
            "grade_ids",
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
    Part(
        "partner.tier.requirement",
        fields=(
            "programme_id",
            "way",
            "measure",
            "grade_id",
            "figure_id",
            "specialisation_id",
            "operator",
            "threshold",
            "sequence",
        ),
        key=("programme_id", "way", "measure"),
        sort=("sequence", "threshold"),
        numbered=True,
        layout="table",
        icon="fa-check-square-o",
        title=_lt("Requirements of Tiers"),
        intro=_lt("What each tier asks for; of several ways one is enough."),
    ),
    Part(
        "partner.tier.benefit",
        fields=("programme_id", "kind", "name", "grade_id", "percent", "sequence"),
        key=("programme_id", "kind", "name"),
        numbered=True,
        layout="table",
        icon="fa-gift",
        title=_lt("Benefits of Tiers"),
        intro=_lt("What each tier gives beside what its level says."),
    ),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting: the programme of partners
        return (*super()._specification_models(), *PROGRAMME)
