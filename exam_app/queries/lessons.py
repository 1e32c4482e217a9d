"""Lessons as they are shown: to the unit's clerk, to their trainer, to a trainee with a phone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from exam_app.lesson_codes import STEP, code_at, step_of
from exam_app.models import (
    AttendanceProof,
    Classroom,
    Course,
    Enrolment,
    LateEntry,
    Lesson,
    Person,
    RollCall,
    Trainer,
    TrainingRecord,
)
from exam_app.models.lessons import CONFIRM_WITHIN, END_BEGINS
from exam_app.outline import LEVELS, LevelHours
from exam_app.queries.class_hours import attendees, counts_still
from exam_app.queries.roll_calls import RollCallLine, roll_call_of
from exam_app.terms import N_, ProofKind, SubjectArea, Term
from exam_app.work import Work

SHOWN_BACK = timedelta(days=14)
"""How far back a trainer's list reaches."""


class LessonState(Term):
    """Where a lesson stands; what asks somebody to act comes first."""

    TO_CONFIRM = "to_confirm", N_("To be confirmed by the trainer")
    UNCONFIRMED = "unconfirmed", N_("Not confirmed in time")
    TO_SIGN = "to_sign", N_("Entered late, to be signed")
    RUNNING = "running", N_("Running")
    PLANNED = "planned", N_("Planned")
    CONFIRMED = "confirmed", N_("Confirmed by the trainer")
    ENTERED_LATE = "entered_late", N_("Entered late by two people")
    CANCELLED = "cancelled", N_("Cancelled")


ASKS = (LessonState.TO_CONFIRM, LessonState.UNCONFIRMED, LessonState.TO_SIGN)
COMES = (LessonState.RUNNING, LessonState.PLANNED)
HELD = (LessonState.CONFIRMED, LessonState.ENTERED_LATE)


def state_of_lesson(lesson: Lesson, entry_accepted: bool | None, has_entry: bool, now: datetime) -> LessonState:
    """The state at ``now``; ``entry_accepted`` is what the second person said of a standing late entry."""
    if lesson.cancelled_at is not None:
        return LessonState.CANCELLED
    if lesson.confirmed_at is not None:
        return LessonState.CONFIRMED
    if has_entry:
        return LessonState.ENTERED_LATE if entry_accepted else LessonState.TO_SIGN
    if now > lesson.ends_at + CONFIRM_WITHIN:
        return LessonState.UNCONFIRMED
    if now >= lesson.ends_at - END_BEGINS:
        return LessonState.TO_CONFIRM
    return LessonState.RUNNING if now >= lesson.starts_at else LessonState.PLANNED


@dataclass(frozen=True)
class LessonLine:
    """A lesson in a list."""

    id: UUID
    course_id: UUID
    course_name: str
    subject: str
    area: SubjectArea
    hours: int
    starts_at: datetime
    ends_at: datetime
    room: str
    trainer: str
    state: LessonState
    proofs: Mapping[ProofKind, int]
    """How many people each kind of proof shows."""
    credited: int
    """People with class hours that count."""


@dataclass(frozen=True)
class Lessons:
    """The lessons of one course, in the order of :func:`in_order`."""

    course_id: UUID
    course_name: str
    lines: Sequence[LessonLine]
    people: int
    outline: LevelHours | None
    """What the outline asks of the course's level; None where it has none."""

    @property
    def planned(self) -> Mapping[SubjectArea, int]:
        """Class hours of all lessons that are not cancelled, by area."""
        return self._hours(line for line in self.lines if line.state is not LessonState.CANCELLED)

    @property
    def held(self) -> Mapping[SubjectArea, int]:
        """Class hours of the lessons that somebody confirmed or two people entered late, by area."""
        return self._hours(line for line in self.lines if line.state in HELD)

    @staticmethod
    def _hours(lines: Iterable[LessonLine]) -> Mapping[SubjectArea, int]:
        sums = dict.fromkeys(SubjectArea, 0)
        for line in lines:
            sums[line.area] += line.hours
        return sums


def in_order(lines: Sequence[LessonLine]) -> Sequence[LessonLine]:
    """What asks somebody to act, then what comes next, then what was held, the newest first."""
    newest_first = sorted(lines, key=lambda line: line.starts_at, reverse=True)
    return [
        *(line for line in newest_first if line.state in ASKS),
        *(line for line in reversed(newest_first) if line.state in COMES),
        *(line for line in newest_first if line.state not in (*ASKS, *COMES)),
    ]


def lessons_of_course(work: Work, course_id: UUID) -> Lessons:
    """All lessons of a course; five statements."""
    course = work.get(Course, course_id)
    lines = in_order(_lines(work, Lesson.course_id == course_id))
    outline = LEVELS[course.level] if course.level else None
    return Lessons(course.id, course.name, lines, len(attendees(work, course_id)), outline)


def lessons_left(work: Work) -> Sequence[LessonLine]:
    """Lessons that nobody confirmed in time and no two people have entered late, the newest first; three statements."""
    signed = exists(
        select(LateEntry.id)
        .where(LateEntry.city_id == Lesson.city_id, LateEntry.lesson_id == Lesson.id, LateEntry.accepted.is_(True))
        .correlate(Lesson)
    )
    return _lines(
        work,
        Lesson.confirmed_at.is_(None)
        & Lesson.cancelled_at.is_(None)
        & (Lesson.ends_at < work.now - CONFIRM_WITHIN)
        & ~signed,
    )


def my_lessons(work: Work) -> Sequence[LessonLine]:
    """What the actor teaches: from two weeks ago on, in the order of :func:`in_order`; three statements."""
    return in_order(_lines(work, Lesson.starts_at > work.now - SHOWN_BACK))


def _lines(work: Work, which: ColumnElement[bool]) -> Sequence[LessonLine]:
    teacher = aliased(Person)
    query = (
        select(Lesson, Course.name, Classroom.name, teacher.name, LateEntry.id, LateEntry.accepted)
        .join(Course, (Course.city_id == Lesson.city_id) & (Course.id == Lesson.course_id))
        .join(Classroom, (Classroom.city_id == Lesson.city_id) & (Classroom.id == Lesson.classroom_id))
        .join(Trainer, (Trainer.city_id == Lesson.city_id) & (Trainer.id == Lesson.trainer_id))
        .join(teacher, (teacher.city_id == Trainer.city_id) & (teacher.id == Trainer.person_id))
        .outerjoin(
            LateEntry,
            (LateEntry.city_id == Lesson.city_id) & (LateEntry.lesson_id == Lesson.id) & LateEntry.stands(),
        )
        .where(Lesson.city_id == work.city_id, which)
        .order_by(Lesson.starts_at.desc(), Lesson.id.desc())
    )
    found = work.rows(query)
    if not found:
        return []
    proofs = _proofs_by_lesson(work, which)
    credited = _credited_by_lesson(work, which)
    return [
        LessonLine(
            lesson.id,
            lesson.course_id,
            course,
            lesson.subject,
            lesson.area,
            lesson.hours,
            lesson.starts_at,
            lesson.ends_at,
            room,
            trainer,
            state_of_lesson(lesson, accepted, entry_id is not None, work.now),
            proofs[lesson.id],
            credited.get(lesson.id, 0),
        )
        for lesson, course, room, trainer, entry_id, accepted in found
    ]


def _proofs_by_lesson(work: Work, which: ColumnElement[bool]) -> Mapping[UUID, Mapping[ProofKind, int]]:
    query = (
        select(AttendanceProof.lesson_id, AttendanceProof.kind, func.count())
        .join(Lesson, (Lesson.city_id == AttendanceProof.city_id) & (Lesson.id == AttendanceProof.lesson_id))
        .where(AttendanceProof.city_id == work.city_id, which)
        .group_by(AttendanceProof.lesson_id, AttendanceProof.kind)
    )
    found: dict[UUID, dict[ProofKind, int]] = defaultdict(lambda: dict.fromkeys(ProofKind, 0))
    for lesson_id, kind, people in work.rows(query):
        found[lesson_id][kind] = people
    return found


def _credited_by_lesson(work: Work, which: ColumnElement[bool]) -> Mapping[UUID, int]:
    query = (
        select(TrainingRecord.lesson_id, func.count())
        .join(Lesson, (Lesson.city_id == TrainingRecord.city_id) & (Lesson.id == TrainingRecord.lesson_id))
        .where(TrainingRecord.city_id == work.city_id, which, TrainingRecord.hours > 0, counts_still())
        .group_by(TrainingRecord.lesson_id)
    )
    return {row[0]: row[1] for row in work.rows(query)}


# -- one lesson -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Presence:
    """One person of the course in one lesson, and what shows it."""

    id: UUID
    name: str
    moments: Mapping[ProofKind, datetime]
    hours: int | None
    """Class hours that count; None where none were recorded."""
    record_id: UUID | None


@dataclass(frozen=True)
class StandingEntry:
    """A late entry that waits for its second person, or has been signed."""

    id: UUID
    reason: str
    stated_by: str
    stated_at: datetime
    is_own: bool
    """Whether the viewer stated it, and so cannot sign it."""
    accepted: bool | None
    hours: Mapping[UUID, int]


@dataclass(frozen=True)
class LessonPage:
    line: LessonLine
    cancelled_because: str
    people: Sequence[Presence]
    entry: StandingEntry | None
    call: RollCallLine

    @property
    def seen(self) -> int:
        """People whom at least one scan shows."""
        return sum(bool(each.moments) for each in self.people)


def lesson_page(work: Work, lesson_id: UUID) -> LessonPage:
    """One lesson with everybody of its course; nine statements."""
    lesson = work.get(Lesson, lesson_id)
    (line,) = _lines(work, Lesson.id == lesson_id)
    moments: dict[UUID, dict[ProofKind, datetime]] = defaultdict(dict)
    for proof in work.all(
        select(AttendanceProof).where(AttendanceProof.city_id == work.city_id, AttendanceProof.lesson_id == lesson_id)
    ):
        moments[proof.person_id][proof.kind] = proof.at
    records = {
        record.person_id: record
        for record in work.all(
            select(TrainingRecord).where(
                TrainingRecord.city_id == work.city_id, TrainingRecord.lesson_id == lesson_id, counts_still()
            )
        )
    }
    people = [
        Presence(
            person_id,
            name,
            moments[person_id],
            records[person_id].hours if person_id in records else None,
            records[person_id].id if person_id in records else None,
        )
        for person_id, name in attendees(work, lesson.course_id)
    ]
    call = work.one(select(RollCall).where(RollCall.city_id == work.city_id, RollCall.lesson_id == lesson_id))
    return LessonPage(
        line, lesson.cancelled_because, people, _standing_entry(work, lesson_id), roll_call_of(work, lesson, call)
    )


def _standing_entry(work: Work, lesson_id: UUID) -> StandingEntry | None:
    query = (
        select(LateEntry, Person.name)
        .outerjoin(Person, (Person.city_id == LateEntry.city_id) & (Person.id == LateEntry.first_person_id))
        .where(
            LateEntry.city_id == work.city_id,
            LateEntry.lesson_id == lesson_id,
            LateEntry.stands(),
        )
    )
    for entry, name in work.rows(query):
        return StandingEntry(
            entry.id,
            entry.reason,
            name or "",
            entry.first_at,
            entry.first_person_id == work.actor.person_id,
            entry.accepted,
            {UUID(person_id): hours for person_id, hours in entry.attendance.items()},
        )
    return None


# -- the code in the room, and the phone that scans it ---------------------------------------------------------------


@dataclass(frozen=True)
class CodeOnTheScreen:
    """What the screen in the room shows now."""

    code: str
    changes_in: int
    """Seconds until the next one."""
    arrived: int
    left: int


def code_on_the_screen(work: Work, lesson_id: UUID) -> CodeOnTheScreen:
    """The code of this moment, and how many have scanned; the trainer's own lesson only."""
    lesson = work.get(Lesson, lesson_id)
    seconds = int(STEP.total_seconds())
    scanned = _proofs_by_lesson(work, Lesson.id == lesson_id)[lesson_id]
    return CodeOnTheScreen(
        code_at(work.site.vault, lesson.id, step_of(work.now)),
        seconds - int(work.now.timestamp()) % seconds,
        scanned[ProofKind.ARRIVED],
        scanned[ProofKind.LEFT],
    )


@dataclass(frozen=True)
class ScannedLesson:
    """A lesson as a trainee sees it after a scan."""

    id: UUID
    course_name: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    moments: Mapping[ProofKind, datetime]


def scanned_lesson(work: Work, lesson_id: UUID) -> ScannedLesson:
    """A lesson of a course that the actor attends."""
    lesson = work.get(Lesson, lesson_id)
    proofs = work.all(
        select(AttendanceProof).where(
            AttendanceProof.city_id == work.city_id,
            AttendanceProof.lesson_id == lesson_id,
            AttendanceProof.person_id == work.actor.person_id,
        )
    )
    return ScannedLesson(
        lesson.id,
        work.get(Course, lesson.course_id).name,
        lesson.subject,
        lesson.starts_at,
        lesson.ends_at,
        lesson.cancelled_at is not None,
        {proof.kind: proof.at for proof in proofs},
    )


@dataclass(frozen=True)
class MyLesson:
    """A lesson in the list of somebody who attends its course."""

    id: UUID
    course_name: str
    subject: str
    area: SubjectArea
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    moments: Mapping[ProofKind, datetime]
    hours: int | None
    """Class hours that count; None while none are recorded."""


@dataclass(frozen=True)
class MyAttendance:
    """What training a person has, and what comes next."""

    coming: Sequence[MyLesson]
    held: Sequence[MyLesson]
    """The newest first."""
    sums: Mapping[SubjectArea, int]


def my_attendance(work: Work) -> MyAttendance:
    """Lessons of the actor's courses with the actor's own presence; three statements."""
    me = work.actor.person_id
    moments: dict[UUID, dict[ProofKind, datetime]] = defaultdict(dict)
    for proof in work.all(
        select(AttendanceProof).where(AttendanceProof.city_id == work.city_id, AttendanceProof.person_id == me)
    ):
        moments[proof.lesson_id][proof.kind] = proof.at
    records = work.all(
        select(TrainingRecord).where(
            TrainingRecord.city_id == work.city_id, TrainingRecord.person_id == me, counts_still()
        )
    )
    hours = {record.lesson_id: record.hours for record in records}
    sums = dict.fromkeys(SubjectArea, 0)
    for record in records:
        sums[record.area] += record.hours
    query = (
        select(Lesson, Course.name)
        .join(Course, (Course.city_id == Lesson.city_id) & (Course.id == Lesson.course_id))
        .join(Enrolment, (Enrolment.city_id == Lesson.city_id) & (Enrolment.course_id == Lesson.course_id))
        .where(Lesson.city_id == work.city_id, Enrolment.person_id == me)
        .order_by(Lesson.starts_at, Lesson.id)
    )
    lines = [
        MyLesson(
            lesson.id,
            course,
            lesson.subject,
            lesson.area,
            lesson.starts_at,
            lesson.ends_at,
            lesson.cancelled_at is not None,
            moments[lesson.id],
            hours.get(lesson.id),
        )
        for lesson, course in work.rows(query)
    ]
    return MyAttendance(
        [line for line in lines if line.ends_at > work.now and not line.cancelled],
        [line for line in reversed(lines) if line.ends_at <= work.now or line.cancelled],
        sums,
    )


# -- who teaches, and where ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TrainerLine:
    id: UUID
    name: str
    qualification: str
    since: date
    until: date | None
    """Last day; None while teaching here."""
    lessons: int


@dataclass(frozen=True)
class TeachingStaff:
    """The trainers and the rooms of a training unit."""

    trainers: Sequence[TrainerLine]
    rooms: Sequence[Classroom]


def staff_of(work: Work, unit_id: UUID) -> TeachingStaff:
    """Who teaches at a unit, those who left last, and its rooms; two statements."""
    query = (
        select(Trainer, Person.name, func.count(Lesson.id))
        .join(Person, (Person.city_id == Trainer.city_id) & (Person.id == Trainer.person_id))
        .outerjoin(Lesson, (Lesson.city_id == Trainer.city_id) & (Lesson.trainer_id == Trainer.id))
        .where(Trainer.city_id == work.city_id, Trainer.of_unit(unit_id))
        .group_by(Trainer.city_id, Trainer.id, Person.city_id, Person.id, Person.name)
        .order_by(Trainer.until.is_not(None), Person.name, Trainer.id)
    )
    rooms = work.all(
        select(Classroom).where(Classroom.city_id == work.city_id, Classroom.of_unit(unit_id)).order_by(Classroom.name)
    )
    trainers = [
        TrainerLine(trainer.id, name, trainer.qualification, trainer.since, trainer.until, lessons)
        for trainer, name, lessons in work.rows(query)
    ]
    return TeachingStaff(trainers, rooms)


def teaching_staff(work: Work) -> TeachingStaff:
    """The same of a clerk's own unit."""
    return staff_of(work, work.found(work.actor.training_unit_id or work.actor.guard_unit_id))
