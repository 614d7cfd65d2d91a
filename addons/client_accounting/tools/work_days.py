"""Counting in working days. Which days are worked is told by a function, so that the
arithmetic knows nothing of calendars."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

DAY = timedelta(days=1)
#: days looked up at once
SPAN = timedelta(days=60)
#: after so many days without work nobody looks any further
HORIZON = timedelta(days=800)


def is_weekday(day: date) -> bool:
    """Monday to Friday: what is worked where nothing is known."""
    return day.weekday() < 5


class WorkDays:
    """The days that somebody works, looked up when they are needed.

    :param load: gives the days worked from a first to a last day, both included
    """

    def __init__(self, load: Callable[[date, date], Iterable[date]]):
        self._load = load
        self._days: set[date] = set()
        self._first: date | None = None
        self._last: date | None = None

    def works(self, day: date) -> bool:
        """Whether the day is worked."""
        self._need(day)
        return day in self._days

    def next(self, day: date) -> date:
        """The day itself where it is worked, else the next one that is."""
        return self._step(day, DAY)

    def previous(self, day: date) -> date:
        """The day itself where it is worked, else the last one before that is."""
        return self._step(day, -DAY)

    def add(self, day: date, count: int) -> date:
        """So many working days after the day, or before it for a negative count.

        With 0 the day itself, or the next worked one.
        """
        if count == 0:
            return self.next(day)
        step = DAY if count > 0 else -DAY
        for _number in range(abs(count)):
            day = self._step(day + step, step)
        return day

    def count(self, first: date, last: date) -> int:
        """Days worked after `first` up to and with `last`; 0 where it is not later."""
        if last <= first:
            return 0
        self._need(first)
        self._need(last)
        return sum(first < day <= last for day in self._days)

    def _step(self, day: date, step: timedelta) -> date:
        start = day
        while not self.works(day):
            day += step
            if abs(day - start) > HORIZON:
                return start
        return day

    def _need(self, day: date):
        """Look the day up together with those around it."""
        if self._first is None:
            self._fetch(day - SPAN, day + SPAN)
        elif day < self._first:
            self._fetch(day - SPAN, self._first - DAY)
        elif day > self._last:
            self._fetch(self._last + DAY, day + SPAN)

    def _fetch(self, first: date, last: date):
        self._days.update(self._load(first, last))
        self._first = min(first, self._first or first)
        self._last = max(last, self._last or last)
