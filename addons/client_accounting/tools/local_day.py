"""Whole days in a time zone."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NOON = time(12)


def _zone(name):
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.utc


def _utc(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def noon(day, zone):
    """Noon of a day as UTC without zone: whoever looks at it sees the same day.

    :param str zone: name of the time zone; an unknown one is UTC
    """
    return _utc(datetime.combine(day, NOON, _zone(zone)))


def end_of_day(day, zone):
    """The midnight that ends a day, as UTC without zone.

    The day may have 23 or 25 hours.

    :param str zone: name of the time zone; an unknown one is UTC
    """
    return _utc(datetime.combine(day + timedelta(days=1), time(), _zone(zone)))
