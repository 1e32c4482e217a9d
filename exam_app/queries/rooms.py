"""The invigilator's live room: who sits where, how far, and who was not heard of. Looking changes nothing.

Silence is derived from when the candidate's browser was last heard, never stored: it must not change rights
(exam-delivery 2.6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import func, select

from exam_app.models import (
    Booking,
    ExamCentre,
    ExamSession,
    IdentityCheck,
    Incident,
    InspectorDuty,
    Invigilation,
    Person,
    Room,
    RoomMoment,
    RoomPulse,
    RoomSignature,
    Seat,
    Sitting,
    TimeExtension,
    WebSession,
)
from exam_app.queries.pauses import PauseLine, pauses_of_room
from exam_app.sitting_states import OPEN
from exam_app.terms import ExamSessionState, IdentityOutcome, RoomMomentKind, SittingState
from exam_app.work import Work

SILENT_AFTER = timedelta(seconds=45)
"""A page with its script gives a sign every few seconds (exam-delivery 2.6)."""
PULSES_READ = 60
"""Ten minutes of one process, each of several writes its own; who is missing from them all has been silent long."""
SILENT_WITHOUT_SCRIPT = timedelta(minutes=2)
"""A page of plain forms is heard when it posts, and noted once a minute at most."""


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
    return _rooms_between(work, midnight, midnight + timedelta(days=1))


def _rooms_between(work: Work, begin: datetime, end: datetime) -> Sequence[RoomToday]:
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
            ExamSession.state != ExamSessionState.WITHDRAWN,
            ExamSession.starts_at >= begin,
            ExamSession.starts_at < end,
        )
        .order_by(ExamSession.starts_at, Room.name)
    )
    return [
        RoomToday(session.id, room.id, session.name, centre, room.name, session.starts_at, session.ends_at)
        for session, room, centre in work.rows(query)
    ]


AHEAD = timedelta(days=14)
"""How far ahead the invigilator sees duties, to rehearse their rooms."""


def rooms_ahead(work: Work) -> Sequence[RoomToday]:
    """The invigilator's rooms of the coming days, today's not among them, by time."""
    zone = work.site.settings.zone
    midnight = work.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return _rooms_between(work, midnight + timedelta(days=1), midnight + AHEAD)


class SeatState(StrEnum):
    """What is true of a seat now, worst first: a seat has one state."""

    SILENT = "silent"
    DOUBTFUL = "doubtful"
    OVERDUE = "overdue"
    PAUSED = "paused"
    HELD_BACK = "held_back"
    NOT_HERE = "not_here"
    WAITING = "waiting"
    ANSWERING = "answering"
    ON_PAPER = "on_paper"
    HANDED_IN = "handed_in"
    EMPTY = "empty"


PROBLEMS = (SeatState.SILENT, SeatState.DOUBTFUL, SeatState.OVERDUE)


@dataclass(frozen=True)
class SeatNow:
    """One seat. ``answered`` of ``slots`` questions; ``heard_at`` is the last sign of the browser."""

    number: int
    row: int
    column: int
    name: str
    state: SeatState
    booking_id: UUID | None = None
    answered: int = 0
    slots: int = 0
    heard_at: datetime | None = None
    deadline_at: datetime | None = None
    identity: IdentityOutcome | None = None
    incidents: int = 0
    is_on_paper: bool = False


class Troubled(Protocol):
    """A seat as far as its place among the troubles goes."""

    @property
    def number(self) -> int: ...
    @property
    def state(self) -> SeatState: ...
    @property
    def heard_at(self) -> datetime | None: ...


def by_trouble(seat: Troubled) -> tuple[int, float, int]:
    """Orders seats worst first: by state, the longest silence on top, then by number."""
    silent_since = seat.heard_at.timestamp() if seat.state is SeatState.SILENT and seat.heard_at else 0.0
    return PROBLEMS.index(seat.state), silent_since, seat.number


STILL_ANSWERING = (
    SeatState.SILENT,
    SeatState.DOUBTFUL,
    SeatState.OVERDUE,
    SeatState.PAUSED,
    SeatState.HELD_BACK,
    SeatState.ANSWERING,
    SeatState.ON_PAPER,
)


@dataclass(frozen=True)
class ProposedTime:
    """A grant of more time that needs a second person."""

    extension_id: UUID
    minutes: int
    reason: str
    seat_number: int | None
    """None: for the whole room."""
    by: str
    is_mine: bool


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
    proposed: Sequence["ProposedTime"] = ()
    """Minutes that wait for a second person."""
    incidents: int = 0
    """Of the whole room and of its seats."""
    pauses: Sequence[PauseLine] = ()
    """Those that are on: of the room, of its seats, of all rooms."""
    signatures: int = 0
    duties: int = 0
    opened_at: datetime | None = None
    may_open: bool = False
    """Check-in is open and nobody has opened the room yet."""

    @property
    def is_signed(self) -> bool:
        """Somebody has signed: nothing more is noted in this room."""
        return self.signatures > 0

    @property
    def is_paused(self) -> bool:
        """The room by itself is paused, as a whole."""
        return any(pause.is_of(self.room_id, None) for pause in self.pauses)

    @property
    def is_closed(self) -> bool:
        return 0 < self.duties <= self.signatures

    @property
    def latest_deadline(self) -> datetime | None:
        """When the last one still answering has to be done."""
        deadlines = [seat.deadline_at for seat in self.seats if seat.deadline_at and seat.state in STILL_ANSWERING]
        return max(deadlines, default=None)

    @property
    def time_left(self) -> timedelta | None:
        """Until the last one still answering has to be done; None when nobody answers or time is up."""
        deadline = self.latest_deadline
        return deadline - self.looked_at if deadline and deadline > self.looked_at else None

    @property
    def spare(self) -> int:
        """Seats that nobody was given: whoever's computer fails can go on there."""
        return self.count(SeatState.EMPTY)

    @property
    def is_over(self) -> bool:
        """Nobody answers any more, and somebody did: the room can be signed."""
        return self.count(SeatState.HANDED_IN) > 0 and not any(seat.state in STILL_ANSWERING for seat in self.seats)

    @property
    def identified(self) -> int:
        return sum(seat.identity is not None for seat in self.seats)

    @property
    def here(self) -> int:
        """Candidates who came: signed in, answering or done."""
        return self.booked - self.count(SeatState.NOT_HERE)

    @property
    def problems(self) -> Sequence[SeatNow]:
        """Worst first, the longest silence on top."""
        return sorted((seat for seat in self.seats if seat.state in PROBLEMS), key=by_trouble)

    def count(self, state: SeatState) -> int:
        return sum(seat.state is state for seat in self.seats)

    @property
    def booked(self) -> int:
        return len(self.seats) - self.count(SeatState.EMPTY)


Duty = tuple[ExamSession, Room]
"""An examination and a room of it that the actor supervises (:func:`on_duty`)."""


def room_now(work: Work, exam_session_id: UUID, room_id: UUID, duty: Duty | None = None) -> RoomNow:
    """A room the actor supervises; any other does not exist. Ten statements whatever the number of seats.

    ``duty`` saves one of them to whoever has asked already.
    """
    session, room = duty or on_duty(work, exam_session_id, room_id)
    places = _places(work, exam_session_id, room_id)
    begun = {sitting.id.hex: booking.id for _, booking, _, sitting in places if booking and sitting}
    seen = _Seen(
        heard=_heard(work, exam_session_id, room_id, begun),
        identity=_identities(work, exam_session_id, room_id),
        incidents=_incidents(work, exam_session_id, room_id),
    )
    seats = [_seat_now(work, seat, booking, name, sitting, seen) for seat, booking, name, sitting in places]
    signatures, duties = _signatures(work, exam_session_id, room_id)
    opened_at = _opened_at(work, exam_session_id, room_id)
    return RoomNow(
        session.id,
        room.id,
        session.name,
        room.name,
        session.starts_at,
        session.ends_at,
        seats,
        work.now,
        proposed=_proposed(work, exam_session_id, room_id),
        incidents=sum(seen.incidents.values()),
        pauses=[line for line in pauses_of_room(work, exam_session_id, room_id) if line.is_on],
        signatures=signatures,
        duties=duties,
        opened_at=opened_at,
        may_open=opened_at is None and session.admits_at(work.now),
    )


class Heard(NamedTuple):
    """The last sign of a candidate's page, and until when it is not called silent."""

    at: datetime
    until: datetime


@dataclass(frozen=True)
class _Seen:
    """What was read of a room's seats, by booking or by sitting."""

    heard: Mapping[UUID, Heard]
    identity: Mapping[UUID, IdentityOutcome]
    incidents: Mapping[UUID | None, int]
    """None: of the whole room."""


def on_duty(work: Work, exam_session_id: UUID, room_id: UUID) -> Duty:
    """The examination and the room if the actor supervises it; any other does not exist."""
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


def supervises(work: Work, exam_session_id: UUID, room_id: UUID) -> bool:
    """Whether the actor is on duty in the room."""
    query = select(func.count()).where(
        Invigilation.city_id == work.city_id,
        Invigilation.exam_session_id == exam_session_id,
        Invigilation.room_id == room_id,
        Invigilation.person_id == work.actor.person_id,
    )
    return work.count(query) > 0


def on_duty_or_inspecting(work: Work, exam_session_id: UUID, room_id: UUID) -> tuple[ExamSession, Room]:
    """The same for whoever inspects the examination, of each of its rooms."""
    inspects = (
        select(InspectorDuty.id)
        .where(
            InspectorDuty.city_id == ExamSession.city_id,
            InspectorDuty.exam_session_id == ExamSession.id,
            InspectorDuty.person_id == work.actor.person_id,
        )
        .exists()
    )
    used = (
        select(Booking.id)
        .where(
            Booking.city_id == ExamSession.city_id,
            Booking.exam_session_id == ExamSession.id,
            Booking.room_id == Room.id,
        )
        .exists()
    )
    query = (
        select(ExamSession, Room)
        .join(Room, (Room.city_id == ExamSession.city_id) & (Room.centre_id == ExamSession.centre_id))
        .where(
            ExamSession.city_id == work.city_id, ExamSession.id == exam_session_id, Room.id == room_id, inspects, used
        )
    )
    rows = work.rows(query)
    return (rows[0][0], rows[0][1]) if rows else on_duty(work, exam_session_id, room_id)


@dataclass(frozen=True)
class Reportable:
    """A room in which the actor may note an incident, with who sits where."""

    exam_session_id: UUID
    room_id: UUID
    exam_name: str
    room: str
    seats: Sequence[tuple[str, int, str]]
    """Booking, number and name of everybody booked there."""


def reportable_room(work: Work, exam_session_id: UUID, room_id: UUID) -> Reportable:
    """A room on duty or inspected; any other does not exist. Two or three statements."""
    session, room = on_duty_or_inspecting(work, exam_session_id, room_id)
    query = (
        select(Booking.id, Seat.number, Person.name)
        .join(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id == room.id)
        .order_by(Seat.number)
    )
    seats = [(str(booking), number, name) for booking, number, name in work.rows(query)]
    return Reportable(session.id, room.id, session.name, room.name, seats)


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


def _heard(work: Work, exam_session_id: UUID, room_id: UUID, bookings: Mapping[str, UUID]) -> Mapping[UUID, Heard]:
    """The last sign of each candidate's browser by booking; ``bookings`` by the sitting's id in hexadecimal."""
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
    heard = {row[0]: Heard(row[1], row[1] + SILENT_WITHOUT_SCRIPT) for row in work.rows(query) if row[1] is not None}
    pulses = (
        select(RoomPulse.at, RoomPulse.heard)
        .where(
            RoomPulse.city_id == work.city_id,
            RoomPulse.exam_session_id == exam_session_id,
            RoomPulse.room_id == room_id,
        )
        .order_by(RoomPulse.at.desc())
        .limit(PULSES_READ)
    )
    for at, sitting_ids in reversed(work.rows(pulses)):
        for booking_id in filter(None, map(bookings.get, sitting_ids)):
            heard[booking_id] = max(heard.get(booking_id, Heard(at, at)), Heard(at, at + SILENT_AFTER))
    return heard


def _identities(work: Work, exam_session_id: UUID, room_id: UUID) -> Mapping[UUID, IdentityOutcome]:
    """The newest outcome by booking."""
    query = (
        select(IdentityCheck.booking_id, IdentityCheck.outcome)
        .join(Booking, (Booking.city_id == IdentityCheck.city_id) & (Booking.id == IdentityCheck.booking_id))
        .where(
            IdentityCheck.city_id == work.city_id,
            Booking.exam_session_id == exam_session_id,
            Booking.room_id == room_id,
        )
        .order_by(IdentityCheck.booking_id, IdentityCheck.number)
    )
    return {row[0]: row[1] for row in work.rows(query)}


def _incidents(work: Work, exam_session_id: UUID, room_id: UUID) -> Mapping[UUID | None, int]:
    query = (
        select(Incident.booking_id, func.count())
        .where(
            Incident.city_id == work.city_id,
            Incident.exam_session_id == exam_session_id,
            Incident.room_id == room_id,
        )
        .group_by(Incident.booking_id)
    )
    return {row[0]: row[1] for row in work.rows(query)}


def _proposed(work: Work, exam_session_id: UUID, room_id: UUID) -> Sequence[ProposedTime]:
    query = (
        select(TimeExtension, Seat.number, Person.name)
        .join(Person, (Person.city_id == TimeExtension.city_id) & (Person.id == TimeExtension.first_person_id))
        .outerjoin(Sitting, (Sitting.city_id == TimeExtension.city_id) & (Sitting.id == TimeExtension.sitting_id))
        .outerjoin(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(
            TimeExtension.city_id == work.city_id,
            TimeExtension.exam_session_id == exam_session_id,
            TimeExtension.room_id == room_id,
            TimeExtension.in_force_at.is_(None),
        )
        .order_by(TimeExtension.first_at)
    )
    return [
        ProposedTime(
            extension.id,
            extension.minutes,
            extension.reason,
            number,
            name,
            extension.first_person_id == work.actor.person_id,
        )
        for extension, number, name in work.rows(query)
    ]


def _signatures(work: Work, exam_session_id: UUID, room_id: UUID) -> tuple[int, int]:
    """How many have signed, and how many are on duty."""
    query = (
        select(func.count(RoomSignature.id), func.count(Invigilation.id))
        .select_from(Invigilation)
        .outerjoin(RoomSignature, RoomSignature.of_duty())
        .where(
            Invigilation.city_id == work.city_id,
            Invigilation.exam_session_id == exam_session_id,
            Invigilation.room_id == room_id,
        )
    )
    signed, duties = work.rows(query)[0]
    return signed, duties


def _opened_at(work: Work, exam_session_id: UUID, room_id: UUID) -> datetime | None:
    return work.one(
        select(RoomMoment.at).where(
            RoomMoment.city_id == work.city_id,
            RoomMoment.exam_session_id == exam_session_id,
            RoomMoment.room_id == room_id,
            RoomMoment.kind == RoomMomentKind.OPENED,
        )
    )


def _seat_now(
    work: Work, seat: Seat, booking: Booking | None, name: str | None, sitting: Sitting | None, seen: _Seen
) -> SeatNow:
    if booking is None:
        return SeatNow(seat.number, seat.row, seat.column, "", SeatState.EMPTY)
    heard, identity = seen.heard.get(booking.id), seen.identity.get(booking.id)
    return SeatNow(
        number=seat.number,
        row=seat.row,
        column=seat.column,
        name=name or "",
        state=state_of(Begun.of(sitting), heard, identity, work.now),
        booking_id=booking.id,
        answered=sitting.answered if sitting else 0,
        slots=len(sitting.paper_digests) if sitting else 0,
        heard_at=heard.at if heard else None,
        deadline_at=sitting.ends_at(work.now) if sitting else None,
        identity=identity,
        incidents=seen.incidents.get(booking.id, 0),
        is_on_paper=bool(sitting and sitting.is_on_paper),
    )


class Begun(NamedTuple):
    """What of a sitting that has begun decides how its seat stands."""

    state: SittingState
    paused_at: datetime | None
    deadline_at: datetime
    is_on_paper: bool = False

    @classmethod
    def of(cls, sitting: Sitting | None) -> "Begun | None":
        if sitting is None:
            return None
        return cls(sitting.state, sitting.paused_at, sitting.deadline_at, sitting.is_on_paper)


def state_of(begun: Begun | None, heard: Heard | None, identity: IdentityOutcome | None, now: datetime) -> SeatState:
    """The one state of a seat where somebody is booked."""
    if begun is None:
        return SeatState.WAITING if heard else SeatState.NOT_HERE
    if begun.state not in OPEN:
        return SeatState.HANDED_IN
    if begun.paused_at is not None:
        return SeatState.PAUSED
    if begun.state is SittingState.HELD_BACK:
        return SeatState.HELD_BACK
    if now > begun.deadline_at:
        return SeatState.OVERDUE
    if not begun.is_on_paper and (heard is None or now > heard.until):
        return SeatState.SILENT
    if identity is IdentityOutcome.DOUBTFUL:
        return SeatState.DOUBTFUL
    return SeatState.ON_PAPER if begun.is_on_paper else SeatState.ANSWERING
