"""Sittings that are not closed at their deadline, because an outage of their room is not decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy import Text, cast, select

from exam_app.models import Booking, OutageHold, Person, Room, RoomPulse, Seat, Sitting
from exam_app.outages import SILENT_LONGER_THAN
from exam_app.queries.outages import RECENT
from exam_app.terms import SittingState
from exam_app.work import Work

LOOKED_WITHIN = timedelta(seconds=90)
"""Within this the site has looked for outages after a page was heard again: three rounds of its upkeep."""


def open_hold(work: Work, sitting: Sitting) -> OutageHold | None:
    """Why this sitting is not closed at its deadline, if nobody has decided yet."""
    query = select(OutageHold).where(
        OutageHold.city_id == work.city_id, OutageHold.sitting_id == sitting.id, OutageHold.outcome.is_(None)
    )
    return work.one(query)


def was_just_silent(work: Work, sitting: Sitting) -> bool:
    """Whether the page is silent or was so recently that nobody can have found out whether its room was, too.

    Its last two minutes are asked for; only where there is a gap, or nothing, whether it was ever heard: a page
    without its script gives no signs.
    """
    lately = _heard(work, sitting, work.now - LOOKED_WITHIN - SILENT_LONGER_THAN)
    began_at = max(sitting.started_at, work.now - LOOKED_WITHIN - SILENT_LONGER_THAN)
    gaps = pairwise([began_at, *lately, work.now])
    if all(until - since <= SILENT_LONGER_THAN for since, until in gaps):
        return False
    return bool(lately) or bool(_heard(work, sitting, work.now - RECENT))


def _heard(work: Work, sitting: Sitting, since: datetime) -> Sequence[datetime]:
    """When this page alone was heard. The database looks through the lists: of a full room they are long."""
    query = select(RoomPulse.at).where(
        RoomPulse.city_id == work.city_id,
        RoomPulse.exam_session_id == sitting.exam_session_id,
        RoomPulse.room_id == sitting.room_id,
        RoomPulse.at > max(since, sitting.started_at),
        RoomPulse.at <= work.now,
        cast(RoomPulse.heard, Text).contains(sitting.id.hex),
    )
    return work.all(query.order_by(RoomPulse.at))


@dataclass(frozen=True)
class HeldBack:
    """A candidate whose time is over and who waits for the decision on an outage."""

    room_id: UUID
    room: str
    seat_number: int | None
    name: str
    since: datetime
    until: datetime
    """When the sitting is closed, if nobody decides."""


def held_back(work: Work, exam_session_id: UUID, room_id: UUID | None = None) -> Sequence[HeldBack]:
    """Everybody of an examination, or of one room of it, who waits, by seat; in one statement."""
    query = (
        select(Room, Seat.number, Person.name, Sitting.held_back_at, OutageHold.until)
        .join(Sitting, (Sitting.city_id == OutageHold.city_id) & (Sitting.id == OutageHold.sitting_id))
        .join(Room, (Room.city_id == Sitting.city_id) & (Room.id == Sitting.room_id))
        .join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(
            OutageHold.city_id == work.city_id,
            OutageHold.exam_session_id == exam_session_id,
            OutageHold.outcome.is_(None),
            Sitting.state == SittingState.HELD_BACK,
        )
        .order_by(Room.name, Seat.number)
    )
    if room_id is not None:
        query = query.where(OutageHold.room_id == room_id)
    return [
        HeldBack(room.id, room.name, number, name, work.found(since), until)
        for room, number, name, since, until in work.rows(query)
    ]
