"""The invigilator's live room: who sits where, how far, and who was not heard of. Looking changes nothing.

Silence is derived from when the candidate's browser was last heard, never stored: it must not change rights
(exam-delivery 2.6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from exam_app.models import (
    Booking,
    ExamCentre,
    ExamSession,
    Invigilation,
    Person,
    Response,
    Room,
    Seat,
    Sitting,
    WebSession,
)
from exam_app.terms import EventKind, SittingState
from exam_app.work import Work

SILENT_AFTER = timedelta(minutes=2)
"""A browser is noted once a minute at most, so that less would be noise."""


@dataclass(frozen=True)
class RoomToday:
    """One duty of today."""

    exam_session_id: UUID
    room_id: UUID
    exam_name: str
    centre: str
    room: str
    starts_at: datetime
    ends_at: datetime


def rooms_today(work: Work) -> Sequence[RoomToday]:
    """The invigilator's rooms of the legal day, by time."""
    zone = work.site.settings.zone
    midnight = work.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    query = (
        select(ExamSession, Room, ExamCentre.name)
        .join(
            Invigilation,
            (Invigilation.city_id == ExamSession.city_id) & (Invigilation.exam_session_id == ExamSession.id),
        )
        .join(Room, (Room.city_id == Invigilation.city_id) & (Room.id == Invigilation.room_id))
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .where(
            ExamSession.city_id == work.city_id,
            Invigilation.person_id == work.actor.person_id,
            ExamSession.starts_at >= midnight,
            ExamSession.starts_at < midnight + timedelta(days=1),
        )
        .order_by(ExamSession.starts_at, Room.name)
    )
    return [
        RoomToday(session.id, room.id, session.name, centre, room.name, session.starts_at, session.ends_at)
        for session, room, centre in work.rows(query)
    ]


class SeatState(StrEnum):
    """What is true of a seat now, worst first: a seat has one state."""

    SILENT = "silent"
    OVERDUE = "overdue"
    NOT_HERE = "not_here"
    WAITING = "waiting"
    ANSWERING = "answering"
    HANDED_IN = "handed_in"
    EMPTY = "empty"


PROBLEMS = (SeatState.SILENT, SeatState.OVERDUE)


@dataclass(frozen=True)
class SeatNow:
    """One seat. ``answered`` of ``slots`` questions; ``heard_at`` is the last sign of the browser."""

    number: int
    row: int
    column: int
    name: str
    state: SeatState
    answered: int = 0
    slots: int = 0
    heard_at: datetime | None = None


@dataclass(frozen=True)
class RoomNow:
    """A room as it is this moment."""

    exam_session_id: UUID
    room_id: UUID
    exam_name: str
    room: str
    starts_at: datetime
    ends_at: datetime
    seats: Sequence[SeatNow]
    looked_at: datetime

    @property
    def problems(self) -> Sequence[SeatNow]:
        """Worst first, the longest silence on top."""
        troubled = [seat for seat in self.seats if seat.state in PROBLEMS]
        return sorted(troubled, key=lambda seat: (PROBLEMS.index(seat.state), seat.heard_at or self.starts_at))

    def count(self, state: SeatState) -> int:
        return sum(seat.state is state for seat in self.seats)

    @property
    def booked(self) -> int:
        return len(self.seats) - self.count(SeatState.EMPTY)


def room_now(work: Work, exam_session_id: UUID, room_id: UUID) -> RoomNow:
    """A room the actor supervises; any other does not exist. Four statements whatever the number of seats."""
    session, room = _on_duty(work, exam_session_id, room_id)
    answered, heard = _answered(work, exam_session_id, room_id), _heard(work, exam_session_id, room_id)
    seats = [
        _seat_now(work, seat, booking, name, sitting, answered, heard)
        for seat, booking, name, sitting in _places(work, exam_session_id, room_id)
    ]
    return RoomNow(session.id, room.id, session.name, room.name, session.starts_at, session.ends_at, seats, work.now)


def _on_duty(work: Work, exam_session_id: UUID, room_id: UUID) -> tuple[ExamSession, Room]:
    query = (
        select(ExamSession, Room)
        .join(
            Invigilation,
            (Invigilation.city_id == ExamSession.city_id) & (Invigilation.exam_session_id == ExamSession.id),
        )
        .join(Room, (Room.city_id == Invigilation.city_id) & (Room.id == Invigilation.room_id))
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.id == exam_session_id,
            Room.id == room_id,
            Invigilation.person_id == work.actor.person_id,
        )
    )
    rows = work.rows(query)
    session, room = work.found(rows[0] if rows else None)
    return session, room


def _places(
    work: Work, exam_session_id: UUID, room_id: UUID
) -> Sequence[tuple[Seat, Booking | None, str | None, Sitting | None]]:
    query = (
        select(Seat, Booking, Person.name, Sitting)
        .outerjoin(
            Booking,
            (Booking.city_id == Seat.city_id)
            & (Booking.seat_id == Seat.id)
            & (Booking.exam_session_id == exam_session_id),
        )
        .outerjoin(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(Seat.city_id == work.city_id, Seat.room_id == room_id)
        .order_by(Seat.number)
    )
    return [(seat, booking, name, sitting) for seat, booking, name, sitting in work.rows(query)]


def _answered(work: Work, exam_session_id: UUID, room_id: UUID) -> Mapping[UUID, int]:
    """Number of answered questions by sitting: the newest counted value of a slot is not empty. No value is read."""
    newest_first = func.row_number().over(
        partition_by=(Response.sitting_id, Response.slot), order_by=(Response.epoch.desc(), Response.seq.desc())
    )
    answers = (
        select(Response.sitting_id, Response.value, newest_first.label("place"))
        .join(Sitting, (Sitting.city_id == Response.city_id) & (Sitting.id == Response.sitting_id))
        .where(
            Response.city_id == work.city_id,
            Sitting.exam_session_id == exam_session_id,
            Sitting.room_id == room_id,
            Response.kind == EventKind.SET,
            Response.accepted.is_(True),
        )
        .subquery()
    )
    query = (
        select(answers.c.sitting_id, func.count())
        .where(answers.c.place == 1, answers.c.value != "")
        .group_by(answers.c.sitting_id)
    )
    return {row[0]: row[1] for row in work.rows(query)}


def _heard(work: Work, exam_session_id: UUID, room_id: UUID) -> Mapping[UUID, datetime]:
    """The last sign of each candidate's browser by booking."""
    # Seat by seat, by the index of the bookings: a join would start from all browsers of the city.
    last_seen = (
        select(func.max(WebSession.last_seen_at))
        .where(WebSession.city_id == Booking.city_id, WebSession.booking_id == Booking.id)
        .correlate(Booking)
        .scalar_subquery()
    )
    query = select(Booking.id, last_seen).where(
        Booking.city_id == work.city_id, Booking.exam_session_id == exam_session_id, Booking.room_id == room_id
    )
    return {row[0]: row[1] for row in work.rows(query) if row[1] is not None}


def _seat_now(
    work: Work,
    seat: Seat,
    booking: Booking | None,
    name: str | None,
    sitting: Sitting | None,
    answered: Mapping[UUID, int],
    heard: Mapping[UUID, datetime],
) -> SeatNow:
    heard_at = heard.get(booking.id) if booking else None
    return SeatNow(
        number=seat.number,
        row=seat.row,
        column=seat.column,
        name=name or "",
        state=SeatState.EMPTY if booking is None else _state_of(sitting, heard_at, work.now),
        answered=answered.get(sitting.id, 0) if sitting else 0,
        slots=len(sitting.paper_digests) if sitting else 0,
        heard_at=heard_at,
    )


def _state_of(sitting: Sitting | None, heard_at: datetime | None, now: datetime) -> SeatState:
    if sitting is None:
        return SeatState.WAITING if heard_at else SeatState.NOT_HERE
    if sitting.state is not SittingState.IN_PROGRESS:
        return SeatState.HANDED_IN
    if now > sitting.deadline_at:
        return SeatState.OVERDUE
    if heard_at is None or now - heard_at > SILENT_AFTER:
        return SeatState.SILENT
    return SeatState.ANSWERING
