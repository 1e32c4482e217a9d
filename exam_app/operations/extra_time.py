"""Extra time: minutes for one candidate or a whole room, with the reason; what is long needs a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import PersonalText, Tag
from exam_app.models import Booking, ExamSession, Sitting, TimeExtension
from exam_app.operations import operation
from exam_app.queries.rooms import on_duty
from exam_app.sitting_states import OPEN
from exam_app.terms import N_
from exam_app.work import Work

ALONE = 15
"""Minutes one person may give in all; the CHECK of the table says the same of a single grant."""
MOST = 120
LONGEST_REASON = 200


@dataclass(frozen=True)
class Extended:
    """What became of a request for more time: in force at once, or waiting for a second person."""

    extension_id: UUID
    in_force: bool
    candidates: int


@operation(Permission.INVIGILATE)
def add_time(
    work: Work,
    exam_session_id: UUID,
    room_id: UUID,
    *,
    booking_id: UUID | None,
    minutes: int,
    reason: str,
    nonce: UUID,
) -> Extended:
    """Give everybody in a room who still answers, or one candidate, more minutes; pressed twice it is one grant.

    During a pause they are added to what is left.

    Up to 15 minutes in all one person decides; beyond that the grant waits for :func:`confirm_time`, so that long
    times cannot be made of many short ones. Raises :class:`Invalid` by field, :class:`Conflict` when nobody answers.
    """
    session, _ = on_duty(work, exam_session_id, room_id)
    reason = _checked(minutes, reason)
    again = select(TimeExtension).where(TimeExtension.city_id == work.city_id, TimeExtension.nonce == str(nonce))
    if (made := work.one(again)) is not None:
        return Extended(made.id, made.in_force_at is not None, 0)
    sittings = _answering(work, session, room_id, booking_id)
    alone = _given(work, session, room_id, sittings if booking_id else None) + minutes <= ALONE
    extension = work.add(
        TimeExtension(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            sitting_id=sittings[0].id if booking_id else None,
            minutes=minutes,
            reason=reason,
            nonce=str(nonce),
            first_person_id=work.actor.person_id,
            first_at=work.now,
            in_force_at=work.now if alone else None,
        )
    )
    if alone:
        _move_deadlines(work, extension, session, sittings)
    else:
        _record(work, Tag.TIME_PROPOSED, extension, session, sittings)
    return Extended(extension.id, alone, len(sittings))


@operation(Permission.GRANT_TIME)
def confirm_time(work: Work, exam_session_id: UUID, extension_id: UUID) -> Extended:
    """The second person's word: the minutes are given to everybody of the grant who still answers.

    Raises :class:`Conflict` for the first person, and when nobody answers any more.
    """
    extension = work.lock(TimeExtension, extension_id)
    if extension.exam_session_id != exam_session_id:
        raise NotFound("This does not exist, or not for you.")
    if extension.in_force_at is not None:
        return Extended(extension.id, True, 0)
    if extension.first_person_id == work.actor.person_id:
        raise Conflict("You asked for these minutes yourself. A second person has to confirm them.")
    session = work.get(ExamSession, exam_session_id)
    sittings = _answering(work, session, extension.room_id, None)
    if extension.sitting_id is not None:
        sittings = [sitting for sitting in sittings if sitting.id == extension.sitting_id]
    if not sittings:
        raise Conflict("The paper is handed in. More time would change nothing.")
    extension.second_person_id, extension.in_force_at = work.actor.person_id, work.now
    _move_deadlines(work, extension, session, sittings)
    return Extended(extension.id, True, len(sittings))


def _checked(minutes: int, reason: str) -> str:
    reason = " ".join(reason.split())
    if not 1 <= minutes <= MOST:
        raise Invalid.in_field("minutes", N_("Enter 1 to %(most)s minutes."), most=MOST)
    if not reason:
        raise Invalid.in_field("reason", N_("Enter the reason: it stands in the record of the room."))
    if len(reason) > LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Use at most %(length)s characters."), length=LONGEST_REASON)
    return reason


def _answering(work: Work, session: ExamSession, room_id: UUID, booking_id: UUID | None) -> Sequence[Sitting]:
    """The sittings of a room that are not closed, locked; or that of one booking."""
    query = select(Sitting.id).where(
        Sitting.city_id == work.city_id,
        Sitting.exam_session_id == session.id,
        Sitting.room_id == room_id,
        Sitting.state.in_(OPEN),
    )
    if booking_id is not None:
        work.get(Booking, booking_id)
        query = query.where(Sitting.booking_id == booking_id)
    locked = [work.lock(Sitting, sitting_id) for sitting_id in work.all(query.order_by(Sitting.id))]
    answering = [sitting for sitting in locked if sitting.is_open]
    if not answering:
        raise Conflict("Nobody is answering here. More time would change nothing.")
    return answering


def _given(work: Work, session: ExamSession, room_id: UUID, one: Sequence[Sitting] | None) -> int:
    """Minutes already in force for the room, or for one sitting of it together with the room's."""
    for_whom: list[ColumnElement[bool]] = [TimeExtension.sitting_id.is_(None)]
    if one is not None:
        for_whom.append(TimeExtension.sitting_id == one[0].id)
    query = select(func.coalesce(func.sum(TimeExtension.minutes), 0)).where(
        TimeExtension.city_id == work.city_id,
        TimeExtension.exam_session_id == session.id,
        TimeExtension.room_id == room_id,
        TimeExtension.in_force_at.is_not(None),
        or_(*for_whom),
    )
    return work.count(query)


def _move_deadlines(work: Work, extension: TimeExtension, session: ExamSession, sittings: Sequence[Sitting]) -> None:
    """The pages learn of it with their next acknowledgement, within five seconds."""
    for sitting in sittings:
        sitting.deadline_at += timedelta(minutes=extension.minutes)
    _record(work, Tag.TIME_ADDED, extension, session, sittings)


def _record(work: Work, tag: Tag, extension: TimeExtension, session: ExamSession, sittings: Sequence[Sitting]) -> None:
    work.record(
        tag,
        "time_extension",
        extension.id,
        about=sittings[0].person_id if extension.sitting_id else None,
        ledger=session.ledger_of(extension.room_id),
        minutes=extension.minutes,
        candidates=len(sittings),
        reason=PersonalText(extension.reason),
    )
