"""The roll call of a lesson: one picture of the room at a moment nobody knew, and whom the trainer sees in it."""

import hashlib
import io
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select

from certificates import PhotoRefused
from certificates.picture import upright
from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound, TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.models import AttendanceProof, Enrolment, Lesson, RollCall
from exam_app.operations import operation
from exam_app.operations.photos import PHOTO_FAULTS
from exam_app.terms import N_, ProofKind
from exam_app.work import Work

SEALED_AS = "roll_call.picture"
LONGEST_SIDE = 1600
"""Pixels: a room of forty faces stays recognisable, the file stays near 300 kB."""
QUALITY = 80


@operation(Permission.TEACH)
def take_roll_call(work: Work, lesson_id: UUID, picture: bytes, seen: Collection[UUID]) -> int:
    """Answer the roll call of the actor's own lesson with a picture of the room; returns how many are seen in it.

    Taken once, from the moment at which it was asked for until the lesson's end. Raises :class:`TooEarly` before that
    moment, :class:`TooLate` after the lesson, :class:`Conflict` when it was taken before or the lesson is cancelled,
    :class:`Invalid` for a file that is no picture or for somebody of another course.
    """
    lesson = work.lock(Lesson, lesson_id)
    if lesson.cancelled_at is not None:
        raise Conflict("This lesson is cancelled. Nothing was recorded.")
    if work.now < lesson.roll_call_at:
        raise TooEarly("The roll call is not asked for yet.")
    if work.now > lesson.ends_at:
        raise TooLate("The lesson is over. A picture taken now shows nothing of it.")
    taken = select(func.count()).where(RollCall.city_id == work.city_id, RollCall.lesson_id == lesson.id)
    if work.count(taken):
        raise Conflict("The roll call of this lesson is taken already.")
    enrolled = select(Enrolment.person_id).where(
        Enrolment.city_id == work.city_id, Enrolment.course_id == lesson.course_id
    )
    if set(seen) - set(work.all(enrolled)):
        raise Invalid(N_("Somebody you chose does not attend this course. Load the page again."))
    jpeg, row_id = _encoded(picture), work.new_id()
    work.add(
        RollCall(
            city_id=work.city_id,
            id=row_id,
            **lesson.unit_keys,
            lesson_id=lesson.id,
            asked_at=lesson.roll_call_at,
            taken_at=work.now,
            picture_sealed=work.site.vault.seal(jpeg, SEALED_AS, row_id),
            digest=hashlib.sha256(jpeg).digest(),
            taken_by_id=work.actor.person_id,
        )
    )
    work.add_all(
        [
            AttendanceProof(
                city_id=work.city_id,
                id=work.new_id(),
                **lesson.unit_keys,
                lesson_id=lesson.id,
                person_id=person_id,
                kind=ProofKind.ROLL_CALL,
                at=work.now,
                by_person_id=work.actor.person_id,
            )
            for person_id in sorted(set(seen))
        ]
    )
    work.record(Tag.ROLL_CALL_TAKEN, "lesson", lesson.id, seen=len(set(seen)), digest=hashlib.sha256(jpeg).hexdigest())
    return len(set(seen))


def _encoded(picture: bytes) -> bytes:
    """Our own JPEG of the picture: upright, bounded, without place or device that the telephone wrote into it."""
    try:
        image = upright(picture)
    except PhotoRefused as refused:
        raise Invalid.in_field("picture", PHOTO_FAULTS[refused.reason]) from refused
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


@operation(Permission.TEACH, Permission.TRAIN, Permission.EMPLOY, Permission.REVIEW)
def open_roll_call(work: Work, lesson_id: UUID) -> bytes:
    """The picture of a lesson in reach, as JPEG; who opened it is recorded. Raises :class:`NotFound`."""
    row = work.one(select(RollCall).where(RollCall.city_id == work.city_id, RollCall.lesson_id == lesson_id))
    if row is None:
        raise NotFound("This does not exist, or not for you.")
    work.record(Tag.ROLL_CALL_READ, "lesson", lesson_id)
    return work.site.vault.open_bytes(row.picture_sealed, SEALED_AS, row.id)
