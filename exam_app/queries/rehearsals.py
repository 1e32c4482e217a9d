"""Receipts of rehearsals by room, and what each room of an examination lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from exam_app.errors import Sentence
from exam_app.models import Booking, ExamSession, Invigilation, Person, Rehearsal, Room
from exam_app.rehearsals import Receipt, lacking
from exam_app.terms import RehearsalKind
from exam_app.work import Work


@dataclass(frozen=True)
class ReceiptLine:
    """One receipt as it was returned."""

    kind: RehearsalKind
    reached: int
    saved: int
    spare: int
    clock_seconds: int
    tried_by: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RoomReadiness:
    """A room of an examination: its newest receipts, and what it lacks to be opened."""

    room_id: UUID
    room: str
    booked: int
    receipts: Sequence[ReceiptLine]
    """The newest first."""
    lacks: Sentence | None

    @property
    def newest(self) -> ReceiptLine | None:
        """The receipt that counts for opening."""
        return next((one for one in self.receipts if one.kind is RehearsalKind.SEATS), None)

    @property
    def power_cut(self) -> ReceiptLine | None:
        """The newest drill of a power cut."""
        return next((one for one in self.receipts if one.kind is RehearsalKind.POWER_CUT), None)


def readiness(work: Work, exam_session_id: UUID, starts_at: datetime | None = None) -> Sequence[RoomReadiness]:
    """Every room of an examination that somebody supervises, by name. Four statements; three with the start known."""
    begins = starts_at or work.get(ExamSession, exam_session_id).starts_at
    query = (
        select(Room.id, Room.name)
        .join(Invigilation, (Invigilation.city_id == Room.city_id) & (Invigilation.room_id == Room.id))
        .where(Room.city_id == work.city_id, Invigilation.exam_session_id == exam_session_id)
        .distinct()
        .order_by(Room.name)
    )
    booked, receipts = _booked(work, exam_session_id), _receipts(work, exam_session_id)
    return [
        _room(begins, room_id, name, booked.get(room_id, 0), receipts.get(room_id, ()))
        for room_id, name in work.rows(query)
    ]


def _room(starts_at: datetime, room_id: UUID, name: str, booked: int, receipts: Sequence[ReceiptLine]) -> RoomReadiness:
    newest = next((one for one in receipts if one.kind is RehearsalKind.SEATS), None)
    receipt = Receipt(newest.at, newest.reached, newest.saved, newest.clock_seconds) if newest else None
    return RoomReadiness(room_id, name, booked, receipts, lacking(receipt, booked, starts_at))


def _booked(work: Work, exam_session_id: UUID) -> Mapping[UUID, int]:
    """By room; an invigilator sees the own room's, of another at least that it has a receipt."""
    query = (
        select(Booking.room_id, func.count())
        .where(
            Booking.city_id == work.city_id, Booking.exam_session_id == exam_session_id, Booking.room_id.is_not(None)
        )
        .group_by(Booking.room_id)
    )
    return {room_id: count for room_id, count in work.rows(query) if room_id is not None}


def _receipts(work: Work, exam_session_id: UUID) -> Mapping[UUID, Sequence[ReceiptLine]]:
    query = (
        select(Rehearsal, Person.name)
        .outerjoin(Person, (Person.city_id == Rehearsal.city_id) & (Person.id == Rehearsal.by_person_id))
        .where(Rehearsal.city_id == work.city_id, Rehearsal.exam_session_id == exam_session_id)
        .order_by(Rehearsal.at.desc(), Rehearsal.id.desc())
    )
    found: dict[UUID, list[ReceiptLine]] = {}
    for row, name in work.rows(query):
        line = ReceiptLine(
            row.kind,
            row.reached,
            row.saved,
            row.spare,
            row.clock_seconds,
            row.tried_by,
            row.note,
            name or "",
            row.at,
        )
        found.setdefault(row.room_id, []).append(line)
    return found
