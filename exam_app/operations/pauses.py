"""Pauses: time stands still for one candidate, a room or a whole examination, and goes on with what was left.

What is left is frozen in the row of the sitting (``paused_at`` beside the deadline), so it is the same to the second
after the server was killed, and extra time given meanwhile is added to it. Pauses overlap: a candidate goes on when no
pause covers the sitting any more (exam-delivery.md 2.6). The pages learn of it with their next acknowledgement, within
five seconds. What a page sent before it knew, or kept while the network was away, is accepted: a pause takes time from
nobody and throws no answer away. From then on the page is covered and takes no input.

Everything that begins, moves or ends a sitting of the scope waits while a pause is begun or ended: the bookings are
locked first, as by who sits down, then the sittings, as by who saves or hands in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select, update

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import PersonalText, Tag
from exam_app.models import Booking, ExamSession, Pause, Sitting
from exam_app.operations import operation
from exam_app.queries.rooms import on_duty
from exam_app.session_states import SESSION_TABLE, SessionTrigger
from exam_app.sitting_states import OPEN, SITTING_TABLE, SittingTrigger
from exam_app.terms import N_, SittingState
from exam_app.work import Work

LONGEST_REASON = 200
NOBODY = N_("Nobody is answering here. A pause would change nothing.")


@dataclass(frozen=True)
class Paused:
    """A pause that is on, and how many candidates began to stand still with it."""

    pause_id: UUID
    candidates: int


@dataclass(frozen=True)
class Resumed:
    """A pause that is over, how many candidates go on, and how many another pause still holds."""

    candidates: int
    still_paused: int


@dataclass(frozen=True)
class _Scope:
    """Where time stands: one booking of a room, a room, or all rooms of an examination."""

    exam: ExamSession
    room_id: UUID | None = None
    booking_id: UUID | None = None

    def bookings(self, city_id: str) -> Select[Booking]:
        query = select(Booking).where(Booking.city_id == city_id, Booking.exam_session_id == self.exam.id)
        if self.room_id is not None:
            query = query.where(Booking.room_id == self.room_id)
        if self.booking_id is not None:
            query = query.where(Booking.id == self.booking_id)
        return query.order_by(Booking.id)

    def sittings(self, city_id: str) -> Select[Sitting]:
        query = select(Sitting).where(
            Sitting.city_id == city_id, Sitting.exam_session_id == self.exam.id, Sitting.state.in_(OPEN)
        )
        if self.room_id is not None:
            query = query.where(Sitting.room_id == self.room_id)
        if self.booking_id is not None:
            query = query.where(Sitting.booking_id == self.booking_id)
        return query.order_by(Sitting.id)


# -- beginning ----------------------------------------------------------------------------------------------------


@operation(Permission.INVIGILATE)
def pause_place(
    work: Work, exam_session_id: UUID, room_id: UUID, *, booking_id: UUID | None, reason: str, nonce: UUID
) -> Paused:
    """Let time stand for everybody in a room on duty who answers, or for one candidate; pressed twice it is one pause.

    Who sits down in a paused room begins paused, with the whole time. Raises :class:`Invalid` in ``reason`` without one
    or with a long one, :class:`Conflict` where nobody answers and where the same place is paused already.
    """
    session, _ = on_duty(work, exam_session_id, room_id)
    return _begin(work, _Scope(session, room_id, booking_id), reason, nonce)


@operation(Permission.SCHEDULE)
def pause_session(work: Work, exam_session_id: UUID, *, reason: str, nonce: UUID) -> Paused:
    """Let time stand in all rooms of a running examination, which is suspended meanwhile; as :func:`pause_place`."""
    return _begin(work, _Scope(work.get(ExamSession, exam_session_id)), reason, nonce)


def _begin(work: Work, scope: _Scope, reason: str, nonce: UUID) -> Paused:
    reason = _checked(reason)
    work.lock_all(scope.bookings(work.city_id))
    again = select(Pause).where(Pause.city_id == work.city_id, Pause.nonce == str(nonce))
    if (made := work.one(again)) is not None:
        return Paused(made.id, 0)
    sittings = [one for one in work.lock_all(scope.sittings(work.city_id)) if not one.is_over(work.now)]
    if not sittings:
        raise Conflict(NOBODY)
    _refuse_second(work, scope, sittings)
    pause = work.add(
        Pause(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=scope.exam.id,
            room_id=scope.room_id,
            sitting_id=sittings[0].id if scope.booking_id else None,
            reason=reason,
            nonce=str(nonce),
            begun_by_id=work.actor.person_id,
            begun_at=work.now,
        )
    )
    if scope.room_id is None:
        _move_session(work, scope.exam, SessionTrigger.SUSPEND)
    fresh = [sitting for sitting in sittings if sitting.state is SittingState.IN_PROGRESS]
    _record(work, Tag.PAUSE_BEGUN, scope.exam, pause, sittings, fresh)
    for sitting in fresh:
        _stop(work, scope.exam, sitting)
    return Paused(pause.id, len(fresh))


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid.in_field("reason", N_("Enter the reason: it stands in the record of the room."))
    if len(reason) > LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Use at most %(length)s characters."), length=LONGEST_REASON)
    return reason


def _refuse_second(work: Work, scope: _Scope, sittings: Sequence[Sitting]) -> None:
    sitting_id = sittings[0].id if scope.booking_id else None
    if any((on.room_id, on.sitting_id) == (scope.room_id, sitting_id) for on in _pauses_on(work, scope.exam.id)):
        raise Conflict("It is paused already. Look at it again.")


def _pauses_on(work: Work, exam_session_id: UUID) -> Sequence[Pause]:
    query = select(Pause).where(
        Pause.city_id == work.city_id, Pause.exam_session_id == exam_session_id, Pause.ended_at.is_(None)
    )
    return work.all(query.order_by(Pause.begun_at, Pause.id))


def _stop(work: Work, session: ExamSession, sitting: Sitting) -> None:
    sitting.state = SITTING_TABLE.after(sitting.state, SittingTrigger.PAUSE)
    sitting.paused_at = work.now
    _record_sitting(work, Tag.SITTING_PAUSED, session, sitting)


@operation(Permission.SIT, Permission.INVIGILATE, Permission.SCHEDULE)
def pause_newcomers(work: Work, session: ExamSession, sittings: Sequence[Sitting]) -> None:
    """Sittings that begin or go on in a room or an examination that is paused stand still from their first second."""
    on = _pauses_on(work, session.id)
    for sitting in sittings:
        if any(pause.covers(sitting) for pause in on):
            _stop(work, session, sitting)


@operation(Permission.SCHEDULE)
def pause_as_in_its_room(work: Work, session: ExamSession, sitting: Sitting) -> None:
    """A sitting that came from another room stands or goes on as its new room does, with what was left."""
    covered = any(pause.covers(sitting) for pause in _pauses_on(work, session.id))
    if covered and sitting.state is SittingState.IN_PROGRESS:
        _stop(work, session, sitting)
    elif not covered and sitting.state is SittingState.PAUSED:
        _go_on(work, session, sitting)


# -- going on -----------------------------------------------------------------------------------------------------


@operation(Permission.INVIGILATE)
def resume_place(work: Work, exam_session_id: UUID, room_id: UUID, pause_id: UUID) -> Resumed:
    """End a pause of a room on duty or of one seat in it; ending it again changes nothing.

    Everybody whom no other pause covers goes on with exactly the time that was left.
    """
    session, _ = on_duty(work, exam_session_id, room_id)
    return _end(work, session, pause_id, room_id)


@operation(Permission.SCHEDULE)
def resume_session(work: Work, exam_session_id: UUID, pause_id: UUID) -> Resumed:
    """End the pause of all rooms: the examination runs again, as :func:`resume_place`."""
    return _end(work, work.get(ExamSession, exam_session_id), pause_id, None)


def _end(work: Work, session: ExamSession, pause_id: UUID, room_id: UUID | None) -> Resumed:
    scope = _Scope(session, room_id)
    work.lock_all(scope.bookings(work.city_id))
    sittings = work.lock_all(scope.sittings(work.city_id))
    pause = work.lock(Pause, pause_id)
    if (pause.exam_session_id, pause.room_id) != (session.id, room_id):
        raise NotFound("This does not exist, or not for you.")
    if not pause.is_on:
        return Resumed(0, 0)
    covered = [one for one in sittings if one.state is SittingState.PAUSED and pause.covers(one)]
    others = [other for other in _pauses_on(work, session.id) if other.id != pause.id]
    pause.ended_by_id, pause.ended_at = work.actor.person_id, work.now
    if room_id is None:
        _move_session(work, session, SessionTrigger.RESUME)
    free = [sitting for sitting in covered if not any(other.covers(sitting) for other in others)]
    _record(work, Tag.PAUSE_ENDED, session, pause, covered, free)
    for sitting in free:
        _go_on(work, session, sitting)
    return Resumed(len(free), len(covered) - len(free))


def _go_on(work: Work, session: ExamSession, sitting: Sitting) -> None:
    """The deadline is as far away as it was when the pause began."""
    sitting.state = SITTING_TABLE.after(sitting.state, SittingTrigger.RESUME)
    sitting.deadline_at, sitting.paused_at = sitting.ends_at(work.now), None
    _record_sitting(work, Tag.SITTING_WENT_ON, session, sitting)


# -- both ---------------------------------------------------------------------------------------------------------


def _move_session(work: Work, session: ExamSession, trigger: SessionTrigger) -> None:
    before = session.state
    after = SESSION_TABLE.after(before, trigger)
    # An update, not a lock: a hand-in holds its sitting and refers to the examination, and would wait for us in a ring.
    changed = work.change(
        update(ExamSession)
        .where(ExamSession.city_id == work.city_id, ExamSession.id == session.id, ExamSession.state == before)
        .values(state=after)
    )
    if not changed:
        raise Conflict("The examination has changed meanwhile. Look at it again.")


def _record(
    work: Work, tag: Tag, session: ExamSession, pause: Pause, covered: Iterable[Sitting], moved: Iterable[Sitting]
) -> None:
    """One leaf in the ledger of each room concerned."""
    for room_id in sorted({sitting.room_id for sitting in covered} | ({pause.room_id} if pause.room_id else set())):
        work.record(
            tag,
            "pause",
            pause.id,
            ledger=session.ledger_of(room_id),
            candidates=sum(sitting.room_id == room_id for sitting in moved),
            reason=PersonalText(pause.reason),
        )


def _record_sitting(work: Work, tag: Tag, session: ExamSession, sitting: Sitting) -> None:
    work.record(
        tag,
        "sitting",
        sitting.id,
        about=sitting.person_id,
        ledger=session.ledger_of(sitting.room_id),
        seconds=int((sitting.ends_at(work.now) - work.now).total_seconds()),
    )
