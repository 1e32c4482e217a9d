"""How lessons stand to their roll calls: one lesson for its trainer and clerk, all of its units for a county."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from exam_app.models import AttendanceProof, Classroom, Course, GuardUnit, Lesson, RollCall, TrainingUnit
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.unit_teaching import guard_unit_of, training_unit_of, unit_name
from exam_app.roll_calls import ANSWER_WITHIN
from exam_app.terms import ProofKind, RollCallState
from exam_app.work import Work

SHOWN_BACK = timedelta(days=14)
PAGE = 50


@dataclass(frozen=True)
class RollCallLine:
    """A lesson's roll call. ``asked_at`` is None until it has been asked for: nobody knows it before."""

    lesson_id: UUID
    state: RollCallState
    asked_at: datetime | None
    taken_at: datetime | None
    answer_until: datetime | None

    @property
    def has_picture(self) -> bool:
        return self.taken_at is not None


def roll_call_of(work: Work, lesson: Lesson, row: RollCall | None) -> RollCallLine:
    """How this lesson stands now; ``row`` is its picture, None where there is none."""
    asked_at = lesson.roll_call_at
    if row is not None:
        in_time = row.taken_at <= row.asked_at + ANSWER_WITHIN
        state = RollCallState.TAKEN if in_time else RollCallState.TAKEN_LATE
        return RollCallLine(lesson.id, state, row.asked_at, row.taken_at, row.asked_at + ANSWER_WITHIN)
    if lesson.planned_at > asked_at or lesson.cancelled_at is not None:
        return RollCallLine(lesson.id, RollCallState.NOT_ASKED, None, None, None)
    if work.now < asked_at:
        return RollCallLine(lesson.id, RollCallState.NOT_YET, None, None, None)
    state = RollCallState.ASKED if work.now <= lesson.ends_at else RollCallState.MISSING
    return RollCallLine(lesson.id, state, asked_at, None, asked_at + ANSWER_WITHIN)


@dataclass(frozen=True)
class HeldLesson:
    """A lesson that began within the last two weeks, with its roll call and how many are seen in the picture."""

    subject: str
    unit: str
    course: str
    room: str
    starts_at: datetime
    call: RollCallLine
    seen: int


def roll_calls(work: Work, page: int = 1) -> Listing[HeldLesson]:
    """The lessons in reach that were to be photographed, the newest first; two statements."""
    which = (
        Lesson.city_id == work.city_id,
        Lesson.cancelled_at.is_(None),
        Lesson.starts_at > work.now - SHOWN_BACK,
        Lesson.starts_at <= work.now,
    )
    total = work.count(select(func.count(Lesson.id)).where(*which))
    number = page_within(page, total, PAGE)
    seen = (
        select(func.count(AttendanceProof.id))
        .where(
            AttendanceProof.city_id == Lesson.city_id,
            AttendanceProof.lesson_id == Lesson.id,
            AttendanceProof.kind == ProofKind.ROLL_CALL,
        )
        .correlate(Lesson)
        .scalar_subquery()
    )
    query = (
        select(Lesson, RollCall, unit_name(), Course.name, Classroom.name, seen)
        .outerjoin(TrainingUnit, training_unit_of(Lesson))
        .outerjoin(GuardUnit, guard_unit_of(Lesson))
        .join(Course, (Course.city_id == Lesson.city_id) & (Course.id == Lesson.course_id))
        .join(Classroom, (Classroom.city_id == Lesson.city_id) & (Classroom.id == Lesson.classroom_id))
        .outerjoin(RollCall, (RollCall.city_id == Lesson.city_id) & (RollCall.lesson_id == Lesson.id))
        .where(*which)
        .order_by(Lesson.starts_at.desc(), Lesson.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    rows: Sequence[HeldLesson] = [
        HeldLesson(lesson.subject, unit, course, room, lesson.starts_at, roll_call_of(work, lesson, row), count)
        for lesson, row, unit, course, room, count in work.rows(query)
    ]
    return Listing(rows, total, number, PAGE)
