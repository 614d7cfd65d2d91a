"""Months of managers' results, in the time zone of the figures."""

from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta


def utc_of(day, tz):
    """The UTC time, without zone, at which a day began in a time zone."""
    local = datetime.combine(day, time.min, ZoneInfo(tz))
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def month_in_utc(month, env, months=1):
    """First moment of a month and of the one after so many months, in UTC."""
    tz = env["client.figures"]._figures_scope().tz
    return utc_of(month, tz), utc_of(month + relativedelta(months=months), tz)
