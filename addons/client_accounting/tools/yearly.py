"""Days that come back every year."""

import calendar
from datetime import date


def occurrence(year: int, month: int, day: int) -> date:
    """The day in a year; the 29th of February is the 28th in years without one."""
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day, last))


def next_occurrence(month: int, day: int, today: date) -> date:
    """The first such day from today on, today among them."""
    found = occurrence(today.year, month, day)
    return found if found >= today else occurrence(today.year + 1, month, day)


def exists(month: int, day: int, year: int | None = None) -> bool:
    """Whether there is such a day: in that year, or in any year without one."""
    if not 1 <= month <= 12 or day < 1:
        return False
    return day <= calendar.monthrange(year or 2000, month)[1]
