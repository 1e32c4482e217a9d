"""One attempt of one candidate as an auditor reads it: place and time, answers, results with their reasons, appeal.

The record of it, with the place of every entry in its ledger, is in :mod:`exam_app.queries.attempt_records`. It is
opened through :func:`exam_app.operations.dossiers.read_attempt`, which journals the look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from exam_app.errors import Sentence
from exam_app.models import (
    Appeal,
    Booking,
    ExamCentre,
    ExamSession,
    KeyCorrection,
    Notice,
    Person,
    Response,
    Result,
    ResultAnnulment,
    ResultReason,
    ResultRelease,
    Room,
    Seat,
    Sitting,
    SittingReceipt,
)
from exam_app.queries.appeal_dossiers import why_marked
from exam_app.queries.appeals import AppealPage, appeal_page
from exam_app.queries.attempt_records import AttemptRecord, record_of
from exam_app.queries.components import components_of, outcomes_of
from exam_app.queries.people import masked_number
from exam_app.scoring import Outcome
from exam_app.terms import ComponentKind, EvidenceLevel, NoticeKind, NoticeState, SittingState
from exam_app.work import Work


@dataclass(frozen=True)
class AttemptLine:
    """One attempt in the list of a person's file."""

    booking_id: UUID
    exam_name: str
    starts_at: datetime
    ticket_number: str
    state: SittingState | None
    """None where no paper was begun."""


def attempts_of(work: Work, person_id: UUID) -> Sequence[AttemptLine]:
    """The attempts of a person, the newest first; in one statement."""
    query = (
        select(Booking, ExamSession, Sitting.state)
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.person_id == person_id)
        .order_by(ExamSession.starts_at.desc(), Booking.id.desc())
    )
    return [
        AttemptLine(booking.id, session.name, session.starts_at, booking.ticket_number or "", state)
        for booking, session, state in work.rows(query)
    ]


@dataclass(frozen=True)
class AttemptSitting:
    """The paper of an attempt: its time, and what was saved of it."""

    state: SittingState
    started_at: datetime
    ends_at: datetime
    """With all time that was given and every pause."""
    closed_at: datetime | None
    is_on_paper: bool
    items: int
    answered: int
    changes: Mapping[EvidenceLevel, int]
    """How many saved changes there are of each level."""
    receipt: str
    """The code on the candidate's receipt; empty where none was given."""


@dataclass(frozen=True)
class AttemptResult:
    """One stored marking with its reason."""

    number: int
    raw: int
    maximum: int
    cut_score: int
    passed: bool
    why: Sentence
    marked_at: datetime


@dataclass(frozen=True)
class AttemptPart:
    """A component that examiners marked."""

    kind: ComponentKind
    outcome: Outcome


@dataclass(frozen=True)
class Told:
    """A notice that the person was written, without its text."""

    kind: NoticeKind
    state: NoticeState
    made_at: datetime


@dataclass(frozen=True)
class AttemptFile:
    """Everything on record of one attempt."""

    booking_id: UUID
    person_id: UUID
    name: str
    id_number: str
    """Masked."""
    ticket_number: str
    exam_name: str
    starts_at: datetime
    centre: str
    room: str
    seat: int | None
    sitting: AttemptSitting | None
    """None where no paper was begun."""
    results: Sequence[AttemptResult]
    """Empty, as ``parts`` are, before two people have released them: nobody sees a score earlier."""
    released_at: datetime | None
    annulled_by: str
    """The case that annulled the result; empty for one that counts."""
    parts: Sequence[AttemptPart]
    appeal: AppealPage | None
    told: Sequence[Told]
    record: AttemptRecord


def attempt_file(work: Work, booking_id: UUID, page: int = 1) -> AttemptFile:
    """The file of an attempt within the reader's scope; at most 23 statements whatever its length.

    ``page`` counts the pages of its record from 1. Raises :class:`NotFound` for an attempt that is not there.
    """
    query = (
        select(Booking, Person, ExamSession, ExamCentre.name, Room.name, Seat.number, Sitting, SittingReceipt.code)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .outerjoin(
            SittingReceipt, (SittingReceipt.city_id == Sitting.city_id) & (SittingReceipt.sitting_id == Sitting.id)
        )
        .where(Booking.city_id == work.city_id, Booking.id == booking_id)
    )
    rows = work.rows(query)
    booking, person, session, centre, room, seat, sitting, receipt = work.found(rows[0] if rows else None)
    appeal_id = work.one(select(Appeal.id).where(Appeal.city_id == work.city_id, Appeal.booking_id == booking.id))
    released_at = _released_at(work, session.id)
    results = _results(work, sitting) if sitting and released_at else ()
    return AttemptFile(
        booking_id=booking.id,
        person_id=person.id,
        name=person.name,
        id_number=masked_number(work, person),
        ticket_number=booking.ticket_number or "",
        exam_name=session.name,
        starts_at=session.starts_at,
        centre=centre,
        room=room or "",
        seat=seat,
        sitting=_sitting(work, sitting, receipt or "") if sitting else None,
        results=results,
        released_at=released_at,
        annulled_by=_annulled_by(work, sitting) if results else "",
        parts=_parts(work, booking) if released_at else (),
        appeal=appeal_page(work, appeal_id) if appeal_id else None,
        told=_told(work, booking, appeal_id),
        record=record_of(work, booking, session, sitting, appeal_id, page),
    )


def _sitting(work: Work, sitting: Sitting, receipt: str) -> AttemptSitting:
    query = (
        select(Response.level, func.count())
        .where(Response.city_id == work.city_id, Response.sitting_id == sitting.id)
        .group_by(Response.level)
    )
    found = {row[0]: row[1] for row in work.rows(query)}
    return AttemptSitting(
        sitting.state,
        sitting.started_at,
        sitting.ends_at(work.now),
        sitting.closed_at,
        sitting.is_on_paper,
        len(sitting.paper_digests),
        sitting.answered,
        {level: found[level] for level in EvidenceLevel if level in found},
        receipt,
    )


def _results(work: Work, sitting: Sitting) -> Sequence[AttemptResult]:
    query = (
        select(Result, ResultReason, KeyCorrection.number)
        .outerjoin(ResultReason, (ResultReason.city_id == Result.city_id) & (ResultReason.id == Result.reason_id))
        .outerjoin(
            KeyCorrection,
            (KeyCorrection.city_id == ResultReason.city_id) & (KeyCorrection.id == ResultReason.key_correction_id),
        )
        .where(Result.city_id == work.city_id, Result.sitting_id == sitting.id)
        .order_by(Result.number)
    )
    return [
        AttemptResult(
            row.number,
            row.raw,
            row.maximum,
            row.cut_score,
            row.passed,
            why_marked(reason, {reason.key_correction_id: number} if reason else {}),
            row.marked_at,
        )
        for row, reason, number in work.rows(query)
    ]


def _released_at(work: Work, exam_session_id: UUID) -> datetime | None:
    query = select(ResultRelease.second_at).where(
        ResultRelease.city_id == work.city_id, ResultRelease.exam_session_id == exam_session_id
    )
    return work.one(query)


def _annulled_by(work: Work, sitting: Sitting) -> str:
    query = select(ResultAnnulment.case_number).where(
        ResultAnnulment.city_id == work.city_id, ResultAnnulment.sitting_id == sitting.id
    )
    return work.one(query) or ""


def _parts(work: Work, booking: Booking) -> Sequence[AttemptPart]:
    parts = components_of(work, [booking.exam_session_id]).get(booking.exam_session_id, ())
    outcomes = outcomes_of(work, parts)
    return [
        AttemptPart(part.kind, outcomes[part.id, booking.id]) for part in parts if (part.id, booking.id) in outcomes
    ]


def _told(work: Work, booking: Booking, appeal_id: UUID | None) -> Sequence[Told]:
    query = (
        select(Notice.kind, Notice.state, Notice.made_at)
        .where(
            Notice.city_id == work.city_id,
            Notice.person_id == booking.person_id,
            Notice.about_id.in_([each for each in (booking.id, appeal_id) if each is not None]),
        )
        .order_by(Notice.made_at, Notice.id)
    )
    return [Told(*row) for row in work.rows(query)]
