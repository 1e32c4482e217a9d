"""Kept answers: what is known of the computer that they come from, and the files that were taken in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from exam_app.lateness import Circumstances
from exam_app.models import (
    AnswerImport,
    Booking,
    ExamSession,
    Lease,
    OutageCredit,
    Person,
    Response,
    SeatMove,
    Sitting,
)
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.outage_holds import open_hold
from exam_app.terms import EventKind, KeptEffect
from exam_app.work import Work

LINES_A_PAGE = 50


def circumstances_of(
    work: Work,
    sitting: Sitting,
    lease: Lease,
    beacons: Mapping[str, datetime],
    *,
    was_saved_by_invigilator: bool,
) -> Circumstances:
    """What bears witness for changes of this lease that arrive now; three statements.

    An outage that is not decided is a witness, too: what it proves is looked at by two people afterwards.
    """
    moved = select(SeatMove.moved_at).where(
        SeatMove.city_id == work.city_id, SeatMove.sitting_id == sitting.id, SeatMove.old_epoch == lease.epoch
    )
    outages = select(OutageCredit.began_at, OutageCredit.ended_at).where(
        OutageCredit.city_id == work.city_id,
        OutageCredit.exam_session_id == sitting.exam_session_id,
        OutageCredit.room_id == sitting.room_id,
    )
    hold = open_hold(work, sitting)
    awaited = [(hold.outage_began_at, hold.outage_ended_at or work.now)] if hold else []
    return Circumstances(
        arrived_at=work.now,
        deadline_at=sitting.deadline_at,
        beacons=beacons,
        is_paused=sitting.paused_at is not None,
        closed_at=sitting.closed_at,
        moved_at=work.one(moved),
        was_saved_by_invigilator=was_saved_by_invigilator,
        outages=[(began, ended) for began, ended in work.rows(outages)] + awaited,
    )


def closed_for(
    work: Work, sitting: Sitting, lease: Lease, beacons: Mapping[str, datetime], arrived_at: datetime
) -> Circumstances:
    """What bears witness for changes that were sent when they count no more by themselves: too late, or from a computer
    that the candidate had left."""
    known = circumstances_of(work, sitting, lease, beacons, was_saved_by_invigilator=False)
    return replace(known, arrived_at=arrived_at, closed_at=known.closed_at or known.moved_at or arrived_at)


def slots_answered_after(work: Work, sitting_id: UUID, epoch: int) -> frozenset[int]:
    """The questions that a later lease answered in a way that counts."""
    query = select(Response.slot).where(
        Response.city_id == work.city_id,
        Response.sitting_id == sitting_id,
        Response.epoch > epoch,
        Response.kind == EventKind.SET,
        Response.counts(),
    )
    return frozenset(work.all(query.distinct()))


@dataclass(frozen=True)
class ImportLine:
    """A file that was taken in, without what was answered."""

    at: datetime
    by: str
    name: str
    ticket_number: str
    exam: str
    counted: int
    held: int
    late: int
    slots: Mapping[KeptEffect, Sequence[int]]
    """Numbers of questions by what the file meant for them; effects without a question are missing."""


def imports_of_booking(work: Work, booking_id: UUID) -> Sequence[ImportLine]:
    """The files of one candidate's sitting, the newest first."""
    return [_line(row) for row in work.rows(_lines(work).where(Booking.id == booking_id))]


def import_lines(work: Work, page: int) -> Listing[ImportLine]:
    """All files that were taken in, the newest first."""
    total = work.count(select(func.count(AnswerImport.id)).where(AnswerImport.city_id == work.city_id))
    page = page_within(page, total, LINES_A_PAGE)
    rows = work.rows(_lines(work).limit(LINES_A_PAGE).offset((page - 1) * LINES_A_PAGE))
    return Listing([_line(row) for row in rows], total, page, LINES_A_PAGE)


def _lines(work: Work) -> Select[AnswerImport, str, str, str | None, str]:
    candidate, by = aliased(Person), aliased(Person)
    return (
        select(AnswerImport, by.name, candidate.name, Booking.ticket_number, ExamSession.name)
        .join(Sitting, (Sitting.city_id == AnswerImport.city_id) & (Sitting.id == AnswerImport.sitting_id))
        .join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .join(candidate, (candidate.city_id == AnswerImport.city_id) & (candidate.id == AnswerImport.person_id))
        .join(by, (by.city_id == AnswerImport.city_id) & (by.id == AnswerImport.by_person_id))
        .where(AnswerImport.city_id == work.city_id)
        .order_by(AnswerImport.imported_at.desc(), AnswerImport.id.desc())
    )


def _line(found: Any) -> ImportLine:
    row, by, name, ticket_number, exam = found
    slots = {effect: [slot for slot, said in row.slots if said == effect] for effect in KeptEffect}
    told = {effect: numbers for effect, numbers in slots.items() if numbers}
    return ImportLine(row.imported_at, by, name, ticket_number or "", exam, row.counted, row.held, row.late, told)
