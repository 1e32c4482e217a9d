"""Accommodations: extra time, a room of one's own, a reader. One person asks with the reason, another one approves.

Everybody may switch size, contrast and sound on the screen without asking (exam-delivery rows 38 and 39); these three
need a room, a person or the clock, and so two people (row 27).
"""

from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import PersonalText, Tag
from exam_app.models import Accommodation, Booking, ExamSession, Sitting
from exam_app.operations import operation
from exam_app.terms import N_, AccommodationKind, ExamSessionState
from exam_app.work import Work

MOST = 120
LONGEST_REASON = 200


@operation(Permission.SCHEDULE)
def ask(
    work: Work, exam_session_id: UUID, booking_id: UUID, kind: AccommodationKind, *, minutes: int | None, reason: str
) -> UUID:
    """Ask for one accommodation for a booked candidate; it waits for :func:`decide`. Returns its id.

    ``minutes`` of extra time are added to the candidate's own deadline at the start, 1 to 120; for the other kinds they
    mean nothing. Raises :class:`Invalid` by field, :class:`Conflict` when the paper has begun, when the same was asked
    for already, and for a room after the tickets are out: seats stay then.
    """
    session, booking = _open_booking(work, exam_session_id, booking_id, kind)
    minutes = minutes or 0 if kind is AccommodationKind.EXTRA_TIME else 0
    reason = " ".join(reason.split())
    if kind is AccommodationKind.EXTRA_TIME and not 1 <= minutes <= MOST:
        raise Invalid.in_field("minutes", N_("Enter 1 to %(most)s minutes."), most=MOST)
    if not reason:
        raise Invalid.in_field("reason", N_("Enter the reason: the second person decides by it."))
    if len(reason) > LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Use at most %(length)s characters."), length=LONGEST_REASON)
    work.lock(Booking, booking.id)  # asked for twice at once, it is asked for once
    if _stands(work, booking.registration_id, kind):
        raise Conflict("This was asked for already. Decide on it, or leave it as it is.")
    asked = work.add(
        Accommodation(
            city_id=work.city_id,
            id=work.new_id(),
            registration_id=booking.registration_id,
            person_id=booking.person_id,
            kind=kind,
            minutes=minutes,
            reason=reason,
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    _record(work, Tag.ACCOMMODATION_ASKED, asked, session)
    return asked.id


@operation(Permission.SCHEDULE)
def decide(work: Work, exam_session_id: UUID, accommodation_id: UUID, *, approve: bool) -> None:
    """The second person's word. Declined, it may be asked for again with a better reason.

    Raises :class:`Conflict` for who asked, for what is decided already, when the paper has begun, and for a room after
    the tickets are out.
    """
    asked = work.lock(Accommodation, accommodation_id)
    booking = work.one(
        select(Booking).where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id == exam_session_id,
            Booking.registration_id == asked.registration_id,
        )
    )
    if booking is None:
        raise NotFound("This does not exist, or not for you.")
    if asked.approved is not None:
        raise Conflict("This is decided already.")
    if asked.first_person_id == work.actor.person_id:
        raise Conflict("You asked for this yourself. A second person has to approve it.")
    session = work.get(ExamSession, exam_session_id)
    if approve:
        _open_booking(work, exam_session_id, booking.id, asked.kind)
    asked.second_person_id, asked.decided_at, asked.approved = work.actor.person_id, work.now, approve
    _record(work, Tag.ACCOMMODATION_APPROVED if approve else Tag.ACCOMMODATION_DECLINED, asked, session)


def _open_booking(
    work: Work, exam_session_id: UUID, booking_id: UUID, kind: AccommodationKind
) -> tuple[ExamSession, Booking]:
    """A booking for which this kind can still be arranged."""
    session, booking = work.get(ExamSession, exam_session_id), work.get(Booking, booking_id)
    if booking.exam_session_id != session.id:
        raise NotFound("This does not exist, or not for you.")
    if session.state not in (ExamSessionState.PLANNED, ExamSessionState.PUBLISHED, ExamSessionState.RUNNING):
        raise Conflict("This examination is over. Ask again with the next booking.")
    if kind is AccommodationKind.OWN_ROOM and session.state is not ExamSessionState.PLANNED:
        raise Conflict("The tickets are out, so seats stay. Book the candidate in another examination.")
    begun = select(Sitting.id).where(Sitting.city_id == work.city_id, Sitting.booking_id == booking.id)
    if work.one(begun) is not None:
        raise Conflict("The paper has begun. More time is given in the room now.")
    return session, booking


def _stands(work: Work, registration_id: UUID, kind: AccommodationKind) -> bool:
    query = select(Accommodation.id).where(
        Accommodation.city_id == work.city_id,
        Accommodation.registration_id == registration_id,
        Accommodation.kind == kind,
        Accommodation.approved.is_not(False),
    )
    return work.one(query) is not None


def _record(work: Work, tag: Tag, asked: Accommodation, session: ExamSession) -> None:
    work.record(
        tag,
        "accommodation",
        asked.id,
        about=asked.person_id,
        need=asked.kind.value,
        minutes=asked.minutes,
        exam_session=str(session.id),
        reason=PersonalText(asked.reason),
    )
