"""Where a candidate can go on, and who was moved. Looking changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from exam_app.models import Booking, Lease, Person, Seat, SeatMove
from exam_app.queries.rooms import on_duty
from exam_app.seat_plan import Spot
from exam_app.terms import SeatMoveReason
from exam_app.work import Work

BEFORE, AFTER, CANDIDATE, MOVER = aliased(Seat), aliased(Seat), aliased(Person), aliased(Person)


@dataclass(frozen=True)
class FreeSeat:
    """A seat of the room where nobody is booked."""

    seat_id: UUID
    number: int
    row: int
    column: int
    is_alone: bool
    """Nobody is booked beside, in front or behind."""


def free_seats(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> Sequence[FreeSeat]:
    """The seats to which this candidate may be moved: those with nobody beside first, and of these the nearest."""
    on_duty(work, exam_session_id, room_id)
    query = (
        select(Seat, Booking.id)
        .outerjoin(
            Booking,
            (Booking.city_id == Seat.city_id)
            & (Booking.seat_id == Seat.id)
            & (Booking.exam_session_id == exam_session_id),
        )
        .where(Seat.city_id == work.city_id, Seat.room_id == room_id)
        .order_by(Seat.number)
    )
    rows = [(seat, booked) for seat, booked in work.rows(query)]
    here = next((_spot(seat) for seat, booked in rows if booked == booking_id), Spot(0, 1, 1))
    taken = {_spot(seat) for seat, booked in rows if booked is not None} - {here}
    free = [
        FreeSeat(seat.id, seat.number, seat.row, seat.column, taken.isdisjoint(_spot(seat).neighbours))
        for seat, booked in rows
        if booked is None
    ]
    return sorted(free, key=lambda seat: (not seat.is_alone, _steps(seat, here), seat.number))


def _spot(seat: Seat) -> Spot:
    return Spot(0, seat.row, seat.column)


def _steps(seat: FreeSeat, here: Spot) -> int:
    return abs(seat.row - here.row) + abs(seat.column - here.column)


@dataclass(frozen=True)
class MovedSeat:
    """One move in a room."""

    booking_id: UUID
    name: str
    old_number: int
    new_number: int
    reason: SeatMoveReason
    note: str
    by: str
    at: datetime
    waits: bool
    """The candidate has not signed in at the new computer yet."""


def moves_in_room(
    work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID | None = None
) -> Sequence[MovedSeat]:
    """Who was moved in a room, or the moves of one place, newest first; in one statement."""
    query = (
        select(SeatMove, CANDIDATE.name, BEFORE.number, AFTER.number, MOVER.name, Lease.id)
        .join(Booking, (Booking.city_id == SeatMove.city_id) & (Booking.id == SeatMove.booking_id))
        .join(CANDIDATE, (CANDIDATE.city_id == Booking.city_id) & (CANDIDATE.id == Booking.person_id))
        .join(BEFORE, (BEFORE.city_id == SeatMove.city_id) & (BEFORE.id == SeatMove.from_seat_id))
        .join(AFTER, (AFTER.city_id == SeatMove.city_id) & (AFTER.id == SeatMove.to_seat_id))
        .join(MOVER, (MOVER.city_id == SeatMove.city_id) & (MOVER.id == SeatMove.by_person_id))
        .outerjoin(
            Lease,
            (Lease.city_id == SeatMove.city_id)
            & (Lease.sitting_id == SeatMove.sitting_id)
            & (Lease.epoch == SeatMove.new_epoch)
            & Lease.nonce.is_(None),
        )
        .where(
            SeatMove.city_id == work.city_id,
            SeatMove.exam_session_id == exam_session_id,
            SeatMove.room_id == room_id,
        )
        .order_by(SeatMove.moved_at.desc(), SeatMove.new_epoch.desc(), SeatMove.id.desc())
    )
    if booking_id is not None:
        query = query.where(SeatMove.booking_id == booking_id)
    newest: set[UUID] = set()
    moves = []
    for move, name, old, new, by, waiting in work.rows(query):
        waits = waiting is not None and move.booking_id not in newest
        newest.add(move.booking_id)
        moves.append(MovedSeat(move.booking_id, name, old, new, move.reason, move.note, by, move.moved_at, waits))
    return moves
