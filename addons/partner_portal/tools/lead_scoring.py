"""Which partner is offered which lead: scores of candidates, and the choice for many.

Each criterion gives a score from 0 to 1. The total is the weighted mean in percent,
over the criteria that say something about the lead. A load and a share grow with each
lead that a partner is given: a thousand leads do not all go to the best one.
"""

import heapq
from dataclasses import dataclass, field

#: Score of a partner in the state and in the country of the lead, without a territory.
SAME_STATE = 0.6
SAME_COUNTRY = 0.3
#: Score of a partner of whom nothing is known yet.
UNKNOWN = 0.5


@dataclass(frozen=True)
class Candidate:
    """What is known of a partner.

    :ivar float weight: of its level, more is better
    :ivar int open_count: leads in work and offers without an answer
    :ivar speed: mean part of the time allowed that its answers took, 0 to 1; None
        without a history
    :ivar int received: leads taken in the window of the fair share
    """

    id: int
    country_id: int = 0
    state_id: int = 0
    weight: float = 1.0
    type_id: int = 0
    specialisations: frozenset = frozenset()
    open_count: int = 0
    speed: float | None = None
    won: int = 0
    lost: int = 0
    received: int = 0


@dataclass(frozen=True)
class Criterion:
    """:ivar float minimum: candidates with a lower score are left out, 0 to 1"""

    kind: str
    weight: float
    minimum: float = 0.0


@dataclass(frozen=True)
class Rule:
    """:ivar int capacity: open leads at which a partner has no room"""

    id: int
    criteria: tuple
    capacity: int = 10
    type_ids: frozenset = frozenset()


@dataclass(frozen=True)
class Lead:
    """:ivar holders: {candidate's id: name of its territory that covers the lead}
    :ivar only: ids of the candidates that alone may have it, None for all
    :ivar excluded: ids of the candidates that must not be asked (again)
    """

    id: int
    country_id: int = 0
    state_id: int = 0
    specialisations: frozenset = frozenset()
    holders: dict = field(default_factory=dict)
    only: frozenset | None = None
    excluded: frozenset = frozenset()


@dataclass(frozen=True)
class Choice:
    """A candidate for a lead.

    :ivar float score: 0 to 100
    :ivar list scores: per criterion a dict of kind, weight, score and the facts behind
    """

    candidate_id: int
    score: float
    scores: list


def speed_score(candidate):
    """1 for an answer at once, 0 for one at the last moment or none at all."""
    return UNKNOWN if candidate.speed is None else max(0.0, 1 - candidate.speed)


def conversion_score(candidate):
    """Share of leads won of those decided, one more of each being assumed: who won one
    of one is not better than who won nineteen of twenty."""
    return (candidate.won + 1) / (candidate.won + candidate.lost + 2)


class Distribution:
    """Chooses partners for leads one after the other and remembers who got what.

    :param candidates: all partners that may be asked
    """

    def __init__(self, candidates):
        self.candidates = list(candidates)
        self.places = {one.id: place for place, one in enumerate(self.candidates)}
        self.open = [one.open_count for one in self.candidates]
        self.received = [one.received for one in self.candidates]
        self.total = sum(self.received)
        weights = [max(one.weight, 0) for one in self.candidates]
        self.top = max(weights, default=0) or 1
        everything = sum(weights) or 1
        self.due = [weight / everything for weight in weights]
        self.known = {}

    # ------------------------------------------------------------------ scores
    def score(self, kind, place, lead, rule):
        """Return the score of one criterion, or None where it says nothing.

        :param int place: of the candidate
        """
        candidate = self.candidates[place]
        if kind == "territory":
            return self.territory_score(candidate, lead)
        if kind == "specialisation":
            if not lead.specialisations:
                return None
            held = lead.specialisations & candidate.specialisations
            return len(held) / len(lead.specialisations)
        if kind == "type":
            return float(candidate.type_id in rule.type_ids) if rule.type_ids else None
        return {
            "tier": lambda: max(candidate.weight, 0) / self.top,
            "speed": lambda: speed_score(candidate),
            "conversion": lambda: conversion_score(candidate),
            "load": lambda: self.load_score(place, rule),
            "share": lambda: self.share_score(place),
        }[kind]()

    def territory_score(self, candidate, lead):
        """1 for who holds a territory of the lead, less for neighbours."""
        if candidate.id in lead.holders:
            return 1.0
        if lead.state_id and candidate.state_id == lead.state_id:
            return SAME_STATE
        if lead.country_id and candidate.country_id == lead.country_id:
            return SAME_COUNTRY
        return 0.0

    def load_score(self, place, rule):
        """1 without open leads, 0 from the capacity of the rule on."""
        if rule.capacity <= 0:
            return 1.0
        return max(0.0, 1 - self.open[place] / rule.capacity)

    def share_score(self, place):
        """1 while the partner has no more than what its level is due, this lead
        counted, then less in proportion."""
        part = (self.received[place] + 1) / (self.total + 1)
        return min(1.0, self.due[place] / part)

    # ------------------------------------------------------------------ choosing
    def choose(self, lead, rule, count=1):
        """Return the best candidates for a lead, the best first.

        Of equal ones who has received less comes first, then the lower id.

        :param int count: how many
        """
        places = self.allowed(lead)
        fixed, fits = self.fixed_totals(lead, rule)
        weights = {one.kind: one for one in rule.criteria}
        load, share = weights.get("load"), weights.get("share")
        ranked = []
        for place in places:
            if not fits[place] and self.candidates[place].id not in lead.holders:
                continue
            found = self.total_of(place, lead, rule, fixed, load, share)
            if found is not None:
                candidate = self.candidates[place]
                ranked.append(
                    (-round(found, 6), self.received[place], candidate.id, place)
                )
        best = heapq.nsmallest(count, ranked)
        return [self.explain(place, lead, rule) for *_order, place in best]

    def allowed(self, lead):
        """Places of the candidates that may be asked at all."""
        if lead.only is not None:
            ids = sorted(lead.only - lead.excluded)
            return [self.places[one] for one in ids if one in self.places]
        if not lead.excluded:
            return range(len(self.candidates))
        return [
            place
            for place, one in enumerate(self.candidates)
            if one.id not in lead.excluded
        ]

    def fixed_totals(self, lead, rule):
        """Points of the criteria that leads of one place have in common, by candidate,
        and who reaches their minima."""
        key = (rule.id, lead.country_id, lead.state_id, lead.specialisations)
        if key not in self.known:
            bare = Lead(0, lead.country_id, lead.state_id, lead.specialisations)
            totals, fits = [], []
            for place in range(len(self.candidates)):
                points, fit = 0.0, True
                for one in rule.criteria:
                    if one.kind in ("load", "share"):
                        continue
                    score = self.score(one.kind, place, bare, rule)
                    if score is not None:
                        points += one.weight * score
                        fit = fit and score >= one.minimum
                totals.append(points)
                fits.append(fit)
            self.known[key] = totals, fits
        return self.known[key]

    def total_of(self, place, lead, rule, fixed, load, share):
        """Points of a candidate, or None where it misses a minimum."""
        points = fixed[place]
        if self.candidates[place].id in lead.holders:
            points = self.holder_total(place, lead, rule)
            if points is None:
                return None
        if load:
            score = self.load_score(place, rule)
            if score < load.minimum:
                return None
            points += load.weight * score
        if share:
            score = self.share_score(place)
            if score < share.minimum:
                return None
            points += share.weight * score
        return points

    def holder_total(self, place, lead, rule):
        """Points of who holds a territory of the lead, load and share apart."""
        points = 0.0
        for one in rule.criteria:
            if one.kind in ("load", "share"):
                continue
            score = self.score(one.kind, place, lead, rule)
            if score is None:
                continue
            if score < one.minimum:
                return None
            points += one.weight * score
        return points

    def give(self, choice):
        """Remember that a candidate was given a lead."""
        place = self.places[choice.candidate_id]
        self.open[place] += 1
        self.received[place] += 1
        self.total += 1

    # ------------------------------------------------------------------ explaining
    def explain(self, place, lead, rule):
        """Return the choice of a candidate with the score of each criterion."""
        candidate = self.candidates[place]
        scores = []
        for one in rule.criteria:
            score = self.score(one.kind, place, lead, rule)
            if score is None:
                continue
            scores.append(
                {
                    "kind": one.kind,
                    "weight": one.weight,
                    "score": round(score, 4),
                    **self.facts(one.kind, place, lead, rule),
                }
            )
        weight = sum(one["weight"] for one in scores)
        points = sum(one["weight"] * one["score"] for one in scores)
        total = 100 * points / weight if weight else 0.0
        return Choice(candidate.id, round(total, 2), scores)

    def facts(self, kind, place, lead, rule):
        """What a score was made of, for the words of the explanation."""
        candidate = self.candidates[place]
        if kind == "territory":
            return {"territory": lead.holders.get(candidate.id) or ""}
        if kind == "specialisation":
            held = lead.specialisations & candidate.specialisations
            return {"held": len(held), "needed": len(lead.specialisations)}
        if kind == "load":
            return {"open": self.open[place], "capacity": rule.capacity}
        if kind == "share":
            return {
                "received": self.received[place],
                "total": self.total,
                "due": round(self.due[place], 4),
            }
        if kind == "conversion":
            return {"won": candidate.won, "decided": candidate.won + candidate.lost}
        if kind == "speed":
            return {"known": candidate.speed is not None}
        return {}
