"""Frauds that happened elsewhere (domain.md 5.2), replayed as data and mixed into a year of honest training.

Each says which flags it must raise, and about whom. What is copied is the pattern that reports describe; names, numbers
and days are ours. Two rows of that table leave nothing in training records: earpieces and photographed papers in the
construction examinations are looked for by ``exam_app.integrity``, forged pages behind a QR code are answered by
``certificates``, which trusts a signature and never an address.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

import numpy as np

from exam_app.plausibility import (
    About,
    Credit,
    FlagKind,
    Lesson,
    PersonResult,
    Proof,
    ProofKind,
    Records,
    Room,
    Subject,
    UnitTotals,
)
from exam_app.terms import HourKind
from tests.exam_app.plausibility.builders import a_credit, a_lesson, a_room, a_scan, a_stay, an_id
from tests.exam_app.plausibility.honest import YEAR, honest_year

FIRST_DAY = date(YEAR, 6, 1)


@dataclass(frozen=True)
class Fraud:
    """Its own rows, and what has to be found before anything honest among the flags of each kind."""

    rows: Records
    expected: Mapping[FlagKind, Subject]


def fraud(
    expected: Mapping[FlagKind, Subject],
    lessons: Iterable[Lesson] = (),
    credits: Iterable[Credit] = (),
    proofs: Iterable[Proof] = (),
    *,
    rooms: Iterable[Room] = (),
    results: Iterable[PersonResult] = (),
    totals: Iterable[UnitTotals] = (),
) -> Fraud:
    until = date(YEAR, 12, 31)
    rows = (tuple(each) for each in (lessons, rooms, proofs, credits, results, totals))
    return Fraud(Records(until, *rows), expected)


def mixed(*frauds: Fraud) -> Records:
    """The honest year and the rows of these frauds."""
    worlds = [honest_year(), *(each.rows for each in frauds)]
    names = ("lessons", "rooms", "proofs", "credits", "results", "totals")
    rows = {name: tuple(chain.from_iterable(getattr(world, name) for world in worlds)) for name in names}
    return replace(honest_year(), **rows)


@dataclass(frozen=True)
class Villain:
    """A unit with one course, one room, one trainer and thirty people, all of its name."""

    name: str

    @property
    def unit(self) -> Subject:
        return Subject.of(About.UNIT, an_id("unit", self.name))

    @property
    def course(self) -> Subject:
        return Subject.of(About.COURSE, an_id("course", self.name))

    @property
    def room(self) -> Room:
        return a_room(self.name, 8 * 60, 18 * 60)

    @property
    def people(self) -> list[str]:
        return [f"{self.name}.{number}" for number in range(30)]

    def lessons(self, days: int) -> list[Lesson]:
        """Four hours of theory in the morning and three of skills in the afternoon of each day."""
        return [self._lesson(day, afternoon) for day in range(days) for afternoon in (False, True)]

    def _lesson(self, day: int, afternoon: bool) -> Lesson:
        return a_lesson(
            f"{self.name}.{day}.{afternoon}",
            day=FIRST_DAY + timedelta(days=day),
            starts=14 * 60 if afternoon else 8 * 60 + 30,
            hours=3 if afternoon else 4,
            kind=HourKind.SKILL if afternoon else HourKind.THEORY,
            room=self.room,
            trainer=self.name,
            course=self.name,
            unit=self.name,
        )

    def class_hours(self, lessons: Iterable[Lesson], hours: int | None = None) -> list[Credit]:
        return [a_credit(lesson, person, hours=hours) for lesson in lessons for person in self.people]

    def scans(self, lesson: Lesson, *, minutes: float | None = None) -> list[Proof]:
        """Honest scanning of both codes over a minute or two; with ``minutes``, so many after each other."""
        rng = np.random.default_rng(7)
        gone = 0.0 if minutes is None else (lesson.ends_at - lesson.starts_at).total_seconds() - minutes * 60
        drawn = rng.lognormal(np.log(35), 0.5, (len(self.people), 2))
        return [
            a_scan(lesson, person, kind, seconds=float(seconds) - before)
            for person, both in zip(self.people, drawn, strict=True)
            for kind, seconds, before in (
                (ProofKind.START_CODE, both[0], 0.0),
                (ProofKind.END_CODE, both[1], gone),
            )
        ]

    def results(
        self, people: int, *, share: float, days: int = 24, hours: int = 40, minutes: float = 60
    ) -> list[PersonResult]:
        """First examinations, of which this share passed."""
        used = np.random.default_rng(11).normal(minutes, 6, people).tolist()
        unit = an_id("unit", self.name)
        return [
            PersonResult(an_id("person", f"{self.name}.{n}"), unit, n < share * people, hours, days, used[n])
            for n in range(people)
        ]


def fourteen_days_in_three_hours() -> Fraud:
    """United Kingdom 2015: a course of fourteen days was done in three hours, and the sheets said otherwise."""
    school = Villain("three hours")
    lessons = school.lessons(14)
    expected = {FlagKind.NO_PROOF: school.course, FlagKind.SHORT_STAY: school.unit}
    proofs = school.scans(lessons[0], minutes=90)
    return fraud(expected, lessons, school.class_hours(lessons), proofs, rooms=[school.room])


def six_days_in_one_and_a_half() -> Fraud:
    """United Kingdom 2023: six days taught in one and a half, timesheets forged, the examination the next day."""
    school = Villain("one and a half")
    lessons = school.lessons(6)
    expected = {
        FlagKind.NO_PROOF: school.course,
        FlagKind.TOO_FEW_DAYS: school.unit,
        FlagKind.FAST_COURSE: school.unit,
    }
    proofs = [proof for lesson in lessons[:3] for proof in school.scans(lesson)]
    sat = school.results(30, share=0.85, days=3, hours=42)
    return fraud(expected, lessons, school.class_hours(lessons), proofs, rooms=[school.room], results=sat)


def claimed_without_attending() -> Fraud:
    """Singapore, SkillsFuture: thousands were claimed for who never came; here the trainer ticked them all."""
    school = Villain("never came")
    lessons = school.lessons(6)
    ticked = [
        Proof(lesson.id, an_id("person", person), ProofKind.TRAINER, lesson.starts_at + timedelta(minutes=10))
        for lesson in lessons
        for person in school.people
    ]
    expected = {FlagKind.TRAINER_WORD_ONLY: school.course}
    return fraud(expected, lessons, school.class_hours(lessons), ticked, rooms=[school.room])


def corrected_later() -> Fraud:
    """Singapore 2025, PSU Global: shortened courses, and what stood there in pencil was put right afterwards."""
    school = Villain("pencil")
    lessons = school.lessons(6)
    first = school.class_hours(lessons, hours=1)
    full = school.class_hours(lessons)
    one_evening = lessons[-1].ends_at + timedelta(days=21)
    raised = [
        replace(hours, id=an_id("raised", old.id), corrects_id=old.id, recorded_at=one_evening)
        for old, hours in zip(first, full, strict=True)
    ]
    proofs = [proof for lesson in lessons for proof in school.scans(lesson, minutes=50)]
    expected = {FlagKind.HOURS_GROWN: school.unit, FlagKind.SHORT_STAY: school.unit}
    return fraud(expected, lessons, [*first, *raised], proofs, rooms=[school.room])


def attendance_uploaded_later() -> Fraud:
    """Singapore 2025, PSU Global: false attendance uploaded, a whole course in one evening, made by a program."""
    school = Villain("uploaded")
    lessons = school.lessons(6)
    evening = lessons[-1].ends_at + timedelta(days=20)
    credits = [replace(credit, recorded_at=evening) for credit in school.class_hours(lessons)]
    proofs = [proof for lesson in lessons for person in school.people for proof in a_stay(lesson, person)]
    expected = {FlagKind.LATE_ENTRY: school.unit, FlagKind.IDENTICAL_ATTENDANCE: school.course}
    return fraud(expected, lessons, credits, proofs, rooms=[school.room])


def trainer_in_two_rooms() -> Fraud:
    """A trainer who signs for two classes in two rooms, day after day; people come, and learn half."""
    school, branch = Villain("two rooms"), Villain("two rooms, the other")
    here = school.lessons(4)
    there = [replace(lesson, trainer_id=here[0].trainer_id) for lesson in branch.lessons(4)]
    hours = [*school.class_hours(here), *branch.class_hours(there)]
    proofs = [*chain.from_iterable(map(school.scans, here)), *chain.from_iterable(map(branch.scans, there))]
    expected = {FlagKind.TRAINER_OVERLAP: Subject.of(About.TRAINER, here[0].trainer_id)}
    return fraud(expected, [*here, *there], hours, proofs, rooms=[school.room, branch.room])


def one_telephone_for_all() -> Fraud:
    """A proxy scans for people who are not there: one telephone, all of them within seconds."""
    school, telephone = Villain("proxy"), b"a proxy's phone"
    lessons = school.lessons(4)
    proofs = [
        a_scan(lesson, person, kind, seconds=60 + number / 8, device=telephone)
        for lesson in lessons
        for kind in (ProofKind.START_CODE, ProofKind.END_CODE)
        for number, person in enumerate(school.people)
    ]
    expected = {FlagKind.SHARED_DEVICE: Subject(About.DEVICE, telephone.hex()), FlagKind.BURST: school.unit}
    return fraud(expected, lessons, school.class_hours(lessons), proofs, rooms=[school.room])


def answers_and_papers_sold() -> Fraud:
    """New South Wales 2009: one school had more than a quarter of all certificates; it sold answers and papers."""
    school = Villain("sold")
    sat = school.results(1000, share=0.99, days=9, minutes=25)
    totals = [UnitTotals(an_id("unit", school.name), certificates=990, hours=12_000)]
    kinds = (FlagKind.MARKET_SHARE, FlagKind.PASS_RATE, FlagKind.FAST_EXAM, FlagKind.FAST_COURSE)
    return fraud(dict.fromkeys(kinds, school.unit), results=sat, totals=totals)


def real_test_was_practised() -> Fraud:
    """Kaplan 2018, and the centres of Ofqual 2017: the real questions had been practised, nearly everybody passed."""
    school = Villain("practised")
    return fraud({FlagKind.PASS_RATE: school.unit}, results=school.results(240, share=0.99))


FRAUDS = (
    fourteen_days_in_three_hours,
    six_days_in_one_and_a_half,
    claimed_without_attending,
    corrected_later,
    attendance_uploaded_later,
    trainer_in_two_rooms,
    one_telephone_for_all,
    answers_and_papers_sold,
    real_test_was_practised,
)
AT_ONCE = FRAUDS[:7]
"""They are in different units and do not touch each other, so one year serves for all; results are compared between
units, so each of the last two has a year to itself."""
