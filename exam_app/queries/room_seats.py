"""One seat of a room on the day: who should sit there, and everything that was noted about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from exam_app.models import (
    Account,
    Booking,
    IdentityCheck,
    Invigilation,
    Person,
    Photo,
    RoomSignature,
    Seat,
    Signal,
    Sitting,
    TimeExtension,
)
from exam_app.queries.accommodations import Need, needs_of
from exam_app.queries.incidents import NotedIncident, incidents_of
from exam_app.queries.pauses import PauseLine, pauses_of_room
from exam_app.queries.people import masked_number
from exam_app.queries.rooms import RoomNow, SeatState, on_duty
from exam_app.queries.seat_moves import MovedSeat, moves_in_room
from exam_app.queries.sittings import Receipt, receipt_of
from exam_app.sitting_states import AWAITED, OPEN
from exam_app.terms import IdentityOutcome, SignalKind, SittingState
from exam_app.work import Work


@dataclass(frozen=True)
class Looked:
    """One comparison of face, card and ticket."""

    outcome: IdentityOutcome
    by: str
    at: datetime


@dataclass(frozen=True)
class PageReport:
    """What the candidate's page reported of itself."""

    kind: SignalKind
    seconds: int
    at: datetime


@dataclass(frozen=True)
class GivenTime:
    """Minutes given to this seat or its room; ``at`` None while a second person has not confirmed."""

    minutes: int
    reason: str
    for_room: bool
    at: datetime | None


@dataclass(frozen=True)
class SeatPage:
    """The candidate booked at a seat, and what was noted; newest first."""

    booking_id: UUID
    room: str
    seat_id: UUID | None
    seat_number: int | None
    name: str
    id_number: str
    """Masked."""
    ticket_number: str
    has_photo: bool
    sitting_state: SittingState | None
    deadline_at: datetime | None
    checks: Sequence[Looked]
    incidents: Sequence[NotedIncident]
    reports: Sequence[PageReport]
    times: Sequence[GivenTime]
    pauses: Sequence[PauseLine]
    """Of this seat, its room or all rooms."""
    moves: Sequence[MovedSeat]
    needs: Sequence[Need]
    """Approved accommodations: what is allowed here that is not allowed elsewhere."""

    @property
    def identity(self) -> Looked | None:
        return self.checks[0] if self.checks else None

    @property
    def is_answering(self) -> bool:
        return self.sitting_state in OPEN

    @property
    def has_handed_in(self) -> bool:
        return self.sitting_state in (SittingState.SUBMITTED, SittingState.TIMED_OUT)

    @property
    def is_collected(self) -> bool:
        """The answer sheet is taken in; nothing to go on with."""
        return self.sitting_state in AWAITED

    @property
    def may_move(self) -> bool:
        """Not handed in: there is something to begin or to go on with."""
        return self.seat_id is not None and (self.sitting_state is None or self.is_answering)


def seat_page(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> SeatPage:
    """A place in a room the actor supervises; any other does not exist. Nine statements."""
    _, room = on_duty(work, exam_session_id, room_id)
    query = (
        select(Booking, Person, Seat.number, Sitting)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(
            Booking.city_id == work.city_id,
            Booking.id == booking_id,
            Booking.exam_session_id == exam_session_id,
            Booking.room_id == room_id,
        )
    )
    found = work.rows(query)
    booking, person, seat_number, sitting = work.found(found[0] if found else None)
    return SeatPage(
        booking_id=booking.id,
        room=room.name,
        seat_id=booking.seat_id,
        seat_number=seat_number,
        name=person.name,
        id_number=masked_number(work, person),
        ticket_number=booking.ticket_number or "",
        has_photo=person.photo_id is not None,
        sitting_state=sitting.state if sitting else None,
        deadline_at=sitting.ends_at(work.now) if sitting else None,
        checks=_checks(work, booking),
        incidents=incidents_of(work, exam_session_id, room_id, booking_id),
        reports=_reports(work, sitting) if sitting else (),
        times=_times(work, exam_session_id, room_id, sitting),
        pauses=[line for line in pauses_of_room(work, exam_session_id, room_id) if line.concerns(booking_id)],
        moves=moves_in_room(work, exam_session_id, room_id, booking_id),
        needs=needs_of(work, [booking.registration_id]).get(booking.registration_id, ()),
    )


def first_to_compare(room: RoomNow) -> UUID | None:
    """The booking of the lowest seat whose candidate is here and was never compared; None when all are."""
    away = (SeatState.EMPTY, SeatState.NOT_HERE)
    waiting = [seat.booking_id for seat in room.seats if seat.identity is None and seat.state not in away]
    return waiting[0] if waiting else None


def seat_photo(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> bytes:
    """The registered photo of the candidate booked there, as JPEG; raises NotFound when there is none."""
    on_duty(work, exam_session_id, room_id)
    query = (
        select(Photo.jpeg)
        .join(Person, (Person.city_id == Photo.city_id) & (Person.photo_id == Photo.id))
        .join(Booking, (Booking.city_id == Person.city_id) & (Booking.person_id == Person.id))
        .where(
            Photo.city_id == work.city_id,
            Booking.id == booking_id,
            Booking.exam_session_id == exam_session_id,
            Booking.room_id == room_id,
        )
    )
    return work.found(work.one(query))


def seat_receipt(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> Receipt:
    """The receipt of who sat there; raises NotFound before the hand-in."""
    on_duty(work, exam_session_id, room_id)
    query = select(Sitting.id).where(
        Sitting.city_id == work.city_id, Sitting.booking_id == booking_id, Sitting.exam_session_id == exam_session_id
    )
    return receipt_of(work, work.found(work.one(query)))


def _checks(work: Work, booking: Booking) -> Sequence[Looked]:
    query = (
        select(IdentityCheck.outcome, Person.name, IdentityCheck.at)
        .join(Person, (Person.city_id == IdentityCheck.city_id) & (Person.id == IdentityCheck.by_person_id))
        .where(IdentityCheck.city_id == work.city_id, IdentityCheck.booking_id == booking.id)
        .order_by(IdentityCheck.number.desc())
    )
    return [Looked(*row) for row in work.rows(query)]


def _reports(work: Work, sitting: Sitting) -> Sequence[PageReport]:
    query = (
        select(Signal.kind, Signal.seconds, Signal.received_at)
        .where(Signal.city_id == work.city_id, Signal.sitting_id == sitting.id)
        .order_by(Signal.epoch.desc(), Signal.number.desc())
    )
    return [PageReport(*row) for row in work.rows(query)]


def _times(work: Work, exam_session_id: UUID, room_id: UUID, sitting: Sitting | None) -> Sequence[GivenTime]:
    mine = TimeExtension.sitting_id.is_(None)
    query = (
        select(TimeExtension)
        .where(
            TimeExtension.city_id == work.city_id,
            TimeExtension.exam_session_id == exam_session_id,
            TimeExtension.room_id == room_id,
            or_(mine, TimeExtension.sitting_id == sitting.id) if sitting else mine,
        )
        .order_by(TimeExtension.first_at.desc())
    )
    return [
        GivenTime(given.minutes, given.reason, given.sitting_id is None, given.in_force_at) for given in work.all(query)
    ]


@dataclass(frozen=True)
class Signer:
    """Somebody on duty in a room, and when that person signed it."""

    person_id: UUID
    name: str
    has_pin: bool
    signed_at: datetime | None


@dataclass(frozen=True)
class RoomRecord:
    """What is about to be signed: the room's figures, incidents and signers."""

    incidents: Sequence[NotedIncident]
    signers: Sequence[Signer]

    @property
    def is_closed(self) -> bool:
        return all(signer.signed_at for signer in self.signers)


def room_record(work: Work, exam_session_id: UUID, room_id: UUID) -> RoomRecord:
    """The record of a room the actor supervises."""
    on_duty(work, exam_session_id, room_id)
    query = (
        select(Person.id, Person.name, Account.pin_hash.is_not(None), RoomSignature.signed_at)
        .select_from(Invigilation)
        .join(Person, (Person.city_id == Invigilation.city_id) & (Person.id == Invigilation.person_id))
        .outerjoin(Account, (Account.city_id == Person.city_id) & (Account.person_id == Person.id))
        .outerjoin(RoomSignature, RoomSignature.of_duty())
        .where(
            Invigilation.city_id == work.city_id,
            Invigilation.exam_session_id == exam_session_id,
            Invigilation.room_id == room_id,
        )
        .order_by(Person.name)
    )
    signers = [Signer(*row) for row in work.rows(query)]
    return RoomRecord(incidents_of(work, exam_session_id, room_id), signers)
