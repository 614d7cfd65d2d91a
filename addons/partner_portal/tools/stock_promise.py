"""Available to promise: what of the stock nobody else has been promised, and when.

The discrete form with look-ahead, as in the planning of resources: a quantity may be
promised for a day if stock, receipts and issues known today leave it free on that day
and on every later one.
"""

from typing import NamedTuple


class Promise(NamedTuple):
    """What may be promised of a product."""

    #: free at once, in the unit of the product, never negative
    now: float
    #: from this day on the whole of the quantity asked for; None if nothing says when
    date: object


def promise(on_hand, events, quantity, today):
    """Return what may be promised at once, and the day of the whole quantity.

    :param float on_hand: what is in stock, reserved or not
    :param events: ``[(date, quantity), ...]`` of planned receipts (positive) and issues
        (negative); what lies in the past is expected today
    :param float quantity: what somebody wants
    :param today: a date
    """
    days = {today: on_hand}
    for day, change in events:
        day = max(day, today)
        days[day] = days.get(day, 0.0) + change
    order = sorted(days)
    levels, level = [], 0.0
    for day in order:
        level = round(level + days[day], 6)
        levels.append(level)
    # what is free on a day is the least that is left on it and after it
    free = levels[-1]
    frees = []
    for level in reversed(levels):
        free = min(free, level)
        frees.append(free)
    frees.reverse()
    date = next(
        (day for day, left in zip(order, frees, strict=True) if left >= quantity), None
    )
    return Promise(max(frees[0], 0.0), date)
