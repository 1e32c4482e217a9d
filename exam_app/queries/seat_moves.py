"""Where a candidate can go on, and who was moved. Looking changes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased

from exam_app.models import Booking, Lease, Pause, Person, Room, Seat, SeatMove, Sitting
from exam_app.queries.rooms import on_duty
from exam_app.seat_plan import Spot
from exam_app.terms import SeatMoveReason
from exam_app.work import Work

BEFORE, AFTER, CANDIDATE, MOVER = aliased(Seat), aliased(Seat), aliased(Person), aliased(Person)
OLD_ROOM, NEW_ROOM = aliased(Room), aliased(Room)


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
    """One move in a room, out of it or into it."""

    booking_id: UUID
    name: str
    """Empty for the invigilators of a room that the candidate has left."""
    old_number: int
    new_number: int
    reason: SeatMoveReason
    note: str
    by: str
    """Empty for an invigilator where it was somebody at the city."""
    at: datetime
    waits: bool
    """The candidate has not signed in at the new computer yet."""
    room_id: UUID
    to_room_id: UUID
    old_room: str
    new_room: str

    @property
    def is_to_another_room(self) -> bool:
        return self.room_id != self.to_room_id

    def has_left(self, room_id: UUID) -> bool:
        """With this move the candidate went out of that room."""
        return self.is_to_another_room and self.room_id == room_id


def moves_in_room(
    work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID | None = None
) -> Sequence[MovedSeat]:
    """Who was moved in, out of or into a room, or the moves of one place, newest first; in one statement."""
    query = (
        select(
            SeatMove, CANDIDATE.name, BEFORE.number, AFTER.number, MOVER.name, OLD_ROOM.name, NEW_ROOM.name, Lease.id
        )
        .outerjoin(Booking, (Booking.city_id == SeatMove.city_id) & (Booking.id == SeatMove.booking_id))
        .outerjoin(CANDIDATE, (CANDIDATE.city_id == Booking.city_id) & (CANDIDATE.id == Booking.person_id))
        .join(BEFORE, (BEFORE.city_id == SeatMove.city_id) & (BEFORE.id == SeatMove.from_seat_id))
        .join(AFTER, (AFTER.city_id == SeatMove.city_id) & (AFTER.id == SeatMove.to_seat_id))
        .join(OLD_ROOM, (OLD_ROOM.city_id == SeatMove.city_id) & (OLD_ROOM.id == SeatMove.room_id))
        .join(NEW_ROOM, (NEW_ROOM.city_id == SeatMove.city_id) & (NEW_ROOM.id == SeatMove.to_room_id))
        .outerjoin(MOVER, (MOVER.city_id == SeatMove.city_id) & (MOVER.id == SeatMove.by_person_id))
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
            or_(SeatMove.room_id == room_id, SeatMove.to_room_id == room_id),
        )
        .order_by(SeatMove.moved_at.desc(), SeatMove.new_epoch.desc(), SeatMove.id.desc())
    )
    if booking_id is not None:
        query = query.where(SeatMove.booking_id == booking_id)
    newest: set[UUID] = set()
    moves = []
    for move, name, old, new, by, old_room, new_room, waiting in work.rows(query):
        waits = waiting is not None and move.booking_id not in newest
        newest.add(move.booking_id)
        moves.append(
            MovedSeat(
                move.booking_id,
                name or "",
                old,
                new,
                move.reason,
                move.note,
                by or "",
                move.moved_at,
                waits,
                move.room_id,
                move.to_room_id,
                old_room,
                new_room,
            )
        )
    return moves


@dataclass(frozen=True)
class Stays:
    """In which rooms somebody sat, and from when to when; None: from the beginning, to the end."""

    spans: Sequence[tuple[UUID, datetime | None, datetime | None]]

    @property
    def rooms(self) -> Collection[UUID]:
        return {room_id for room_id, _, _ in self.spans}

    def was_in(self, room_id: UUID, since: datetime, until: datetime | None = None) -> bool:
        """At that moment, or at any time from ``since`` to ``until``."""
        return any(
            where == room_id and (begun is None or begun <= (until or since)) and (ended is None or since < ended)
            for where, begun, ended in self.spans
        )

    def stood(self, pause: Pause, sitting_id: UUID, now: datetime) -> bool:
        """Whether that pause was one of this sitting, too, in whichever of its rooms."""
        if pause.room_id is None or pause.sitting_id is not None:
            return pause.sitting_id in (None, sitting_id)
        return self.was_in(pause.room_id, pause.begun_at, pause.ended_at or now)


def moves_of(work: Work, booking_id: UUID) -> Sequence[SeatMove]:
    """Every move of a booking, the oldest first; one statement."""
    query = select(SeatMove).where(SeatMove.city_id == work.city_id, SeatMove.booking_id == booking_id)
    return work.all(query.order_by(SeatMove.moved_at, SeatMove.new_epoch))


def stays_of(moves: Sequence[SeatMove], room_id: UUID | None) -> Stays:
    """The rooms of a booking with these moves that is in ``room_id`` now, the first one first."""
    spans: list[tuple[UUID, datetime | None, datetime | None]] = []
    since: datetime | None = None
    for move in moves:
        if move.room_id != move.to_room_id:
            spans.append((move.room_id, since, move.moved_at))
            since = move.moved_at
    if room_id is not None:
        spans.append((room_id, since, None))
    return Stays(spans)


def arrived_at() -> ScalarSelect[datetime]:
    """Since when the candidate of a :class:`Sitting` sits in its room, for a statement that reads sittings.

    NULL for who came from no other room.
    """
    return (
        select(func.max(SeatMove.moved_at))
        .where(
            SeatMove.city_id == Sitting.city_id,
            SeatMove.sitting_id == Sitting.id,
            SeatMove.room_id != SeatMove.to_room_id,
        )
        .correlate(Sitting)
        .scalar_subquery()
    )
