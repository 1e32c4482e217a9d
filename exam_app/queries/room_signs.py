"""The signs of life of one room, read again and again: only what was written since the last look.

It holds facts that are stored and nothing else; a new one comes to the same.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, cast, func, select

from exam_app.models import Booking, RoomPulse, WebSession
from exam_app.queries.rooms import PULSES_READ, SILENT_AFTER, SILENT_WITHOUT_SCRIPT, Begun, Heard
from exam_app.sitting_states import OPEN
from exam_app.terms import SittingState
from exam_app.work import Work

READ_AGAIN = timedelta(minutes=1)
"""How far before the newest row of pulses others may still be written: by another process, or late."""
NAMED_AT_MOST = 100
"""Bookings that are named in a statement one by one; more of them are read with the whole room."""


class Place(NamedTuple):
    """A booked seat as it is read, with the stored form of its answers."""

    number: int
    booking_id: UUID
    sitting_id: UUID | None
    state: SittingState | None
    paused_at: datetime | None
    deadline_at: datetime | None
    answers: str | None
    paper_epoch: int | None = None

    @property
    def begun(self) -> Begun | None:
        if self.state is None or self.deadline_at is None:
            return None
        return Begun(self.state, self.paused_at, self.deadline_at, self.paper_epoch is not None)


@dataclass
class RoomSigns:
    """Looks at the signs of one room. Not to be used by two threads at once."""

    exam_session_id: UUID
    room_id: UUID
    _pulses: dict[UUID, datetime] = field(default_factory=dict)
    """The rows of pulses that were read and are found again."""
    _heard: dict[str, datetime] = field(default_factory=dict)
    """By the sitting's id in hexadecimal, as it is written down."""
    _came: set[UUID] = field(default_factory=set)
    """Bookings of which it is known that the candidate has signed in."""

    def _read_pulses(self, work: Work) -> None:
        newest = max(self._pulses.values(), default=None)
        query = (
            select(RoomPulse.id, RoomPulse.at, cast(RoomPulse.heard, Text))
            .where(
                RoomPulse.city_id == work.city_id,
                RoomPulse.exam_session_id == self.exam_session_id,
                RoomPulse.room_id == self.room_id,
            )
            .order_by(RoomPulse.at.desc())
            .limit(PULSES_READ)
        )
        rows = work.rows(query if newest is None else query.where(RoomPulse.at > newest - READ_AGAIN))
        for row_id, at, sitting_ids in rows:
            if row_id not in self._pulses:
                for sitting_id in json.loads(sitting_ids):
                    self._heard[sitting_id] = max(at, self._heard.get(sitting_id, at))
        self._pulses = {row_id: at for row_id, at, _ in rows} or self._pulses

    def heard(self, work: Work, places: Sequence[Place], heard_here: Mapping[UUID, datetime]) -> Mapping[UUID, Heard]:
        """The last sign of each candidate's page by booking, and until when it is not called silent.

        Sessions are read only of those for whom it matters: who has not begun and was not seen to come, and who would
        be silent without.
        """
        self._read_pulses(work)
        heard: dict[UUID, Heard] = {}
        asked: list[Place] = []
        for place in places:
            at = self._last_sign(place.sitting_id, heard_here)
            if at is not None:
                heard[place.booking_id] = Heard(at, at + SILENT_AFTER)
            if place.sitting_id is None:
                if place.booking_id in self._came:
                    heard[place.booking_id] = Heard(work.now, work.now)
                else:
                    asked.append(place)
            elif place.state in OPEN and (at is None or work.now > at + SILENT_AFTER):
                asked.append(place)
        for booking_id, seen_at in self._sessions(work, asked):
            seen = Heard(seen_at, seen_at + SILENT_WITHOUT_SCRIPT)
            heard[booking_id] = max(heard.get(booking_id, seen), seen)
            self._came.add(booking_id)
        return heard

    def _last_sign(self, sitting_id: UUID | None, heard_here: Mapping[UUID, datetime]) -> datetime | None:
        if sitting_id is None:
            return None
        written, here = self._heard.get(sitting_id.hex), heard_here.get(sitting_id)
        return max(written, here) if written and here else written or here

    def _sessions(self, work: Work, asked: Sequence[Place]) -> Iterable[tuple[UUID, datetime]]:
        if not asked:
            return ()
        # Seat by seat, by the index of the bookings: a join would start from all browsers of the city.
        last_seen = (
            select(func.max(WebSession.last_seen_at))
            .where(WebSession.city_id == Booking.city_id, WebSession.booking_id == Booking.id)
            .correlate(Booking)
            .scalar_subquery()
        )
        query = select(Booking.id, last_seen).where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id == self.exam_session_id,
            Booking.room_id == self.room_id,
        )
        named = [place.booking_id for place in asked]
        if len(named) <= NAMED_AT_MOST:
            query = query.where(Booking.id.in_(named))
        wanted = set(named)
        return [(row[0], row[1]) for row in work.rows(query) if row[1] is not None and row[0] in wanted]
