"""Class hours against what a day and a lesson hold."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from exam_app.plausibility.flags import About, Flag, FlagKind, Subject, flag
from exam_app.plausibility.limits import MINUTES_A_CLASS_HOUR, Limits
from exam_app.plausibility.register import NONE, Register
from exam_app.plausibility.values import Credit, Lesson
from exam_app.terms import HourKind


def day_hours(register: Register, limits: Limits) -> Iterator[Flag]:
    """People with more class hours of one kind on one day than the outline allows, over all units together.

    Cannot show hours that were spread over other days to stay below; :func:`~exam_app.plausibility.presence.no_proof`
    may.
    """
    of_day: dict[tuple[int, date, bool], list[Credit]] = defaultdict(list)
    for person, credit in zip(register.credit_person.tolist(), register.credits, strict=True):
        of_day[person, credit.held_on, credit.kind is HourKind.SKILL].append(credit)
    for (person, day, _), credits in of_day.items():
        kind = credits[0].kind
        hours, most = sum(credit.hours for credit in credits), limits.hours_a_day(kind)
        if hours > most:
            units = {credit.unit_id for credit in credits}
            yield flag(
                FlagKind.DAY_HOURS,
                Subject.of(About.PERSON, register.people[person]),
                when=f"{day} {kind}",
                others=[Subject.of(About.UNIT, unit) for unit in units],
                records=[credit.id for credit in credits],
                facts={"day": day.isoformat(), "hours": hours, "most": most, "units": len(units)},
                weight=float(hours - most),
            )


def longer_than_lesson(register: Register, limits: Limits) -> Iterator[Flag]:
    """Lessons for which somebody is credited more than it was announced with, or than its minutes hold."""
    with_lesson = zip(register.credit_lesson.tolist(), register.credits, strict=True)
    for place, rows in groupby(with_lesson, key=lambda each: each[0]):
        if place == NONE:
            continue
        lesson = register.lessons[place]
        minutes = int((lesson.ends_at - lesson.starts_at).total_seconds() // 60)
        most = _hours_held(lesson, minutes, limits)
        beyond = [credit for _, credit in rows if credit.hours > most]
        if beyond:
            hours = max(credit.hours for credit in beyond)
            yield flag(
                FlagKind.LONGER_THAN_LESSON,
                Subject.of(About.LESSON, lesson.id),
                others=[Subject.of(About.UNIT, lesson.unit_id)],
                records=[credit.id for credit in beyond],
                facts={"people": len(beyond), "hours": hours, "minutes": minutes},
                weight=float(sum(credit.hours - most for credit in beyond)),
            )


def _hours_held(lesson: Lesson, minutes: int, limits: Limits) -> int:
    return min(lesson.hours, (minutes + limits.length_grace) // MINUTES_A_CLASS_HOUR)
