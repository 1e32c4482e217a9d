"""Days as Chinese law counts them: periods in calendar days, and periods in working days. Pure: days in, days out.

A period of days does not count the day on which it begins, and when its last day is a statutory rest day the day after
the rest takes its place (Civil Code art. 201 and 203). Which days are worked is settled year by year by the State
Council, which moves weekends around the festivals (调休): the library ``holidays`` carries its notices. A year whose
notice is not out yet has only its weekends and the festivals of the regulation on them (全国年节及纪念日放假办法);
what is counted through it may still move by a few days, and :func:`is_arranged` says so.
"""

from datetime import date, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays

DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=64)
def _calendar(year: int) -> HolidayBase:
    """Festivals and moved days of a year; a New Year's arrangement can also move days of the December before."""
    return country_holidays("CN", years=(year, year + 1), expand=False)


def is_arranged(year: int) -> bool:
    """Whether the State Council's arrangement of the year is known: every one of them moves some weekend.

    >>> is_arranged(2025), is_arranged(2099)
    (True, False)
    """
    return any(day.year == year for day in _calendar(year).weekend_workdays)


def is_working_day(day: date) -> bool:
    """Whether offices work on that day.

    >>> is_working_day(date(2025, 9, 28)), is_working_day(date(2025, 10, 8))  # a Sunday made up, a Wednesday off
    (True, False)
    """
    calendar = _calendar(day.year)
    return day in calendar.weekend_workdays or (day.weekday() < SATURDAY and day not in calendar)


def within_days(event: date, days: int) -> date:
    """The last day of "within so many days of the event": the day of the event is not counted, rest is waited out.

    >>> within_days(date(2024, 9, 1), 30)  # 1 October begins a week of rest
    datetime.date(2024, 10, 8)
    """
    last = event + days * DAY
    while not is_working_day(last):
        last += DAY
    return last


def within_working_days(event: date, days: int) -> date:
    """The last day of "within so many working days of the event"; the day of the event is not counted."""
    return _step(event, days, DAY)


def working_days_ahead(event: date, days: int) -> date:
    """The last day of "so many working days before the event": the event's own day is not counted."""
    return _step(event, days, -DAY)


def _step(day: date, days: int, step: timedelta) -> date:
    if days < 1:
        raise ValueError("a period has at least one day")
    while days:
        day += step
        days -= is_working_day(day)
    return day
