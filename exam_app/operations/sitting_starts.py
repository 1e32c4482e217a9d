"""What every beginning of a sitting has in common, at a screen and on printed paper."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from exam_app import session_states
from exam_app.actors import Permission
from exam_app.errors import Conflict, TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.models import Booking, ExamSession, RoomMoment, Sitting
from exam_app.operations import operation
from exam_app.queries.entry_refusals import standing_refusal
from exam_app.session_states import SESSION_TABLE, SessionTrigger
from exam_app.sitting_states import SITTING_TABLE, SittingTrigger
from exam_app.terms import ExamSessionState, RoomMomentKind
from exam_app.work import Work
from question_bank import Paper


@operation(Permission.SIT, Permission.INVIGILATE)
def require_open(work: Work, session: ExamSession) -> None:
    """Raise :class:`TooEarly` before the start, :class:`TooLate` when entry is closed, :class:`Conflict` otherwise."""
    if session.state not in session_states.OPEN:
        raise Conflict("This examination is not open. Raise your hand.")
    if work.now < session.starts_at:
        raise TooEarly("The examination has not started yet. Please wait.")
    if not session.admits_at(work.now):
        minutes = int((work.now - session.starts_at) / timedelta(minutes=1))
        raise TooLate(
            "%(minutes)s minutes late: entry is closed by rule. Ask for the next sitting; it is not a resit.",
            minutes=minutes,
        )


@operation(Permission.SIT, Permission.INVIGILATE)
def require_opened_room(work: Work, session: ExamSession, room_id: UUID | None) -> None:
    """Nobody begins in a room that its invigilator has not opened: a room opens only once all were rehearsed."""
    opened = select(RoomMoment.id).where(
        RoomMoment.city_id == work.city_id,
        RoomMoment.exam_session_id == session.id,
        RoomMoment.room_id == room_id,
        RoomMoment.kind == RoomMomentKind.OPENED,
    )
    if work.one(opened) is None:
        raise Conflict("This room is not open yet. Raise your hand.")


@operation(Permission.SIT, Permission.INVIGILATE)
def begin_sitting(
    work: Work,
    session: ExamSession,
    booking: Booking,
    room_id: UUID,
    paper: Paper,
    minutes: int,
    *,
    on_paper: bool = False,
) -> Sitting:
    """The sitting of a booking that is locked and has none; ``minutes`` hold the candidate's own extra time.

    Nobody is admitted later than ``late_minutes`` after the start, which bounds the deadline for all. Raises
    :class:`Conflict` for somebody whom two people keep out.
    """
    _refuse_kept_out(work, booking)
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
            paper_epoch=1 if on_paper else None,
            state=SITTING_TABLE.after(None, SittingTrigger.BEGIN),
            started_at=work.now,
            deadline_at=work.now + timedelta(minutes=minutes),
        )
    )
    ledger = session.ledger_of(room_id)
    about = booking.person_id
    work.record(Tag.SITTING_STARTED, "sitting", sitting.id, about=about, ledger=ledger, items=len(paper.digests))
    return sitting


def _refuse_kept_out(work: Work, booking: Booking) -> None:
    """Two people do not let this candidate in (:mod:`exam_app.operations.entry_refusals`)."""
    refusal = standing_refusal(work, booking.id)
    if refusal is not None and refusal.second_at is not None:
        raise Conflict(
            "You were not let in: %(ground)s. Ask at the county desk what you can do.", ground=refusal.ground
        )


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
            require_open(work, work.lock(ExamSession, session.id))
