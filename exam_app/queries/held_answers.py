"""Answers that are held for a decision: which ones wait, what is known of them, and what was decided. Never a mark."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from exam_app.models import (
    AnswerImport,
    Booking,
    ExamSession,
    HeldDecision,
    OutageCredit,
    Person,
    Response,
    SeatMove,
    Sitting,
)
from exam_app.queries.listings import Listing, page_within
from exam_app.terms import EventKind
from exam_app.work import Work

LINES_A_PAGE = 50


@dataclass(frozen=True)
class Proposal:
    """What one person proposed and a second one has not confirmed yet."""

    id: UUID
    counts: bool
    reason: str
    first: str
    first_at: datetime
    is_mine: bool
    """Whether the viewer proposed it, and so cannot confirm it."""


@dataclass(frozen=True)
class HeldGroup:
    """What is held and undecided of one computer of a candidate."""

    sitting_id: UUID
    epoch: int
    name: str
    ticket_number: str
    exam: str
    is_open: bool
    """The candidate is still answering elsewhere."""
    changes: int
    first_seq: int
    last_seq: int
    said_from: datetime
    """When the first was made, as its page reckoned the server's time."""
    said_until: datetime
    arrived_at: datetime
    proposal: Proposal | None


@dataclass(frozen=True)
class Witnessed:
    """What bears witness for a held group, and the questions that it answers, without the answers."""

    slots: Sequence[int]
    moved_at: datetime | None
    """When the candidate was moved from that computer."""
    taken_in: Sequence[tuple[str, datetime]]
    """Who took its files in, and when."""
    outages: Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Decided:
    """A decision that was confirmed or dropped."""

    name: str
    ticket_number: str
    exam: str
    changes: int
    counts: bool
    reason: str
    first: str
    first_at: datetime
    second: str
    second_at: datetime | None
    dropped_at: datetime | None


def held_groups(work: Work, page: int) -> Listing[HeldGroup]:
    """Everything that waits for a decision, by the moment of its arrival; three statements."""
    found = _sums(work)
    page = page_within(page, len(found), LINES_A_PAGE)
    start = (page - 1) * LINES_A_PAGE
    some = found[start : start + LINES_A_PAGE]
    return Listing(_groups(work, some), len(found), page, LINES_A_PAGE)


def held_group(work: Work, sitting_id: UUID, epoch: int) -> HeldGroup | None:
    """What is held of one computer; None where nothing is, or all is decided."""
    groups = _groups(work, _sums(work, sitting_id, epoch))
    return groups[0] if groups else None


def held_waiting(work: Work, exam_session_id: UUID) -> int:
    """Of how many computers of an examination answers wait: whoever releases its results should know."""
    groups = (
        select(Response.sitting_id, Response.epoch)
        .join(Sitting, (Sitting.city_id == Response.city_id) & (Sitting.id == Response.sitting_id))
        .where(*_undecided(work), Sitting.exam_session_id == exam_session_id)
    )
    return len(work.rows(groups.distinct()))


def _undecided(work: Work) -> tuple[Any, ...]:
    return (
        Response.city_id == work.city_id,
        Response.is_held(),
        ~Response.is_decided(),
        ~Response.came_in_time_given_back(),
    )


def _sums(work: Work, sitting_id: UUID | None = None, epoch: int | None = None) -> Sequence[Any]:
    query = select(
        Response.sitting_id,
        Response.epoch,
        func.count(Response.id),
        func.min(Response.seq),
        func.max(Response.seq),
        func.min(Response.mono_ms),
        func.max(Response.mono_ms),
        func.max(Response.received_at).label("arrived_at"),
    ).where(*_undecided(work))
    if sitting_id is not None:
        query = query.where(Response.sitting_id == sitting_id, Response.epoch == epoch)
    grouped = query.group_by(Response.sitting_id, Response.epoch)
    return work.rows(grouped.order_by(func.max(Response.received_at), Response.sitting_id, Response.epoch))


def _groups(work: Work, sums: Sequence[Any]) -> Sequence[HeldGroup]:
    ids = {row.sitting_id for row in sums}
    whose = _whose(work, ids)
    proposals = _proposals(work, ids)
    return [
        HeldGroup(
            sitting_id,
            epoch,
            *whose[sitting_id],
            changes=changes,
            first_seq=first,
            last_seq=last,
            said_from=_moment(said_from),
            said_until=_moment(said_until),
            arrived_at=arrived_at,
            proposal=proposals.get((sitting_id, epoch)),
        )
        for sitting_id, epoch, changes, first, last, said_from, said_until, arrived_at in sums
    ]


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _whose(work: Work, sitting_ids: Collection[UUID]) -> Mapping[UUID, tuple[str, str, str, bool]]:
    query = (
        select(Sitting, Person.name, Booking.ticket_number, ExamSession.name)
        .join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .join(Person, (Person.city_id == Sitting.city_id) & (Person.id == Sitting.person_id))
        .join(ExamSession, (ExamSession.city_id == Sitting.city_id) & (ExamSession.id == Sitting.exam_session_id))
        .where(Sitting.city_id == work.city_id, Sitting.id.in_(sitting_ids))
    )
    return {sitting.id: (name, ticket or "", exam, sitting.is_open) for sitting, name, ticket, exam in work.rows(query)}


def _proposals(work: Work, sitting_ids: Collection[UUID]) -> Mapping[tuple[UUID, int], Proposal]:
    query = (
        select(HeldDecision, Person.name)
        .join(Person, (Person.city_id == HeldDecision.city_id) & (Person.id == HeldDecision.first_person_id))
        .where(
            HeldDecision.city_id == work.city_id,
            HeldDecision.sitting_id.in_(sitting_ids),
            HeldDecision.second_at.is_(None),
            HeldDecision.dropped_at.is_(None),
        )
    )
    return {
        (row.sitting_id, row.epoch): Proposal(
            row.id, row.counts, row.reason, first, row.first_at, row.first_person_id == work.actor.person_id
        )
        for row, first in work.rows(query)
    }


def witnessed(work: Work, group: HeldGroup) -> Witnessed:
    """What is known of one held group; five statements."""
    sitting = work.get(Sitting, group.sitting_id)
    slots = select(Response.slot).where(
        *_undecided(work),
        Response.sitting_id == group.sitting_id,
        Response.epoch == group.epoch,
        Response.kind == EventKind.SET,
    )
    moved = select(SeatMove.moved_at).where(
        SeatMove.city_id == work.city_id,
        SeatMove.sitting_id == group.sitting_id,
        SeatMove.old_epoch == group.epoch,
    )
    files = (
        select(Person.name, AnswerImport.imported_at)
        .join(Person, (Person.city_id == AnswerImport.city_id) & (Person.id == AnswerImport.by_person_id))
        .where(
            AnswerImport.city_id == work.city_id,
            AnswerImport.sitting_id == group.sitting_id,
            AnswerImport.epoch == group.epoch,
        )
        .order_by(AnswerImport.imported_at)
    )
    outages = (
        select(OutageCredit.began_at, OutageCredit.ended_at)
        .where(
            OutageCredit.city_id == work.city_id,
            OutageCredit.exam_session_id == sitting.exam_session_id,
            OutageCredit.room_id == sitting.room_id,
        )
        .order_by(OutageCredit.began_at)
    )
    return Witnessed(
        slots=sorted(set(work.all(slots))),
        moved_at=work.one(moved),
        taken_in=[(name, at) for name, at in work.rows(files)],
        outages=[(began, ended) for began, ended in work.rows(outages)],
    )


def decided_lines(work: Work, page: int) -> Listing[Decided]:
    """What was decided or dropped, the newest proposal first."""
    done = HeldDecision.second_at.is_not(None) | HeldDecision.dropped_at.is_not(None)
    total = work.count(select(func.count(HeldDecision.id)).where(HeldDecision.city_id == work.city_id, done))
    page = page_within(page, total, LINES_A_PAGE)
    query = _decisions(work).where(done).order_by(HeldDecision.first_at.desc(), HeldDecision.id.desc())
    rows = work.rows(query.limit(LINES_A_PAGE).offset((page - 1) * LINES_A_PAGE))
    return Listing([_decided(*row) for row in rows], total, page, LINES_A_PAGE)


def _decisions(work: Work) -> Select[HeldDecision, str, str | None, str, str, str | None]:
    candidate, first, second = aliased(Person), aliased(Person), aliased(Person)
    return (
        select(HeldDecision, candidate.name, Booking.ticket_number, ExamSession.name, first.name, second.name)
        .join(Sitting, (Sitting.city_id == HeldDecision.city_id) & (Sitting.id == HeldDecision.sitting_id))
        .join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .join(ExamSession, (ExamSession.city_id == Sitting.city_id) & (ExamSession.id == Sitting.exam_session_id))
        .join(candidate, (candidate.city_id == HeldDecision.city_id) & (candidate.id == HeldDecision.person_id))
        .join(first, (first.city_id == HeldDecision.city_id) & (first.id == HeldDecision.first_person_id))
        .outerjoin(second, (second.city_id == HeldDecision.city_id) & (second.id == HeldDecision.second_person_id))
        .where(HeldDecision.city_id == work.city_id)
    )


def _decided(
    row: HeldDecision, name: str, ticket_number: str | None, exam: str, first: str, second: str | None
) -> Decided:
    return Decided(
        name=name,
        ticket_number=ticket_number or "",
        exam=exam,
        changes=row.changes,
        counts=row.counts,
        reason=row.reason,
        first=first,
        first_at=row.first_at,
        second=second or "",
        second_at=row.second_at,
        dropped_at=row.dropped_at,
    )
