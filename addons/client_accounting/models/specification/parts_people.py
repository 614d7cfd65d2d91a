"""People and competitors in the specification."""

from odoo.tools import LazyTranslate

from .part import Part

_lt = LazyTranslate(__name__)

PEOPLE = (
    Part(
        "client.buying.role",
        fields=("code", "name", "sequence", "meaning", "color", "active"),
        layout="table",
        icon="fa-users",
        title=_lt("Roles in Buying"),
        intro=_lt(
            "What people do when their company buys, and how one works with them."
        ),
    ),
    Part(
        "client.personal.date.type",
        fields=(
            "code",
            "name",
            "sequence",
            "remind",
            "days_before",
            "activity_type_id",
            "icon",
            "active",
        ),
        layout="table",
        icon="fa-birthday-cake",
        title=_lt("Kinds of Personal Dates"),
        intro=_lt(
            "Days of people that are worth a word, and how early one is reminded."
        ),
    ),
    Part(
        "client.privacy.basis",
        fields=(
            "code",
            "name",
            "sequence",
            "kind",
            "days",
            "unit",
            "description",
            "active",
        ),
        layout="table",
        icon="fa-shield",
        title=_lt("Rights over Personal Data"),
        intro=_lt("What people may ask for, and until when one answers."),
    ),
)

COMPETITORS = (
    Part(
        "client.competitor.argument",
        fields=(
            "competitor_id",
            "categ_id",
            "sequence",
            "strength",
            "weakness",
            "answer",
            "active",
        ),
        key=("competitor_id", "sequence"),
        sort=("competitor_id", "sequence"),
        numbered=True,
        icon="fa-balance-scale",
        title=_lt("Comparison with Competitors"),
        intro=_lt("What one says in the talk when a competitor is named."),
    ),
)
