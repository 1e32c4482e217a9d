"""Printed paper in the room: booklets and answer sheets are handed out, and the sheets are taken in.

A sitting on paper begins, has its clock and can be paused like any other. Nothing is heard of it, so no silence and no
deadline closes it: the invigilator takes the sheet in and says when. Who began at a screen goes on with the same paper
and the same time; the answers from the screen stay, and the sheet is the next epoch (:mod:`exam_app.answer_sheets`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import Tag
from exam_app.models import AnswerSheet, Booking, Booklet, ExamSession, Sitting
from exam_app.operations import operation
from exam_app.operations.leases import Leases
from exam_app.operations.pauses import pause_newcomers
from exam_app.operations.proctoring import open_room_of
from exam_app.operations.saving import record_fact
from exam_app.operations.sitting_starts import begin_sitting, require_open, require_opened_room
from exam_app.queries.accommodations import needs_of
from exam_app.queries.booklets import booklets_of, on_paper
from exam_app.sitting_states import SITTING_TABLE, SittingTrigger
from exam_app.terms import N_
from exam_app.work import Work
from question_bank import Paper


@dataclass(frozen=True)
class HandedOut:
    """How many began on paper, and how many went on there from a screen."""

    began: int
    went_on: int


@operation(Permission.INVIGILATE)
def hand_out(work: Work, exam_session_id: UUID, room_id: UUID, booking_ids: Sequence[UUID]) -> HandedOut:
    """Hand booklet and answer sheet to candidates of a room on duty: their time runs from now, or goes on.

    Who has a booklet already keeps it, so pressing twice is one act. Raises :class:`Conflict` naming the seats of who
    is not on paper by the office's word, has no printed booklet or has handed in, and while the time stands until an
    outage is decided; :class:`TooEarly` before the start, :class:`TooLate` for late-comers when entry is closed;
    :class:`Invalid` without candidates.
    """
    session = open_room_of(work, exam_session_id, room_id)
    bookings = _booked_here(work, session, room_id, booking_ids)
    sittings = _sittings(work, booking_ids)
    waiting = [one for one in bookings if one.id not in sittings or not sittings[one.id].is_on_paper]
    booklets = _require_paper(work, waiting, sittings)
    fresh = [booking for booking in waiting if booking.id not in sittings]
    if fresh:
        require_open(work, session)
        require_opened_room(work, session, room_id)
    begun = _begin(work, session, room_id, fresh, booklets)
    moved = [sittings[booking.id] for booking in waiting if booking.id in sittings]
    for sitting in moved:
        if sitting.held_back_at is not None:
            raise Conflict(SITTING_TABLE.refusals[sitting.state])
        sitting.paper_epoch = Leases(work, sitting).leave_to_a_seat().epoch
    for sitting in (*begun, *moved):
        _give_sheet(work, sitting)
    return HandedOut(len(begun), len(moved))


def _booked_here(work: Work, session: ExamSession, room_id: UUID, booking_ids: Sequence[UUID]) -> Sequence[Booking]:
    if not booking_ids:
        raise Invalid.in_field("candidates", N_("Choose at least one candidate."))
    query = select(Booking).where(
        Booking.city_id == work.city_id,
        Booking.exam_session_id == session.id,
        Booking.room_id == room_id,
        Booking.id.in_(booking_ids),
    )
    found = work.lock_all(query.order_by(Booking.id))
    if len(found) < len(set(booking_ids)):
        raise NotFound("This does not exist, or not for you.")
    return found


def _sittings(work: Work, booking_ids: Sequence[UUID]) -> Mapping[UUID, Sitting]:
    """By booking, locked."""
    query = select(Sitting).where(Sitting.city_id == work.city_id, Sitting.booking_id.in_(booking_ids))
    return {sitting.booking_id: sitting for sitting in work.lock_all(query.order_by(Sitting.id))}


def _require_paper(work: Work, bookings: Sequence[Booking], sittings: Mapping[UUID, Sitting]) -> Mapping[UUID, Booklet]:
    ids = [booking.id for booking in bookings]
    chosen, booklets = on_paper(work, ids), booklets_of(work, ids)
    if any(booking_id not in chosen for booking_id in ids):
        raise Conflict("The office has not put everybody you chose on paper. Load the page again.")
    if any(booking_id not in booklets for booking_id in ids):
        raise Conflict("Somebody you chose has no printed booklet. The office prints it.")
    if any(not sittings[booking_id].is_open for booking_id in ids if booking_id in sittings):
        raise Conflict("Somebody you chose has handed in. Load the page again.")
    return booklets


def _begin(
    work: Work, session: ExamSession, room_id: UUID, bookings: Sequence[Booking], booklets: Mapping[UUID, Booklet]
) -> Sequence[Sitting]:
    needs = needs_of(work, {booking.registration_id for booking in bookings})
    begun = []
    for booking in bookings:
        booklet = booklets[booking.id]
        minutes = session.minutes + sum(need.minutes for need in needs.get(booking.registration_id, ()))
        paper = Paper(tuple(booklet.paper_digests), booklet.paper_seed)
        sitting = begin_sitting(work, session, booking, room_id, paper, minutes, on_paper=True)
        Leases(work, sitting).for_paper()
        begun.append(sitting)
    if begun:
        pause_newcomers(work, session, begun)
    return begun


def _give_sheet(work: Work, sitting: Sitting) -> None:
    work.add(
        AnswerSheet(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=sitting.exam_session_id,
            room_id=sitting.room_id,
            sitting_id=sitting.id,
            person_id=sitting.person_id,
            handed_out_at=work.now,
            handed_out_by_id=work.actor.person_id,
            seconds_over=0,
        )
    )
    record_fact(work, Tag.SHEET_HANDED_OUT, sitting, epoch=sitting.paper_epoch, answered=sitting.answered)


@operation(Permission.INVIGILATE)
def take_in(
    work: Work, exam_session_id: UUID, room_id: UUID, booking_ids: Sequence[UUID], *, at: datetime | None = None
) -> int:
    """Take answer sheets in; returns how many were not taken in before. ``at`` is when, the present moment without it.

    A sheet that is taken in after its candidate's deadline is taken in all the same, and how much later stands in the
    record. Raises :class:`Conflict` for who is not on paper, and during a pause; :class:`Invalid` in ``at`` for a time
    before the sheet was handed out or after now.
    """
    session = open_room_of(work, exam_session_id, room_id)
    bookings = _booked_here(work, session, room_id, booking_ids)
    sittings = _sittings(work, booking_ids)
    if any(booking.id not in sittings or not sittings[booking.id].is_on_paper for booking in bookings):
        raise Conflict("Somebody you chose has no answer sheet. Load the page again.")
    still = [sitting for sitting in sittings.values() if sitting.is_open]
    sheets = _sheets(work, [sitting.id for sitting in still])
    at = at or work.now
    if at > work.now or any(at < sheet.handed_out_at for sheet in sheets.values()):
        raise Invalid.in_field("at", N_("A sheet is taken in after it was handed out, and not later than now."))
    for sitting in still:
        over = max(at - sitting.ends_at(at), timedelta(0))
        sitting.state = SITTING_TABLE.after(sitting.state, SittingTrigger.TAKE_IN)
        sitting.closed_at = at
        sheet = sheets[sitting.id]
        sheet.taken_in_at, sheet.taken_in_by_id = at, work.actor.person_id
        sheet.seconds_over = int(over.total_seconds())
        record_fact(work, Tag.SHEET_TAKEN_IN, sitting, taken_at=at.isoformat(), seconds_over=sheet.seconds_over)
    return len(still)


def _sheets(work: Work, sitting_ids: Sequence[UUID]) -> Mapping[UUID, AnswerSheet]:
    query = select(AnswerSheet).where(AnswerSheet.city_id == work.city_id, AnswerSheet.sitting_id.in_(sitting_ids))
    return {sheet.sitting_id: sheet for sheet in work.all(query)}
