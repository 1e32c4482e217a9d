"""Who is not let in by hand: the refusal of a place, those of a room or an examination, the candidate's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from exam_app.models import Booking, EntryRefusal, ExamSession, Person, Room, Seat
from exam_app.terms import EntryGround
from exam_app.work import Work


def standing_refusal(work: Work, booking_id: UUID) -> EntryRefusal | None:
    """The refusal of a booking that waits or was signed; what was declined is none."""
    query = select(EntryRefusal).where(
        EntryRefusal.city_id == work.city_id,
        EntryRefusal.booking_id == booking_id,
        EntryRefusal.declined_at.is_(None),
    )
    return work.one(query)


def refused_in_room(work: Work, exam_session_id: UUID, room_id: UUID) -> Collection[UUID]:
    """The bookings that two people refused; one statement."""
    query = select(EntryRefusal.booking_id).where(
        EntryRefusal.city_id == work.city_id,
        EntryRefusal.exam_session_id == exam_session_id,
        EntryRefusal.room_id == room_id,
        EntryRefusal.second_at.is_not(None),
    )
    return set(work.all(query))


def my_refusal(work: Work) -> EntryGround | None:
    """Why the candidate who asks was not let in, by two people; None for everybody else."""
    query = select(EntryRefusal.ground).where(
        EntryRefusal.city_id == work.city_id,
        EntryRefusal.booking_id == work.actor.booking_id,
        EntryRefusal.second_at.is_not(None),
    )
    return work.one(query)


@dataclass(frozen=True)
class OwnRefusal:
    """That the reader was not let in, as two people signed it; neither of them is named."""

    exam_name: str
    ground: EntryGround
    words: str
    signed_at: datetime


def my_refusals(work: Work) -> Sequence[OwnRefusal]:
    """The signed refusals of the reader, the oldest first; in one statement."""
    query = (
        select(ExamSession.name, EntryRefusal.ground, EntryRefusal.words, EntryRefusal.second_at)
        .join(
            ExamSession,
            (ExamSession.city_id == EntryRefusal.city_id) & (ExamSession.id == EntryRefusal.exam_session_id),
        )
        .where(
            EntryRefusal.city_id == work.city_id,
            EntryRefusal.person_id == work.actor.person_id,
            EntryRefusal.second_at.is_not(None),
        )
        .order_by(EntryRefusal.second_at, EntryRefusal.id)
    )
    return [OwnRefusal(name, ground, words, at) for name, ground, words, at in work.rows(query) if at is not None]


@dataclass(frozen=True)
class RefusalLine:
    """One refusal with its candidate, its reason and both persons."""

    id: UUID
    booking_id: UUID
    room: str
    seat: int | None
    name: str
    ticket_number: str
    ground: EntryGround
    words: str
    has_evidence: bool
    first: str
    """Empty where the reader may not know the person, like ``second``."""
    first_at: datetime
    second: str
    second_at: datetime | None
    declined_at: datetime | None
    is_mine: bool

    @property
    def is_waiting(self) -> bool:
        return self.second_at is None and self.declined_at is None


def refusal_lines(work: Work, exam_session_id: UUID, booking_id: UUID | None = None) -> Sequence[RefusalLine]:
    """Those in reach of an examination, or of one place of it: what waits first, then the newest; in one statement."""
    first, second = aliased(Person), aliased(Person)
    query = (
        select(EntryRefusal, Room.name, Seat.number, Person.name, Booking.ticket_number, first.name, second.name)
        .join(Booking, (Booking.city_id == EntryRefusal.city_id) & (Booking.id == EntryRefusal.booking_id))
        .join(Person, (Person.city_id == EntryRefusal.city_id) & (Person.id == EntryRefusal.person_id))
        .join(Room, (Room.city_id == EntryRefusal.city_id) & (Room.id == EntryRefusal.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .outerjoin(first, (first.city_id == EntryRefusal.city_id) & (first.id == EntryRefusal.first_person_id))
        .outerjoin(second, (second.city_id == EntryRefusal.city_id) & (second.id == EntryRefusal.second_person_id))
        .where(EntryRefusal.city_id == work.city_id, EntryRefusal.exam_session_id == exam_session_id)
        .order_by(EntryRefusal.second_person_id.is_not(None), EntryRefusal.first_at.desc(), EntryRefusal.id)
    )
    if booking_id is not None:
        query = query.where(EntryRefusal.booking_id == booking_id)
    return [
        RefusalLine(
            row.id,
            row.booking_id,
            room,
            seat,
            name,
            ticket or "",
            row.ground,
            row.words,
            row.evidence_sealed is not None,
            by or "",
            row.first_at,
            settled_by or "",
            row.second_at,
            row.declined_at,
            row.first_person_id == work.actor.person_id,
        )
        for row, room, seat, name, ticket, by, settled_by in work.rows(query)
    ]
