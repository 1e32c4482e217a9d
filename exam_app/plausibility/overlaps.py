"""Being in two places at once: people in two lessons, trainers in two rooms."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import numpy as np

from exam_app.plausibility.flags import About, Flag, FlagKind, Subject, flag
from exam_app.plausibility.limits import Limits
from exam_app.plausibility.register import OWN_CODES, Ints, Register


@dataclass(frozen=True)
class Overlap:
    """Two lessons, by position, that one person cannot both attend, and for how many seconds."""

    earlier: int
    later: int
    seconds: float


def overlaps(register: Register, lessons: Iterable[int], where: Callable[[int], object], grace: float) -> list[Overlap]:
    """Each lesson with the one that ends last among those that began before it elsewhere, if that lasts into it.

    ``lessons`` are of one person; ``where`` says in which place one is; ``grace`` is in seconds. One pass: only the two
    latest ends in different places are remembered, so every lesson that overlaps an earlier one elsewhere is found,
    with one partner, and never all pairs are.
    """
    found = []
    latest: list[int] = []
    for lesson in sorted(lessons, key=lambda each: (register.starts[each], register.ends[each], each)):
        elsewhere = next((each for each in latest if where(each) != where(lesson)), None)
        if elsewhere is not None:
            seconds = min(register.ends[elsewhere], register.ends[lesson]) - register.starts[lesson]
            if seconds > grace:
                found.append(Overlap(elsewhere, lesson, float(seconds)))
        latest = _two_latest(register, [lesson, *latest], where)
    return found


def _two_latest(register: Register, lessons: list[int], where: Callable[[int], object]) -> list[int]:
    kept: list[int] = []
    for lesson in sorted(lessons, key=lambda each: (-register.ends[each], each)):
        if len(kept) < 2 and all(where(lesson) != where(other) for other in kept):
            kept.append(lesson)
    return kept


def person_overlaps(register: Register, limits: Limits) -> Iterator[Flag]:
    """People with class hours or scanned codes in lessons that overlap, whichever units give them."""
    own = register.is_kind(*OWN_CODES)
    of_lesson = register.credit_lesson >= 0
    person = np.concatenate([register.credit_person[of_lesson], register.proofs.person[own]])
    lesson = np.concatenate([register.credit_lesson[of_lesson], register.proofs.lesson[own]])
    for someone, attended in _suspects(register, person, lesson, limits.overlap_grace * 60):
        found = overlaps(register, attended, lambda each: each, limits.overlap_grace * 60)
        for day, lessons, seconds in _by_day(register, found, limits):
            pairs = register.pair(np.array(sorted(lessons)), np.array(someone))
            yield flag(
                FlagKind.PERSON_OVERLAP,
                Subject.of(About.PERSON, register.people[someone]),
                when=day,
                others=_lessons_and_units(register, lessons),
                records=[credit.id for credit in register.credits_at(pairs)],
                facts={"day": day, "lessons": len(lessons), "minutes": int(seconds // 60)},
                weight=_minutes_in_all(found),
            )


def _suspects(register: Register, person: Ints, lesson: Ints, grace: float) -> Iterator[tuple[int, list[int]]]:
    """People, with their lessons, of whom some lesson begins before the latest end so far; nearly nobody does."""
    if not len(person):
        return
    person, lesson = np.divmod(np.unique(person * len(register.lessons) + lesson), len(register.lessons))
    order = np.lexsort((register.starts[lesson], person))
    person, lesson = person[order], lesson[order]
    # Everybody is moved past the end of the one before, so that one running maximum serves for all.
    first = register.starts.min()
    moved = person * (register.ends.max() - first + 1)
    latest = np.maximum.accumulate(register.ends[lesson] - first + moved)[:-1]
    begins = register.starts[lesson[1:]] - first + moved[1:]
    suspects = np.unique(person[1:][(latest > begins + grace) & (person[1:] == person[:-1])])
    for someone in suspects.tolist():
        yield someone, lesson[person == someone].tolist()


def trainer_overlaps(register: Register, limits: Limits) -> Iterator[Flag]:
    """Trainers whose lessons in different rooms overlap. Lessons without a room are left out: nobody knows where."""
    in_rooms = [place for place, lesson in enumerate(register.lessons) if lesson.room_id is not None]
    trainer_of = {place: register.lessons[place].trainer_id for place in in_rooms}
    in_rooms.sort(key=lambda place: trainer_of[place].int)
    for trainer, places in groupby(in_rooms, key=lambda place: trainer_of[place]):
        found = overlaps(register, places, lambda each: register.lessons[each].room_id, limits.overlap_grace * 60)
        for day, lessons, seconds in _by_day(register, found, limits):
            credits = [credit.id for lesson in lessons for credit in register.credits_of_lesson(lesson)]
            yield flag(
                FlagKind.TRAINER_OVERLAP,
                Subject.of(About.TRAINER, trainer),
                when=day,
                others=_lessons_and_units(register, lessons),
                records=credits,
                facts={"day": day, "lessons": len(lessons), "minutes": int(seconds // 60)},
                weight=_minutes_in_all(found),
            )


def _minutes_in_all(found: list[Overlap]) -> float:
    """Of all days of one person: who is in two places week after week comes before one long mistake."""
    return sum(overlap.seconds for overlap in found) / 60


def _by_day(register: Register, found: list[Overlap], limits: Limits) -> Iterator[tuple[str, set[int], float]]:
    """Local day on which the later lesson begins, the lessons of all overlaps of that day, and the longest of them."""
    of_day: dict[str, tuple[set[int], float]] = {}
    for overlap in found:
        day = _local_day(register.lessons[overlap.later].starts_at, limits)
        lessons, seconds = of_day.get(day, (set(), 0.0))
        of_day[day] = (lessons | {overlap.earlier, overlap.later}, max(seconds, overlap.seconds))
    for day, (lessons, seconds) in of_day.items():
        yield day, lessons, seconds


def _local_day(moment: datetime, limits: Limits) -> str:
    return moment.astimezone(limits.zone).date().isoformat()


def _lessons_and_units(register: Register, lessons: Iterable[int]) -> list[Subject]:
    rows = [register.lessons[lesson] for lesson in sorted(lessons)]
    return [Subject.of(About.LESSON, row.id) for row in rows] + [Subject.of(About.UNIT, row.unit_id) for row in rows]
