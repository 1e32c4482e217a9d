"""Class hours as they stand: of each chain of corrections the newest row counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from exam_app.errors import NotFound
from exam_app.models import Course, Enrolment, Lesson, Person, TrainingRecord
from exam_app.terms import SubjectArea
from exam_app.work import Work

SUCCESSOR = aliased(TrainingRecord)
"""Made once: an alias has a copy of every column, and to make it costs more than to ask."""
DAYS_A_TABLE = 14


def counts_still() -> ColumnElement[bool]:
    """The row is the newest of its chain: no correction names it."""
    return ~exists(
        select(SUCCESSOR.id)
        .where(SUCCESSOR.city_id == TrainingRecord.city_id, SUCCESSOR.corrects_id == TrainingRecord.id)
        .correlate(TrainingRecord)
    )


def hours_of(work: Work, person_ids: Sequence[UUID]) -> dict[UUID, dict[SubjectArea, int]]:
    """Class hours that count and are in sight, by person and area; nobody without hours."""
    query = (
        select(TrainingRecord.person_id, TrainingRecord.area, func.sum(TrainingRecord.hours))
        .where(TrainingRecord.city_id == work.city_id, TrainingRecord.person_id.in_(person_ids), counts_still())
        .group_by(TrainingRecord.person_id, TrainingRecord.area)
    )
    found: dict[UUID, dict[SubjectArea, int]] = {}
    for person_id, area, hours in work.rows(query):
        found.setdefault(person_id, dict.fromkeys(SubjectArea, 0))[area] = int(hours)
    return found


@dataclass(frozen=True)
class HourRecord:
    """Recorded class hours that still count."""

    id: UUID
    course_id: UUID
    lesson_id: UUID
    person_id: UUID
    person_name: str
    held_on: date
    area: SubjectArea
    hours: int
    subject: str
    reason: str | None
    """Why it was corrected, if it was."""


@dataclass(frozen=True)
class DayHours:
    """What one person attended on one day, newest figures; each can be corrected."""

    records: tuple[HourRecord, ...] = ()

    @property
    def hours(self) -> int:
        return sum(record.hours for record in self.records)

    def sum_of(self, area: SubjectArea) -> int:
        return sum(record.hours for record in self.records if record.area is area)


@dataclass(frozen=True)
class PersonHours:
    """One line of the table."""

    id: UUID
    name: str
    days: Mapping[date, DayHours]
    sums: Mapping[SubjectArea, int]


@dataclass(frozen=True)
class HoursTable:
    """Class hours of a course, people by days."""

    course_id: UUID
    course_name: str
    days: Sequence[date]
    earlier: date | None
    """The last day before these, for the page before."""
    later: date | None
    people: Sequence[PersonHours]


def hours_table(work: Work, course_id: UUID, *, until: date | None = None) -> HoursTable:
    """The last fourteen days with lessons up to ``until``, and who attended them; four statements."""
    course = work.get(Course, course_id)
    all_days = work.all(
        select(TrainingRecord.held_on)
        .where(TrainingRecord.city_id == work.city_id, TrainingRecord.course_id == course_id)
        .distinct()
        .order_by(TrainingRecord.held_on)
    )
    upto = [held_on for held_on in all_days if until is None or held_on <= until]
    by_day: dict[UUID, dict[date, list[HourRecord]]] = {}
    sums: dict[UUID, dict[SubjectArea, int]] = {}
    for record in _records(work, TrainingRecord.course_id == course_id):
        by_day.setdefault(record.person_id, {}).setdefault(record.held_on, []).append(record)
        sums.setdefault(record.person_id, dict.fromkeys(SubjectArea, 0))[record.area] += record.hours
    return HoursTable(
        course_id,
        course.name,
        upto[-DAYS_A_TABLE:],
        upto[-DAYS_A_TABLE - 1] if len(upto) > DAYS_A_TABLE else None,
        next((held_on for held_on in reversed(all_days[len(upto) : len(upto) + DAYS_A_TABLE])), None),
        [
            PersonHours(
                person_id,
                name,
                {held_on: DayHours(tuple(of)) for held_on, of in by_day.get(person_id, {}).items()},
                sums.get(person_id, dict.fromkeys(SubjectArea, 0)),
            )
            for person_id, name in attendees(work, course_id)
        ],
    )


def records_of(work: Work, person_id: UUID) -> Sequence[HourRecord]:
    """Everything that counts for one person, in the order of the days."""
    return _records(work, TrainingRecord.person_id == person_id)


def hour_record(work: Work, record_id: UUID) -> HourRecord:
    """Recorded hours by id; raises :class:`NotFound` when they were corrected since, or are another unit's."""
    found = _records(work, TrainingRecord.id == record_id)
    if not found:
        raise NotFound("These hours do not exist, were corrected since, or are not yours.")
    return found[0]


def _records(work: Work, which: ColumnElement[bool]) -> Sequence[HourRecord]:
    query = (
        select(TrainingRecord, Person.name, Lesson.subject)
        .join(Person, (Person.city_id == TrainingRecord.city_id) & (Person.id == TrainingRecord.person_id))
        .join(Lesson, (Lesson.city_id == TrainingRecord.city_id) & (Lesson.id == TrainingRecord.lesson_id))
        .where(TrainingRecord.city_id == work.city_id, counts_still(), which)
        .order_by(TrainingRecord.held_on, Lesson.starts_at, TrainingRecord.recorded_at, TrainingRecord.id)
    )
    return [
        HourRecord(
            record.id,
            record.course_id,
            record.lesson_id,
            record.person_id,
            name,
            record.held_on,
            record.area,
            record.hours,
            subject,
            record.reason,
        )
        for record, name, subject in work.rows(query)
    ]


def attendees(work: Work, course_id: UUID) -> Sequence[tuple[UUID, str]]:
    """Ids and names of a course's people, in the order in which they were enrolled."""
    query = (
        select(Person.id, Person.name)
        .join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))
        .where(Person.city_id == work.city_id, Enrolment.course_id == course_id)
        .order_by(Enrolment.enrolled_at, Enrolment.id)
    )
    return [(person_id, name) for person_id, name in work.rows(query)]
