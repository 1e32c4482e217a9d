"""Attendance entered late: with a reason, by two people. The first states who was there, the second signs or declines.

Records made afterwards are how hours were sold elsewhere (domain.md 5.2), so they cost a second person and stay
recognisable for ever.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotAllowed, TooEarly
from exam_app.journal import PersonalText, Tag
from exam_app.models import Enrolment, LateEntry, Lesson
from exam_app.models.lessons import CONFIRM_WITHIN
from exam_app.operations import operation
from exam_app.operations.class_hours import credit_hours
from exam_app.terms import N_
from exam_app.work import Work

LONGEST_REASON = 200


@operation(Permission.TRAIN, Permission.EMPLOY)
def enter_late(work: Work, lesson_id: UUID, attendance: Mapping[UUID, int], reason: str) -> UUID:
    """State who attended a lesson that its trainer did not confirm within a day, with class hours by person.

    Nothing is recorded before somebody else of the unit has signed (:func:`sign_late_entry`). Raises :class:`TooEarly`
    while the trainer can still confirm, :class:`Conflict` when it is confirmed, cancelled or entered already,
    :class:`Invalid` without people or reason.
    """
    lesson = work.lock(Lesson, lesson_id)
    _waits_for_an_entry(work, lesson)
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Give the reason in at most %(most)s characters."), most=LONGEST_REASON)
    present = {person_id: hours for person_id, hours in attendance.items() if hours}
    _check_people(work, lesson, present)
    entry = work.add(
        LateEntry(
            city_id=work.city_id,
            id=work.new_id(),
            **lesson.unit_keys,
            lesson_id=lesson.id,
            attendance={str(person_id): present[person_id] for person_id in sorted(present)},
            reason=reason,
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    work.record(Tag.LATE_ENTRY_STATED, "late_entry", entry.id, people=len(present), reason=PersonalText(reason))
    return entry.id


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.TEACH)
def sign_late_entry(work: Work, entry_id: UUID) -> int:
    """Sign a late entry as the second person; its hours are recorded now. Returns for how many people.

    Raises :class:`NotAllowed` for who stated it, :class:`Conflict` when it is settled, :class:`Invalid` when a day's
    ceiling would be passed by now.
    """
    entry = _open_entry(work, entry_id)
    present = {UUID(person_id): hours for person_id, hours in entry.attendance.items()}
    credit_hours(work, entry.lesson_id, present)
    _settle(work, entry, accepted=True)
    work.record(Tag.LATE_ENTRY_SIGNED, "late_entry", entry.id)
    return len(present)


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.TEACH)
def decline_late_entry(work: Work, entry_id: UUID) -> None:
    """Decline a late entry as the second person; nothing is recorded, and the lesson can be entered anew."""
    entry = _open_entry(work, entry_id)
    _settle(work, entry, accepted=False)
    work.record(Tag.LATE_ENTRY_DECLINED, "late_entry", entry.id)


def _settle(work: Work, entry: LateEntry, *, accepted: bool) -> None:
    entry.second_person_id, entry.second_at, entry.accepted = work.actor.person_id, work.now, accepted


def _open_entry(work: Work, entry_id: UUID) -> LateEntry:
    entry = work.lock(LateEntry, entry_id)
    if entry.second_at is not None:
        raise Conflict("Somebody signed or declined this in the meantime. Nothing was changed.")
    if entry.first_person_id == work.actor.person_id:
        raise NotAllowed("You entered this yourself. Another person of the unit must sign it.")
    return entry


def _waits_for_an_entry(work: Work, lesson: Lesson) -> None:
    if lesson.cancelled_at is not None:
        raise Conflict("This lesson is cancelled. Nothing was recorded.")
    if lesson.confirmed_at is not None:
        raise Conflict("Its trainer has confirmed this lesson. Correct the hours of single people instead.")
    if work.now <= lesson.ends_at + CONFIRM_WITHIN:
        raise TooEarly("Its trainer can still confirm this lesson. It is entered late a day after its end.")
    entered = select(LateEntry.id).where(
        LateEntry.city_id == work.city_id,
        LateEntry.lesson_id == lesson.id,
        LateEntry.stands(),
    )
    if work.one(entered) is not None:
        raise Conflict("This lesson is entered already. Look at its page.")


def _check_people(work: Work, lesson: Lesson, attendance: Mapping[UUID, int]) -> None:
    if not attendance:
        raise Invalid.in_field("who", N_("Choose at least one person."))
    enrolled = select(Enrolment.person_id).where(
        Enrolment.city_id == work.city_id, Enrolment.course_id == lesson.course_id
    )
    if set(attendance) - set(work.all(enrolled)):
        raise Invalid(N_("Somebody you chose does not attend this course. Load the page again."))
    if not all(1 <= hours <= lesson.hours for hours in attendance.values()):
        raise Invalid.in_field("who", N_("Between 0 and %(most)s class hours for each person."), most=lesson.hours)
