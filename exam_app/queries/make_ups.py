"""The make-ups of one examination, and what can be chosen for a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import Booking, ExamSession, Incident, MakeUp, Person, Room, Sitting
from exam_app.queries.scheduling import Choice
from exam_app.terms import ExamSessionState, IncidentKind, MakeUpGround
from exam_app.work import Work


@dataclass(frozen=True)
class MakeUpLine:
    """One make-up: for whom, why, what shows it, and who signed."""

    id: UUID
    room: str
    candidate: str
    """With neither room nor candidate it is for everybody."""
    ground: MakeUpGround
    reason: str
    incident: IncidentKind | None
    incident_at: datetime | None
    document: str
    first: str
    first_at: datetime
    second: str
    second_at: datetime | None
    dropped_at: datetime | None
    is_mine: bool

    @property
    def is_waiting(self) -> bool:
        return self.second_at is None and self.dropped_at is None


@dataclass(frozen=True)
class Booked:
    booking_id: UUID
    name: str
    ticket_number: str
    was_absent: bool


@dataclass(frozen=True)
class IncidentChoice:
    id: UUID
    kind: IncidentKind
    at: datetime
    room: str
    note: str


@dataclass(frozen=True)
class MakeUpPage:
    exam_session_id: UUID
    name: str
    starts_at: datetime
    is_closed: bool
    lines: Sequence[MakeUpLine]
    rooms: Sequence[Choice]
    candidates: Sequence[Booked]
    incidents: Sequence[IncidentChoice]


def make_up_page(work: Work, exam_session_id: UUID) -> MakeUpPage:
    """One examination with its make-ups, rooms, candidates and incidents; five statements."""
    session = work.get(ExamSession, exam_session_id)
    booked = _booked(work, session)
    return MakeUpPage(
        session.id,
        session.name,
        session.starts_at,
        session.state is ExamSessionState.CLOSED,
        _lines(work, session),
        list(dict.fromkeys(Choice(room.id, room.name) for _, room in booked if room is not None)),
        [candidate for candidate, _ in booked],
        _incidents(work, session),
    )


def _lines(work: Work, session: ExamSession) -> Sequence[MakeUpLine]:
    query = (
        select(MakeUp, Room.name, Incident, Booking.person_id)
        .outerjoin(Room, (Room.city_id == MakeUp.city_id) & (Room.id == MakeUp.room_id))
        .outerjoin(Incident, (Incident.city_id == MakeUp.city_id) & (Incident.id == MakeUp.incident_id))
        .outerjoin(Booking, (Booking.city_id == MakeUp.city_id) & (Booking.id == MakeUp.booking_id))
        .where(MakeUp.city_id == work.city_id, MakeUp.exam_session_id == session.id)
        .order_by(MakeUp.first_at, MakeUp.id)
    )
    rows = work.rows(query)
    people = {row[0].first_person_id for row in rows} | {row[0].second_person_id for row in rows} | {r[3] for r in rows}
    names = _names(work, {person for person in people if person is not None})
    return [
        MakeUpLine(
            row.id,
            room or "",
            names.get(person_id, "") if person_id else "",
            row.ground,
            row.reason,
            incident.kind if incident else None,
            incident.at if incident else None,
            row.document,
            names.get(row.first_person_id, ""),
            row.first_at,
            names.get(row.second_person_id, "") if row.second_person_id else "",
            row.second_at,
            row.dropped_at,
            row.first_person_id == work.actor.person_id,
        )
        for row, room, incident, person_id in rows
    ]


def _names(work: Work, person_ids: set[UUID]) -> dict[UUID, str]:
    query = select(Person.id, Person.name).where(Person.city_id == work.city_id, Person.id.in_(person_ids))
    return {row[0]: row[1] for row in work.rows(query)}


def _booked(work: Work, session: ExamSession) -> Sequence[tuple[Booked, Room | None]]:
    query = (
        select(Booking, Person.name, Room, Sitting.id)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
        .order_by(Booking.ticket_number)
    )
    return [
        (Booked(booking.id, name, booking.ticket_number or "", sitting_id is None), room)
        for booking, name, room, sitting_id in work.rows(query)
    ]


def _incidents(work: Work, session: ExamSession) -> Sequence[IncidentChoice]:
    query = (
        select(Incident, Room.name)
        .join(Room, (Room.city_id == Incident.city_id) & (Room.id == Incident.room_id))
        .where(Incident.city_id == work.city_id, Incident.exam_session_id == session.id)
        .order_by(Incident.at)
    )
    return [IncidentChoice(row.id, row.kind, row.at, room, row.note) for row, room in work.rows(query)]
