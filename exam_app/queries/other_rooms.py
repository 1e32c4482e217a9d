"""Where somebody can go on in another room of the same examination. Looking changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.errors import NotFound
from exam_app.models import (
    Booking,
    Enrolment,
    ExamSession,
    Invigilation,
    Person,
    Registration,
    Room,
    RoomSignature,
    Seat,
    Sitting,
)
from exam_app.queries.accommodations import alone_among
from exam_app.queries.scheduling import colleagues, training_units_of
from exam_app.seat_plan import Spot
from exam_app.work import Work

SHOWN = 3
"""Seats of a room to choose from: the best ones."""


@dataclass(frozen=True)
class FreePlace:
    """A seat of another room where nobody is booked."""

    seat_id: UUID
    number: int
    row: int
    is_alone: bool
    """Nobody is booked beside, in front or behind."""
    is_close: bool
    """Somebody registered by the same training unit is."""


@dataclass(frozen=True)
class OtherRoom:
    """Another room of the examination that has invigilators."""

    id: UUID
    name: str
    is_signed: bool
    booked: Collection[UUID]
    """The bookings in it."""
    free: Sequence[FreePlace]
    """The best first: away from the own training unit, then with nobody beside."""

    def keeps_apart(self, place: FreePlace) -> bool:
        """Beside somebody of the own training unit only where no seat of the room is better."""
        return not place.is_close or all(each.is_close for each in self.free)


def other_rooms(work: Work, session: ExamSession, booking: Booking) -> Sequence[OtherRoom]:
    """The supervised rooms of the examination besides that of the booking, by name; four statements."""
    supervised = (
        select(Room)
        .join(Invigilation, (Invigilation.city_id == Room.city_id) & (Invigilation.room_id == Room.id))
        .where(Room.city_id == work.city_id, Invigilation.exam_session_id == session.id, Room.id != booking.room_id)
        .distinct()
        .order_by(Room.name)
    )
    rooms = work.all(supervised)
    signed = set(
        work.all(
            select(RoomSignature.room_id).where(
                RoomSignature.city_id == work.city_id, RoomSignature.exam_session_id == session.id
            )
        )
    )
    unit = work.one(
        select(Registration.training_unit_id).where(
            Registration.city_id == work.city_id,
            Registration.id == booking.registration_id,
            Registration.training_unit_id.is_not(None),
        )
    )
    seats = _seats(work, session, [room.id for room in rooms])
    return [
        OtherRoom(
            room.id,
            room.name,
            room.id in signed,
            {booked for _, booked, _ in seats[room.id] if booked is not None},
            _free(seats[room.id], unit),
        )
        for room in rooms
    ]


Taken = tuple[Seat, UUID | None, UUID | None]
"""A seat, who is booked at it, and of which training unit."""


def _seats(work: Work, session: ExamSession, room_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Taken]]:
    query = (
        select(Seat, Booking.id, Registration.training_unit_id)
        .outerjoin(
            Booking,
            (Booking.city_id == Seat.city_id) & (Booking.seat_id == Seat.id) & (Booking.exam_session_id == session.id),
        )
        .outerjoin(
            Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id)
        )
        .where(Seat.city_id == work.city_id, Seat.room_id.in_(room_ids))
        .order_by(Seat.number)
    )
    found: dict[UUID, list[Taken]] = {room_id: [] for room_id in room_ids}
    for seat, booked, unit in work.rows(query):
        found[seat.room_id].append((seat, booked, unit))
    return found


def _free(seats: Sequence[Taken], unit: UUID | None) -> Sequence[FreePlace]:
    taken = {Spot(0, seat.row, seat.column): whose for seat, booked, whose in seats if booked is not None}
    free = []
    for seat, booked, _ in seats:
        if booked is None:
            beside = [taken[spot] for spot in Spot(0, seat.row, seat.column).neighbours if spot in taken]
            close = unit is not None and unit in beside
            free.append(FreePlace(seat.id, seat.number, seat.row, not beside, close))
    return sorted(free, key=lambda place: (place.is_close, not place.is_alone, place.number))


def crowded(work: Work, session: ExamSession, booking: Booking, room: OtherRoom) -> bool:
    """Whether somebody who needs a room of their own would sit with others there."""
    alone = alone_among(work, session.id)
    return bool(room.booked) and (booking.id in alone or any(each in alone for each in room.booked))


def partial_to(work: Work, session: ExamSession, room_id: UUID, person_id: UUID) -> bool:
    """Whether an invigilator of the room trains this candidate or works in one guard unit with them."""
    duties = work.all(
        select(Invigilation.person_id).where(
            Invigilation.city_id == work.city_id,
            Invigilation.exam_session_id == session.id,
            Invigilation.room_id == room_id,
        )
    )
    if any(candidate == person_id for _, _, candidate in colleagues(work, session, duties)):
        return True
    units = {unit for each in training_units_of(work, duties).values() for unit in each}
    trained = select(Enrolment.id).where(
        Enrolment.city_id == work.city_id, Enrolment.person_id == person_id, Enrolment.training_unit_id.in_(units)
    )
    return bool(work.all(trained.limit(1)))


@dataclass(frozen=True)
class OtherRoomPage:
    """A candidate, where they sit, and the rooms with free seats."""

    exam_session_id: UUID
    booking_id: UUID
    room_id: UUID
    room: str
    seat_number: int
    session: str
    starts_at: datetime
    name: str
    has_begun: bool
    rooms: Sequence[OtherRoom]
    """Those that are not signed and have a free seat."""


def other_room_page(work: Work, exam_session_id: UUID, booking_id: UUID) -> OtherRoomPage:
    """Raises :class:`NotFound` for a booking of another examination or without a seat; eight statements."""
    session, booking = work.get(ExamSession, exam_session_id), work.get(Booking, booking_id)
    if booking.exam_session_id != session.id:
        raise NotFound("This does not exist, or not for you.")
    room_id, seat_id = work.found(booking.room_id), work.found(booking.seat_id)
    begun = work.one(select(Sitting.id).where(Sitting.city_id == work.city_id, Sitting.booking_id == booking.id))
    return OtherRoomPage(
        session.id,
        booking.id,
        room_id,
        work.get(Room, room_id).name,
        work.get(Seat, seat_id).number,
        session.name,
        session.starts_at,
        work.get(Person, booking.person_id).name,
        begun is not None,
        [room for room in other_rooms(work, session, booking) if room.free and not room.is_signed],
    )
