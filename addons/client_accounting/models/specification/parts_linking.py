"""Rules of linking in the specification."""

from odoo.tools import LazyTranslate

from .part import Part

_lt = LazyTranslate(__name__)

LINKING = (
    Part(
        "client.link.rule",
        fields=(
            "code",
            "name",
            "sequence",
            "kind",
            "trust",
            "least",
            "auto_from",
            "months",
            "evidence_count",
            "company_id",
            "active",
        ),
        layout="table",
        icon="fa-link",
        title=_lt("Rules of Linking"),
        intro=_lt("Who is proposed as the consumer of an invoice that others pay."),
    ),
)
