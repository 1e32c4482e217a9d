"""Who was in a lesson: codes scanned by the trainees' own phones, and the trainer's word at the end.

Every sign is a row of its own with its moment (:class:`AttendanceProof`); the class hours follow from the trainer's
confirmation alone and show which signs stand behind them. A trainer confirms within a day of the lesson's end; after
that it takes a reason and two people (:mod:`exam_app.operations.late_entries`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.lesson_codes import STEP, is_shown
from exam_app.models import AttendanceProof, Enrolment, Lesson
from exam_app.models.lessons import CONFIRM_WITHIN, DOORS_OPEN, END_BEGINS
from exam_app.operations import operation
from exam_app.operations.class_hours import credit_hours
from exam_app.terms import N_, ProofKind
from exam_app.work import Work


@dataclass(frozen=True)
class Receipt:
    """What a trainee reads after a scan."""

    kind: ProofKind
    at: datetime


@operation(Permission.ATTEND)
def prove_presence(work: Work, lesson_id: UUID, code: str, *, device: str, address: str) -> Receipt:
    """Take a scanned code as a sign that the actor is in the room; a repeated scan is answered with the first receipt.

    ``device`` is a number that the browser keeps, ``address`` where it asks from; both are kept as keyed hashes. A code
    lives for its own step of 20 seconds and the next one, so a picture of it sent to somebody outside comes too late.
    Raises :class:`TooLate` for an old code, :class:`TooEarly` or :class:`TooLate` outside the lesson's time,
    :class:`Conflict` for a lesson that is cancelled.
    """
    lesson = work.get(Lesson, lesson_id)
    kind = _kind_of_scan(work, lesson)
    taken = select(AttendanceProof).where(
        AttendanceProof.city_id == work.city_id,
        AttendanceProof.lesson_id == lesson.id,
        AttendanceProof.person_id == work.actor.person_id,
        AttendanceProof.kind == kind,
    )
    before = work.one(taken)
    if before is not None:
        return Receipt(kind, before.at)
    if not is_shown(work.site.vault, lesson.id, code, work.now):
        raise TooLate(
            "This code is older than %(seconds)s seconds. Scan the one that is on the screen now.",
            code="old_code",
            seconds=2 * int(STEP.total_seconds()),
        )
    work.add(
        AttendanceProof(
            city_id=work.city_id,
            id=work.new_id(),
            **lesson.unit_keys,
            lesson_id=lesson.id,
            person_id=work.actor.person_id,
            kind=kind,
            at=work.now,
            device=work.site.vault.blind_index("device:" + device),
            network=work.site.vault.blind_index("address:" + address),
        )
    )
    work.record(Tag.PRESENCE_PROVED, "lesson", lesson.id, about=work.actor.person_id, kind=kind)
    return Receipt(kind, work.now)


def _kind_of_scan(work: Work, lesson: Lesson) -> ProofKind:
    if lesson.cancelled_at is not None:
        raise Conflict("This lesson is cancelled.")
    if work.now < lesson.starts_at - DOORS_OPEN:
        raise TooEarly("The lesson has not begun yet. Scan the code when you are in the room.")
    if work.now > lesson.ends_at + DOORS_OPEN:
        raise TooLate("The lesson is over. Tell the trainer if you were there and could not scan.")
    return ProofKind.LEFT if work.now >= lesson.ends_at - END_BEGINS else ProofKind.ARRIVED


@operation(Permission.TEACH)
def confirm_lesson(work: Work, lesson_id: UUID, attendance: Mapping[UUID, int]) -> int:
    """Confirm who attended the actor's own lesson, with class hours by person; returns how many attended.

    Whoever is not named, or with 0 hours, was not there. One person beyond the day's ceiling refuses the whole, so that
    nothing is half recorded. Raises :class:`TooEarly` before the last minutes of the lesson, :class:`TooLate` a day
    after it, :class:`Conflict` when it was confirmed or cancelled before.
    """
    lesson = work.lock(Lesson, lesson_id)
    _may_be_confirmed(work, lesson)
    present = {person_id: hours for person_id, hours in attendance.items() if hours}
    _refuse_strangers(work, lesson, present)
    credit_hours(work, lesson.id, present)
    work.add_all(
        [
            AttendanceProof(
                city_id=work.city_id,
                id=work.new_id(),
                **lesson.unit_keys,
                lesson_id=lesson.id,
                person_id=person_id,
                kind=ProofKind.TRAINER,
                at=work.now,
                by_person_id=work.actor.person_id,
            )
            for person_id in sorted(present)
        ]
    )
    lesson.confirmed_at, lesson.confirmed_by_id = work.now, work.actor.person_id
    work.record(Tag.LESSON_CONFIRMED, "lesson", lesson.id, present=len(present))
    return len(present)


def _may_be_confirmed(work: Work, lesson: Lesson) -> None:
    if lesson.cancelled_at is not None:
        raise Conflict("This lesson is cancelled. Nothing was recorded.")
    if lesson.confirmed_at is not None:
        raise Conflict("This lesson is confirmed already. Nothing was recorded twice.")
    if work.now < lesson.ends_at - END_BEGINS:
        raise TooEarly("The lesson is not over yet. Confirm it in its last minutes or afterwards.")
    if work.now > lesson.ends_at + CONFIRM_WITHIN:
        raise TooLate(
            "More than a day has passed since this lesson. The unit's clerk enters it late, with a reason and a second "
            "person."
        )


def _refuse_strangers(work: Work, lesson: Lesson, attendance: Mapping[UUID, int]) -> None:
    enrolled = select(Enrolment.person_id).where(
        Enrolment.city_id == work.city_id, Enrolment.course_id == lesson.course_id
    )
    if set(attendance) - set(work.all(enrolled)):
        raise Invalid(N_("Somebody you chose does not attend this course. Load the page again."))
