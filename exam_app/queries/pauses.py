"""Pauses of an examination as its rooms and its office see them: what is on, and what was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from exam_app.models import Booking, Pause, Person, Room, Seat, Sitting
from exam_app.work import Work


@dataclass(frozen=True)
class PauseLine:
    """One pause: whom it stops, who began it when and why, and who ended it when."""

    id: UUID
    room_id: UUID | None
    """None: all rooms of the examination."""
    booking_id: UUID | None
    """None: the whole room, or all rooms."""
    room: str
    seat_number: int | None
    reason: str
    begun_by_id: UUID
    begun_by: str
    """Empty for an invigilator where it was somebody at the city, like ``ended_by``."""
    begun_at: datetime
    ended_by: str
    ended_at: datetime | None

    @property
    def is_on(self) -> bool:
        return self.ended_at is None

    @property
    def is_of_all_rooms(self) -> bool:
        return self.room_id is None

    def is_of(self, room_id: UUID | None, booking_id: UUID | None) -> bool:
        """Whether it was begun for exactly this place, and not for a larger one around it."""
        return (self.room_id, self.booking_id) == (room_id, booking_id)

    def concerns(self, booking_id: UUID) -> bool:
        """Whether it stops this place of its room."""
        return self.booking_id in (None, booking_id)


def pauses_of_room(work: Work, exam_session_id: UUID, room_id: UUID) -> Sequence[PauseLine]:
    """Those of a room, of its seats and of all rooms, newest first, in one statement."""
    here = or_(Pause.room_id == room_id, Pause.room_id.is_(None))
    return _read(work, _lines(work, exam_session_id).where(here))


def pauses_of_session(work: Work, exam_session_id: UUID) -> Sequence[PauseLine]:
    """All of an examination, newest first, in one statement."""
    return _read(work, _lines(work, exam_session_id))


def _lines(work: Work, exam_session_id: UUID) -> Select[Pause, str, str, int, UUID, str]:
    beginner, ender = aliased(Person), aliased(Person)
    return (
        select(Pause, beginner.name, ender.name, Seat.number, Sitting.booking_id, Room.name)
        .outerjoin(beginner, (beginner.city_id == Pause.city_id) & (beginner.id == Pause.begun_by_id))
        .outerjoin(ender, (ender.city_id == Pause.city_id) & (ender.id == Pause.ended_by_id))
        .outerjoin(Room, (Room.city_id == Pause.city_id) & (Room.id == Pause.room_id))
        .outerjoin(Sitting, (Sitting.city_id == Pause.city_id) & (Sitting.id == Pause.sitting_id))
        .outerjoin(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(Pause.city_id == work.city_id, Pause.exam_session_id == exam_session_id)
        .order_by(Pause.begun_at.desc(), Pause.id.desc())
    )


def _read(work: Work, query: Select[Pause, str, str, int, UUID, str]) -> Sequence[PauseLine]:
    return [
        PauseLine(
            id=pause.id,
            room_id=pause.room_id,
            booking_id=booking_id,
            room=room or "",
            seat_number=seat_number,
            reason=pause.reason,
            begun_by_id=pause.begun_by_id,
            begun_by=begun_by or "",
            begun_at=pause.begun_at,
            ended_by=ended_by or "",
            ended_at=pause.ended_at,
        )
        for pause, begun_by, ended_by, seat_number, booking_id, room in work.rows(query)
    ]
