"""Giving back the time of an outage, or not: found by the server, decided by a person, for everybody at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid
from exam_app.journal import PersonalText, Tag
from exam_app.models import ExamSession, OutageCredit, OutageRefusal, OutageShare, Sitting
from exam_app.operations import operation
from exam_app.operations.outage_holds import give_back, let_go_undecided
from exam_app.outages import Span
from exam_app.queries.outages import RoomOutage, found_outages
from exam_app.sitting_states import OPEN
from exam_app.terms import N_
from exam_app.work import Work

LONGEST_REASON = 200


@dataclass(frozen=True)
class Credited:
    """How many candidates got time back, and the most that anybody got; nobody when it had been given before."""

    candidates: int
    most: timedelta


@dataclass(frozen=True)
class Declined:
    """How many candidates wait no more: their sittings are closed at their deadlines."""

    candidates: int


@operation(Permission.GRANT_TIME)
def credit_outage(work: Work, exam_session_id: UUID, room_id: UUID, began_at: datetime, reason: str) -> Credited:
    """Give everybody of a room who was silent in the outage that ``began_at`` then the own silence back, in one piece.

    Confirmed twice nothing is given twice. Who has handed in gets nothing; nobody gets more than the limit of the site
    (``Settings.outage_minutes``) for all outages together. Whose sitting was held back at its deadline goes on
    (:func:`exam_app.operations.outage_holds.give_back`). Raises :class:`Invalid` without a reason, :class:`Conflict`
    when there is no such outage, when it lasts, when it was refused, or when nobody of those it hit still answers.
    """
    reason = _checked(reason)
    session = work.get(ExamSession, exam_session_id)
    sittings = _answering(work, session, room_id)
    outage = _found(work, session, room_id, began_at)
    if not outage.found.is_over:
        raise Conflict("The outage still lasts. Give the time back when the computers are heard again.")
    to_give = {sitting_id: spans for sitting_id, spans in outage.to_give.items() if sitting_id in sittings}
    if outage.is_refused:
        raise Conflict("It was decided that no time is given back for this outage.")
    if not to_give and _is_confirmed(work, session, outage):
        return Credited(0, timedelta())
    if not to_give:
        raise Conflict("Nobody whom this outage hit is still answering. There is no time to give back.")
    credit = work.add(_credit(work, session, outage, reason))
    _give(work, credit, to_give)
    give_back(work, session, outage, sittings, {one: _length(spans) for one, spans in to_give.items()})
    work.record(
        Tag.OUTAGE_CREDITED,
        "outage_credit",
        credit.id,
        ledger=session.ledger_of(room_id),
        silent=outage.silent,
        answering=outage.found.answering,
        candidates=len(to_give),
        seconds=int(outage.most.total_seconds()),
        reason=PersonalText(reason),
    )
    return Credited(len(to_give), outage.most)


@operation(Permission.GRANT_TIME)
def refuse_outage(work: Work, exam_session_id: UUID, room_id: UUID, began_at: datetime, reason: str) -> Declined:
    """Give nobody of a room any time back for the outage that ``began_at`` then, also while it lasts.

    Whose sitting was held back for it alone is closed. Refused twice it is refused once; it is never given back
    afterwards. Raises :class:`Invalid` without a reason, :class:`Conflict` when there is no such outage and when all of
    its time was given back.
    """
    reason = _checked(reason)
    session = work.get(ExamSession, exam_session_id)
    sittings = _answering(work, session, room_id)
    outage = _found(work, session, room_id, began_at)
    if outage.is_refused:
        return Declined(0)
    if not outage.asked and _is_confirmed(work, session, outage):
        raise Conflict("The time of this outage was given back before.")
    refusal = work.add(
        OutageRefusal(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            began_at=outage.span.since,
            ended_at=outage.span.until if outage.found.is_over else None,
            silent=outage.silent,
            answering=outage.found.answering,
            reason=reason,
            refused_by_id=work.actor.person_id,
            refused_at=work.now,
        )
    )
    work.record(
        Tag.OUTAGE_REFUSED,
        "outage_refusal",
        refusal.id,
        ledger=session.ledger_of(room_id),
        silent=outage.silent,
        answering=outage.found.answering,
        reason=PersonalText(reason),
    )
    return Declined(let_go_undecided(work, session, room_id, sittings))


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid.in_field("reason", N_("Enter the reason: it stands in the record of the room."))
    if len(reason) > LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Use at most %(length)s characters."), length=LONGEST_REASON)
    return reason


def _answering(work: Work, session: ExamSession, room_id: UUID) -> Mapping[UUID, Sitting]:
    """The sittings of the room that are not closed, locked in the order of their ids."""
    query = (
        select(Sitting)
        .where(
            Sitting.city_id == work.city_id,
            Sitting.exam_session_id == session.id,
            Sitting.room_id == room_id,
            Sitting.state.in_(OPEN),
        )
        .order_by(Sitting.id)
    )
    return {sitting.id: sitting for sitting in work.lock_all(query) if sitting.is_open}


def _found(work: Work, session: ExamSession, room_id: UUID, began_at: datetime) -> RoomOutage:
    for outage in found_outages(work, session.id, room_id):
        if outage.span.since == began_at:
            return outage
    raise Conflict("There is no such outage. Look again: something may have been heard meanwhile.")


def _is_confirmed(work: Work, session: ExamSession, outage: RoomOutage) -> bool:
    query = select(OutageCredit.id).where(
        OutageCredit.city_id == work.city_id,
        OutageCredit.exam_session_id == session.id,
        OutageCredit.room_id == outage.room_id,
        OutageCredit.began_at == outage.span.since,
    )
    return bool(work.all(query))


def _credit(work: Work, session: ExamSession, outage: RoomOutage, reason: str) -> OutageCredit:
    return OutageCredit(
        city_id=work.city_id,
        id=work.new_id(),
        exam_session_id=session.id,
        room_id=outage.room_id,
        began_at=outage.span.since,
        ended_at=outage.span.until,
        silent=outage.silent,
        answering=outage.found.answering,
        reason=reason,
        confirmed_by_id=work.actor.person_id,
        confirmed_at=work.now,
    )


def _length(spans: Sequence[Span]) -> timedelta:
    return sum((span.length for span in spans), timedelta())


def _give(work: Work, credit: OutageCredit, to_give: Mapping[UUID, Sequence[Span]]) -> None:
    """What each one got; the pages learn of it with their next acknowledgement, within five seconds."""
    work.write_all(
        OutageShare,
        [
            {
                "city_id": work.city_id,
                "id": work.new_id(),
                "credit_id": credit.id,
                "sitting_id": sitting_id,
                "since": span.since,
                "until": span.until,
            }
            for sitting_id, spans in to_give.items()
            for span in spans
        ],
    )
