"""When trade happens: growth, season and weekday."""

from datetime import date, timedelta

MONTHS = (0.78, 0.84, 1.02, 1.0, 0.97, 1.0, 0.82, 0.76, 1.08, 1.14, 1.18, 1.45)
WEEKDAYS = (1.08, 1.12, 1.1, 1.1, 1.0, 0.3, 0.12)
GROWTH_A_YEAR = 0.11

FUNCTIONS = """
-- Share of all trade that falls before the day (0 = first day of history).
CREATE FUNCTION bench.share_before(day int) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (%(shares)s::float8[])[day + 1] $$;

-- Day at which the given share of all trade is reached.
CREATE FUNCTION bench.day_at(share float8) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(width_bucket(share, %(shares)s::float8[]) - 1, %(last_day)s)
$$;
"""


def shares_before(first: date, days: int) -> list[float]:
    """Return, for each day and the day after the last, the share of trade before it."""
    weights = []
    for number in range(days):
        day = first + timedelta(days=number)
        growth = 1 + GROWTH_A_YEAR * number / 365
        weights.append(growth * MONTHS[day.month - 1] * WEEKDAYS[day.weekday()])
    total = sum(weights)
    shares, reached = [0.0], 0.0
    for weight in weights:
        reached += weight
        shares.append(reached / total)
    return shares


def fill(stage):
    """Set the days of the history and the functions that draw from them.

    It ends yesterday: no row may look as if it were written after it was made.
    """
    days = stage.sizes.days
    first = stage.today - timedelta(days=days)
    stage.params |= {
        "first_date": first,
        "today": stage.today,
        "days": days,
        "last_day": days - 1,
        "shares": shares_before(first, days),
    }
    stage.run(FUNCTIONS)
