"""Class hours by when they were written down: raised long after the lesson, or entered late and many at once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from exam_app.plausibility.flags import About, Flag, FlagKind, Subject, flag
from exam_app.plausibility.limits import Limits
from exam_app.plausibility.register import Register
from exam_app.plausibility.values import Credit

Sheet = tuple[UUID, date]
"""What one unit wrote down on one local day."""


def hours_grown(register: Register, limits: Limits) -> Iterator[Flag]:
    """What a unit raised in one day, more than some days after the lessons. Lowered and struck-out hours are no growth.

    The rows named are the corrections, also those that were corrected again since.
    """
    by_id = {credit.id: credit for credit in register.records.credits}
    raised: dict[Sheet, list[Credit]] = defaultdict(list)
    for credit in register.records.credits:
        old = by_id.get(credit.corrects_id) if credit.corrects_id else None
        if old and credit.hours > old.hours and _days_after(credit, limits) > limits.grown_days:
            raised[_sheet(credit, limits)].append(credit)
    for (unit, day), credits in raised.items():
        hours = sum(credit.hours - _hours_before(credit, by_id) for credit in credits)
        yield flag(
            FlagKind.HOURS_GROWN,
            Subject.of(About.UNIT, unit),
            when=day.isoformat(),
            others=[Subject.of(About.PERSON, credit.person_id) for credit in credits],
            records=[credit.id for credit in credits],
            facts={
                "day": day.isoformat(),
                "people": len({credit.person_id for credit in credits}),
                "hours": hours,
                "days": max(_days_after(credit, limits) for credit in credits),
            },
            weight=float(hours),
        )


def late_entries(register: Register, limits: Limits) -> Iterator[Flag]:
    """Days on which a unit entered many first records of lessons that were long over. A few are nobody's business."""
    late: dict[Sheet, list[Credit]] = defaultdict(list)
    for credit in register.records.credits:
        if credit.corrects_id is None and _days_after(credit, limits) > limits.late_days:
            late[_sheet(credit, limits)].append(credit)
    for (unit, day), credits in late.items():
        if len(credits) >= limits.late_entries:
            days = max(_days_after(credit, limits) for credit in credits)
            yield flag(
                FlagKind.LATE_ENTRY,
                Subject.of(About.UNIT, unit),
                when=day.isoformat(),
                records=[credit.id for credit in credits],
                facts={
                    "day": day.isoformat(),
                    "people": len({credit.person_id for credit in credits}),
                    "entries": len(credits),
                    "days": days,
                },
                weight=float(len(credits)),
            )


def _days_after(credit: Credit, limits: Limits) -> int:
    return (_recorded_on(credit, limits) - credit.held_on).days


def _sheet(credit: Credit, limits: Limits) -> Sheet:
    return credit.unit_id, _recorded_on(credit, limits)


def _recorded_on(credit: Credit, limits: Limits) -> date:
    return credit.recorded_at.astimezone(limits.zone).date()


def _hours_before(credit: Credit, by_id: dict[UUID, Credit]) -> int:
    return by_id[credit.corrects_id].hours if credit.corrects_id else 0
