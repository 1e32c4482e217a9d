"""The record sheet of a room: what happened in figures, and the signed heads of its three moments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from exam_app.models import (
    Booking,
    BookletCount,
    ExamCentre,
    ExamSession,
    Invigilation,
    Person,
    Room,
    RoomMoment,
    RoomSignature,
    Sitting,
)
from exam_app.queries.booklets import copies_in_room, newest_count
from exam_app.queries.incidents import NotedIncident, incidents_of
from exam_app.queries.inspections import Visit, visits_of
from exam_app.queries.seat_moves import MovedSeat, moves_in_room
from exam_app.terms import RoomMomentKind
from exam_app.work import Work

IN_TIME = timedelta(minutes=5)
"""Who began later than this after the start counts as late on the sheet."""


@dataclass(frozen=True)
class Moment:
    """When, and the signed head."""

    at: datetime
    by: str
    """Empty where the clock began it."""
    note: str


@dataclass(frozen=True)
class RoomSheetValues:
    """One room's sheet, for whoever sees the room."""

    exam_session_id: UUID
    room_id: UUID
    exam_name: str
    centre: str
    room: str
    starts_at: datetime
    ends_at: datetime
    booked: int
    sat: int
    late: int
    on_paper: int
    """Of those who sat."""
    copies: int
    """Booklets printed for the room."""
    count: BookletCount | None
    """What became of them."""
    incidents: Sequence[NotedIncident]
    moments: Mapping[RoomMomentKind, Moment]
    visits: Sequence[Visit]
    moves: Sequence[MovedSeat]
    """Out of the room and into it, newest first."""
    signers: Sequence[tuple[str, datetime | None]]
    """Names of those on duty, and when each signed by PIN."""

    @property
    def absent(self) -> int:
        return self.booked - self.sat


def moments_of(work: Work, exam_session_id: UUID, room_id: UUID) -> Mapping[RoomMomentKind, Moment]:
    """The moments that are kept of a room, by kind."""
    query = (
        select(RoomMoment, Person.name)
        .outerjoin(Person, (Person.city_id == RoomMoment.city_id) & (Person.id == RoomMoment.by_person_id))
        .where(
            RoomMoment.city_id == work.city_id,
            RoomMoment.exam_session_id == exam_session_id,
            RoomMoment.room_id == room_id,
        )
    )
    return {moment.kind: Moment(moment.at, name or "", moment.note) for moment, name in work.rows(query)}


def room_sheet(work: Work, exam_session_id: UUID, room_id: UUID) -> RoomSheetValues:
    """The sheet of a room in an examination; raises NotFound for a room of others. Thirteen statements."""
    session, room = work.get(ExamSession, exam_session_id), work.get(Room, room_id)
    booked, sat, late, on_paper = _figures(work, session, room_id)
    signers = _signers(work, session, room_id)
    if not booked and not signers:
        work.found(None)
    return RoomSheetValues(
        exam_session_id=session.id,
        room_id=room.id,
        exam_name=session.name,
        centre=work.get(ExamCentre, session.centre_id).name,
        room=room.name,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        booked=booked,
        sat=sat,
        late=late,
        on_paper=on_paper,
        copies=copies_in_room(work, session.id, room_id),
        count=newest_count(work, session.id, room_id),
        incidents=incidents_of(work, session.id, room_id),
        moments=moments_of(work, session.id, room_id),
        visits=visits_of(work, session.id, room_id),
        moves=[move for move in moves_in_room(work, session.id, room_id) if move.is_to_another_room],
        signers=signers,
    )


def _figures(work: Work, session: ExamSession, room_id: UUID) -> tuple[int, int, int, int]:
    """How many were booked, sat, began late, and answered on paper."""
    late = func.count(Sitting.id).filter(Sitting.started_at > session.starts_at + IN_TIME)
    query = (
        select(func.count(Booking.id), func.count(Sitting.id), late, func.count(Sitting.paper_epoch))
        .select_from(Booking)
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id == room_id)
    )
    booked, sat, begun_late, on_paper = work.rows(query)[0]
    return booked, sat, begun_late, on_paper


def _signers(work: Work, session: ExamSession, room_id: UUID) -> Sequence[tuple[str, datetime | None]]:
    query = (
        select(Person.name, RoomSignature.signed_at)
        .select_from(Invigilation)
        .join(Person, (Person.city_id == Invigilation.city_id) & (Person.id == Invigilation.person_id))
        .outerjoin(RoomSignature, RoomSignature.of_duty())
        .where(
            Invigilation.city_id == work.city_id,
            Invigilation.exam_session_id == session.id,
            Invigilation.room_id == room_id,
        )
        .order_by(Person.name)
    )
    return [(name, signed_at) for name, signed_at in work.rows(query)]
