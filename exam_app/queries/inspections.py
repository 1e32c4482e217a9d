"""What a roving inspector sees: the rooms of the examination, worst first, and what was seen in each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from exam_app.models import (
    Booking,
    ExamCentre,
    ExamSession,
    Incident,
    InspectorDuty,
    Invigilation,
    Person,
    Room,
    RoomSignature,
    RoomVisit,
    Sitting,
)
from exam_app.queries.alerts import GRAVITY, Alert, alerts_of
from exam_app.queries.incidents import NotedIncident, incidents_of
from exam_app.sitting_states import OPEN
from exam_app.terms import ExamSessionState, VisitDefect
from exam_app.work import Work

DEFECTS: Mapping[str, VisitDefect] = {defect.value: defect for defect in VisitDefect}
AHEAD = timedelta(days=14)
"""How far ahead an inspector sees duties."""


@dataclass(frozen=True)
class InspectedSession:
    """One examination whose rooms the actor inspects."""

    exam_session_id: UUID
    exam_name: str
    centre: str
    starts_at: datetime
    ends_at: datetime


def inspections_ahead(work: Work) -> Sequence[InspectedSession]:
    """The examinations of today and the coming days that the actor inspects, by time."""
    zone = work.site.settings.zone
    midnight = work.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    query = (
        select(ExamSession, ExamCentre.name)
        .join(
            InspectorDuty,
            (InspectorDuty.city_id == ExamSession.city_id) & (InspectorDuty.exam_session_id == ExamSession.id),
        )
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .where(
            ExamSession.city_id == work.city_id,
            InspectorDuty.person_id == work.actor.person_id,
            ExamSession.state != ExamSessionState.WITHDRAWN,
            ExamSession.starts_at >= midnight,
            ExamSession.starts_at < midnight + AHEAD,
        )
        .order_by(ExamSession.starts_at, ExamSession.id)
    )
    return [
        InspectedSession(session.id, session.name, centre, session.starts_at, session.ends_at)
        for session, centre in work.rows(query)
    ]


def inspecting(work: Work, exam_session_id: UUID) -> ExamSession:
    """The examination if the actor inspects its rooms; any other does not exist."""
    query = (
        select(ExamSession)
        .join(
            InspectorDuty,
            (InspectorDuty.city_id == ExamSession.city_id) & (InspectorDuty.exam_session_id == ExamSession.id),
        )
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.id == exam_session_id,
            InspectorDuty.person_id == work.actor.person_id,
        )
    )
    return work.found(work.one(query))


def inspectors_of(work: Work, exam_session_id: UUID) -> Mapping[UUID, str]:
    """The names of those who inspect an examination, by person."""
    query = (
        select(Person.id, Person.name)
        .join(InspectorDuty, (InspectorDuty.city_id == Person.city_id) & (InspectorDuty.person_id == Person.id))
        .where(InspectorDuty.city_id == work.city_id, InspectorDuty.exam_session_id == exam_session_id)
        .order_by(Person.name)
    )
    return {row[0]: row[1] for row in work.rows(query)}


# -- visits -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Visit:
    """An inspector was in a room; no defect: everything was in order."""

    room_id: UUID
    by: str
    at: datetime
    defects: Sequence[VisitDefect]
    note: str


def visits_of(work: Work, exam_session_id: UUID, room_id: UUID | None = None) -> Sequence[Visit]:
    """The visits to a room, or to all rooms of an examination, newest first; one statement."""
    query = (
        select(RoomVisit, Person.name)
        .join(Person, (Person.city_id == RoomVisit.city_id) & (Person.id == RoomVisit.by_person_id))
        .where(RoomVisit.city_id == work.city_id, RoomVisit.exam_session_id == exam_session_id)
        .order_by(RoomVisit.at.desc(), RoomVisit.id.desc())
    )
    if room_id is not None:
        query = query.where(RoomVisit.room_id == room_id)
    return [
        Visit(row.room_id, name, row.at, [DEFECTS[value] for value in row.defects], row.note)
        for row, name in work.rows(query)
    ]


# -- the rooms ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InspectedRoom:
    """One room of the examination in figures."""

    room_id: UUID
    room: str
    invigilators: Sequence[str]
    booked: int
    sat: int
    answering: int
    alerts: Sequence[Alert]
    """Those that nobody has settled, the gravest first."""
    incidents: int
    visits: Sequence[Visit]
    signed: int

    @property
    def badness(self) -> tuple[int, int, int]:
        """Sorts the worst room first: the gravest open alert, how many there are, incidents."""
        gravest = min((GRAVITY[alert.cause] for alert in self.alerts), default=len(GRAVITY))
        return gravest, -len(self.alerts), -self.incidents


@dataclass(frozen=True)
class Inspection:
    """An examination and its rooms, the worst first; of those alike, who was not visited yet comes first."""

    exam_session_id: UUID
    exam_name: str
    starts_at: datetime
    ends_at: datetime
    rooms: Sequence[InspectedRoom]

    @property
    def unvisited(self) -> int:
        return sum(not room.visits for room in self.rooms)


def inspection(work: Work, exam_session_id: UUID) -> Inspection:
    """All rooms of an examination that the actor inspects. Twelve statements whatever the number of rooms."""
    session = inspecting(work, exam_session_id)
    alerts, visits = _by_room(alerts_of(work, session.id)), visits_of(work, session.id)
    incidents, staff, signed = _incidents(work, session), _staff(work, session), _signed(work, session)
    rooms = [
        InspectedRoom(
            room_id,
            name,
            staff.get(room_id, ()),
            booked,
            sat,
            answering,
            alerts.get(room_id, ()),
            incidents[room_id],
            [visit for visit in visits if visit.room_id == room_id],
            signed[room_id],
        )
        for room_id, name, booked, sat, answering in work.rows(_figures(work, session))
    ]
    rooms.sort(key=lambda room: (room.badness, bool(room.visits), room.room))
    return Inspection(session.id, session.name, session.starts_at, session.ends_at, rooms)


def _by_room(alerts: Iterable[Alert]) -> Mapping[UUID, Sequence[Alert]]:
    found: dict[UUID, list[Alert]] = {}
    for alert in alerts:
        if alert.is_open:
            found.setdefault(alert.place.room_id, []).append(alert)
    return found


def _figures(work: Work, session: ExamSession) -> Select[UUID, str, int, int, int]:
    return (
        select(
            Room.id,
            Room.name,
            func.count(Booking.id),
            func.count(Sitting.id),
            func.count(Sitting.id).filter(Sitting.state.in_(OPEN)),
        )
        .join(Booking, (Booking.city_id == Room.city_id) & (Booking.room_id == Room.id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(Room.city_id == work.city_id, Booking.exam_session_id == session.id)
        .group_by(Room.id, Room.name)
        .order_by(Room.name)
    )


def _incidents(work: Work, session: ExamSession) -> Counter[UUID]:
    query = (
        select(Incident.room_id, func.count())
        .where(Incident.city_id == work.city_id, Incident.exam_session_id == session.id)
        .group_by(Incident.room_id)
    )
    return Counter({row[0]: row[1] for row in work.rows(query)})


def _staff(work: Work, session: ExamSession) -> Mapping[UUID, Sequence[str]]:
    query = (
        select(Invigilation.room_id, Person.name)
        .join(Person, (Person.city_id == Invigilation.city_id) & (Person.id == Invigilation.person_id))
        .where(Invigilation.city_id == work.city_id, Invigilation.exam_session_id == session.id)
        .order_by(Invigilation.is_chief.desc(), Person.name)
    )
    found: dict[UUID, list[str]] = {}
    for room_id, name in work.rows(query):
        found.setdefault(room_id, []).append(name)
    return found


def _signed(work: Work, session: ExamSession) -> Counter[UUID]:
    query = (
        select(RoomSignature.room_id, func.count())
        .where(RoomSignature.city_id == work.city_id, RoomSignature.exam_session_id == session.id)
        .group_by(RoomSignature.room_id)
    )
    return Counter({row[0]: row[1] for row in work.rows(query)})


@dataclass(frozen=True)
class InspectedRoomPage:
    """One room as its inspector sees it."""

    exam: Inspection
    room: InspectedRoom
    incidents: Sequence[NotedIncident]


def inspected_room(work: Work, exam_session_id: UUID, room_id: UUID) -> InspectedRoomPage:
    """A room of an examination that the actor inspects; any other does not exist."""
    exam = inspection(work, exam_session_id)
    found = [room for room in exam.rooms if room.room_id == room_id]
    room = work.found(found[0] if found else None)
    return InspectedRoomPage(exam, room, incidents_of(work, exam_session_id, room_id))
