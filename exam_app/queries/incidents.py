"""Incidents as they were noted, with the photos, voice notes and additions that belong to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ScalarSelect, case, select
from sqlalchemy.orm import aliased

from exam_app.models import (
    Booking,
    ExamSession,
    Incident,
    IncidentAmendment,
    IncidentFile,
    Person,
    Room,
    Seat,
    SeatMove,
)
from exam_app.queries.rooms import on_duty_or_inspecting
from exam_app.terms import IncidentFileKind, IncidentKind, Severity
from exam_app.work import Work

LATE_ARRIVAL = timedelta(minutes=1)
"""What arrived later than this after it was noted waited on a device: the page says when it came."""


@dataclass(frozen=True)
class FileLine:
    """A photo or voice note without its bytes."""

    id: UUID
    kind: IncidentFileKind
    seconds: int
    size: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Added:
    """Words that were added later."""

    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class NotedIncident:
    """One incident as it was noted; ``seat_number`` None: of the whole room."""

    id: UUID
    room_id: UUID
    room: str
    kind: IncidentKind
    severity: Severity
    note: str
    by: str
    at: datetime
    received_at: datetime
    seat_number: int | None
    files: Sequence[FileLine] = ()
    added: Sequence[Added] = ()
    """Oldest first."""

    @property
    def waited(self) -> bool:
        """It was kept on a device before it could be sent."""
        return self.received_at - self.at > LATE_ARRIVAL


def incidents_of(
    work: Work,
    exam_session_id: UUID,
    room_id: UUID | None = None,
    booking_id: UUID | None = None,
    incident_id: UUID | None = None,
) -> Sequence[NotedIncident]:
    """The incidents of an examination, of a room with all its seats, or of one place; newest first.

    Three statements however many there are; without the bytes of any file.
    """
    query = (
        select(
            Incident, Person.name, case((Booking.room_id == Incident.room_id, Seat.number), else_=_left()), Room.name
        )
        .join(Room, (Room.city_id == Incident.city_id) & (Room.id == Incident.room_id))
        .join(Person, (Person.city_id == Incident.city_id) & (Person.id == Incident.by_person_id))
        .outerjoin(Booking, (Booking.city_id == Incident.city_id) & (Booking.id == Incident.booking_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(Incident.city_id == work.city_id, Incident.exam_session_id == exam_session_id)
        .order_by(Incident.at.desc(), Incident.id.desc())
    )
    if room_id is not None:
        query = query.where(Incident.room_id == room_id)
    if booking_id is not None:
        query = query.where(Incident.booking_id == booking_id)
    if incident_id is not None:
        query = query.where(Incident.id == incident_id)
    rows = work.rows(query)
    ids = [incident.id for incident, *_ in rows]
    files, added = files_of(work, ids), added_to(work, ids)
    return [
        NotedIncident(
            incident.id,
            incident.room_id,
            room,
            incident.kind,
            incident.severity,
            incident.note,
            name,
            incident.at,
            incident.received_at,
            number,
            files.get(incident.id, ()),
            added.get(incident.id, ()),
        )
        for incident, name, number, room in rows
    ]


def _left() -> ScalarSelect[int]:
    """The seat from which somebody left the room of the incident for another one."""
    seat = aliased(Seat)
    return (
        select(seat.number)
        .join(SeatMove, (SeatMove.city_id == seat.city_id) & (SeatMove.from_seat_id == seat.id))
        .where(
            SeatMove.city_id == Incident.city_id,
            SeatMove.booking_id == Incident.booking_id,
            SeatMove.room_id == Incident.room_id,
            SeatMove.to_room_id != Incident.room_id,
        )
        .order_by(SeatMove.moved_at.desc())
        .limit(1)
        .correlate(Incident)
        .scalar_subquery()
    )


def files_of(work: Work, incident_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[FileLine]]:
    """The files of these incidents without their bytes, in the order in which they came; one statement."""
    query = (
        select(
            IncidentFile.incident_id,
            IncidentFile.id,
            IncidentFile.kind,
            IncidentFile.seconds,
            IncidentFile.size,
            Person.name,
            IncidentFile.at,
        )
        .join(Person, (Person.city_id == IncidentFile.city_id) & (Person.id == IncidentFile.by_person_id))
        .where(IncidentFile.city_id == work.city_id, IncidentFile.incident_id.in_(incident_ids))
        .order_by(IncidentFile.received_at, IncidentFile.id)
    )
    found: dict[UUID, list[FileLine]] = {}
    for incident_id, file_id, kind, seconds, size, name, at in work.rows(query):
        found.setdefault(incident_id, []).append(FileLine(file_id, kind, seconds, size, name, at))
    return found


def added_to(work: Work, incident_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Added]]:
    """What was added to these incidents, oldest first; one statement."""
    query = (
        select(IncidentAmendment.incident_id, IncidentAmendment.note, Person.name, IncidentAmendment.at)
        .join(Person, (Person.city_id == IncidentAmendment.city_id) & (Person.id == IncidentAmendment.by_person_id))
        .where(IncidentAmendment.city_id == work.city_id, IncidentAmendment.incident_id.in_(incident_ids))
        .order_by(IncidentAmendment.at, IncidentAmendment.id)
    )
    found: dict[UUID, list[Added]] = {}
    for incident_id, note, name, at in work.rows(query):
        found.setdefault(incident_id, []).append(Added(note, name, at))
    return found


def incident_in_room(work: Work, exam_session_id: UUID, room_id: UUID, incident_id: UUID) -> NotedIncident:
    """One incident of a room on duty or inspected; any other does not exist."""
    on_duty_or_inspecting(work, exam_session_id, room_id)
    found = incidents_of(work, exam_session_id, room_id, incident_id=incident_id)
    return work.found(found[0] if found else None)


@dataclass(frozen=True)
class SessionIncidents:
    """All incidents of an examination, for the city."""

    exam_session_id: UUID
    exam_name: str
    starts_at: datetime
    incidents: Sequence[NotedIncident]


def incidents_of_session(work: Work, exam_session_id: UUID) -> SessionIncidents:
    session = work.get(ExamSession, exam_session_id)
    return SessionIncidents(session.id, session.name, session.starts_at, incidents_of(work, session.id))
