"""Moved and withdrawn examinations: what waits for a second person, what each examination went through, what concerns
one application."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from exam_app.models import Booking, ExamSession, Person, SessionChange
from exam_app.terms import SessionChangeKind
from exam_app.work import Work


@dataclass(frozen=True)
class ChangeLine:
    """A change as the office reads it."""

    id: UUID
    kind: SessionChangeKind
    old_starts_at: datetime
    new_starts_at: datetime | None
    reason: str
    first_by: str
    first_at: datetime
    second_by: str
    """Empty while it waits, and where no ticket was out."""
    in_force_at: datetime | None
    dropped_at: datetime | None
    is_mine: bool

    @property
    def waits(self) -> bool:
        return self.in_force_at is None and self.dropped_at is None


def changes_of(work: Work, exam_session_id: UUID) -> Sequence[ChangeLine]:
    """All changes of an examination, the newest first; one statement."""
    first, second = aliased(Person), aliased(Person)
    query = (
        select(SessionChange, first.name, second.name)
        .join(first, (first.city_id == SessionChange.city_id) & (first.id == SessionChange.first_person_id))
        .outerjoin(second, (second.city_id == SessionChange.city_id) & (second.id == SessionChange.second_person_id))
        .where(SessionChange.city_id == work.city_id, SessionChange.exam_session_id == exam_session_id)
        .order_by(SessionChange.first_at.desc(), SessionChange.id.desc())
    )
    return [
        ChangeLine(
            change.id,
            change.kind,
            change.old_starts_at,
            change.new_starts_at,
            change.reason,
            first_by,
            change.first_at,
            second_by or "",
            change.in_force_at,
            change.dropped_at,
            change.first_person_id == work.actor.person_id,
        )
        for change, first_by, second_by in work.rows(query)
    ]


@dataclass(frozen=True)
class WaitingChange:
    exam_session_id: UUID
    name: str
    kind: SessionChangeKind


def waiting_changes(work: Work) -> Sequence[WaitingChange]:
    """The examinations with a change that another person has to confirm; one statement."""
    query = (
        select(SessionChange.exam_session_id, ExamSession.name, SessionChange.kind)
        .join(
            ExamSession,
            (ExamSession.city_id == SessionChange.city_id) & (ExamSession.id == SessionChange.exam_session_id),
        )
        .where(
            SessionChange.city_id == work.city_id,
            SessionChange.in_force_at.is_(None),
            SessionChange.dropped_at.is_(None),
        )
        .order_by(SessionChange.first_at, SessionChange.id)
    )
    return [WaitingChange(*row) for row in work.rows(query)]


@dataclass(frozen=True)
class OwnChange:
    """A change in force as the people booked read it: nobody of the staff is named."""

    exam_name: str
    kind: SessionChangeKind
    old_starts_at: datetime
    new_starts_at: datetime | None
    reason: str
    at: datetime


def changes_told(work: Work, exam_session_ids: Collection[UUID]) -> Mapping[UUID, Sequence[OwnChange]]:
    """What became of these examinations once tickets were out, the newest first; one statement."""
    query = (
        select(SessionChange, ExamSession.name)
        .join(
            ExamSession,
            (ExamSession.city_id == SessionChange.city_id) & (ExamSession.id == SessionChange.exam_session_id),
        )
        .where(
            SessionChange.city_id == work.city_id,
            SessionChange.exam_session_id.in_(exam_session_ids),
            SessionChange.tickets_out,
            SessionChange.in_force_at.is_not(None),
        )
        .order_by(SessionChange.in_force_at.desc(), SessionChange.id.desc())
    )
    found: dict[UUID, list[OwnChange]] = {}
    for change, name in work.rows(query):
        found.setdefault(change.exam_session_id, []).append(_own(change, name))
    return found


def changes_for_application(work: Work, registration_id: UUID) -> Sequence[OwnChange]:
    """What became of the examinations that an application was booked in, the newest first; one statement."""
    query = (
        select(SessionChange, ExamSession.name)
        .join(
            ExamSession,
            (ExamSession.city_id == SessionChange.city_id) & (ExamSession.id == SessionChange.exam_session_id),
        )
        .join(Booking, (Booking.city_id == ExamSession.city_id) & (Booking.exam_session_id == ExamSession.id))
        .where(
            Booking.city_id == work.city_id,
            Booking.registration_id == registration_id,
            SessionChange.tickets_out,
            SessionChange.in_force_at.is_not(None),
        )
        .order_by(SessionChange.in_force_at.desc(), SessionChange.id.desc())
    )
    return [_own(change, name) for change, name in work.rows(query)]


def _own(change: SessionChange, name: str) -> OwnChange:
    assert change.in_force_at is not None
    return OwnChange(name, change.kind, change.old_starts_at, change.new_starts_at, change.reason, change.in_force_at)
