"""Alerts of a room: what the site noticed at each seat, and what was found. Derived from kept facts alone.

Nothing is remembered between two looks, so a restart loses no alert: pages' own reports, refusals, signs of life and
comparisons of faces are rows, and an alert is what of them nobody has settled.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from exam_app.models import (
    AlertSettlement,
    Booking,
    IdentityCheck,
    Person,
    Room,
    RoomPulse,
    Seat,
    SeatWarning,
    Signal,
    Sitting,
)
from exam_app.silences import Answering, silences
from exam_app.terms import AlertCause, AlertFound, IdentityOutcome, SignalKind
from exam_app.work import Work

LOUD = (AlertCause.SILENT, AlertCause.SECOND_BROWSER, AlertCause.EQUIVOCATED)
"""The only causes with a sound: more would be noise in a room where people think (exam-delivery 3.3)."""
GRAVITY = {cause: order for order, cause in enumerate(AlertCause)}
REPORTED = {SignalKind.FOCUS_LOST: AlertCause.LEFT_WINDOW, SignalKind.SECOND_TAB: AlertCause.SECOND_BROWSER}
"""What a page reports of itself and somebody has to look into. A page loaded again or without network is not among
them: it goes on by itself, and if it does not, it is silent."""


@dataclass(frozen=True)
class Place:
    """Who sits where in which room."""

    room_id: UUID
    room: str
    booking_id: UUID
    seat_number: int
    name: str


@dataclass(frozen=True)
class Settled:
    """What somebody found who looked into an alert; it covers the first ``times``."""

    times: int
    found: AlertFound | None
    """None: the face was compared again, and agrees."""
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Alert:
    """One cause at one seat: how often, when last, and what was found of it, newest first."""

    place: Place
    cause: AlertCause
    times: int
    at: datetime
    length: timedelta | None = None
    """The longest silence."""
    settled: Sequence[Settled] = ()

    @property
    def is_open(self) -> bool:
        return self.times > max((one.times for one in self.settled), default=0)

    @property
    def key(self) -> str:
        """What a page sends back to say which alert was seen, and how much of it."""
        return f"{self.place.booking_id}:{self.cause.value}:{self.times}"


@dataclass(frozen=True)
class _Facts:
    """How often something happened at a seat, and when last."""

    times: int
    at: datetime
    length: timedelta | None = None


_Where = tuple[UUID, AlertCause]


def alerts_of(work: Work, exam_session_id: UUID, room_id: UUID | None = None) -> Sequence[Alert]:
    """The alerts of a room, or of all rooms of an examination that the actor sees: open ones first, the gravest on top.

    Six statements whatever there is.
    """
    sittings = {sitting.id: (place, sitting) for place, sitting in _sittings(work, exam_session_id, room_id)}
    facts: dict[_Where, _Facts] = {}
    counted = (
        _signals(work, exam_session_id, room_id),
        _warnings(work, exam_session_id, room_id),
        _silent(work, exam_session_id, room_id, [sitting for _, sitting in sittings.values()]),
    )
    for sitting_id, cause, found in (one for kind in counted for one in kind):
        if sitting_id in sittings:
            where = (sittings[sitting_id][0].booking_id, cause)
            facts[where] = _both(facts.get(where), found)
    places = {place.booking_id: place for place, _ in sittings.values()}
    settled = _settlements(work, exam_session_id, room_id)
    for booking_id, doubts, again in _doubts(work, exam_session_id, room_id, places):
        facts[booking_id, AlertCause.DOUBTFUL] = doubts
        if again:
            settled.setdefault((booking_id, AlertCause.DOUBTFUL), []).append(again)
    found_alerts = [
        Alert(places[where[0]], where[1], fact.times, fact.at, fact.length, settled.get(where, ()))
        for where, fact in facts.items()
    ]
    return sorted(
        found_alerts, key=lambda one: (not one.is_open, GRAVITY[one.cause], one.place.room, one.place.seat_number)
    )


def open_alerts(work: Work, exam_session_id: UUID, room_id: UUID) -> Sequence[Alert]:
    """Those that somebody still has to look into."""
    return [alert for alert in alerts_of(work, exam_session_id, room_id) if alert.is_open]


def _both(one: _Facts | None, other: _Facts) -> _Facts:
    if one is None:
        return other
    return _Facts(one.times + other.times, max(one.at, other.at), one.length or other.length)


def _sittings(work: Work, exam_session_id: UUID, room_id: UUID | None) -> Iterator[tuple[Place, Sitting]]:
    query = (
        select(Sitting, Booking.id, Seat.number, Person.name, Room.name)
        .join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .join(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .join(Room, (Room.city_id == Sitting.city_id) & (Room.id == Sitting.room_id))
        .where(Sitting.city_id == work.city_id, Sitting.exam_session_id == exam_session_id)
    )
    if room_id is not None:
        query = query.where(Sitting.room_id == room_id)
    for sitting, booking_id, number, name, room in work.rows(query):
        yield Place(sitting.room_id, room, booking_id, number, name), sitting


def _signals(work: Work, exam_session_id: UUID, room_id: UUID | None) -> Iterator[tuple[UUID, AlertCause, _Facts]]:
    query = (
        select(Signal.sitting_id, Signal.kind, func.count(), func.max(Signal.received_at))
        .join(Sitting, (Sitting.city_id == Signal.city_id) & (Sitting.id == Signal.sitting_id))
        .where(
            Signal.city_id == work.city_id,
            Sitting.exam_session_id == exam_session_id,
            Signal.kind.in_(REPORTED),
        )
        .group_by(Signal.sitting_id, Signal.kind)
    )
    if room_id is not None:
        query = query.where(Sitting.room_id == room_id)
    for sitting_id, kind, times, at in work.rows(query):
        yield sitting_id, REPORTED[kind], _Facts(times, at)


def _warnings(work: Work, exam_session_id: UUID, room_id: UUID | None) -> Iterator[tuple[UUID, AlertCause, _Facts]]:
    query = (
        select(SeatWarning.sitting_id, SeatWarning.cause, func.count(), func.max(SeatWarning.at))
        .join(Sitting, (Sitting.city_id == SeatWarning.city_id) & (Sitting.id == SeatWarning.sitting_id))
        .where(SeatWarning.city_id == work.city_id, Sitting.exam_session_id == exam_session_id)
        .group_by(SeatWarning.sitting_id, SeatWarning.cause)
    )
    if room_id is not None:
        query = query.where(Sitting.room_id == room_id)
    for sitting_id, cause, times, at in work.rows(query):
        yield sitting_id, cause, _Facts(times, at)


def _silent(
    work: Work, exam_session_id: UUID, room_id: UUID | None, sittings: Iterable[Sitting]
) -> Iterator[tuple[UUID, AlertCause, _Facts]]:
    query = (
        select(RoomPulse.at, RoomPulse.heard)
        .where(RoomPulse.city_id == work.city_id, RoomPulse.exam_session_id == exam_session_id)
        .order_by(RoomPulse.at)
    )
    if room_id is not None:
        query = query.where(RoomPulse.room_id == room_id)
    answering = [Answering(sitting.id.hex, sitting.started_at, sitting.closed_at) for sitting in sittings]
    signs = ((row[0], row[1]) for row in work.rows(query))
    for sitting_id, found in silences(signs, answering, work.now).items():
        yield UUID(hex=sitting_id), AlertCause.SILENT, _Facts(found.times, found.newest, found.longest)


def _doubts(
    work: Work, exam_session_id: UUID, room_id: UUID | None, places: Mapping[UUID, Place]
) -> Iterator[tuple[UUID, _Facts, Settled | None]]:
    """By booking: how often its candidate was doubted, and the comparison after it by which that is settled."""
    query = (
        select(IdentityCheck, Person.name)
        .join(Person, (Person.city_id == IdentityCheck.city_id) & (Person.id == IdentityCheck.by_person_id))
        .where(IdentityCheck.city_id == work.city_id, IdentityCheck.exam_session_id == exam_session_id)
        .order_by(IdentityCheck.booking_id, IdentityCheck.number)
    )
    if room_id is not None:
        query = query.where(IdentityCheck.room_id == room_id)
    checks: dict[UUID, list[tuple[IdentityCheck, str]]] = {}
    for check, name in work.rows(query):
        checks.setdefault(check.booking_id, []).append((check, name))
    for booking_id, looked in checks.items():
        doubts = [check for check, _ in looked if check.outcome is IdentityOutcome.DOUBTFUL]
        if doubts and booking_id in places:
            newest, by = looked[-1]
            agrees = newest.outcome is not IdentityOutcome.DOUBTFUL
            again = Settled(len(doubts), None, "", by, newest.at) if agrees else None
            yield booking_id, _Facts(len(doubts), doubts[-1].at), again


def _settlements(work: Work, exam_session_id: UUID, room_id: UUID | None) -> dict[_Where, list[Settled]]:
    query = (
        select(AlertSettlement, Person.name)
        .join(Person, (Person.city_id == AlertSettlement.city_id) & (Person.id == AlertSettlement.by_person_id))
        .where(AlertSettlement.city_id == work.city_id, AlertSettlement.exam_session_id == exam_session_id)
        .order_by(AlertSettlement.at.desc(), AlertSettlement.id)
    )
    if room_id is not None:
        query = query.where(AlertSettlement.room_id == room_id)
    found: dict[_Where, list[Settled]] = {}
    for row, name in work.rows(query):
        settled = Settled(row.times, row.found, row.note, name, row.at)
        found.setdefault((row.booking_id, row.cause), []).append(settled)
    return found
