"""Days on a certificate are days in China (UTC+8, no summer time), whatever zone the server or the phone is in."""

from datetime import date, datetime, timedelta, timezone

LEGAL_ZONE = timezone(timedelta(hours=8), "UTC+8")
SECONDS_A_DAY = 86_400

_OFFSET = 8 * 3600
_EPOCH = date(1970, 1, 1)


def start_of(day: date) -> int:
    """First second of a legal day, in seconds since 1970-01-01T00:00Z.

    >>> start_of(date(2026, 5, 17))
    1778947200
    """
    return (day - _EPOCH).days * SECONDS_A_DAY - _OFFSET


def day_number(seconds: int) -> int:
    """Number of the legal day a second lies in; neighbouring days have neighbouring numbers."""
    return (seconds + _OFFSET) // SECONDS_A_DAY


def day_of(seconds: int) -> date:
    """The legal day a second lies in.

    >>> day_of(1778947200)
    datetime.date(2026, 5, 17)
    """
    return _EPOCH + timedelta(days=day_number(seconds))


def starts_a_day(seconds: int) -> bool:
    """Whether this second is 00:00 of a legal day."""
    return (seconds + _OFFSET) % SECONDS_A_DAY == 0


def whole_seconds(moment: datetime) -> int:
    """Seconds since 1970-01-01T00:00Z of a moment with a time zone.

    A moment without one would silently be read in the zone of the machine, so it is a `ValueError`.
    """
    if moment.tzinfo is None:
        raise ValueError("this moment needs a time zone")
    return int(moment.timestamp() // 1)
