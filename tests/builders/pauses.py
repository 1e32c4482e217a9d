"""Pauses of seats, rooms and examinations, for tests of what they do."""

from datetime import datetime
from uuid import UUID, uuid4

from exam_app.actors import Actor
from exam_app.models import Sitting
from exam_app.operations import pauses
from exam_app.operations.pauses import Paused, Resumed
from exam_app.work import Site, Work
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, Seated
from tests.cast import NOON, Cast

ALARM = "火警，全体离场"


def pause(
    site: Site,
    actor: Actor,
    hall: Hall,
    candidate: Actor | None,
    *,
    now: datetime = NOON,
    reason: str = ALARM,
    nonce: UUID | None = None,
) -> Paused:
    """One seat, or with ``candidate`` None the room, by its invigilator."""
    with Work.open(site, actor, now) as work:
        return pauses.pause_place(
            work,
            hall.exam_session_id,
            hall.room_id,
            booking_id=booking_of(candidate) if candidate else None,
            reason=reason,
            nonce=nonce or uuid4(),
        )


def resume(site: Site, actor: Actor, hall: Hall, pause_id: UUID, *, now: datetime = NOON) -> Resumed:
    with Work.open(site, actor, now) as work:
        return pauses.resume_place(work, hall.exam_session_id, hall.room_id, pause_id)


def pause_all(site: Site, cast: Cast, hall: Hall, *, now: datetime = NOON, by: str = "he") -> Paused:
    """All rooms, by the city's office."""
    with Work.open(site, cast[by], now) as work:
        return pauses.pause_session(work, hall.exam_session_id, reason=ALARM, nonce=uuid4())


def resume_all(site: Site, cast: Cast, hall: Hall, pause_id: UUID, *, now: datetime = NOON) -> Resumed:
    with Work.open(site, cast["he"], now) as work:
        return pauses.resume_session(work, hall.exam_session_id, pause_id)


def seconds_left(site: Site, seated: Seated, now: datetime) -> float:
    with Work.open(site, seated.actor, now, read_only=True) as work:
        return (work.get(Sitting, seated.sitting_id).ends_at(now) - now).total_seconds()
