from odoo import api, models
from odoo.tools import LazyTranslate

from odoo.addons.client_accounting.models.specification.part import Part

_lt = LazyTranslate(__name__)

AGREEMENTS = (
    Part(
        "partner.agreement.type",
        fields=(
            "code",
            "name",
            "months",
            "signature",
            "remind_days",
            "remind_last_days",
            "sequence",
            "text",
            "active",
        ),
        icon="fa-handshake-o",
        title=_lt("Types of Agreements"),
        intro=_lt("What partners sign: texts, validity and reminders."),
    ),
)


class ClientSpecification(models.AbstractModel):
    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting: the words of agreements
        return (*super()._specification_models(), *AGREEMENTS)
