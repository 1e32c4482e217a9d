"""The seat plan of one room: who sits where, units by letter, and what could not be kept apart, with the reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase
from uuid import UUID

from sqlalchemy import func, select

from exam_app import session_states
from exam_app.models import Booking, ExamCentre, ExamSession, Person, Registration, Room, Seat, TrainingUnit
from exam_app.queries.people import masked_number
from exam_app.seat_plan import Crowd, Placed, Spot, crowds, too_close
from exam_app.session_changes import AFTER
from exam_app.terms import ExamSessionState, SessionChangeKind
from exam_app.work import Work


@dataclass(frozen=True)
class SeatedPerson:
    """Somebody with a seat, as the plan, the door and the desk show it."""

    booking_id: UUID
    seat: int
    name: str
    id_number: str
    """Masked."""
    ticket_number: str
    """Empty before the publication."""
    unit: str
    letter: str
    """Of the unit, the same in all rooms of the examination; empty for who came alone."""


@dataclass(frozen=True)
class PlanSeat:
    number: int
    person: SeatedPerson | None
    is_close: bool
    """A neighbour comes from the same unit."""


@dataclass(frozen=True)
class RoomPlan:
    """One room in one examination. ``columns`` are counted from the left, each from the front backwards; None is a
    place of the grid without a seat."""

    exam_session_id: UUID
    room_id: UUID
    session: str
    centre: str
    room: str
    starts_at: datetime
    state: ExamSessionState
    draw: int
    columns: Sequence[Sequence[PlanSeat | None]]
    people: Sequence[SeatedPerson]
    """By seat."""
    units: Mapping[str, tuple[str, int]]
    """Letter to name and how many of the unit sit in this room, by letter."""
    close_pairs: Sequence[tuple[SeatedPerson, SeatedPerson]]
    crowd: Crowd | None
    """The unit that is too large for the room, where that is why people of it are neighbours."""
    crowd_unit: str
    rooms: Sequence[tuple[UUID, str]]
    """All rooms of the examination by name."""

    @property
    def is_planned(self) -> bool:
        return self.state is ExamSessionState.PLANNED

    @property
    def may_move(self) -> bool:
        """Whether a room of this examination can be moved at all; the doors may be open already."""
        return (self.state, SessionChangeKind.MOVE) in AFTER

    @property
    def may_change_room(self) -> bool:
        """Whether one candidate may go to another room of the examination."""
        return self.state in session_states.OPEN and len(self.rooms) > 1

    @property
    def seats(self) -> int:
        return sum(seat is not None for column in self.columns for seat in column)


def room_plan(work: Work, exam_session_id: UUID, room_id: UUID) -> RoomPlan:
    """The plan of a room in use; six statements. Raises :class:`NotFound` for a room in which nobody sits."""
    session = work.get(ExamSession, exam_session_id)
    units, rooms = _units_and_rooms(work, session)
    room = work.found(next((name for used_id, name in rooms if used_id == room_id), None))
    letters = _letters(units)
    seats = work.all(
        select(Seat).where(Seat.city_id == work.city_id, Seat.room_id == room_id).order_by(Seat.row, Seat.column)
    )
    placed = _seated(work, session, room_id, letters)
    close = list(too_close(placed))
    found = crowds(placed, [Spot(0, seat.row, seat.column) for seat in seats]) if close else []
    people = sorted((each.who for each in placed.values()), key=lambda person: person.seat)
    here = Counter(person.letter for person in people if person.letter)
    return RoomPlan(
        exam_session_id=session.id,
        room_id=room_id,
        session=session.name,
        centre=work.get(ExamCentre, session.centre_id).name,
        room=room,
        starts_at=session.starts_at,
        state=session.state,
        draw=session.seat_draw,
        columns=_columns(seats, placed, {person.booking_id for pair in close for person in pair}),
        people=people,
        units={letters[unit]: (name, here[letters[unit]]) for unit, name in units if here[letters[unit]]},
        close_pairs=close,
        crowd=found[0] if found else None,
        crowd_unit=next((name for unit, name in units if found and unit == found[0].group), ""),
        rooms=rooms,
    )


def _units_and_rooms(work: Work, session: ExamSession) -> tuple[Sequence[tuple[UUID, str]], Sequence[tuple[UUID, str]]]:
    """The units of everybody booked, the largest first, and the rooms in use by name."""
    counted = func.count(Booking.id)
    units = (
        select(TrainingUnit.id, TrainingUnit.name)
        .join(
            Registration,
            (Registration.city_id == TrainingUnit.city_id) & (Registration.training_unit_id == TrainingUnit.id),
        )
        .join(Booking, (Booking.city_id == Registration.city_id) & (Booking.registration_id == Registration.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
        .group_by(TrainingUnit.id, TrainingUnit.name)
        .order_by(counted.desc(), TrainingUnit.name)
    )
    rooms = (
        select(Room.id, Room.name)
        .join(Booking, (Booking.city_id == Room.city_id) & (Booking.room_id == Room.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
        .distinct()
        .order_by(Room.name)
    )
    return [(unit, name) for unit, name in work.rows(units)], [(room, name) for room, name in work.rows(rooms)]


def _letters(units: Sequence[tuple[UUID, str]]) -> Mapping[UUID, str]:
    """A to Z for the units in their order, then A2, B2 …"""
    laps = len(ascii_uppercase)
    return {
        unit: ascii_uppercase[order % laps] + (str(order // laps + 1) if order >= laps else "")
        for order, (unit, _) in enumerate(units)
    }


def _seated(
    work: Work, session: ExamSession, room_id: UUID, letters: Mapping[UUID, str]
) -> Mapping[Spot, Placed[SeatedPerson]]:
    query = (
        select(Booking, Person, Seat, TrainingUnit)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .join(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
        )
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id == room_id)
    )
    return {
        Spot(0, seat.row, seat.column): Placed(
            SeatedPerson(
                booking.id,
                seat.number,
                person.name,
                masked_number(work, person),
                booking.ticket_number or "",
                unit.name if unit else "",
                letters[unit.id] if unit else "",
            ),
            unit.id if unit else None,
        )
        for booking, person, seat, unit in work.rows(query)
    }


def _columns(
    seats: Sequence[Seat], placed: Mapping[Spot, Placed[SeatedPerson]], close: set[UUID]
) -> Sequence[Sequence[PlanSeat | None]]:
    """The room by columns from the left; None where the grid has no seat."""
    grid: dict[tuple[int, int], PlanSeat] = {}
    for seat in seats:
        sitting = placed.get(Spot(0, seat.row, seat.column))
        person = sitting.who if sitting else None
        grid[seat.row, seat.column] = PlanSeat(seat.number, person, person is not None and person.booking_id in close)
    rows, columns = (max(place[axis] for place in grid) for axis in (0, 1))
    return [[grid.get((row, column)) for row in range(1, rows + 1)] for column in range(1, columns + 1)]
