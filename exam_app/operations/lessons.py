"""Lessons planned and cancelled. What was planned is never changed: another time is another lesson."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import Classroom, Course, Lesson, Trainer
from exam_app.models.lessons import CLASS_HOUR
from exam_app.operations import operation
from exam_app.operations.own_unit import lock_own_unit
from exam_app.outline import DAILY_CEILING
from exam_app.roll_calls import BYTES_DRAWN, drawn_moment
from exam_app.terms import N_, SubjectArea
from exam_app.work import Work

LONGEST_SUBJECT = 80
LONGEST_REASON = 200
LONGEST_LESSON = timedelta(hours=12)


@operation(Permission.TRAIN, Permission.EMPLOY)
def plan_lesson(
    work: Work,
    course_id: UUID,
    *,
    classroom_id: UUID,
    trainer_id: UUID,
    area: SubjectArea,
    subject: str,
    starts_at: datetime,
    ends_at: datetime,
    hours: int,
) -> UUID:
    """Plan a lesson of the own unit's course; returns its id.

    A lesson may also be entered after it was held; then nobody has scanned anything, and its hours need a second
    person unless its trainer confirms it within a day. Raises :class:`Invalid` by field: too many class hours (45
    minutes each) for its time or for a day, a trainer or a room that is taken, a day outside the course.
    """
    subject = subject.strip()
    lock_own_unit(work)
    course, trainer = work.get(Course, course_id), work.get(Trainer, trainer_id)
    room = work.get(Classroom, classroom_id)
    _check_times(work, course, starts_at, ends_at)
    _check_matter(area, subject, hours, ends_at - starts_at)
    _check_trainer(work, trainer, starts_at)
    _refuse_taken(work, trainer, room, starts_at, ends_at)
    lesson = work.add(
        Lesson(
            city_id=work.city_id,
            id=work.new_id(),
            **course.unit_keys,
            course_id=course.id,
            classroom_id=room.id,
            trainer_id=trainer.id,
            area=area,
            subject=subject,
            starts_at=starts_at,
            ends_at=ends_at,
            hours=hours,
            roll_call_at=drawn_moment(starts_at, ends_at, work.site.random_bytes(BYTES_DRAWN)),
            planned_by_id=work.actor.person_id,
            planned_at=work.now,
        )
    )
    work.record(Tag.LESSON_PLANNED, "lesson", lesson.id, hours=hours, starts_at=starts_at.isoformat())
    return lesson.id


@operation(Permission.TRAIN, Permission.EMPLOY)
def cancel_lesson(work: Work, lesson_id: UUID, reason: str) -> None:
    """Cancel a lesson that is not confirmed; it stays in the list with the reason.

    Raises :class:`Conflict` when it was confirmed or cancelled before, :class:`Invalid` without a reason.
    """
    lesson = work.lock(Lesson, lesson_id)
    if lesson.confirmed_at is not None:
        raise Conflict("Its trainer has confirmed this lesson. Correct the hours of single people instead.")
    if lesson.cancelled_at is not None:
        raise Conflict("This lesson is cancelled already. Nothing was changed.")
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Give the reason in at most %(most)s characters."), most=LONGEST_REASON)
    lesson.cancelled_at, lesson.cancelled_by_id = work.now, work.actor.person_id
    lesson.cancelled_because = reason.strip()
    work.record(Tag.LESSON_CANCELLED, "lesson", lesson.id)


def _check_times(work: Work, course: Course, starts_at: datetime, ends_at: datetime) -> None:
    if not timedelta() < ends_at - starts_at <= LONGEST_LESSON:
        raise Invalid.in_field("ends", N_("A lesson ends after it begins, on the same day."))
    day = starts_at.astimezone(work.site.settings.zone).date()
    if not course.starts_on <= day <= course.ends_on:
        raise Invalid.in_field(
            "held_on",
            N_("The course lasts from %(first)s to %(last)s. Check the day."),
            first=course.starts_on.isoformat(),
            last=course.ends_on.isoformat(),
        )


def _check_matter(area: SubjectArea, subject: str, hours: int, lasts: timedelta) -> None:
    most = DAILY_CEILING[area.kind]
    if not 1 <= hours <= most:
        raise Invalid.in_field(
            "hours", N_("%(kind)s: between 1 and %(most)s class hours a day."), kind=area.kind, most=most
        )
    if hours * CLASS_HOUR > lasts:
        raise Invalid.in_field(
            "hours",
            N_("%(minutes)s minutes hold at most %(most)s class hours of 45 minutes. Correct the times or the hours."),
            minutes=int(lasts / timedelta(minutes=1)),
            most=lasts // CLASS_HOUR,
        )
    if not 1 <= len(subject) <= LONGEST_SUBJECT:
        raise Invalid.in_field(
            "subject", N_("Say in at most %(most)s characters what is taught."), most=LONGEST_SUBJECT
        )


def _check_trainer(work: Work, trainer: Trainer, starts_at: datetime) -> None:
    day = starts_at.astimezone(work.site.settings.zone).date()
    if day < trainer.since or (trainer.until is not None and day > trainer.until):
        raise Invalid.in_field("trainer", N_("This trainer does not teach at your unit on that day."))


def _refuse_taken(work: Work, trainer: Trainer, room: Classroom, starts_at: datetime, ends_at: datetime) -> None:
    """Nobody teaches two lessons at once and no room holds two; what other units plan is not known here."""
    query = (
        select(Lesson.trainer_id, Lesson.subject, Lesson.starts_at, Lesson.ends_at)
        .where(
            Lesson.city_id == work.city_id,
            or_(Lesson.trainer_id == trainer.id, Lesson.classroom_id == room.id),
            Lesson.held_by(work.actor),
            Lesson.starts_at < ends_at,
            Lesson.ends_at > starts_at,
            Lesson.cancelled_at.is_(None),
        )
        .order_by(Lesson.starts_at)
        .limit(1)
    )
    for trainer_id, subject, begins, ends in work.rows(query):
        zone = work.site.settings.zone
        places = {
            "subject": subject,
            "begins": f"{begins.astimezone(zone):%H:%M}",
            "ends": f"{ends.astimezone(zone):%H:%M}",
        }
        if trainer_id == trainer.id:
            raise Invalid.in_field(
                "trainer",
                N_("The trainer teaches “%(subject)s” from %(begins)s to %(ends)s. Choose another time or trainer."),
                **places,
            )
        raise Invalid.in_field(
            "classroom",
            N_("In this room is “%(subject)s” from %(begins)s to %(ends)s. Choose another time or room."),
            **places,
        )
