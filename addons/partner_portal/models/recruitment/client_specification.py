from odoo import api, models
from odoo.tools import LazyTranslate

from odoo.addons.client_accounting.models.specification.part import Part

_lt = LazyTranslate(__name__)

RECRUITMENT = (
    Part(
        "partner.type",
        fields=("code", "name", "sequence", "is_open", "description", "active"),
        layout="table",
        icon="fa-handshake-o",
        title=_lt("Types of Partners"),
        intro=_lt("What kinds of channel partners sell with us."),
    ),
    Part(
        "partner.application.question",
        fields=(
            "code",
            "name",
            "sequence",
            "type_ids",
            "kind",
            "hint",
            "is_required",
            "points",
            "threshold",
            "wants_yes",
            "active",
        ),
        icon="fa-question-circle",
        title=_lt("Questions to Applicants"),
        intro=_lt("What companies are asked that want to become partners."),
    ),
    Part(
        "partner.application.choice",
        fields=("code", "question_id", "name", "sequence", "points", "excludes"),
        layout="table",
        icon="fa-list-ul",
        title=_lt("Choices of Questions to Applicants"),
        intro=_lt("Answers to choose from, and what they are worth."),
    ),
    Part(
        "partner.application.step",
        fields=(
            "code",
            "name",
            "sequence",
            "type_ids",
            "approver",
            "description",
            "active",
        ),
        layout="table",
        icon="fa-check-square-o",
        title=_lt("Approval Steps of Applications"),
        intro=_lt("Who has to agree before an applicant becomes a partner."),
    ),
    Part(
        "partner.application.reason",
        fields=("code", "name", "sequence", "text", "active"),
        layout="table",
        icon="fa-times-circle",
        title=_lt("Reasons of Declined Applications"),
        intro=_lt("What applicants read when they are declined."),
    ),
    Part(
        "partner.onboarding.step",
        fields=(
            "code",
            "name",
            "sequence",
            "side",
            "type_ids",
            "days",
            "description",
            "link",
            "active",
        ),
        layout="table",
        icon="fa-road",
        title=_lt("Onboarding Steps"),
        intro=_lt("What is to be done when a partner begins, by whom and when."),
    ),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting: the words of recruitment
        return (*super()._specification_models(), *RECRUITMENT)
