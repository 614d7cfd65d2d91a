"""Which payment counts for which promise, and whether a promise was kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

KEPT = "kept"
PARTLY = "partly"
BROKEN = "broken"
OPEN = "open"
POSTPONED = "postponed"
VOID = "void"


@dataclass(frozen=True)
class Promise:
    """What a client said that it would pay.

    :ivar given: day on which it was said; money of earlier days does not count
    :ivar due: the day promised
    :ivar limit: last day whose money counts, the tolerance included
    :ivar unit: currency of the amount, any hashable
    :ivar lines: instalments that it covers; None for any of the client
    :ivar replaced: day on which a new date was promised instead
    """

    id: int
    given: date
    due: date
    limit: date
    amount: float
    unit: object
    rounding: float = 0.01
    lines: frozenset | None = None
    replaced: date | None = None

    @property
    def last(self) -> date:
        """Last day whose money counts for this promise and not for the next one."""
        if self.replaced and self.replaced <= self.limit:
            return self.replaced - timedelta(days=1)
        return self.limit

    def covers(self, line) -> bool:
        """Whether it is about the instalment; None is money on account."""
        return self.lines is None or line in self.lines


@dataclass
class Settlement:
    """A part of an instalment that was settled, or money on account (no line).

    :ivar amounts: the same amount in each unit that somebody asks for, positive
    :ivar is_money: paid, and not credited or written off
    :ivar left: the share that no promise has taken yet
    """

    key: object
    line: object
    day: date
    is_money: bool
    amounts: Mapping
    left: float = 1.0


@dataclass
class Item:
    """An instalment.

    :ivar owed: what it was at first, in each unit, positive
    :ivar residual: what is still open, in each unit
    :ivar due: its due date
    """

    line: object
    due: date
    owed: Mapping
    residual: Mapping
    left: float = 1.0


@dataclass
class Verdict:
    """What became of a promise.

    :ivar target: what was to be paid, less what fell away otherwise
    :ivar paid: what was paid in time and counts
    :ivar kept_on: day of the payment that made it whole
    :ivar settled: nothing is open any more of what it covers
    :ivar items: ``{line: share of the open residual}`` that is still promised
    """

    state: str
    target: float
    paid: float
    kept_on: date | None = None
    settled: bool = False
    items: dict = field(default_factory=dict)

    @property
    def missing(self) -> float:
        return max(self.target - self.paid, 0.0)


def decide(
    promises: Iterable[Promise],
    settlements: Iterable[Settlement],
    items: Mapping[object, Item],
    today: date,
) -> dict[int, Verdict]:
    """Decide on all promises of one client in one company, the earliest date first.

    A payment counts once: what an earlier promise has taken is not there for a later
    one.

    :return: verdicts by the id of the promise
    """
    settlements = sorted(settlements, key=lambda one: (one.day, str(one.key)))
    verdicts = {}
    in_order = sorted(promises, key=lambda one: (one.due, one.id))
    for promise in in_order:
        verdicts[promise.id] = _judge(promise, settlements, items, today)
    for promise in in_order:
        if verdicts[promise.id].state == OPEN:
            _lay_over(promise, verdicts[promise.id], items)
    return verdicts


def _judge(promise, settlements, items, today):
    covered = [one for one in settlements if promise.covers(one.line)]
    useful = [
        one
        for one in covered
        if one.is_money and promise.given <= one.day <= promise.last
    ]
    target = _target(promise, covered, useful, items)
    paid, kept_on = 0.0, None
    tiny = promise.rounding / 2
    for one in useful:
        amount = one.amounts[promise.unit]
        need = target - paid
        if need < tiny or amount <= 0 or one.left <= 0:
            continue
        share = min(one.left, need / amount)
        one.left -= share
        paid += share * amount
        if target - paid < tiny:
            kept_on = one.day
    settled = not any(
        item.residual[promise.unit] >= tiny
        for item in items.values()
        if promise.covers(item.line)
    )
    state = _state(promise, target, paid, today)
    return Verdict(state, target, paid, kept_on, settled)


def _target(promise, covered, useful, items):
    """What can be paid of it: credit notes, earlier money and money of other promises
    take away from what is owed, and nobody pays more than he owes."""
    if promise.lines is None:
        return promise.amount
    unit = promise.unit
    owed = sum(items[line].owed[unit] for line in promise.lines if line in items)
    ours = {id(one) for one in useful}
    for one in covered:
        if one.day <= promise.last:
            share = 1 - one.left if id(one) in ours else 1
            owed -= share * one.amounts[unit]
    return max(min(promise.amount, owed), 0.0)


def _state(promise, target, paid, today):
    tiny = promise.rounding / 2
    if target < tiny:
        return KEPT if paid >= tiny else VOID
    if target - paid < tiny:
        return KEPT
    if promise.replaced and promise.replaced <= promise.limit:
        return POSTPONED
    if today <= promise.limit:
        return OPEN
    return PARTLY if paid >= tiny else BROKEN


def _lay_over(promise, verdict, items):
    """Lay what is still promised over the open instalments, the oldest first."""
    missing = verdict.missing
    covered = [item for item in items.values() if promise.covers(item.line)]
    for item in sorted(covered, key=lambda item: (item.due, item.line)):
        amount = item.residual[promise.unit]
        if missing < promise.rounding / 2:
            break
        if amount <= 0 or item.left <= 0:
            continue
        share = min(item.left, missing / amount)
        item.left -= share
        missing -= share * amount
        verdict.items[item.line] = share
