"""The parts of the specification of client accounting, in the order of their import:
what is referred to comes first."""

from odoo.tools import LazyTranslate

from .part import Part
from .parts_events import EVENTS, PROCESSES
from .parts_people import COMPETITORS, PEOPLE
from .parts_receivables import RECEIVABLES

_lt = LazyTranslate(__name__)
PARTNER = "res.partner"
#: what the segments of a method stand for
RECORDS_OF_METHODS = {
    "country": "res.country",
    "state": "res.country.state",
    "industry": "res.partner.industry",
}


def _record_of_segment(segment):
    """Model of the record whose id the key of a segment is."""
    return RECORDS_OF_METHODS.get(segment.axis_id.method)


GLOSSARY = (
    Part(
        "client.glossary.category",
        fields=("code", "name", "sequence"),
        layout="table",
        icon="fa-bookmark-o",
        title=_lt("Chapters of the Glossary"),
        intro=_lt("The chapters that terms are grouped by."),
    ),
    Part(
        "client.glossary.term",
        fields=(
            "code",
            "name",
            "synonyms",
            "category_id",
            "definition",
            "related_ids",
            "active",
        ),
        sort=("category_id",),
        icon="fa-book",
        title=_lt("Glossary"),
        intro=_lt("One meaning of each word, for everybody."),
    ),
    Part(
        "client.glossary.figure",
        fields=("figure", "term_id"),
        key=("figure",),
        sort=(),
        layout="table",
        icon="fa-tachometer",
        title=_lt("Figures Explained by Terms"),
        intro=_lt("Whose tooltips show which definition."),
    ),
)

LIFECYCLE = (
    Part(
        "client.lifecycle.stage",
        fields=(
            "code",
            "name",
            "sequence",
            "kind",
            "meaning",
            "influence",
            "influence_type_ids",
            "rule_sequence",
            "is_manual",
            "entry_domain",
            "stay_domain",
            "from_stage_ids",
            "needs_purchase",
            "max_days",
            "company_id",
            "color",
            "icon",
            "fold",
            "glossary_term_id",
            "active",
        ),
        domains={"entry_domain": PARTNER, "stay_domain": PARTNER},
        icon="fa-road",
        title=_lt("Lifecycle Stages"),
        intro=_lt("Where a client stands, by which rules, and what is done about it."),
    ),
    Part(
        "client.churn.reason",
        fields=("code", "name", "sequence", "description", "is_final", "active"),
        layout="table",
        icon="fa-sign-out",
        title=_lt("Churn Reasons"),
        intro=_lt("Why clients leave, in words that can be counted."),
    ),
    Part(
        "client.winback.offer",
        fields=(
            "code",
            "name",
            "sequence",
            "reason_ids",
            "description",
            "pricelist_id",
            "validity_days",
            "company_id",
            "active",
        ),
        icon="fa-gift",
        title=_lt("Win-Back Offers"),
        intro=_lt("What clients who left may be offered to come back."),
    ),
)

ATTRIBUTES = (
    Part(
        "client.attribute.section",
        fields=("code", "name", "sequence", "is_folded", "active"),
        layout="table",
        icon="fa-folder-o",
        title=_lt("Sections of the Dossier"),
        intro=_lt("The parts of the dossier that attributes are shown in."),
    ),
    Part(
        "client.attribute",
        fields=(
            "code",
            "name",
            "section_id",
            "sequence",
            "type",
            "comodel_id",
            "unit",
            "currency_id",
            "meaning",
            "read_group_ids",
            "edit_group_ids",
            "glossary_term_id",
            "active",
        ),
        sort=("section_id", "sequence"),
        fixed=("type", "comodel_id"),
        icon="fa-tag",
        title=_lt("Client Attributes"),
        intro=_lt("What the company wants to know of its clients."),
    ),
    Part(
        "client.attribute.option",
        fields=(
            "attribute_id",
            "code",
            "name",
            "sequence",
            "color",
            "merged_into_id",
            "active",
        ),
        key=("attribute_id", "code"),
        sort=("attribute_id", "sequence"),
        layout="table",
        icon="fa-list-ul",
        title=_lt("Options of Attributes"),
        intro=_lt("The words to choose from."),
    ),
    Part(
        "client.profile",
        fields=(
            "code",
            "name",
            "sequence",
            "color",
            "description",
            "glossary_term_id",
            "active",
        ),
        icon="fa-id-card-o",
        title=_lt("Client Profiles"),
        intro=_lt("Kinds of clients, each with its own dossier."),
    ),
    Part(
        "client.profile.line",
        fields=(
            "profile_id",
            "attribute_id",
            "sequence",
            "is_required",
            "required_stage_id",
            "is_blocking",
            "confirm_months",
        ),
        key=("profile_id", "attribute_id"),
        sort=("profile_id", "sequence"),
        layout="table",
        icon="fa-check-square-o",
        title=_lt("Attributes of Profiles"),
        intro=_lt("What is asked of whom, from which stage, and confirmed how often."),
    ),
)

SEGMENTS = (
    Part(
        "client.segment.axis",
        fields=(
            "code",
            "name",
            "sequence",
            "description",
            "exclusive",
            "method",
            "measure",
            "months",
            "min_months",
            "share_a",
            "share_b",
            "limit_x",
            "limit_y",
            "company_id",
            "color",
            "glossary_term_id",
            "active",
        ),
        icon="fa-compass",
        title=_lt("Segment Axes"),
        intro=_lt("The ways of looking at clients."),
    ),
    Part(
        "client.segment",
        fields=(
            "code",
            "name",
            "axis_id",
            "sequence",
            "description",
            "method",
            "domain",
            "key",
            "lower",
            "is_unknown",
            "r_from",
            "r_to",
            "fm_from",
            "fm_to",
            "importance",
            "color",
            "glossary_term_id",
            "active",
        ),
        sort=("axis_id", "sequence"),
        domains={"domain": PARTNER},
        id_texts={"key": _record_of_segment},
        icon="fa-pie-chart",
        title=_lt("Segments"),
        intro=_lt("Groups of clients, by rules, by numbers and by hand."),
    ),
)

ACTIONS = (
    Part(
        "client.segment.action",
        fields=(
            "segment_id",
            "trigger",
            "kind",
            "sequence",
            "for_existing",
            "activity_type_id",
            "activity_summary",
            "activity_days",
            "activity_user_id",
            "pricelist_id",
            "category_id",
            "server_action_id",
            "process_id",
            "active",
        ),
        key=("segment_id", "trigger", "kind"),
        sort=("segment_id", "sequence"),
        numbered=True,
        icon="fa-bolt",
        title=_lt("Segment Actions"),
        intro=_lt("What is done when a client comes into a segment or leaves it."),
    ),
)

PARTS = (
    *GLOSSARY,
    *LIFECYCLE,
    *ATTRIBUTES,
    *PEOPLE,
    *EVENTS,
    *COMPETITORS,
    *SEGMENTS,
    *PROCESSES,
    *ACTIONS,
    *RECEIVABLES,
)
