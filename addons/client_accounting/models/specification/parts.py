"""The parts of the specification of client accounting, in the order of their import:
what is referred to comes first."""

from odoo.tools import LazyTranslate

from .part import Part
from .parts_events import EVENTS, PROCESSES

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
        _lt("Chapters of the Glossary"),
        ("code", "name", "sequence"),
        intro=_lt("The chapters that terms are grouped by."),
        layout="table",
        icon="fa-bookmark-o",
    ),
    Part(
        "client.glossary.term",
        _lt("Glossary"),
        (
            "code",
            "name",
            "synonyms",
            "category_id",
            "definition",
            "related_ids",
            "active",
        ),
        intro=_lt("One meaning of each word, for everybody."),
        sort=("category_id",),
        icon="fa-book",
    ),
    Part(
        "client.glossary.figure",
        _lt("Figures Explained by Terms"),
        ("figure", "term_id"),
        intro=_lt("Whose tooltips show which definition."),
        key=("figure",),
        sort=(),
        layout="table",
        icon="fa-tachometer",
    ),
)

LIFECYCLE = (
    Part(
        "client.lifecycle.stage",
        _lt("Lifecycle Stages"),
        (
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
        intro=_lt("Where a client stands, by which rules, and what is done about it."),
        domains={"entry_domain": PARTNER, "stay_domain": PARTNER},
        icon="fa-road",
    ),
    Part(
        "client.churn.reason",
        _lt("Churn Reasons"),
        ("code", "name", "sequence", "description", "is_final", "active"),
        intro=_lt("Why clients leave, in words that can be counted."),
        layout="table",
        icon="fa-sign-out",
    ),
    Part(
        "client.winback.offer",
        _lt("Win-Back Offers"),
        (
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
        intro=_lt("What clients who left may be offered to come back."),
        icon="fa-gift",
    ),
)

ATTRIBUTES = (
    Part(
        "client.attribute.section",
        _lt("Sections of the Dossier"),
        ("code", "name", "sequence", "is_folded", "active"),
        intro=_lt("The parts of the dossier that attributes are shown in."),
        layout="table",
        icon="fa-folder-o",
    ),
    Part(
        "client.attribute",
        _lt("Client Attributes"),
        (
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
        intro=_lt("What the company wants to know of its clients."),
        sort=("section_id", "sequence"),
        fixed=("type", "comodel_id"),
        icon="fa-tag",
    ),
    Part(
        "client.attribute.option",
        _lt("Options of Attributes"),
        (
            "attribute_id",
            "code",
            "name",
            "sequence",
            "color",
            "merged_into_id",
            "active",
        ),
        intro=_lt("The words to choose from."),
        key=("attribute_id", "code"),
        sort=("attribute_id", "sequence"),
        layout="table",
        icon="fa-list-ul",
    ),
    Part(
        "client.profile",
        _lt("Client Profiles"),
        (
            "code",
            "name",
            "sequence",
            "color",
            "description",
            "glossary_term_id",
            "active",
        ),
        intro=_lt("Kinds of clients, each with its own dossier."),
        icon="fa-id-card-o",
    ),
    Part(
        "client.profile.line",
        _lt("Attributes of Profiles"),
        (
            "profile_id",
            "attribute_id",
            "sequence",
            "is_required",
            "required_stage_id",
            "is_blocking",
            "confirm_months",
        ),
        intro=_lt("What is asked of whom, from which stage, and confirmed how often."),
        key=("profile_id", "attribute_id"),
        sort=("profile_id", "sequence"),
        layout="table",
        icon="fa-check-square-o",
    ),
)

SEGMENTS = (
    Part(
        "client.segment.axis",
        _lt("Segment Axes"),
        (
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
        intro=_lt("The ways of looking at clients."),
        icon="fa-compass",
    ),
    Part(
        "client.segment",
        _lt("Segments"),
        (
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
            "color",
            "glossary_term_id",
            "active",
        ),
        intro=_lt("Groups of clients, by rules, by numbers and by hand."),
        sort=("axis_id", "sequence"),
        domains={"domain": PARTNER},
        id_texts={"key": _record_of_segment},
        icon="fa-pie-chart",
    ),
)

ACTIONS = (
    Part(
        "client.segment.action",
        _lt("Segment Actions"),
        (
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
        intro=_lt("What is done when a client comes into a segment or leaves it."),
        key=("segment_id", "trigger", "kind"),
        sort=("segment_id", "sequence"),
        numbered=True,
        icon="fa-bolt",
    ),
)

PARTS = (
    *GLOSSARY,
    *LIFECYCLE,
    *ATTRIBUTES,
    *EVENTS,
    *SEGMENTS,
    *PROCESSES,
    *ACTIONS,
)
