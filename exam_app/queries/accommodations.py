"""What candidates need to be examined on equal terms: in force, and asked for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import aliased

from exam_app.models import Accommodation, Booking, Person
from exam_app.terms import AccommodationKind
from exam_app.work import Work


@dataclass(frozen=True)
class Need:
    """One approved need."""

    kind: AccommodationKind
    minutes: int


@dataclass(frozen=True)
class AskedFor:
    """One need as it stands before the city: who asked, why, and what was decided."""

    accommodation_id: UUID
    name: str
    kind: AccommodationKind
    minutes: int
    reason: str
    by: str
    asked_at: datetime
    approved: bool | None
    is_mine: bool
    """Whether the actor asked for it, and so cannot decide it."""


def extra_minutes(work: Work, registration_id: UUID) -> int:
    """Minutes of approved extra time, 0 to 120."""
    query = select(func.coalesce(func.sum(Accommodation.minutes), 0)).where(
        Accommodation.city_id == work.city_id,
        Accommodation.registration_id == registration_id,
        Accommodation.approved.is_(True),
    )
    return work.count(query)


def extra_minutes_by_registration(work: Work) -> Subquery:
    """The same of everybody who was granted some, for a join: registration_id, minutes."""
    return (
        select(Accommodation.registration_id, func.sum(Accommodation.minutes).label("minutes"))
        .where(Accommodation.city_id == work.city_id, Accommodation.approved.is_(True))
        .group_by(Accommodation.registration_id)
        .subquery()
    )


def longest_extra_time(work: Work, exam_session_id: UUID) -> timedelta:
    """By how much longer the last of an examination's candidates may sit than it says."""
    extra = extra_minutes_by_registration(work)
    query = (
        select(func.coalesce(func.max(extra.c.minutes), 0))
        .join(Booking, Booking.registration_id == extra.c.registration_id)
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == exam_session_id)
    )
    return timedelta(minutes=work.count(query))


def own_extra_minutes(work: Work) -> int:
    """The same of the candidate who asks, in one statement."""
    query = (
        select(func.coalesce(func.sum(Accommodation.minutes), 0))
        .join(
            Booking,
            (Booking.city_id == Accommodation.city_id) & (Booking.registration_id == Accommodation.registration_id),
        )
        .where(Booking.city_id == work.city_id, Booking.id == work.actor.booking_id, Accommodation.approved.is_(True))
    )
    return work.count(query)


def needs_of(work: Work, registration_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Need]]:
    """The approved needs by registration, in one statement; who needs nothing is left out."""
    if not registration_ids:
        return {}
    query = (
        select(Accommodation)
        .where(
            Accommodation.city_id == work.city_id,
            Accommodation.registration_id.in_(registration_ids),
            Accommodation.approved.is_(True),
        )
        .order_by(Accommodation.kind)
    )
    found: dict[UUID, list[Need]] = {}
    for row in work.all(query):
        found.setdefault(row.registration_id, []).append(Need(row.kind, row.minutes))
    return found


def alone_among(work: Work, exam_session_id: UUID) -> Collection[UUID]:
    """The bookings of an examination whose candidates need a room of their own."""
    query = (
        select(Booking.id)
        .join(
            Accommodation,
            (Accommodation.city_id == Booking.city_id) & (Accommodation.registration_id == Booking.registration_id),
        )
        .where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id == exam_session_id,
            Accommodation.kind == AccommodationKind.OWN_ROOM,
            Accommodation.approved.is_(True),
        )
    )
    return set(work.all(query))


def asked_for(work: Work, exam_session_id: UUID) -> Sequence[AskedFor]:
    """Everything asked for by the candidates of an examination, what waits first, in one statement."""
    asker = aliased(Person)
    query = (
        select(Accommodation, Person.name, asker.name)
        .join(
            Booking,
            (Booking.city_id == Accommodation.city_id) & (Booking.registration_id == Accommodation.registration_id),
        )
        .join(Person, (Person.city_id == Accommodation.city_id) & (Person.id == Accommodation.person_id))
        .join(asker, (asker.city_id == Accommodation.city_id) & (asker.id == Accommodation.first_person_id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == exam_session_id)
        .order_by(Accommodation.approved.is_not(None), Accommodation.first_at, Accommodation.id)
    )
    return [
        AskedFor(
            accommodation_id=row.id,
            name=name,
            kind=row.kind,
            minutes=row.minutes,
            reason=row.reason,
            by=by,
            asked_at=row.first_at,
            approved=row.approved,
            is_mine=row.first_person_id == work.actor.person_id,
        )
        for row, name, by in work.rows(query)
    ]
