"""What a county draws from, what was drawn, and what visits and calls found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from exam_app.models import (
    Classroom,
    Course,
    DrawnLot,
    DrawnResult,
    GuardUnit,
    Lesson,
    Person,
    Trainer,
    TrainingDraw,
    TrainingRecord,
    TrainingUnit,
)
from exam_app.queries.class_hours import counts_still
from exam_app.queries.people import masked_telephone
from exam_app.queries.unit_teaching import guard_unit_of, training_unit_of, unit_county, unit_name
from exam_app.terms import DrawnOutcome, DrawPurpose
from exam_app.work import Work

SHOWN = 30


def lessons_to_come(work: Work, within: timedelta) -> Sequence[UUID]:
    """Lessons in sight that begin within so long and are not cancelled."""
    query = select(Lesson.id).where(
        Lesson.city_id == work.city_id,
        Lesson.starts_at > work.now,
        Lesson.starts_at <= work.now + within,
        Lesson.cancelled_at.is_(None),
    )
    return work.all(query)


def people_trained(work: Work, within: timedelta) -> Sequence[UUID]:
    """People with class hours of the last days that count, taught by units of the viewer's county."""
    query = (
        select(TrainingRecord.person_id)
        .outerjoin(TrainingUnit, training_unit_of(TrainingRecord))
        .outerjoin(GuardUnit, guard_unit_of(TrainingRecord))
        .where(
            TrainingRecord.city_id == work.city_id,
            unit_county() == work.actor.county_id,
            TrainingRecord.held_on >= work.today - within,
            TrainingRecord.hours > 0,
            counts_still(),
        )
        .distinct()
    )
    return work.all(query)


@dataclass(frozen=True)
class DrawLine:
    id: UUID
    purpose: DrawPurpose
    drawn_at: datetime
    lots: int
    pool_size: int
    noted: int
    """Lots of which something was noted."""


def draws(work: Work) -> Sequence[DrawLine]:
    """The newest draws in sight; one statement."""
    noted = (
        select(func.count(func.distinct(DrawnResult.lot_id)))
        .join(DrawnLot, (DrawnLot.city_id == DrawnResult.city_id) & (DrawnLot.id == DrawnResult.lot_id))
        .where(DrawnLot.city_id == TrainingDraw.city_id, DrawnLot.draw_id == TrainingDraw.id)
        .correlate(TrainingDraw)
        .scalar_subquery()
    )
    query = (
        select(TrainingDraw, noted)
        .where(TrainingDraw.city_id == work.city_id)
        .order_by(TrainingDraw.drawn_at.desc(), TrainingDraw.id.desc())
        .limit(SHOWN)
    )
    return [
        DrawLine(row.id, row.purpose, row.drawn_at, row.lots, row.pool_size, count) for row, count in work.rows(query)
    ]


@dataclass(frozen=True)
class Found:
    """What was noted of a lot."""

    outcome: DrawnOutcome
    words: str
    at: datetime


@dataclass(frozen=True)
class Lot:
    """A lesson to visit, or a person to call, as the list is taken along."""

    id: UUID
    place: int
    what: str
    """The lesson's subject, or the person's name."""
    unit: str
    details: Sequence[str]
    found: Sequence[Found]
    starts_at: datetime | None = None
    hours: int = 0
    """Class hours that count, of a person."""
    between: tuple[date, date] | None = None
    """The first and the last day of these hours."""


@dataclass(frozen=True)
class DrawPage:
    draw: TrainingDraw
    lots: Sequence[Lot]


def draw_page(work: Work, draw_id: UUID) -> DrawPage:
    """One draw with its lots; five statements. A person's telephone is masked; the lot's own page shows it."""
    row = work.get(TrainingDraw, draw_id)
    found: dict[UUID, list[Found]] = {}
    results = (
        select(DrawnResult)
        .join(DrawnLot, (DrawnLot.city_id == DrawnResult.city_id) & (DrawnLot.id == DrawnResult.lot_id))
        .where(DrawnResult.city_id == work.city_id, DrawnLot.draw_id == draw_id)
        .order_by(DrawnResult.at)
    )
    for result in work.all(results):
        found.setdefault(result.lot_id, []).append(Found(result.outcome, result.words, result.at))
    lots = _lessons(work, draw_id, found) if row.purpose is DrawPurpose.VISIT else _people(work, draw_id, found)
    return DrawPage(row, lots)


def _lessons(work: Work, draw_id: UUID, found: Mapping[UUID, Sequence[Found]]) -> Sequence[Lot]:
    teacher = aliased(Person)
    query = (
        select(DrawnLot, Lesson, unit_name(), Course.name, Classroom, teacher.name)
        .join(Lesson, (Lesson.city_id == DrawnLot.city_id) & (Lesson.id == DrawnLot.lesson_id))
        .outerjoin(TrainingUnit, training_unit_of(Lesson))
        .outerjoin(GuardUnit, guard_unit_of(Lesson))
        .join(Course, (Course.city_id == Lesson.city_id) & (Course.id == Lesson.course_id))
        .join(Classroom, (Classroom.city_id == Lesson.city_id) & (Classroom.id == Lesson.classroom_id))
        .join(Trainer, (Trainer.city_id == Lesson.city_id) & (Trainer.id == Lesson.trainer_id))
        .outerjoin(teacher, (teacher.city_id == Trainer.city_id) & (teacher.id == Trainer.person_id))
        .where(DrawnLot.city_id == work.city_id, DrawnLot.draw_id == draw_id)
        .order_by(DrawnLot.place)
    )
    return [
        Lot(
            lot.id,
            lot.place,
            lesson.subject,
            unit,
            [part for part in (course, f"{room.name} {room.address}", trainer) if part],
            found.get(lot.id, ()),
            starts_at=lesson.starts_at,
        )
        for lot, lesson, unit, course, room, trainer in work.rows(query)
    ]


def _people(work: Work, draw_id: UUID, found: Mapping[UUID, Sequence[Found]]) -> Sequence[Lot]:
    hours = (
        select(
            TrainingRecord.person_id,
            func.min(unit_name()).label("unit"),
            func.sum(TrainingRecord.hours).label("hours"),
            func.min(TrainingRecord.held_on).label("first"),
            func.max(TrainingRecord.held_on).label("last"),
        )
        .outerjoin(TrainingUnit, training_unit_of(TrainingRecord))
        .outerjoin(GuardUnit, guard_unit_of(TrainingRecord))
        .where(TrainingRecord.city_id == work.city_id, counts_still())
        .group_by(TrainingRecord.person_id)
        .subquery()
    )
    query = (
        select(DrawnLot, Person, hours.c.unit, hours.c.hours, hours.c.first, hours.c.last)
        .join(Person, (Person.city_id == DrawnLot.city_id) & (Person.id == DrawnLot.person_id))
        .outerjoin(hours, hours.c.person_id == DrawnLot.person_id)
        .where(DrawnLot.city_id == work.city_id, DrawnLot.draw_id == draw_id)
        .order_by(DrawnLot.place)
    )
    return [
        Lot(
            lot.id,
            lot.place,
            person.name,
            unit or "",
            [phone] if (phone := masked_telephone(work, person)) else [],
            found.get(lot.id, ()),
            hours=int(total or 0),
            between=(first, last) if total else None,
        )
        for lot, person, unit, total, first, last in work.rows(query)
    ]


def lot_of(work: Work, lot_id: UUID) -> tuple[DrawnLot, str]:
    """A lot in sight and what it is: the lesson's subject or the person's name."""
    lot = work.get(DrawnLot, lot_id)
    if lot.lesson_id is not None:
        return lot, work.get(Lesson, lot.lesson_id).subject
    assert lot.person_id is not None
    return lot, work.get(Person, lot.person_id).name
