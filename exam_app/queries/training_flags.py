"""Flags about training records as the unit and its county read them: what was seen, answered and noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import aliased

from exam_app.models import (
    Course,
    FlagAnswer,
    FlagNote,
    GuardUnit,
    Lesson,
    Person,
    TrainingFlag,
    TrainingLook,
    TrainingUnit,
)
from exam_app.plausibility import About, FlagKind
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.unit_teaching import guard_unit_of, training_unit_of, unit_name
from exam_app.terms import N_, FlagReading, Term
from exam_app.work import Work

NEWEST = aliased(FlagNote)
"""Made once: an alias has a copy of every column, and to make it costs more than to ask."""
FLAGS_A_PAGE = 50
SUBJECTS_SHOWN = 30


class FlagState(Term):
    """Whose turn it is with a flag."""

    OPEN = "open", N_("Not answered yet")
    ANSWERED = "answered", N_("Answered, to be read by the county")
    NOTED = "noted", N_("Noted by the county")


@dataclass(frozen=True)
class FlagLine:
    """A flag in a list."""

    id: UUID
    unit_name: str
    kind: FlagKind
    facts: Mapping[str, Any]
    raised_at: datetime
    state: FlagState
    reading: FlagReading | None


@dataclass(frozen=True)
class Flags:
    counts: Mapping[FlagState, int]
    listing: Listing[FlagLine]
    looked_until: date | None
    """The last day that was looked at; None while nobody has looked."""


def _state() -> tuple[ColumnElement[bool], ScalarSelect[FlagReading]]:
    answered = exists(
        select(FlagAnswer.id)
        .where(FlagAnswer.city_id == TrainingFlag.city_id, FlagAnswer.flag_id == TrainingFlag.id)
        .correlate(TrainingFlag)
    )
    reading = (
        select(NEWEST.reading)
        .where(NEWEST.city_id == TrainingFlag.city_id, NEWEST.flag_id == TrainingFlag.id)
        .order_by(NEWEST.at.desc(), NEWEST.id.desc())
        .limit(1)
        .correlate(TrainingFlag)
        .scalar_subquery()
    )
    return answered, reading


def _state_of(answered: bool, reading: FlagReading | None) -> FlagState:
    if reading is not None:
        return FlagState.NOTED
    return FlagState.ANSWERED if answered else FlagState.OPEN


def flags(work: Work, *, page: int = 1) -> Flags:
    """The flags in sight, those that wait first, then the newest; two statements."""
    answered, reading = _state()
    query = (
        select(TrainingFlag, unit_name(), answered, reading)
        .outerjoin(TrainingUnit, training_unit_of(TrainingFlag))
        .outerjoin(GuardUnit, guard_unit_of(TrainingFlag))
        .where(TrainingFlag.city_id == work.city_id)
        .order_by(TrainingFlag.raised_at.desc(), TrainingFlag.id.desc())
    )
    lines = [
        FlagLine(
            flag.id,
            unit,
            flag.kind,
            flag.facts,
            flag.raised_at,
            _state_of(bool(is_answered), read),
            read,
        )
        for flag, unit, is_answered, read in work.rows(query)
    ]
    order = list(FlagState)
    lines.sort(key=lambda line: order.index(line.state))
    counts = {state: sum(line.state is state for line in lines) for state in FlagState}
    here = page_within(page, len(lines), FLAGS_A_PAGE)
    shown = lines[(here - 1) * FLAGS_A_PAGE : here * FLAGS_A_PAGE]
    looked = work.one(select(func.max(TrainingLook.until)).where(TrainingLook.city_id == work.city_id))
    return Flags(counts, Listing(shown, len(lines), here, FLAGS_A_PAGE), looked)


def open_flags(work: Work) -> int:
    """How many flags nobody has answered or noted; one statement."""
    answered, reading = _state()
    query = select(func.count(TrainingFlag.id)).where(
        TrainingFlag.city_id == work.city_id, ~answered, reading.is_(None)
    )
    return work.count(query)


@dataclass(frozen=True)
class Said:
    """An answer of the unit, or a note of the county."""

    by: str
    at: datetime
    words: str
    reading: FlagReading | None = None


@dataclass(frozen=True)
class Touched:
    """A row that a flag names, as the viewer may see it."""

    about: About
    id: UUID
    text: str


@dataclass(frozen=True)
class FlagPage:
    line: FlagLine
    records: int
    touched: Sequence[Touched]
    """Names of people, courses and lessons; what is not the viewer's, or is a telephone, has no name here."""
    more: int
    answers: Sequence[Said]
    notes: Sequence[Said]


def flag_page(work: Work, flag_id: UUID) -> FlagPage:
    """One flag with what it names and what was said of it; eight statements."""
    flag = work.get(TrainingFlag, flag_id)
    names = (
        select(unit_name())
        .select_from(TrainingFlag)
        .outerjoin(TrainingUnit, training_unit_of(TrainingFlag))
        .outerjoin(GuardUnit, guard_unit_of(TrainingFlag))
        .where(TrainingFlag.city_id == work.city_id, TrainingFlag.id == flag_id)
    )
    unit = work.found(work.one(names))
    answers, notes = _answers(work, flag_id), _notes(work, flag_id)
    reading = notes[-1].reading if notes else None
    line = FlagLine(flag.id, unit, flag.kind, flag.facts, flag.raised_at, _state_of(bool(answers), reading), reading)
    touched = _touched(work, flag.subjects)
    return FlagPage(line, flag.records, touched[:SUBJECTS_SHOWN], max(0, len(touched) - SUBJECTS_SHOWN), answers, notes)


def _answers(work: Work, flag_id: UUID) -> Sequence[Said]:
    query = (
        select(FlagAnswer, Person.name)
        .outerjoin(Person, (Person.city_id == FlagAnswer.city_id) & (Person.id == FlagAnswer.by_person_id))
        .where(FlagAnswer.city_id == work.city_id, FlagAnswer.flag_id == flag_id)
        .order_by(FlagAnswer.at, FlagAnswer.id)
    )
    return [Said(name or "", answer.at, answer.words) for answer, name in work.rows(query)]


def _notes(work: Work, flag_id: UUID) -> Sequence[Said]:
    query = (
        select(FlagNote, Person.name)
        .outerjoin(Person, (Person.city_id == FlagNote.city_id) & (Person.id == FlagNote.by_person_id))
        .where(FlagNote.city_id == work.city_id, FlagNote.flag_id == flag_id)
        .order_by(FlagNote.at, FlagNote.id)
    )
    return [Said(name or "", note.at, note.words, note.reading) for note, name in work.rows(query)]


def _touched(work: Work, subjects: Sequence[Sequence[str]]) -> Sequence[Touched]:
    named = (About.PERSON, About.TRAINER, About.COURSE, About.LESSON)
    ids = {about: [UUID(row) for kind, row in subjects if kind == about.value] for about in named}
    people = select(Person.id, Person.name).where(
        Person.city_id == work.city_id, Person.id.in_([*ids[About.PERSON], *ids[About.TRAINER]])
    )
    names = {row.id: row.name for row in work.rows(people)}
    courses = select(Course.id, Course.name).where(Course.city_id == work.city_id, Course.id.in_(ids[About.COURSE]))
    names |= {row.id: row.name for row in work.rows(courses)}
    zone = work.site.settings.zone
    lessons = select(Lesson.id, Lesson.subject, Lesson.starts_at).where(
        Lesson.city_id == work.city_id, Lesson.id.in_(ids[About.LESSON])
    )
    for row in work.rows(lessons):
        names[row.id] = f"{row.subject} {row.starts_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return [Touched(about, row_id, names[row_id]) for about in ids for row_id in ids[about] if row_id in names]
