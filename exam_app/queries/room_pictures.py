"""A room as its screens show it, read again and again: what :func:`exam_app.queries.rooms.room_now` says of its seats.

A full look at 500 seats takes a fifth of a second. Most of it does not change from one look to the next, and what
changes is appended: so a :class:`RoomReader` counts rows, reads again only what has more of them, and adds up answers
only where they differ. It holds facts that are stored and nothing else; a new one comes to the same picture.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Text, cast, func, select

from exam_app.models import (
    AlertSettlement,
    Booking,
    ExamSession,
    IdentityCheck,
    Incident,
    OutageCredit,
    OutageHold,
    OutageRefusal,
    Pause,
    RoomMoment,
    RoomSignature,
    RoomVisit,
    Seat,
    SeatMove,
    SeatWarning,
    Signal,
    Sitting,
    TimeExtension,
)
from exam_app.outages import LEAST_SILENT
from exam_app.queries.room_signs import Place, RoomSigns
from exam_app.queries.rooms import PROBLEMS, STILL_ANSWERING, Heard, SeatState, by_trouble, state_of
from exam_app.terms import IdentityOutcome
from exam_app.work import Work

_OfRoom = (
    AlertSettlement
    | Incident
    | OutageCredit
    | OutageHold
    | OutageRefusal
    | RoomMoment
    | RoomSignature
    | RoomVisit
    | SeatMove
    | Sitting
    | TimeExtension
)
OUTAGE_LASTS_ON = timedelta(minutes=2)
"""So long after half of a room was silent its outage is looked at anew: what was heard is written down late."""

MANY_SILENT = 3
"""From so many silent seats on, one more is news of its seat alone: an outage would renew every page at every seat."""


class SeatShown(NamedTuple):
    """One seat where somebody is booked. ``heard_at`` only where silence is the news."""

    number: int
    state: SeatState
    answered: int
    slots: int
    incidents: int
    heard_at: datetime | None


@dataclass(frozen=True)
class RoomPicture:
    """All seats of a room where somebody is booked, and what stands beside them."""

    seats: Mapping[int, SeatShown]
    latest_deadline: datetime | None
    identified: int
    incidents: int
    """Of the whole room and of its seats."""
    onward: UUID | None
    """The booking of the lowest seat whose candidate is here and was never compared."""
    rest: str
    """Another value whenever the page shows something else besides: pauses, time, moves, people, signatures."""

    @property
    def troubles(self) -> Sequence[SeatShown]:
        """Worst first."""
        return sorted((seat for seat in self.seats.values() if seat.state in PROBLEMS), key=by_trouble)

    @property
    def here(self) -> int:
        return len(self.seats) - self.count(SeatState.NOT_HERE)

    def count(self, state: SeatState) -> int:
        return sum(seat.state is state for seat in self.seats.values())


@dataclass
class RoomReader:
    """Looks at one room again and again. Not to be used by two threads at once."""

    exam_session_id: UUID
    room_id: UUID
    _answered: dict[UUID, tuple[str, int]] = field(default_factory=dict)
    """By sitting: the answers as they are stored, and how many they are."""
    _slots: dict[UUID, int] = field(default_factory=dict)
    _identities: dict[UUID, IdentityOutcome] = field(default_factory=dict)
    _incidents: dict[UUID | None, int] = field(default_factory=dict)
    _counted: dict[str, int] = field(default_factory=dict)
    _out_until: datetime | None = None
    _signs: RoomSigns = field(init=False)

    def __post_init__(self) -> None:
        self._signs = RoomSigns(self.exam_session_id, self.room_id)

    def look(self, work: Work, session: ExamSession, heard_here: Mapping[UUID, datetime]) -> RoomPicture:
        """The room at this moment, for an actor who is known to supervise it.

        ``heard_here`` is what this process heard of the room's sittings and may not have written down yet. Three
        statements where nobody was silent and nobody new came, whatever the number of seats.
        """
        places = self._places(work)
        self._count_answers(places)
        self._read_slots(work, places)
        self._read_what_is_more(work)
        heard = self._signs.heard(work, places, heard_here)
        seats = {place.number: self._shown(place, heard.get(place.booking_id), work.now) for place in places}
        onward = [
            place.booking_id
            for place in places
            if place.booking_id not in self._identities and seats[place.number].state is not SeatState.NOT_HERE
        ]
        deadlines = [
            place.deadline_at + ((work.now - place.paused_at) if place.paused_at else timedelta(0))
            for place in places
            if place.deadline_at and seats[place.number].state in STILL_ANSWERING
        ]
        return RoomPicture(
            seats=seats,
            latest_deadline=max(deadlines, default=None),
            identified=sum(place.booking_id in self._identities for place in places),
            incidents=sum(self._incidents.values()),
            onward=onward[0] if onward else None,
            rest=self._rest(places, seats, session, work.now, is_onward=bool(onward)),
        )

    # -- the seats ----------------------------------------------------------------------------------------------

    def _places(self, work: Work) -> Sequence[Place]:
        query = (
            select(
                Seat.number,
                Booking.id,
                Sitting.id,
                Sitting.state,
                Sitting.paused_at,
                Sitting.deadline_at,
                cast(Sitting.answers, Text),
                Sitting.paper_epoch,
            )
            .join(Booking, (Booking.city_id == Seat.city_id) & (Booking.seat_id == Seat.id))
            .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
            .where(
                Booking.city_id == work.city_id,
                Booking.exam_session_id == self.exam_session_id,
                Booking.room_id == self.room_id,
            )
            .order_by(Seat.number)
        )
        return [Place(*row) for row in work.rows(query)]

    def _count_answers(self, places: Sequence[Place]) -> None:
        for place in places:
            if place.sitting_id is None or place.answers is None:
                continue
            known = self._answered.get(place.sitting_id)
            if known is None or known[0] != place.answers:
                count = sum(bool(value) for _, value, _ in json.loads(place.answers))
                self._answered[place.sitting_id] = (place.answers, count)

    def _read_slots(self, work: Work, places: Sequence[Place]) -> None:
        """How many questions a paper has never changes: it is read once."""
        new = [place.sitting_id for place in places if place.sitting_id and place.sitting_id not in self._slots]
        if new:
            query = select(Sitting.id, Sitting.paper_digests).where(Sitting.city_id == work.city_id)
            for sitting_id, digests in work.rows(query.where(Sitting.id.in_(new))):
                self._slots[sitting_id] = len(digests)

    def _shown(self, place: Place, heard: Heard | None, now: datetime) -> SeatShown:
        state = state_of(place.begun, heard, self._identities.get(place.booking_id), now)
        silent_since = heard.at if heard and state is SeatState.SILENT else None
        answered = self._answered[place.sitting_id][1] if place.sitting_id else 0
        slots = self._slots.get(place.sitting_id, 0) if place.sitting_id else 0
        return SeatShown(place.number, state, answered, slots, self._incidents.get(place.booking_id, 0), silent_since)

    # -- what is noted beside -----------------------------------------------------------------------------------

    def _read_what_is_more(self, work: Work) -> None:
        """Rows of these are only ever added, or signed or ended once: as many as before are the same as before."""
        counted = self._count_rows(work)
        # One may have come while another one went: as many checks are then not the same checks.
        people = ("identities", SeatMove.__tablename__)
        if any(counted[each] != self._counted.get(each, 0) for each in people):
            query = (
                select(IdentityCheck.booking_id, IdentityCheck.outcome)
                .join(Booking, (Booking.city_id == IdentityCheck.city_id) & (Booking.id == IdentityCheck.booking_id))
                .where(
                    IdentityCheck.city_id == work.city_id,
                    Booking.exam_session_id == self.exam_session_id,
                    Booking.room_id == self.room_id,
                )
                .order_by(IdentityCheck.booking_id, IdentityCheck.number)
            )
            self._identities = {row[0]: row[1] for row in work.rows(query)}
        if counted["incidents"] != self._counted.get("incidents", 0):
            by_booking = (
                select(Incident.booking_id, func.count())
                .where(Incident.city_id == work.city_id, *self._here(Incident))
                .group_by(Incident.booking_id)
            )
            self._incidents = {row[0]: row[1] for row in work.rows(by_booking)}
        self._counted = counted

    def _count_rows(self, work: Work) -> dict[str, int]:
        identities = (
            select(func.count(IdentityCheck.id))
            .join(Booking, (Booking.city_id == IdentityCheck.city_id) & (Booking.id == IdentityCheck.booking_id))
            .where(Booking.exam_session_id == self.exam_session_id, Booking.room_id == self.room_id)
        )
        pauses = select(func.count(Pause.id)).where(
            Pause.exam_session_id == self.exam_session_id, (Pause.room_id == self.room_id) | Pause.room_id.is_(None)
        )
        times = select(func.count(TimeExtension.id)).where(*self._here(TimeExtension))
        holds = select(func.count(OutageHold.id)).where(OutageHold.city_id == work.city_id, *self._here(OutageHold))
        counts = {
            "identities": identities.where(IdentityCheck.city_id == work.city_id),
            **{
                model.__tablename__: select(func.count(model.id))
                .join(Sitting, (Sitting.city_id == model.city_id) & (Sitting.id == model.sitting_id))
                .where(model.city_id == work.city_id, *self._here(Sitting))
                for model in (Signal, SeatWarning)
            },
            "incidents": select(func.count(Incident.id)).where(Incident.city_id == work.city_id, *self._here(Incident)),
            "pauses": pauses.where(Pause.city_id == work.city_id),
            "ended": pauses.where(Pause.city_id == work.city_id, Pause.ended_at.is_not(None)),
            "holds": holds,
            "decided": holds.where(OutageHold.outcome.is_not(None)),
            "times": times.where(TimeExtension.city_id == work.city_id),
            SeatMove.__tablename__: select(func.count(SeatMove.id)).where(
                SeatMove.city_id == work.city_id,
                SeatMove.exam_session_id == self.exam_session_id,
                (SeatMove.room_id == self.room_id) | (SeatMove.to_room_id == self.room_id),
            ),
            "in force": times.where(TimeExtension.city_id == work.city_id, TimeExtension.in_force_at.is_not(None)),
            **{
                model.__tablename__: select(func.count(model.id)).where(
                    model.city_id == work.city_id, *self._here(model)
                )
                for model in (
                    RoomSignature,
                    RoomMoment,
                    OutageCredit,
                    OutageRefusal,
                    AlertSettlement,
                    RoomVisit,
                )
            },
        }
        row: Row[*tuple[int, ...]] = work.rows(select(*(query.scalar_subquery() for query in counts.values())))[0]
        return dict(zip(counts, row, strict=True))

    def _here(self, model: type[_OfRoom]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return model.exam_session_id == self.exam_session_id, model.room_id == self.room_id

    def _rest(
        self,
        places: Sequence[Place],
        seats: Mapping[int, SeatShown],
        session: ExamSession,
        now: datetime,
        *,
        is_onward: bool,
    ) -> str:
        silent = sum(seat.state is SeatState.SILENT for seat in seats.values())
        answering = sum(seat.state in STILL_ANSWERING for seat in seats.values())
        if silent >= LEAST_SILENT and 2 * silent >= answering:
            self._out_until = now + OUTAGE_LASTS_ON
        is_out = self._out_until is not None and now < self._out_until
        beside = {name: count for name, count in self._counted.items() if name not in ("identities", "incidents")}
        stands = (
            sorted(beside.items()),
            [(place.number, place.booking_id.hex) for place in places],
            session.admits_at(now),
            # What makes an alert sound, or another act the first one.
            min(silent, MANY_SILENT),
            sum(outcome is IdentityOutcome.DOUBTFUL for outcome in self._identities.values()),
            is_onward,
            sum(seat.state is SeatState.HELD_BACK for seat in seats.values()),
            int(now.timestamp() // 60) if is_out else None,
        )
        return sha256(repr(stands).encode()).hexdigest()[:12]
