"""A year of honest training in one city: what goes wrong there goes wrong as it does where nobody cheats.

100 courses of 30 people in ten units. People are absent, late, without a telephone, share one with husband or wife,
borrow one, forget codes; networks stop and send everything at once; clerks mistype, correct, fall ill; trainers stand
in for each other; a lesson moves to an evening, another ends early. Nothing here is a measurement of real people.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from uuid import UUID

import numpy as np

from exam_app.plausibility import Credit, Lesson, PersonResult, Proof, ProofKind, Records, Room, UnitTotals
from exam_app.terms import HourKind
from tests.exam_app.plausibility.builders import a_credit, a_lesson, a_room, a_scan, an_id

COURSES_OF_UNITS = (16, 14, 13, 11, 10, 9, 8, 7, 6, 6)
PEOPLE_A_COURSE = 30
TEACHING_DAYS = 6
YEAR = 2026

ABSENT, LATE, NO_TELEPHONE, COUPLES = 0.03, 0.03, 0.06, 0.04
FORGOTTEN_START, FORGOTTEN_END, CONFIRMED = 0.015, 0.03, 0.9
SCANNED_LATE, LENT, OUTAGE, ALL_AT_ONCE = 0.0004, 0.003, 0.001, 0.4
CORRECTED_DOWN, STRUCK_OUT, RAISED_SOON, RAISED_LATE = 0.004, 0.001, 0.003, 0.0004


@dataclass
class Year:
    """The year while it is written, and the timetable: who and which room is taken when."""

    rng: np.random.Generator
    rooms: list[Room] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    results: list[PersonResult] = field(default_factory=list)
    taken: set[tuple[object, date]] = field(default_factory=set)

    def records(self) -> Records:
        units = {lesson.unit_id for lesson in self.lessons}
        totals = tuple(
            UnitTotals(
                unit,
                sum(each.passed for each in self.results if each.unit_id == unit),
                sum(each.hours for each in self.results if each.unit_id == unit),
            )
            for unit in units
        )
        return Records(
            until=date(YEAR, 12, 31),
            lessons=tuple(self.lessons),
            rooms=tuple(self.rooms),
            proofs=tuple(self.proofs),
            credits=tuple(self.credits),
            results=tuple(self.results),
            totals=totals,
        )


@cache
def honest_year(seed: int = 1) -> Records:
    """The same year for the same seed."""
    year = Year(np.random.default_rng(seed))
    for unit, courses in enumerate(COURSES_OF_UNITS):
        rooms = [a_room(f"{unit}.{number}", *_opening(unit)) for number in range(2 + courses // 6)]
        year.rooms += rooms
        for course in range(courses):
            _teach(year, unit, f"{unit}.{course}", rooms)
    hours = hours_in_force(year.credits)
    for unit, courses in enumerate(COURSES_OF_UNITS):
        chance, pace = year.rng.beta(0.82 * 50, 0.18 * 50), year.rng.normal(1.0, 0.05)
        for course in range(courses):
            _examine(year, unit, f"{unit}.{course}", hours, chance, pace)
    _stand_in(year)
    return year.records()


def people_of(course: str) -> list[str]:
    return [f"{course}.{number}" for number in range(PEOPLE_A_COURSE)]


def _opening(unit: int) -> tuple[int | None, int | None]:
    """Most units state their opening times, two do not."""
    return (None, None) if unit >= 8 else (8 * 60, 18 * 60)


def _teach(year: Year, unit: int, course: str, rooms: list[Room]) -> None:
    day = date(YEAR, 1, 5) + timedelta(days=int(year.rng.integers(0, 300)))
    telephones = _telephones(year, course)
    if unit == TABLET_AT_THE_DOOR:
        telephones = {name: own or an_id("tablet", unit).bytes for name, own in telephones.items()}
    pause = int(year.rng.integers(1, 3))
    for number in range(TEACHING_DAYS):
        day, room, trainer = _free(year, unit, day, rooms)
        for planned in _lessons_of_day(unit, course, number, day, room, trainer):
            lesson = MISHAPS.get(planned.id, _as_planned)(planned)
            year.lessons.append(lesson)
            ill = course == CLERK_ILL and number == TEACHING_DAYS - 1
            attend(year, lesson, people_of(course), telephones, days_later=10 if ill else None)
        day += timedelta(days=pause)


def _as_planned(lesson: Lesson) -> Lesson:
    return lesson


def _in_the_evening(lesson: Lesson) -> Lesson:
    """The room was opened specially, because the trainer came late."""
    wait = timedelta(hours=4)
    return replace(lesson, starts_at=lesson.starts_at + wait, ends_at=lesson.ends_at + wait)


def _ended_early(lesson: Lesson) -> Lesson:
    """A fire alarm; nobody thought of the hours."""
    return replace(lesson, ends_at=lesson.ends_at - timedelta(minutes=40))


MISHAPS = {an_id("lesson", "2.0.5.pm"): _in_the_evening, an_id("lesson", "3.0.4.am"): _ended_early}
"""Days that look bad and are not: they are rightly found."""
CLERK_ILL, TABLET_AT_THE_DOOR = "0.0", 8


def _lessons_of_day(unit: int, course: str, number: int, day: date, room: Room, trainer: str) -> list[Lesson]:
    """Four hours of theory in the morning, then two more or three of skills: what a day allows, and no more."""
    skills = number % 2 == 1
    where = {"day": day, "room": room, "trainer": trainer, "course": course, "unit": str(unit)}
    return [
        a_lesson(f"{course}.{number}.am", hours=4, **where),  # type: ignore[arg-type]
        a_lesson(
            f"{course}.{number}.pm",
            starts=14 * 60,
            hours=3 if skills else 2,
            kind=HourKind.SKILL if skills else HourKind.THEORY,
            **where,  # type: ignore[arg-type]
        ),
    ]


def _free(year: Year, unit: int, day: date, rooms: list[Room]) -> tuple[date, Room, str]:
    """The first day from this one on, never a Sunday, with a room and a trainer that nobody else has."""
    trainers = [f"{unit}.{number}" for number in range(len(rooms))]
    while True:
        room = next((each for each in rooms if (each.id, day) not in year.taken), None)
        trainer = next((each for each in trainers if (each, day) not in year.taken), None)
        if day.weekday() < 6 and room and trainer:
            year.taken |= {(room.id, day), (trainer, day)}
            return day, room, trainer
        day += timedelta(days=1)


def _telephones(year: Year, course: str) -> dict[str, bytes | None]:
    """Everybody's telephone by name; None without one, and couples have one together."""
    people = people_of(course)
    telephones: dict[str, bytes | None] = {name: an_id("telephone", name).bytes for name in people}
    for first, second in zip(people[::2], people[1::2], strict=True):
        if year.rng.random() < COUPLES:
            telephones[second] = telephones[first]
    return {name: None if year.rng.random() < NO_TELEPHONE else own for name, own in telephones.items()}


def attend(
    year: Year, lesson: Lesson, people: list[str], telephones: dict[str, bytes | None], *, days_later: float | None
) -> None:
    """One lesson as it goes: who came when, what they scanned, what was written down that evening and put right later.

    The hours are entered the same evening or some days later, or so many ``days_later``.
    """
    rng, count = year.rng, len(people)
    late = np.where(rng.random(count) < LATE, rng.exponential(15 * 60, count), 0.0)
    arrived, left = _scan_seconds(rng, count, late), rng.lognormal(np.log(35), 0.5, count)
    if rng.random() < OUTAGE:
        arrived = np.where(late > 0, arrived, 240 + rng.uniform(0, 3, count))
    draws = rng.random((8, count))
    usual = float(rng.choice([0, 0, 0, 0, 1, 2, 3]))
    entered_after = usual if days_later is None else days_later
    for number, name in enumerate(people):
        absent, no_start, no_end, confirmed, wrong_start, lent, _, _ = draws[:, number]
        if absent < ABSENT:
            continue
        telephone = telephones[people[number - 1]] if lent < LENT else telephones[name]
        if wrong_start < SCANNED_LATE:
            arrived[number] = 60 * 60 + 3600 * wrong_start / SCANNED_LATE
        # Of a couple the second scans when the first has put the telephone down.
        turn = 8.0 if number and telephone and telephone == telephones[people[number - 1]] else 0.0
        scans = telephone is not None
        if scans and no_start >= FORGOTTEN_START:
            year.proofs.append(a_scan(lesson, name, seconds=arrived[number] + turn, device=telephone))
        if scans and no_end >= FORGOTTEN_END:
            after = float(left[number]) + turn
            year.proofs.append(a_scan(lesson, name, ProofKind.END_CODE, seconds=after, device=telephone))
        if not scans or ((no_start < FORGOTTEN_START or no_end < FORGOTTEN_END) and confirmed < CONFIRMED):
            at = lesson.starts_at + timedelta(minutes=20)
            year.proofs.append(Proof(lesson.id, an_id("person", name), ProofKind.TRAINER, at))
        missed = int(late[number] // (35 * 60))
        _write_down(year, lesson, name, max(lesson.hours - missed, 1), entered_after, float(draws[6, number]))


def _scan_seconds(rng: np.random.Generator, count: int, late: np.ndarray) -> np.ndarray:
    """Half a minute or so after the code is shown to all, or one by one as people come in."""
    if rng.random() < ALL_AT_ONCE:
        seconds = rng.lognormal(np.log(35), 0.5, count)
    else:
        seconds = np.clip(rng.normal(-8 * 60, 5 * 60, count), -18 * 60, 60)
    network = rng.exponential(0.7, count)
    return np.where(late > 0, late, seconds) + network


def _write_down(year: Year, lesson: Lesson, name: str, hours: int, days_later: float, chance: float) -> None:
    """The class hours, sometimes with a mistake that is put right in time, seldom with one that is found late."""
    edges = np.cumsum([CORRECTED_DOWN, STRUCK_OUT, RAISED_SOON, RAISED_LATE])
    what = int(np.searchsorted(edges, chance, side="right"))
    first, then, wait = [
        (hours, max(hours - 1, 1), 2.0),
        (hours, 0, 1.0),
        (max(hours - 1, 1), hours, 2.0),
        (max(hours - 1, 1), hours, 9.0),
        (hours, hours, 0.0),
    ][what]
    credit = a_credit(lesson, name, hours=first, days_later=0.0 if wait else days_later)
    year.credits.append(credit)
    if then != first:
        year.credits.append(a_credit(lesson, name, hours=then, days_later=wait, corrects=credit))


def _stand_in(year: Year) -> None:
    """A trainer fell ill, another took both classes together, and the timetable says that he was in two rooms."""
    unit = an_id("unit", "1")
    by_start: dict[object, int] = {}
    for place, lesson in enumerate(year.lessons):
        other = by_start.setdefault(lesson.starts_at, place) if lesson.unit_id == unit else place
        if other != place:
            year.lessons[place] = replace(lesson, trainer_id=year.lessons[other].trainer_id)
            return


def _examine(year: Year, unit: int, course: str, hours: dict[UUID, int], chance: float, pace: float) -> None:
    """Everybody's first examination some days after the last lesson, in the time and with the luck of most."""
    rng = year.rng
    days = [lesson.starts_at.date() for lesson in year.lessons if lesson.course_id == an_id("course", course)]
    wait = int(rng.integers(5, 20))
    for name in people_of(course):
        person = an_id("person", name)
        minutes = float(np.clip(rng.normal(62 * pace, 12), 20, 90))
        passed = bool(rng.random() < chance)
        length = (max(days) - min(days)).days + 1 + wait
        result = PersonResult(person, an_id("unit", str(unit)), passed, hours.get(person, 0), length, minutes)
        year.results.append(result)


def hours_in_force(credits: list[Credit]) -> dict[UUID, int]:
    """Class hours of everybody, after corrections."""
    replaced = {credit.corrects_id for credit in credits}
    found: dict[UUID, int] = {}
    for credit in credits:
        if credit.id not in replaced:
            found[credit.person_id] = found.get(credit.person_id, 0) + credit.hours
    return found
