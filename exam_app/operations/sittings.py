"""Sittings: start with a paper and a lease, hand in, close what is over."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from exam_app import delivery, session_states
from exam_app.actors import Permission
from exam_app.delivery import Fault, Head, Need, Refused
from exam_app.errors import Conflict, NotFound, TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.lateness import DRAIN
from exam_app.lease_keys import LeaseKey
from exam_app.models import BlueprintVersion, Booking, ExamSession, Lease, RoomMoment, Sitting
from exam_app.operations import operation
from exam_app.operations.leases import Leases
from exam_app.operations.pauses import pause_newcomer
from exam_app.operations.receipts import issue_receipt
from exam_app.operations.results import mark_sitting
from exam_app.operations.saving import record_fact
from exam_app.queries.accommodations import extra_minutes
from exam_app.queries.bank import approved_bank
from exam_app.queries.entry_refusals import standing_refusal
from exam_app.queries.sittings import fits, held_of, lease_in_force
from exam_app.session_states import SESSION_TABLE, SessionTrigger
from exam_app.sitting_states import OPEN, SITTING_TABLE, SittingTrigger
from exam_app.terms import ComponentKind, ExamSessionState, RoomMomentKind, SittingState
from exam_app.work import Work
from question_bank import Blueprint, BlueprintNotSatisfiable, Paper, Pool, assemble

EXPIRED_AT_ONCE = 20
"""Sittings closed in one piece of work, so that marking them never holds the write lock for long."""


@dataclass(frozen=True)
class Started:
    """A sitting and the lease to go on with; no lease when it is closed already, or open at another computer."""

    sitting_id: UUID
    lease: LeaseKey | None


@dataclass(frozen=True)
class HandedIn:
    """The sitting is closed; handing in again gives the same."""

    sitting_id: UUID


@dataclass(frozen=True)
class SessionClosed:
    """How an examination ended: how many sat, and the bookings of those who did not come."""

    sat: int
    absent: Sequence[UUID]


# -- starting -----------------------------------------------------------------------------------------------------


@operation(Permission.SIT)
def start(work: Work, browser: str | None) -> Started:
    """Begin the candidate's sitting, or go on with it at this browser.

    ``browser`` are the 64 hexadecimal digits by which a browser is known again; None keeps nothing. The same browser
    goes on with its lease (reload, second tab, second press). Any other is refused, which the room's ledger keeps,
    unless the invigilator has moved the candidate
    (:func:`exam_app.operations.seat_moves.move_seat`). Raises :class:`TooEarly` before the start, :class:`TooLate` when
    entry is closed, :class:`Conflict` for a booking without a seat.
    """
    booking = work.get(Booking, _booking_id(work))
    if booking.room_id is None:
        raise Conflict("You have no seat yet. Raise your hand.")
    if not booking.asks(ComponentKind.THEORY):
        raise Conflict("You have passed the theory. Ask where the rest of your examination is held.")
    paper = None if _sitting_of(work, booking) else _assemble_paper(work, booking)
    work.lock(Booking, booking.id)  # two browsers of one candidate begin one sitting
    sitting = _sitting_of(work, booking)
    if sitting is None and paper is not None:
        _refuse_kept_out(work, booking)  # signed while the paper was drawn
        return _open_sitting(work, booking, booking.room_id, paper, browser)
    return _go_on(work, work.found(sitting), browser)


def _booking_id(work: Work) -> UUID:
    if work.actor.booking_id is None:
        raise NotFound("This does not exist, or not for you.")
    return work.actor.booking_id


def _sitting_of(work: Work, booking: Booking) -> Sitting | None:
    return work.one(select(Sitting).where(Sitting.city_id == work.city_id, Sitting.booking_id == booking.id))


def _assemble_paper(work: Work, booking: Booking) -> Paper:
    """The candidate's paper, before any lock is taken: drawing a hundred items takes longer than a save."""
    session = work.get(ExamSession, booking.exam_session_id)
    _refuse_unless_open(session, work.now)
    _refuse_unopened(work, booking)
    _refuse_kept_out(work, booking)
    blueprint = Blueprint.from_document(work.get(BlueprintVersion, session.blueprint_id).document)
    seed = hmac.digest(session.seed, booking.id.bytes, hashlib.sha256)
    day = session.starts_at.astimezone(work.site.settings.zone).date()
    try:
        return assemble(approved_bank(work, Pool.LIVE), blueprint, seed, on=day)
    except BlueprintNotSatisfiable as error:
        raise Conflict("Your paper cannot be made now. Raise your hand.") from error


def _refuse_unless_open(session: ExamSession, now: datetime) -> None:
    if session.state not in session_states.OPEN:
        raise Conflict("This examination is not open. Raise your hand.")
    if now < session.starts_at:
        raise TooEarly("The examination has not started yet. Please wait.")
    if not session.admits_at(now):
        minutes = int((now - session.starts_at) / timedelta(minutes=1))
        raise TooLate(
            "%(minutes)s minutes late: entry is closed by rule. Ask for the next sitting; it is not a resit.",
            minutes=minutes,
        )


def _refuse_unopened(work: Work, booking: Booking) -> None:
    """Nobody begins in a room that its invigilator has not opened: a room opens only once all were rehearsed."""
    opened = select(RoomMoment.id).where(
        RoomMoment.city_id == work.city_id,
        RoomMoment.exam_session_id == booking.exam_session_id,
        RoomMoment.room_id == booking.room_id,
        RoomMoment.kind == RoomMomentKind.OPENED,
    )
    if work.one(opened) is None:
        raise Conflict("This room is not open yet. Raise your hand.")


def _refuse_kept_out(work: Work, booking: Booking) -> None:
    """Two people do not let this candidate in (:mod:`exam_app.operations.entry_refusals`)."""
    refusal = standing_refusal(work, booking.id)
    if refusal is not None and refusal.second_at is not None:
        raise Conflict(
            "You were not let in: %(ground)s. Ask at the county desk what you can do.", ground=refusal.ground
        )


def _open_sitting(work: Work, booking: Booking, room_id: UUID, paper: Paper, browser: str | None) -> Started:
    session = work.get(ExamSession, booking.exam_session_id)
    _mark_running(work, session)
    sitting = work.add(
        Sitting(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            booking_id=booking.id,
            person_id=booking.person_id,
            room_id=room_id,
            paper_digests=list(paper.digests),
            paper_seed=paper.seed,
            state=SITTING_TABLE.after(None, SittingTrigger.BEGIN),
            started_at=work.now,
            # Nobody is admitted later than late_minutes after the start, which bounds this for all.
            deadline_at=work.now + timedelta(minutes=session.minutes + extra_minutes(work, booking.registration_id)),
        )
    )
    record_fact(work, Tag.SITTING_STARTED, sitting, items=len(paper.digests))
    pause_newcomer(work, session, sitting)
    return Started(sitting.id, Leases(work, sitting).first(browser))


def _mark_running(work: Work, session: ExamSession) -> None:
    """The first sitting makes an examination a running one."""
    if session.state is ExamSessionState.PUBLISHED:
        changed = work.change(
            update(ExamSession)
            .where(
                ExamSession.city_id == work.city_id,
                ExamSession.id == session.id,
                ExamSession.state == ExamSessionState.PUBLISHED,
            )
            .values(state=SESSION_TABLE.after(session.state, SessionTrigger.BEGIN))
        )
        if not changed:  # another sitting was first, or the examination was withdrawn at this very moment
            _refuse_unless_open(work.lock(ExamSession, session.id), work.now)


def _go_on(work: Work, sitting: Sitting, browser: str | None) -> Started:
    sitting = work.lock(Sitting, sitting.id)
    if not sitting.is_open:
        return Started(sitting.id, None)
    return Started(sitting.id, Leases(work, sitting).go_on(browser))


# -- handing in and closing ---------------------------------------------------------------------------------------


@operation(Permission.SIT)
def submit(
    work: Work, sitting_id: UUID, lease: LeaseKey, *, final_seq: int, state_hash: str
) -> HandedIn | Need | Refused:
    """Hand in from the page's script, which says what it thinks the server holds.

    In time nothing is closed before both agree: :class:`Need` asks for what is missing, shortly after the deadline too,
    when what was answered in time may still arrive. Afterwards the sitting closes with what was accepted. Raises
    :class:`Conflict` during a pause; the page asks again until its end.
    """
    sitting = work.lock(Sitting, sitting_id)
    if not sitting.is_open:
        return HandedIn(sitting.id)
    in_force = lease_in_force(work, sitting)
    if not fits(work, lease, in_force):
        return Refused(Fault.LEASE_LOST)
    return _missing(work, sitting, in_force, final_seq, state_hash) or _hand_in(work, sitting, in_force)


def _missing(work: Work, sitting: Sitting, lease: Lease, final_seq: int, state_hash: str) -> Need | None:
    """What has to arrive, or to be looked at anew, before both sides agree; during a pause nothing is asked for."""
    if sitting.paused_at is not None or sitting.is_drained(work.now):
        return None
    if final_seq != lease.head_seq:
        return Need(lease.head_seq + 1)
    agreed = sitting.is_over(work.now) or state_hash == delivery.state_hash(held_of(sitting, lease).answers)
    return None if agreed else Need(1)


@operation(Permission.SIT)
def submit_form(work: Work, sitting_id: UUID, lease: LeaseKey) -> HandedIn | Refused:
    """Hand in from a plain form: what the server holds is all there is. Raises :class:`Conflict` during a pause."""
    sitting = work.lock(Sitting, sitting_id)
    if not sitting.is_open:
        return HandedIn(sitting.id)
    in_force = lease_in_force(work, sitting)
    if not fits(work, lease, in_force):
        return Refused(Fault.LEASE_LOST)
    return _hand_in(work, sitting, in_force)


def _hand_in(work: Work, sitting: Sitting, lease: Lease) -> HandedIn:
    _close(work, sitting, lease, SittingTrigger.TIME_OUT if sitting.is_over(work.now) else SittingTrigger.HAND_IN)
    return HandedIn(sitting.id)


@operation(Permission.CLOSE_EXPIRED)
def close_expired(work: Work) -> int:
    """Close and mark sittings whose time is over, a few at a time; returns how many. Call until it says 0.

    Not at the deadline itself: for two minutes more, computers deliver what was answered before it.
    """
    query = (
        select(Sitting.id)
        .where(
            Sitting.city_id == work.city_id,
            Sitting.state == SittingState.IN_PROGRESS,
            Sitting.deadline_at < work.now - DRAIN,
        )
        .order_by(Sitting.deadline_at, Sitting.id)
        .limit(EXPIRED_AT_ONCE)
    )
    return sum(_time_out(work, sitting_id) for sitting_id in work.all(query))


def _time_out(work: Work, sitting_id: UUID) -> bool:
    """Close one sitting at its deadline unless it was handed in, paused or given more time meanwhile."""
    sitting = work.lock(Sitting, sitting_id)
    if not sitting.is_open or not sitting.is_drained(work.now):
        return False
    _close(work, sitting, lease_in_force(work, sitting), SittingTrigger.TIME_OUT)
    return True


def _close(work: Work, sitting: Sitting, lease: Lease, trigger: SittingTrigger) -> None:
    answers = held_of(sitting, lease).answers
    sitting.state = SITTING_TABLE.after(sitting.state, trigger)
    sitting.closed_at = work.now
    sitting.final_state_hash = delivery.state_hash(answers)
    answered = sum(bool(at.value) for at in answers.values())
    tag = Tag.SITTING_SUBMITTED if sitting.state is SittingState.SUBMITTED else Tag.SITTING_TIMED_OUT
    record_fact(work, tag, sitting, answered=answered, state=sitting.final_state_hash)
    issue_receipt(work, sitting, lease.epoch, Head(lease.head_seq, lease.head_hash))
    mark_sitting(work, sitting.id)


@operation(Permission.SCHEDULE)
def close_session(work: Work, exam_session_id: UUID) -> SessionClosed:
    """Close an examination once nobody may enter and nobody answers any more; closing again gives the same.

    Sittings past their deadline are closed and marked first. Raises :class:`TooEarly` while late-comers may enter or
    somebody still answers or is paused, :class:`Conflict` for an examination that was never published or is paused.
    """
    session = work.lock(ExamSession, exam_session_id)
    if session.state is ExamSessionState.CLOSED:
        return _attendance(work, session)
    closed = SESSION_TABLE.after(session.state, SessionTrigger.CLOSE)
    _refuse_while_running(work, session)
    for sitting in _open_sittings(work, session):
        _time_out(work, sitting.id)
    session.state, session.closed_at = closed, work.now
    ended = _attendance(work, session)
    work.record(Tag.SESSION_CLOSED, "exam_session", session.id, sat=ended.sat, absent=len(ended.absent))
    return ended


def _refuse_while_running(work: Work, session: ExamSession) -> None:
    if work.now <= session.starts_at + timedelta(minutes=session.late_minutes) and _attendance(work, session).absent:
        raise TooEarly("Late-comers may still enter. Close the examination afterwards.")
    answering = sum(not sitting.is_drained(work.now) for sitting in _open_sittings(work, session))
    if answering:
        raise TooEarly(
            "%(answering)s candidates are still answering or delivering. Close it when they are done.",
            answering=answering,
        )


def _open_sittings(work: Work, session: ExamSession) -> Sequence[Sitting]:
    query = select(Sitting).where(
        Sitting.city_id == work.city_id,
        Sitting.exam_session_id == session.id,
        Sitting.state.in_(OPEN),
    )
    return work.all(query.order_by(Sitting.id))


def _attendance(work: Work, session: ExamSession) -> SessionClosed:
    query = (
        select(Booking, Sitting.id)
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
        .order_by(Booking.ticket_number)
    )
    rows = work.rows(query)
    return SessionClosed(
        sat=sum(sitting is not None for _, sitting in rows),
        absent=[booking.id for booking, sitting in rows if sitting is None and booking.asks(ComponentKind.THEORY)],
    )
