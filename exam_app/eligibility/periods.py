"""Legal days: when somebody comes of age, and the last day of a period of years."""

import calendar
from datetime import date, timedelta


def comes_of_age(born: date, years: int) -> date:
    """The first day at that age: the birthday, for who is born on 29 February the 1st of March in other years.

    >>> comes_of_age(date(2008, 2, 29), 18)
    datetime.date(2026, 3, 1)
    """
    year = born.year + years
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def last_day(since: date, years: int) -> date:
    """The last day of a period of years that begins with an event.

    Civil Code art. 200 to 202: years are those of the calendar, the day of the event does not count, and the period
    ends on the day that corresponds to it, or on the last of the month where there is no such day. That a last day on
    a holiday moves on (art. 203) helps whoever has to act in time; a bar is not lengthened by it.

    >>> last_day(date(2024, 3, 1), 3), last_day(date(2024, 2, 29), 3)
    (datetime.date(2027, 3, 1), datetime.date(2027, 2, 28))
    """
    year = since.year + years
    return since.replace(year=year, day=min(since.day, calendar.monthrange(year, since.month)[1]))


def next_day(day: date) -> date:
    return day + timedelta(days=1)


def day_before(day: date) -> date:
    return day - timedelta(days=1)
