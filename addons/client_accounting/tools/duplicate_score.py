"""How likely two clients are the same one: a score with its reasons.

Each thing that two clients share is a witness with a weight; the witnesses are taken
as independent: the score is 100 * (1 - product of (1 - weight)). A number that must be
equal and is not takes a part of the score away.
"""

from dataclasses import dataclass

#: Per cent by which one shared value alone makes two clients the same.
WEIGHTS = {
    "vat": 90,
    "registry": 85,
    "email": 65,
    "phone": 60,
    "name": 60,
    "person": 45,
    "address": 35,
}
#: Part of the weight that counts where the value is that of a contact person.
PEOPLE = 0.6
#: So many clients or more with one value: it is a switchboard, a mall, a common name.
CROWD = 25
#: Per cent for a value that a crowd shares.
CROWD_WEIGHT = 10
#: Names that are less similar than this (0 to 1) are no witness.
SIMILAR = 0.6
#: What remains of the score where both have a number and the numbers differ.
CONTRADICTIONS = {"vat": 0.5, "registry": 0.7}
#: What remains where one is a company and the other a person.
OTHER_KIND = 0.8


@dataclass(frozen=True)
class Features:
    """A client as keys see it: pairs ``(kind, key)`` of its own and of its people."""

    is_company: bool = True
    own: frozenset = frozenset()
    people: frozenset = frozenset()

    def keys(self, kind):
        """Own keys of a kind."""
        return {key for kind_, key in self.own if kind_ == kind}


def similarity(left, right):
    """Share of common trigrams of two texts (Dice), 0 to 1."""
    first, second = _trigrams(left), _trigrams(right)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _trigrams(text):
    return {
        padded[index : index + 3]
        for word in text.split()
        for padded in [f"  {word} "]
        for index in range(len(padded) - 2)
    }


def score(left, right, crowded=frozenset()):
    """Compare two clients.

    :param crowded: the ``(kind, key)`` that a crowd of clients shares
    :return: ``(score, reasons)``: an integer from 0 to 100 and tuples ``(reason, per
        cent)``; per cent is negative for what speaks against
    """
    reasons = []
    for kind in ("vat", "registry", "email", "phone"):
        if weight := _shared(kind, left, right, crowded):
            reasons.append(weight)
    if weight := _name(left, right, crowded):
        reasons.append(weight)
    if weight := _shared("address", left, right, crowded):
        reasons.append(weight)
    if not reasons:
        return 0, ()
    doubt = 1.0
    for _reason, weight in reasons:
        doubt *= 1 - weight / 100
    result = 1 - doubt
    for kind, factor in CONTRADICTIONS.items():
        first, second = left.keys(kind), right.keys(kind)
        if first and second and not first & second:
            result *= factor
            reasons.append((f"other_{kind}", round(factor * 100) - 100))
    if left.is_company != right.is_company:
        result *= OTHER_KIND
        reasons.append(("other_kind", round(OTHER_KIND * 100) - 100))
    return round(100 * result), tuple(reasons)


def _shared(kind, left, right, crowded):
    common = {key for key in left.own & right.own if key[0] == kind}
    if common:
        if common <= crowded:
            return f"{kind}_crowd", CROWD_WEIGHT
        return kind, WEIGHTS[kind]
    common = {
        key
        for key in (left.own | left.people) & (right.own | right.people)
        if key[0] == kind
    }
    if common - crowded:
        return f"{kind}_person", round(WEIGHTS[kind] * PEOPLE)
    return None


def _name(left, right, crowded):
    first, second = left.keys("name"), right.keys("name")
    weight = WEIGHTS["name" if left.is_company and right.is_company else "person"]
    common = first & second
    if common:
        if all(("name", key) in crowded for key in common):
            return "name_crowd", CROWD_WEIGHT
        return "name", weight
    best = max((similarity(a, b) for a in first for b in second), default=0)
    if best >= SIMILAR:
        return "name_similar", round(weight * best)
    return None
