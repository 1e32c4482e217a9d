"""Study cards of a course or of a guard unit: who has one, since when, and what is printed on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from exam_app.models import Course, Employment, Enrolment, Person, StudyCard
from exam_app.queries.listings import Listing, page_within
from exam_app.work import Work

PEOPLE_A_PAGE = 50


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


@dataclass(frozen=True)
class UnitCards:
    """The guards on duty, those without a card first, then the newest cards."""

    issued: int
    people: Listing[CardLine]

    @property
    def printable(self) -> Sequence[CardLine]:
        """Those of the page with a card, as the sheet prints them."""
        return [line for line in self.people.rows if line.number is not None]


def unit_cards(work: Work, page: int = 1) -> UnitCards:
    """The guards on duty at the own unit with their cards in force; two statements."""
    on_duty = (
        Employment.city_id == work.city_id,
        Employment.guard_unit_id == work.found(work.actor.guard_unit_id),
        Employment.lasts_on(work.today),
    )
    card = (
        (StudyCard.city_id == Employment.city_id)
        & (StudyCard.person_id == Employment.person_id)
        & StudyCard.ended_at.is_(None)
    )
    counted = (
        select(func.count(Employment.id), func.count(StudyCard.id))
        .select_from(Employment)
        .outerjoin(StudyCard, card)
        .where(*on_duty)
    )
    ((total, issued),) = work.rows(counted)
    page = page_within(page, total, PEOPLE_A_PAGE)
    query = (
        select(Person.id, Person.name, StudyCard.number, StudyCard.issued_at)
        .select_from(Employment)
        .join(Person, (Person.city_id == Employment.city_id) & (Person.id == Employment.person_id))
        .outerjoin(StudyCard, card)
        .where(*on_duty)
        .order_by(StudyCard.id.is_not(None), StudyCard.issued_at.desc(), Person.name, Employment.id)
        .offset((page - 1) * PEOPLE_A_PAGE)
        .limit(PEOPLE_A_PAGE)
    )
    lines = [CardLine(*row) for row in work.rows(query)]
    return UnitCards(issued, Listing(lines, total, page, PEOPLE_A_PAGE))
