"""The goals of docs/PERFORMANCE.md as data: what each row must reach.

A goal compares the medians of two ways of one row, or a number of queries. What holds
only once tables are large, since the other way scans them, is judged from a scale on.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class AtMost:
    """Ours takes at most `times` the time of the way `against`."""

    against: str
    times: float
    scale: float = 0

    def text(self) -> str:
        if self.times < 0.1:
            return f"<= {self.times * 100:g} % of {self.against}"
        return f"<= {self.times:g}x {self.against}"

    def met(self, medians, queries) -> bool:
        return medians["ours"] <= self.times * medians[self.against]


@dataclass(frozen=True)
class Faster:
    """Ours is at least `times` as fast as the way `than`."""

    than: str
    times: float
    scale: float = 0

    def text(self) -> str:
        return f">= {self.times:g}x faster than {self.than}"

    def met(self, medians, queries) -> bool:
        return self.times * medians["ours"] <= medians[self.than]


@dataclass(frozen=True)
class Within:
    """Ours takes at most so many milliseconds: what a person waits for."""

    milliseconds: float
    scale: float = 0

    def text(self) -> str:
        return f"<= {self.milliseconds:g} ms"

    def met(self, medians, queries) -> bool:
        return medians["ours"] * 1000 <= self.milliseconds


@dataclass(frozen=True)
class Queries:
    """Ours sends at most `count` statements."""

    count: int
    scale: float = 0

    def text(self) -> str:
        return f"<= {self.count} quer{'y' if self.count == 1 else 'ies'}"

    def met(self, medians, queries) -> bool:
        return queries <= self.count


GOALS = {
    "figures-rebuild": [AtMost("sql", 1.3)],
    "figures-refresh-1": [AtMost("rebuild", 0.05, scale=0.1)],
    "figures-refresh-0.1": [AtMost("rebuild", 0.015, scale=1)],
    "figures-list": [AtMost("sql", 2), Queries(1), Faster("usual", 50)],
    "dossier-median": [AtMost("sql", 1.5), Queries(8), Faster("usual", 4)],
    "dossier-p99": [AtMost("sql", 1.5), Queries(8)],
    "dossier-biggest": [AtMost("sql", 1.5), Queries(8), Faster("usual", 12)],
    "dossier-whole": [Queries(8)],
    "timeline": [AtMost("sql", 2)],
    "timeline-deep": [AtMost("first", 1.5)],
    "event-register": [Faster("usual", 25)],
    "segments-full": [AtMost("sql", 1.5), Faster("usual", 25)],
    "segments-refresh-1": [AtMost("full", 0.05, scale=1)],
    "segments-classes": [AtMost("sql", 0.65), Faster("usual", 6)],
    "search": [AtMost("sql", 2), Faster("usual", 5, scale=0.1)],
    # five times the clients
    "duplicates-scan": [AtMost("fifth", 6, scale=0.1)],
    # three clients, 20 ms each
    "duplicates-save": [Within(60), Queries(15)],
    "lifecycle": [AtMost("sql", 0.65, scale=0.1), Faster("usual", 6, scale=0.1)],
    "tiers": [AtMost("sql", 2, scale=0.1), Faster("usual", 10)],
    "core-partner-list": [AtMost("core", 1.15)],
    "core-invoice": [AtMost("core", 1.05)],
    "next-steps": [AtMost("sql", 1.5), Faster("usual", 5)],
    "processes-start": [AtMost("sql", 2.5)],
    "processes-night": [Faster("usual", 2)],
    "processes-advance": [Faster("usual", 3)],
    "telephony-calls": [AtMost("usual", 1)],
    "partner-deals-check": [AtMost("sql", 2)],
    "receivables-list": [AtMost("sql", 2), Faster("usual", 5, scale=0.1)],
    "receivables-totals": [AtMost("sql", 2), Faster("usual", 5, scale=0.1)],
    # a count and two pages
    "portal-deals": [AtMost("sql", 2), Queries(3)],
    "linking-list": [AtMost("sql", 2), Faster("usual", 5)],
    "linking-totals": [AtMost("sql", 2), Faster("usual", 5)],
    "lead-distribution": [AtMost("sql", 2), Queries(60)],
    # the SQL by hand neither prices the products nor looks for their stock
    "catalogue-page": [AtMost("sql", 2), Queries(40), Faster("usual", 3)],
    "catalogue-search": [AtMost("sql", 2), Queries(40)],
}
