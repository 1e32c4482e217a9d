"""Lessons as they are held: planned by the clerk, scanned by trainees, confirmed by the trainer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.lesson_codes import code_at, step_of
from exam_app.models import Classroom, Lesson, StudyCard
from exam_app.operations import attendance, late_entries, lessons, study_cards, teaching_staff
from exam_app.operations.attendance import Receipt
from exam_app.terms import SubjectArea
from exam_app.work import Site, Work
from tests.builders.training import FIRST_DAY
from tests.cast import CITY, NOON, Cast, id_number

BEGAN = NOON - timedelta(hours=4, minutes=30)
"""Half past seven in Shanghai: a lesson of six class hours is just over at the tests' noon."""


@dataclass(frozen=True)
class School:
    """Who teaches at a training unit, and where."""

    trainer_id: UUID
    room_id: UUID


TEACHES = {"li": ("feng", 15), "gao": ("hao", 16)}
"""The trainer of each clerk's unit, and the order of the ID number in the cast."""


def a_school(site: Site, cast: Cast, clerk: str = "li", now: datetime = NOON) -> School:
    """One trainer and one room of the clerk's unit, entered once."""
    login, order = TEACHES[clerk]
    with Work.open(site, cast[clerk], now) as work:
        trainer_id = teaching_staff.add_trainer(
            work,
            name=cast[login].name,
            id_number=id_number("19850505", order),
            qualification="保安师",
            since=FIRST_DAY - timedelta(days=300),
        )
        rooms = work.all(select(Classroom.id).where(Classroom.city_id == CITY))
        room_id = (
            rooms[0]
            if rooms
            else teaching_staff.add_classroom(
                work, name="201教室", address="文昌街12号", places=40, opens_at=7 * 60, closes_at=20 * 60
            )
        )
    return School(trainer_id, room_id)


def a_lesson(
    site: Site,
    cast: Cast,
    course_id: UUID,
    clerk: str = "li",
    *,
    area: SubjectArea = SubjectArea.LAW,
    hours: int = 6,
    starts_at: datetime = BEGAN,
    subject: str = "《条例》",
    now: datetime | None = None,
) -> UUID:
    """A lesson planned an hour before it begins, exactly as long as its class hours."""
    school = a_school(site, cast, clerk)
    with Work.open(site, cast[clerk], now or starts_at - timedelta(hours=1)) as work:
        return lessons.plan_lesson(
            work,
            course_id,
            classroom_id=school.room_id,
            trainer_id=school.trainer_id,
            area=area,
            subject=subject,
            starts_at=starts_at,
            ends_at=starts_at + hours * timedelta(minutes=45),
            hours=hours,
        )


def confirmed(
    site: Site, cast: Cast, lesson_id: UUID, people: Sequence[UUID], clerk: str = "li", now: datetime | None = None
) -> int:
    """The trainer confirms, at the lesson's end, that these people were there from beginning to end."""
    with Work.open(site, cast[clerk], NOON, read_only=True) as work:
        lesson = work.get(Lesson, lesson_id)
    with Work.open(site, cast[TEACHES[clerk][0]], now or lesson.ends_at) as work:
        return attendance.confirm_lesson(work, lesson_id, dict.fromkeys(people, lesson.hours))


def a_guard(site: Site, cast: Cast, course_id: UUID, person_id: UUID, clerk: str = "li") -> Actor:
    """The holder of a fresh study card."""
    with Work.open(site, cast[clerk], NOON) as work:
        study_cards.issue_study_cards(work, course_id, [person_id])
        cards = select(StudyCard.id).where(StudyCard.person_id == person_id, StudyCard.ended_at.is_(None))
        (card_id,) = work.all(cards)
    return Actor(Role.GUARD, "学员", city_id=CITY, person_id=person_id, study_card_id=card_id)


def scanned(
    site: Site, guard: Actor, lesson_id: UUID, at: datetime, *, device: str = "phone", shown_at: datetime | None = None
) -> Receipt:
    """The guard scans the code that the screen showed at ``shown_at``, or shows now."""
    code = code_at(site.vault, lesson_id, step_of(shown_at or at))
    with Work.open(site, guard, at) as work:
        return attendance.prove_presence(work, lesson_id, code, device=device, address="10.0.0.9")


def entered_late(site: Site, cast: Cast, lesson_id: UUID, people: Sequence[UUID], hours: int = 6) -> UUID:
    """The clerk states the attendance two days after the tests' noon."""
    with Work.open(site, cast["li"], NOON + timedelta(days=2)) as work:
        return late_entries.enter_late(work, lesson_id, dict.fromkeys(people, hours), "教员生病")
