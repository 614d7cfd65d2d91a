from odoo import api, models
from odoo.tools import LazyTranslate

from odoo.addons.client_accounting.models.specification.part import Part

_lt = LazyTranslate(__name__)

DISTRIBUTION = (
    Part(
        "partner.lead.rule",
        fields=(
            "code",
            "name",
            "sequence",
            "lead_domain",
            "type_ids",
            "specialisation_ids",
            "capacity",
            "answer_hours",
            "rounds",
            "active",
        ),
        domains={"lead_domain": "crm.lead"},
        icon="fa-random",
        title=_lt("Distribution of Leads"),
        intro=_lt("To which partners leads are offered, and how long they may think."),
    ),
    Part(
        "partner.lead.criterion",
        fields=("rule_id", "kind", "weight", "minimum"),
        key=("rule_id", "kind"),
        sort=(),
        layout="table",
        icon="fa-balance-scale",
        title=_lt("Criteria of Distribution"),
        intro=_lt("What partners are compared by, and how much each counts."),
    ),
    Part(
        "partner.lead.reason",
        fields=("code", "name", "sequence", "needs_note", "active"),
        layout="table",
        icon="fa-thumbs-o-down",
        title=_lt("Reasons for Declining Leads"),
        intro=_lt("What partners choose from when they do not take a lead."),
    ),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting: the distribution of leads
        return (*super()._specification_models(), *DISTRIBUTION)
