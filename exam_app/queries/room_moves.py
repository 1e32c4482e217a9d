"""Rooms of examinations that were moved: what waits, what was, where a room can go, and what the people moved read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from exam_app.models import Booking, ExamCentre, ExamSession, Person, Room, RoomMove, Seat
from exam_app.models.exam_sessions import OVER
from exam_app.terms import ExamSessionState
from exam_app.work import Work


@dataclass(frozen=True)
class RoomMoveLine:
    """A move of a room as the office reads it."""

    id: UUID
    exam_session_id: UUID
    """Where it was proposed."""
    exam_name: str
    room_id: UUID
    old_room: str
    new_room: str
    old_starts_at: datetime
    new_starts_at: datetime
    reason: str
    first_by: str
    first_at: datetime
    second_by: str
    """Empty while it waits, and where no ticket was out."""
    in_force_at: datetime | None
    dropped_at: datetime | None
    is_mine: bool

    @property
    def name(self) -> str:
        """As a list of changes that wait names it."""
        return self.exam_name

    @property
    def waits(self) -> bool:
        return self.in_force_at is None and self.dropped_at is None


def room_moves_of(work: Work, exam_session_id: UUID) -> Sequence[RoomMoveLine]:
    """All moves of rooms out of an examination or into it, the newest first; one statement."""
    here = (RoomMove.exam_session_id == exam_session_id) | (RoomMove.new_session_id == exam_session_id)
    return _lines(work, _moves().where(RoomMove.city_id == work.city_id, here))


def waiting_room_moves(work: Work) -> Sequence[RoomMoveLine]:
    """The moves that another person has to confirm; one statement."""
    query = _moves().where(
        RoomMove.city_id == work.city_id, RoomMove.in_force_at.is_(None), RoomMove.dropped_at.is_(None)
    )
    return _lines(work, query)


def _moves() -> Select[RoomMove, str, str, str, str, str | None]:
    first, second, old, new = aliased(Person), aliased(Person), aliased(Room), aliased(Room)
    return (
        select(RoomMove, ExamSession.name, old.name, new.name, first.name, second.name)
        .join(ExamSession, (ExamSession.city_id == RoomMove.city_id) & (ExamSession.id == RoomMove.exam_session_id))
        .join(old, (old.city_id == RoomMove.city_id) & (old.id == RoomMove.room_id))
        .join(new, (new.city_id == RoomMove.city_id) & (new.id == RoomMove.new_room_id))
        .join(first, (first.city_id == RoomMove.city_id) & (first.id == RoomMove.first_person_id))
        .outerjoin(second, (second.city_id == RoomMove.city_id) & (second.id == RoomMove.second_person_id))
        .order_by(RoomMove.first_at.desc(), RoomMove.id.desc())
    )


def _lines(work: Work, query: Select[RoomMove, str, str, str, str, str | None]) -> Sequence[RoomMoveLine]:
    return [
        RoomMoveLine(
            move.id,
            move.exam_session_id,
            exam_name,
            move.room_id,
            old_room,
            new_room,
            move.old_starts_at,
            move.new_starts_at,
            move.reason,
            first_by,
            move.first_at,
            second_by or "",
            move.in_force_at,
            move.dropped_at,
            move.first_person_id == work.actor.person_id,
        )
        for move, exam_name, old_room, new_room, first_by, second_by in work.rows(query)
    ]


# -- where a room can go ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MovePage:
    """A room with its people, and where they could go."""

    exam_session_id: UUID
    room_id: UUID
    session: str
    centre: str
    room: str
    starts_at: datetime
    candidates: int
    is_planned: bool
    rooms: Sequence["RoomChoice"]
    """All rooms of the centre that have seats enough."""


def move_page(work: Work, exam_session_id: UUID, room_id: UUID) -> MovePage:
    """Four statements. Raises :class:`NotFound` for a room in which nobody sits."""
    session = work.get(ExamSession, exam_session_id)
    here = select(func.count(Booking.id)).where(
        Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id == room_id
    )
    candidates = work.found(work.count(here) or None)
    rooms = rooms_of_centre(work, session.centre_id)
    return MovePage(
        session.id,
        room_id,
        session.name,
        work.get(ExamCentre, session.centre_id).name,
        next(room.name for room in rooms if room.id == room_id),
        session.starts_at,
        candidates,
        session.state is ExamSessionState.PLANNED,
        [room for room in rooms if room.seats >= candidates],
    )


@dataclass(frozen=True)
class RoomChoice:
    id: UUID
    name: str
    seats: int


def rooms_of_centre(work: Work, centre_id: UUID) -> Sequence[RoomChoice]:
    """All rooms of a centre by name, with their seats."""
    query = (
        select(Room.id, Room.name, func.count(Seat.id))
        .join(Seat, (Seat.city_id == Room.city_id) & (Seat.room_id == Room.id))
        .where(Room.city_id == work.city_id, Room.centre_id == centre_id)
        .group_by(Room.id, Room.name)
        .order_by(Room.name)
    )
    return [RoomChoice(*row) for row in work.rows(query)]


def rooms_used(work: Work, centre_id: UUID, begins: datetime, minutes: int) -> Sequence[tuple[UUID, UUID]]:
    """Examination and room of all that sit at a centre while ``minutes`` run from that moment."""
    query = (
        select(ExamSession, Booking.room_id)
        .join(Booking, (Booking.city_id == ExamSession.city_id) & (Booking.exam_session_id == ExamSession.id))
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.centre_id == centre_id,
            ExamSession.state.not_in(OVER),
            Booking.room_id.is_not(None),
        )
        .distinct()
    )
    ends = begins + timedelta(minutes=minutes)
    return [
        (session.id, room_id)
        for session, room_id in work.rows(query)
        if room_id is not None and session.starts_at < ends and begins < session.ends_at
    ]


# -- what the people moved read -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnRoomMove:
    """A move in force as the people moved read it: nobody of the staff is named."""

    old_starts_at: datetime
    old_room: str
    new_starts_at: datetime
    new_room: str
    reason: str
    at: datetime


Place = tuple[UUID, UUID]
"""Examination and room where somebody is booked now."""


def room_moves_told(work: Work, exam_session_ids: Collection[UUID]) -> Mapping[Place, Sequence[OwnRoomMove]]:
    """The moves after which people sit in these examinations, once tickets were out, by where they sit now, the newest
    first; one statement."""
    return _told(work, _own_moves(work).where(RoomMove.new_session_id.in_(exam_session_ids)))


def room_moves_for_application(work: Work, registration_id: UUID) -> Sequence[OwnRoomMove]:
    """The moves of the rooms in which an application is booked; one statement."""
    return _of_bookings(work, Booking.registration_id == registration_id)


def room_moves_for_booking(work: Work, booking_id: UUID) -> Sequence[OwnRoomMove]:
    """The moves of the room in which somebody is booked; one statement."""
    return _of_bookings(work, Booking.id == booking_id)


def _of_bookings(work: Work, which: ColumnElement[bool]) -> Sequence[OwnRoomMove]:
    query = (
        _own_moves(work)
        .join(
            Booking,
            (Booking.city_id == RoomMove.city_id)
            & (Booking.exam_session_id == RoomMove.new_session_id)
            & (Booking.room_id == RoomMove.new_room_id),
        )
        .where(which)
    )
    return [move for moves in _told(work, query).values() for move in moves]


def _own_moves(work: Work) -> Select[RoomMove, str, str]:
    old, new = aliased(Room), aliased(Room)
    return (
        select(RoomMove, old.name, new.name)
        .join(old, (old.city_id == RoomMove.city_id) & (old.id == RoomMove.room_id))
        .join(new, (new.city_id == RoomMove.city_id) & (new.id == RoomMove.new_room_id))
        .where(RoomMove.city_id == work.city_id, RoomMove.tickets_out, RoomMove.in_force_at.is_not(None))
        .order_by(RoomMove.in_force_at.desc(), RoomMove.id.desc())
    )


def _told(work: Work, query: Select[RoomMove, str, str]) -> Mapping[Place, Sequence[OwnRoomMove]]:
    found: dict[Place, list[OwnRoomMove]] = {}
    for move, old_room, new_room in work.rows(query):
        assert move.in_force_at is not None and move.new_session_id is not None
        own = OwnRoomMove(move.old_starts_at, old_room, move.new_starts_at, new_room, move.reason, move.in_force_at)
        found.setdefault((move.new_session_id, move.new_room_id), []).append(own)
    return found
