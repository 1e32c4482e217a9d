"""In-service training of a guard unit: its courses, and the class hours of whoever attends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from exam_app.models import Course, Enrolment, Lesson, TrainingRecord
from exam_app.queries.class_hours import attendees, counts_still
from exam_app.queries.people import masked_numbers
from exam_app.terms import SubjectArea
from exam_app.work import Work


@dataclass(frozen=True)
class OwnCourseLine:
    """A course in the unit's list."""

    id: UUID
    name: str
    starts_on: date
    ends_on: date
    people: int
    lessons: int
    """Planned and held; cancelled ones are left out."""


@dataclass(frozen=True)
class Attendee:
    """A guard with the class hours of this course that count, by area."""

    id: UUID
    name: str
    id_number: str
    """Masked."""
    hours: Mapping[SubjectArea, int]


@dataclass(frozen=True)
class OwnCourse:
    id: UUID
    name: str
    starts_on: date
    ends_on: date
    people: Sequence[Attendee]


def own_courses(work: Work) -> Sequence[OwnCourseLine]:
    """The unit's courses, the newest first; one statement."""
    people = (
        select(func.count(Enrolment.id))
        .where(Enrolment.city_id == Course.city_id, Enrolment.course_id == Course.id)
        .correlate(Course)
        .scalar_subquery()
    )
    lessons = (
        select(func.count(Lesson.id))
        .where(Lesson.city_id == Course.city_id, Lesson.course_id == Course.id, Lesson.cancelled_at.is_(None))
        .correlate(Course)
        .scalar_subquery()
    )
    query = (
        select(Course, people, lessons)
        .where(Course.city_id == work.city_id)
        .order_by(Course.starts_on.desc(), Course.id.desc())
    )
    return [
        OwnCourseLine(course.id, course.name, course.starts_on, course.ends_on, attend, held)
        for course, attend, held in work.rows(query)
    ]


def own_course(work: Work, course_id: UUID) -> OwnCourse:
    """One course with everybody who attends; four statements whatever their number."""
    course = work.get(Course, course_id)
    people = attendees(work, course_id)
    numbers = masked_numbers(work, [person_id for person_id, _ in people])
    query = (
        select(TrainingRecord.person_id, TrainingRecord.area, func.sum(TrainingRecord.hours))
        .where(TrainingRecord.city_id == work.city_id, TrainingRecord.course_id == course_id, counts_still())
        .group_by(TrainingRecord.person_id, TrainingRecord.area)
    )
    hours: dict[UUID, dict[SubjectArea, int]] = {}
    for person_id, area, held in work.rows(query):
        hours.setdefault(person_id, dict.fromkeys(SubjectArea, 0))[area] = int(held)
    return OwnCourse(
        course.id,
        course.name,
        course.starts_on,
        course.ends_on,
        [
            Attendee(person_id, name, numbers[person_id], hours.get(person_id, dict.fromkeys(SubjectArea, 0)))
            for person_id, name in people
        ],
    )
