"""All checks over all records: from what was recorded to what is worth a look."""

from collections.abc import Callable, Iterator
from typing import Final

from exam_app.plausibility.bookkeeping import hours_grown, late_entries
from exam_app.plausibility.bursts import bursts
from exam_app.plausibility.flags import Flag, FlagKind
from exam_app.plausibility.hours import day_hours, longer_than_lesson
from exam_app.plausibility.limits import Limits
from exam_app.plausibility.opening import outside_opening
from exam_app.plausibility.overlaps import person_overlaps, trainer_overlaps
from exam_app.plausibility.presence import no_proof, short_stays, trainer_word_only
from exam_app.plausibility.profiles import fast_courses, fast_exams, market_shares, pass_rates, too_few_days
from exam_app.plausibility.register import Register
from exam_app.plausibility.sharing import identical_attendance, shared_devices
from exam_app.plausibility.values import Records

METHOD_VERSION: Final = "watchword-plausibility-1"
"""Changes whenever the same records would give other flags."""

CHECKS: Final[dict[FlagKind, Callable[[Register, Limits], Iterator[Flag]]]] = {
    FlagKind.DAY_HOURS: day_hours,
    FlagKind.LONGER_THAN_LESSON: longer_than_lesson,
    FlagKind.PERSON_OVERLAP: person_overlaps,
    FlagKind.TRAINER_OVERLAP: trainer_overlaps,
    FlagKind.BURST: bursts,
    FlagKind.OUTSIDE_OPENING: outside_opening,
    FlagKind.HOURS_GROWN: hours_grown,
    FlagKind.LATE_ENTRY: late_entries,
    FlagKind.SHARED_DEVICE: shared_devices,
    FlagKind.SHORT_STAY: short_stays,
    FlagKind.NO_PROOF: no_proof,
    FlagKind.TRAINER_WORD_ONLY: trainer_word_only,
    FlagKind.IDENTICAL_ATTENDANCE: identical_attendance,
    FlagKind.TOO_FEW_DAYS: too_few_days,
    FlagKind.FAST_COURSE: fast_courses,
    FlagKind.FAST_EXAM: fast_exams,
    FlagKind.PASS_RATE: pass_rates,
    FlagKind.MARKET_SHARE: market_shares,
}
"""Each kind of flag and who raises it."""


def find_flags(records: Records, limits: Limits | None = None) -> tuple[Flag, ...]:
    """What is worth a look, by kind in their fixed order and the furthest beyond its limit first.

    The order of the rows does not matter. Raises ValueError, with a sentence, if rows do not belong together. An empty
    answer does not say that everything is right: each check says what it cannot show.
    """
    used, register = limits or Limits(), Register.of(records)
    found = []
    for check in CHECKS.values():
        found += sorted(check(register, used), key=lambda each: (-each.weight, each.fingerprint))
    # What one check says twice of one subject and day is one lead: the one furthest beyond its limit.
    first = {each.fingerprint: each for each in reversed(found)}
    return tuple(each for each in found if first[each.fingerprint] is each)
