"""Lessons against the opening times of their rooms."""

from collections.abc import Iterator
from datetime import datetime

from exam_app.plausibility.flags import About, Flag, FlagKind, Subject, flag
from exam_app.plausibility.limits import Limits
from exam_app.plausibility.register import Register
from exam_app.plausibility.values import Lesson, Room

MINUTES_A_DAY = 24 * 60


def outside_opening(register: Register, limits: Limits) -> Iterator[Flag]:
    """Lessons that begin before their room opens or end after it closes. Cannot see holidays: rooms open every day."""
    for place, lesson in enumerate(register.lessons):
        room = register.rooms[lesson.room_id] if lesson.room_id is not None else None
        outside = minutes_outside(lesson, room, limits) if room else 0
        if room and outside > limits.opening_grace:
            day = lesson.starts_at.astimezone(limits.zone).date().isoformat()
            length = round((lesson.ends_at - lesson.starts_at).total_seconds() / 60)
            yield flag(
                FlagKind.OUTSIDE_OPENING,
                Subject.of(About.LESSON, lesson.id),
                others=[Subject.of(About.UNIT, lesson.unit_id), Subject.of(About.TRAINER, lesson.trainer_id)],
                records=[credit.id for credit in register.credits_of_lesson(place)],
                facts={"day": day, "minutes": round(outside), "length": length},
                weight=outside,
            )


def minutes_outside(lesson: Lesson, room: Room, limits: Limits) -> float:
    """How many minutes of a lesson its room is closed; 0 if no opening times are stated."""
    if room.opens is None or room.closes is None:
        return 0.0
    local = lesson.starts_at.astimezone(limits.zone)
    begins = _minute_of_day(local)
    ends = begins + (lesson.ends_at - lesson.starts_at).total_seconds() / 60
    closes = room.closes if room.closes > room.opens else room.closes + MINUTES_A_DAY
    # The room's hours of the evening before may last into the lesson's day, those of the next may begin within it.
    days = range(-1, int(ends // MINUTES_A_DAY) + 1)
    inside = sum(_common(begins, ends, room.opens + MINUTES_A_DAY * day, closes + MINUTES_A_DAY * day) for day in days)
    return ends - begins - inside


def _minute_of_day(moment: datetime) -> float:
    return moment.hour * 60 + moment.minute + moment.second / 60


def _common(begins: float, ends: float, opens: float, closes: float) -> float:
    return max(0.0, min(ends, closes) - max(begins, opens))
