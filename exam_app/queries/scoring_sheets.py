"""What stands on a printed scoring sheet: one component in each of its rooms, with the marks once all of them stand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import (
    Booking,
    ComponentExaminer,
    ComponentMark,
    ExamCentre,
    ExamComponent,
    ExamSession,
    Person,
    Room,
    Seat,
)
from exam_app.queries.components import outcomes_of
from exam_app.scoring import Outcome, Scale
from exam_app.terms import ComponentKind, ExamSessionState
from exam_app.work import Work


@dataclass(frozen=True)
class SheetCandidate:
    booking_id: UUID
    name: str
    ticket_number: str
    seat: int | None
    marks: Mapping[int, ComponentMark]
    """By place of the examiner; empty on a blank sheet."""
    outcome: Outcome | None
    """None on a blank sheet."""

    @property
    def difference(self) -> int | None:
        """Between the first and the second examiner."""
        if not {1, 2} <= self.marks.keys():
            return None
        return abs(self.marks[1].points - self.marks[2].points)


@dataclass(frozen=True)
class RoomSheet:
    room: str
    """Empty for who has no seat."""
    candidates: Sequence[SheetCandidate]


@dataclass(frozen=True)
class SheetValues:
    component_id: UUID
    kind: ComponentKind
    scale: Scale
    exam_name: str
    starts_at: datetime
    centre: str
    examiners: Mapping[int, str]
    """Names by place; on a blank sheet for an examiner only the own."""
    rooms: Sequence[RoomSheet]
    is_filled: bool


def sheet_values(work: Work, component_id: UUID, *, filled: bool = False) -> SheetValues:
    """The sheets of a component by room and ticket, for whom the reader sees; six statements.

    ``filled`` shows marks, and only those of an examination that is over and of candidates whose marks are complete:
    two examiners mark without knowing of each other's marks. Raises NotFound for a component of others.
    """
    part = work.get(ExamComponent, component_id)
    session = work.get(ExamSession, part.exam_session_id)
    places = _places(work, part)
    shows = filled and session.state is ExamSessionState.CLOSED
    marks = _marks(work, part, places) if shows else {}
    outcomes = outcomes_of(work, [part]) if shows else {}
    query = (
        select(Booking, Person.name, Room.name, Seat.number)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
        .order_by(Room.name, Booking.ticket_number, Booking.id)
    )
    rooms: defaultdict[str, list[SheetCandidate]] = defaultdict(list)
    for booking, name, room, seat in work.rows(query):
        if not booking.asks(part.kind):
            continue
        outcome = outcomes.get((part.id, booking.id))
        complete = outcome is not None and outcome.is_complete
        given = marks.get(booking.id, {}) if complete else {}
        rooms[room or ""].append(
            SheetCandidate(booking.id, name, booking.ticket_number or "", seat, given, outcome if complete else None)
        )
    return SheetValues(
        part.id,
        part.kind,
        part.scale,
        session.name,
        session.starts_at,
        work.get(ExamCentre, session.centre_id).name,
        dict(places.values()),
        [RoomSheet(room, candidates) for room, candidates in rooms.items()],
        shows,
    )


def _places(work: Work, part: ExamComponent) -> Mapping[UUID, tuple[int, str]]:
    """Place and name of the examiners, by person."""
    query = (
        select(ComponentExaminer.person_id, ComponentExaminer.place, Person.name)
        .join(Person, (Person.city_id == ComponentExaminer.city_id) & (Person.id == ComponentExaminer.person_id))
        .where(ComponentExaminer.city_id == work.city_id, ComponentExaminer.component_id == part.id)
    )
    return {person_id: (place, name) for person_id, place, name in work.rows(query)}


def _marks(
    work: Work, part: ExamComponent, places: Mapping[UUID, tuple[int, str]]
) -> Mapping[UUID, Mapping[int, ComponentMark]]:
    query = select(ComponentMark).where(ComponentMark.city_id == work.city_id, ComponentMark.component_id == part.id)
    found: defaultdict[UUID, dict[int, ComponentMark]] = defaultdict(dict)
    for mark in work.all(query):
        if mark.examiner_id in places:
            found[mark.booking_id][places[mark.examiner_id][0]] = mark
    return found
