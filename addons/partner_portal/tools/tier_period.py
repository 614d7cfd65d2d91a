"""Calendar periods at whose ends the tiers of partners are checked."""

from datetime import date, timedelta


def start(day: date, months: int) -> date:
    """The first day of the period of so many months that holds the day.

    :param months: 1, 3, 6 or 12; periods begin with the calendar year
    """
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def end(day: date, months: int) -> date:
    """The last day of the period of so many months that holds the day."""
    first = start(day, months)
    ahead = first.month - 1 + months
    return date(first.year + ahead // 12, ahead % 12 + 1, 1) - timedelta(days=1)
