"""Candidates are checked in at the door of their room, also while the network is down.

What was noted without a network arrives later, in its order, each with an id that the device made: sending again stores
once. The device's time decides who was late, the time of arrival at the server stands beside it. Who is refused is in
the ledger of the room as well, with the reason; nothing that was noted is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import NotFound, TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.models import Booking, CheckIn, ExamSession, RoomSignature
from exam_app.models.exam_sessions import CHECK_IN_OPENS, NEVER_HELD
from exam_app.operations import operation
from exam_app.queries.check_ins import barred_in_room
from exam_app.queries.entry_refusals import refused_in_room
from exam_app.queries.rooms import on_duty
from exam_app.terms import CheckInOutcome, CheckInWay
from exam_app.work import Work


@dataclass(frozen=True)
class Arrival:
    """A candidate came. ``at`` is when the device noted it; None: now."""

    client_id: UUID
    booking_id: UUID
    way: CheckInWay
    at: datetime | None = None


@dataclass(frozen=True)
class CheckedIn:
    """What became of an arrival; ``at`` and ``late_minutes`` are those that stand."""

    client_id: UUID
    booking_id: UUID
    outcome: CheckInOutcome
    at: datetime
    late_minutes: int


@operation(Permission.INVIGILATE)
def check_in(work: Work, exam_session_id: UUID, room_id: UUID, arrivals: Sequence[Arrival]) -> Sequence[CheckedIn]:
    """Note arrivals in the order given; returns what became of each, a refusal with its outcome.

    Raises :class:`TooEarly` before check-in opens, :class:`TooLate` once the room is signed, :class:`NotFound` for
    somebody who is not booked in this room; nothing of the call is kept then.
    """
    session = _open_room(work, exam_session_id, room_id)
    kept_out = {
        **dict.fromkeys(barred_in_room(work, session, room_id), CheckInOutcome.BARRED),
        **dict.fromkeys(refused_in_room(work, session.id, room_id), CheckInOutcome.REFUSED),
    }
    return [_arrive(work, session, room_id, arrival, kept_out.get(arrival.booking_id)) for arrival in arrivals]


def _open_room(work: Work, exam_session_id: UUID, room_id: UUID) -> ExamSession:
    session, _ = on_duty(work, exam_session_id, room_id)
    if session.state in NEVER_HELD or work.now < session.starts_at - CHECK_IN_OPENS:
        raise TooEarly("Check-in opens one hour before the examination.")
    signed = select(RoomSignature.id).where(
        RoomSignature.city_id == work.city_id,
        RoomSignature.exam_session_id == session.id,
        RoomSignature.room_id == room_id,
    )
    if work.all(signed):
        raise TooLate("This room is signed. What is noted now would not be what was signed; tell the city.")
    return session


def _arrive(
    work: Work, session: ExamSession, room_id: UUID, arrival: Arrival, kept_out: CheckInOutcome | None
) -> CheckedIn:
    booking = work.lock(Booking, arrival.booking_id)
    if (booking.exam_session_id, booking.room_id) != (session.id, room_id):
        raise NotFound("This does not exist, or not for you.")
    stands = work.one(select(CheckIn).where(CheckIn.city_id == work.city_id, CheckIn.booking_id == booking.id))
    at = _moment(work, session, arrival.at)
    late = max(0, (at - session.starts_at) // timedelta(minutes=1))
    if stands is not None:
        again = stands.client_id != str(arrival.client_id)
        if again:
            _refuse(work, session, room_id, booking, CheckInOutcome.AGAIN, late)
        outcome = CheckInOutcome.AGAIN if again else _outcome(stands.late_minutes)
        return CheckedIn(arrival.client_id, booking.id, outcome, stands.at, stands.late_minutes)
    if kept_out or late > session.late_minutes:
        outcome = kept_out or CheckInOutcome.TOO_LATE
        _refuse(work, session, room_id, booking, outcome, late)
        return CheckedIn(arrival.client_id, booking.id, outcome, at, late)
    work.add(
        CheckIn(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            booking_id=booking.id,
            client_id=str(arrival.client_id),
            way=arrival.way,
            at=at,
            received_at=work.now,
            late_minutes=late,
            by_person_id=work.actor.person_id,
        )
    )
    work.record(
        Tag.CHECKED_IN,
        "booking",
        booking.id,
        about=booking.person_id,
        ledger=session.ledger_of(room_id),
        way=arrival.way.value,
        late=late,
        noted_at=at.isoformat(),
    )
    return CheckedIn(arrival.client_id, booking.id, _outcome(late), at, late)


def _moment(work: Work, session: ExamSession, noted: datetime | None) -> datetime:
    """What the device says, within what is possible: since check-in opened, and not in the future."""
    if noted is None:
        return work.now
    return min(max(noted, session.starts_at - CHECK_IN_OPENS), work.now)


def _outcome(late_minutes: int) -> CheckInOutcome:
    return CheckInOutcome.LATE if late_minutes else CheckInOutcome.ARRIVED


def _refuse(
    work: Work, session: ExamSession, room_id: UUID, booking: Booking, outcome: CheckInOutcome, late: int
) -> None:
    work.record(
        Tag.CHECK_IN_REFUSED,
        "booking",
        booking.id,
        about=booking.person_id,
        ledger=session.ledger_of(room_id),
        check_in=outcome.value,
        late=late,
    )
