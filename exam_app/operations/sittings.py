"""Sittings: start with a paper and a lease, hand in, close what is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select

from exam_app import delivery
from exam_app.actors import Permission
from exam_app.delivery import Fault, Head, Need, Refused
from exam_app.errors import Conflict, NotFound, TooEarly
from exam_app.journal import Tag
from exam_app.lateness import DRAIN
from exam_app.lease_keys import LeaseKey
from exam_app.models import Booking, ExamSession, Lease, OutageHold, Sitting
from exam_app.operations import operation
from exam_app.operations.leases import Leases
from exam_app.operations.outage_holds import note_holds, waits
from exam_app.operations.pauses import pause_newcomers
from exam_app.operations.receipts import issue_receipt
from exam_app.operations.results import mark_rest
from exam_app.operations.room_keys import end_room_keys
from exam_app.operations.saving import record_fact
from exam_app.operations.sitting_starts import begin_sitting, require_open, require_opened_room
from exam_app.queries.accommodations import extra_minutes
from exam_app.queries.booklets import paper_as_printed
from exam_app.queries.drawing import Draw
from exam_app.queries.outage_holds import was_just_silent
from exam_app.queries.sittings import fits, held_of, lease_in_force
from exam_app.session_states import SESSION_TABLE, SessionTrigger
from exam_app.sitting_states import OPEN, SITTING_TABLE, SittingTrigger
from exam_app.terms import N_, ComponentKind, ExamSessionState, SittingState
from exam_app.work import Work
from question_bank import Paper

EXPIRED_AT_ONCE = 20
"""Sittings closed in one piece of work, so that it never holds the write lock for long."""

ON_PAPER = N_("You answer on printed paper. Raise your hand.")


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
class NotClosed:
    """The time is over, and an outage is not decided, or it is not known yet whether there was one. Nothing changed for
    the candidate: the page asks again."""


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
    session = work.get(ExamSession, booking.exam_session_id)
    drawn = None if _sitting_of(work, booking) else _draw(work, session, booking)
    work.lock(Booking, booking.id)  # two browsers of one candidate begin one sitting
    sitting = _sitting_of(work, booking)
    if sitting is None and drawn is not None:
        return _begin(work, session, booking, drawn, browser)
    return _go_on(work, work.found(sitting), browser)


def _booking_id(work: Work) -> UUID:
    if work.actor.booking_id is None:
        raise NotFound("This does not exist, or not for you.")
    return work.actor.booking_id


def _sitting_of(work: Work, booking: Booking) -> Sitting | None:
    return work.one(select(Sitting).where(Sitting.city_id == work.city_id, Sitting.booking_id == booking.id))


def _draw(work: Work, session: ExamSession, booking: Booking) -> Paper:
    """The candidate's paper, before any lock is taken: drawing a hundred items takes longer than a save."""
    require_open(work, session)
    require_opened_room(work, session, booking.room_id)
    return paper_as_printed(work, booking).paper or Draw(work, session).paper_of(booking.id)


def _begin(work: Work, session: ExamSession, booking: Booking, drawn: Paper, browser: str | None) -> Started:
    """Begin at a screen: with the paper that was printed for this candidate, if there is one."""
    printed = paper_as_printed(work, booking)
    if printed.is_on_paper:
        raise Conflict(ON_PAPER)
    room_id = work.found(booking.room_id)
    minutes = session.minutes + extra_minutes(work, booking.registration_id)
    sitting = begin_sitting(work, session, booking, room_id, printed.paper or drawn, minutes)
    pause_newcomers(work, session, [sitting])
    return Started(sitting.id, Leases(work, sitting).first(browser))


def _go_on(work: Work, sitting: Sitting, browser: str | None) -> Started:
    sitting = work.lock(Sitting, sitting.id)
    if not sitting.is_open:
        return Started(sitting.id, None)
    if sitting.is_on_paper:
        raise Conflict(ON_PAPER)
    return Started(sitting.id, Leases(work, sitting).go_on(browser))


# -- handing in and closing ---------------------------------------------------------------------------------------


@operation(Permission.SIT)
def submit(
    work: Work, sitting_id: UUID, lease: LeaseKey, *, final_seq: int, state_hash: str
) -> HandedIn | Need | NotClosed | Refused:
    """Hand in from the page's script, which says what it thinks the server holds.

    In time nothing is closed before both agree: :class:`Need` asks for what is missing, shortly after the deadline too,
    when what was answered in time may still arrive. Afterwards the sitting closes with what was accepted, unless
    an outage waits for a decision. Raises :class:`Conflict` during a pause; the page asks again until its end.
    """
    sitting = work.lock(Sitting, sitting_id)
    if not sitting.is_open:
        return HandedIn(sitting.id)
    in_force = lease_in_force(work, sitting)
    if not fits(work, lease, in_force):
        return Refused(Fault.LEASE_LOST)
    if _must_wait(work, sitting):
        return NotClosed()
    return _missing(work, sitting, in_force, final_seq, state_hash) or _hand_in(work, sitting, in_force)


def _must_wait(work: Work, sitting: Sitting) -> bool:
    """At the deadline, not before: who hands in of their own accord is let."""
    return sitting.is_over(work.now) and (waits(work, sitting) or was_just_silent(work, sitting))


def _missing(work: Work, sitting: Sitting, lease: Lease, final_seq: int, state_hash: str) -> Need | None:
    """What has to arrive, or to be looked at anew, before both sides agree; during a pause nothing is asked for."""
    if sitting.paused_at is not None or sitting.is_drained(work.now):
        return None
    if final_seq != lease.head_seq:
        return Need(lease.head_seq + 1)
    agreed = sitting.is_over(work.now) or state_hash == delivery.state_hash(held_of(sitting, lease).answers)
    return None if agreed else Need(1)


@operation(Permission.SIT)
def submit_form(work: Work, sitting_id: UUID, lease: LeaseKey) -> HandedIn | NotClosed | Refused:
    """Hand in from a plain form: what the server holds is all there is. Raises :class:`Conflict` during a pause."""
    sitting = work.lock(Sitting, sitting_id)
    if not sitting.is_open:
        return HandedIn(sitting.id)
    in_force = lease_in_force(work, sitting)
    if not fits(work, lease, in_force):
        return Refused(Fault.LEASE_LOST)
    return NotClosed() if _must_wait(work, sitting) else _hand_in(work, sitting, in_force)


def _hand_in(work: Work, sitting: Sitting, lease: Lease) -> HandedIn:
    _close(work, sitting, lease, SittingTrigger.TIME_OUT if sitting.is_over(work.now) else SittingTrigger.HAND_IN)
    return HandedIn(sitting.id)


@operation(Permission.CLOSE_EXPIRED)
def close_expired(work: Work) -> int:
    """Close sittings whose time is over, a few at a time; returns how many. Call until it says 0.

    Not at the deadline itself: for two minutes more, computers deliver what was answered before it. Nor while an outage
    waits for a decision (:mod:`exam_app.operations.outage_holds`), unless nobody has decided in time.
    """
    open_still = exists().where(
        OutageHold.city_id == Sitting.city_id,
        OutageHold.sitting_id == Sitting.id,
        OutageHold.outcome.is_(None),
        OutageHold.until >= work.now,
    )
    query = (
        select(Sitting.id)
        .where(
            Sitting.city_id == work.city_id,
            Sitting.state.in_((SittingState.IN_PROGRESS, SittingState.HELD_BACK)),
            Sitting.deadline_at < work.now - DRAIN,
            ~open_still,
            Sitting.paper_epoch.is_(None),  # a sheet is taken in by a person
        )
        .order_by(Sitting.deadline_at, Sitting.id)
        .limit(EXPIRED_AT_ONCE)
    )
    return sum(_time_out(work, sitting_id) for sitting_id in work.all(query))


def _time_out(work: Work, sitting_id: UUID) -> bool:
    """Close one sitting at its deadline unless it was handed in, paused or given more time meanwhile."""
    sitting = work.lock(Sitting, sitting_id)
    if not sitting.is_open or sitting.is_on_paper or not sitting.is_drained(work.now) or waits(work, sitting):
        return False
    _close(work, sitting, lease_in_force(work, sitting), SittingTrigger.TIME_OUT)
    return True


def _close(work: Work, sitting: Sitting, lease: Lease, trigger: SittingTrigger) -> None:
    answers = held_of(sitting, lease).answers
    sitting.state = SITTING_TABLE.after(sitting.state, trigger)
    sitting.closed_at, sitting.held_back_at = work.now, None
    sitting.final_state_hash = delivery.state_hash(answers)
    answered = sum(bool(at.value) for at in answers.values())
    tag = Tag.SITTING_SUBMITTED if sitting.state is SittingState.SUBMITTED else Tag.SITTING_TIMED_OUT
    record_fact(work, tag, sitting, answered=answered, state=sitting.final_state_hash)
    issue_receipt(work, sitting, lease.epoch, Head(lease.head_seq, lease.head_hash))


@operation(Permission.SCHEDULE)
def close_session(work: Work, exam_session_id: UUID) -> SessionClosed:
    """Close an examination once nobody may enter and nobody answers any more; closing again gives the same.

    Sittings past their deadline are closed and all are marked first. Raises :class:`TooEarly` while late-comers may
    enter or somebody still answers or is paused, :class:`Conflict` for an examination that was never published or is
    paused.
    """
    session = work.lock(ExamSession, exam_session_id)
    if session.state is ExamSessionState.CLOSED:
        return _attendance(work, session)
    closed = SESSION_TABLE.after(session.state, SessionTrigger.CLOSE)
    _refuse_while_running(work, session)
    for sitting in _open_sittings(work, session):
        _time_out(work, sitting.id)
    mark_rest(work, session.id)
    end_room_keys(work, session)  # of rooms whose record nobody signed
    session.state, session.closed_at = closed, work.now
    ended = _attendance(work, session)
    work.record(Tag.SESSION_CLOSED, "exam_session", session.id, sat=ended.sat, absent=len(ended.absent))
    return ended


def _refuse_while_running(work: Work, session: ExamSession) -> None:
    if work.now <= session.starts_at + timedelta(minutes=session.late_minutes) and _attendance(work, session).absent:
        raise TooEarly("Late-comers may still enter. Close the examination afterwards.")
    note_holds(work)
    still_open = _open_sittings(work, session)
    if waiting := sum(sitting.is_over(work.now) and waits(work, sitting) for sitting in still_open):
        raise TooEarly(
            "%(waiting)s candidates wait until somebody has decided about an outage. Do that first.", waiting=waiting
        )
    if sheets := sum(sitting.is_on_paper for sitting in still_open):
        raise TooEarly("%(sheets)s answer sheets are not taken in yet. Close it when they are.", sheets=sheets)
    answering = sum(not sitting.is_drained(work.now) for sitting in still_open)
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
