"""Study cards of a course: who has one, since when, and what is printed on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import Course, Enrolment, Person, StudyCard
from exam_app.work import Work


@dataclass(frozen=True)
class CardLine:
    """One person of a course; ``number`` is None without a card in force."""

    person_id: UUID
    name: str
    number: str | None
    issued_at: datetime | None


@dataclass(frozen=True)
class CourseCards:
    course_id: UUID
    course_name: str
    people: Sequence[CardLine]

    @property
    def issued(self) -> Sequence[CardLine]:
        """Those with a card, as the sheet prints them."""
        return [line for line in self.people if line.number is not None]


def course_cards(work: Work, course_id: UUID) -> CourseCards:
    """The people of a course of the own unit in the roster's order, with their cards in force."""
    course = work.get(Course, course_id)
    query = (
        select(Person.id, Person.name, StudyCard.number, StudyCard.issued_at)
        .join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))
        .outerjoin(
            StudyCard,
            (StudyCard.city_id == Person.city_id) & (StudyCard.person_id == Person.id) & StudyCard.ended_at.is_(None),
        )
        .where(Person.city_id == work.city_id, Enrolment.course_id == course_id)
        .order_by(Enrolment.enrolled_at, Enrolment.id)
    )
    return CourseCards(course.id, course.name, [CardLine(*row) for row in work.rows(query)])
