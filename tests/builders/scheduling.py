"""An examination, as far planned as a test needs it. It starts a week after the tests' noon, at 9:00 in Shanghai."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import Booking
from exam_app.operations import scheduling
from exam_app.work import Site, Work
from tests.builders.bank import approved_items, entered_bank
from tests.cast import NOON, Cast

MORNING = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
"""Tuesday, 1 December 2026, 9:00 in Shanghai."""


def planned(
    site: Site, cast: Cast, *, starts_at: datetime = MORNING, blueprint_id: UUID | None = None, name: str = "12月第1场"
) -> UUID:
    blueprint_id = blueprint_id or entered_bank(site, cast)
    with Work.open(site, cast["he"], NOON) as work:
        return scheduling.plan_session(
            work,
            centre_id=cast.centre,
            blueprint_id=blueprint_id,
            name=name,
            starts_at=starts_at,
            minutes=90,
        )


def booked(site: Site, cast: Cast, registration_ids: Sequence[UUID], **changes: object) -> UUID:
    exam_session_id = planned(site, cast, **changes)  # type: ignore[arg-type]  # the planner's own keywords
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.book(work, exam_session_id, registration_ids)
    return exam_session_id


def seated(site: Site, cast: Cast, registration_ids: Sequence[UUID], **changes: object) -> UUID:
    exam_session_id = booked(site, cast, registration_ids, **changes)
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, exam_session_id, [cast.room])
    return exam_session_id


def supervised(site: Site, cast: Cast, registration_ids: Sequence[UUID], **changes: object) -> UUID:
    exam_session_id = seated(site, cast, registration_ids, **changes)
    invigilator = cast["zhao"].person_id
    assert invigilator is not None
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_invigilator(work, exam_session_id, cast.room, invigilator)
    return exam_session_id


def published(site: Site, cast: Cast, registration_ids: Sequence[UUID], **changes: object) -> UUID:
    exam_session_id = supervised(site, cast, registration_ids, blueprint_id=approved_items(site, cast), **changes)
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.publish(work, exam_session_id)
    return exam_session_id


def bookings(site: Site, cast: Cast, exam_session_id: UUID) -> Sequence[Booking]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.all(select(Booking).where(Booking.exam_session_id == exam_session_id).order_by(Booking.id))
