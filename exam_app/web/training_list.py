"""What a list of training by post is narrowed to, as its address says: the day, and when it was known."""

from datetime import date, datetime, time, timedelta

from flask import request

from exam_app.queries.training_gaps import AsOf
from exam_app.work import Work

EARLIEST = date(2000, 1, 1)
"""Nobody was trained by a plan before."""


def as_of_in_address(work: Work) -> AsOf:
    """``on`` and ``known`` as ISO days; what is no day, lies ahead or before this century is today.

    Known is the end of its day.
    """
    on, known = _day("on", work.today), _day("known", work.today)
    if known >= work.today:
        return AsOf(on, work.now)
    return AsOf(on, datetime.combine(known + timedelta(days=1), time(), work.site.settings.zone))


def _day(name: str, today: date) -> date:
    try:
        day = date.fromisoformat(request.args.get(name, "").strip())
    except ValueError:
        return today
    return day if EARLIEST <= day <= today else today
