"""Nobody's time ends in an outage: a sitting whose deadline passes before an outage is decided waits for the decision.

The server may have been away itself when the time was over, and whoever decides needs a moment. So what the site finds
out shortly before a deadline, or as soon as it runs again, is noted with the sitting (:class:`OutageHold`); at the
deadline it is held back instead of closed. What its page sends meanwhile is kept, and counts if the time is given back
(exam-delivery.md 2.3 and 2.4). Only an outage of half of a room does this, never the own cable.

It is the site's upkeep that looks, because whoever saves or hands in sees the own rows alone. A page that was silent
until a moment ago, and comes before the site has looked, is asked to come again.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select

from exam_app import delivery
from exam_app.actors import Permission
from exam_app.journal import Tag
from exam_app.models import ExamSession, OutageHold, Response, Sitting
from exam_app.operations import operation
from exam_app.operations.pauses import pause_newcomers
from exam_app.queries.outage_holds import open_hold
from exam_app.queries.outages import RoomOutage, found_outages
from exam_app.queries.sittings import answers_of_all
from exam_app.sitting_states import SITTING_TABLE, SittingTrigger
from exam_app.terms import EvidenceLevel, HoldEnd, SittingState
from exam_app.work import Work

DECIDE_WITHIN = timedelta(minutes=30)
"""How long there is for a decision after the deadline or, if that is later, the end of the outage. Long enough that the
computers of a room start again and somebody comes from another floor; nobody sits longer before a covered page, and an
examination in which nobody decides can be closed all the same."""
AHEAD = timedelta(minutes=1)
"""So long before a deadline its room is looked at: two rounds of upkeep, so that it is known when time is up."""
HELD_AT_ONCE = 20
"""Sittings held back in one piece of work, so that it never holds the write lock for long."""


# -- finding out --------------------------------------------------------------------------------------------------


@operation(Permission.CLOSE_EXPIRED, Permission.SCHEDULE)
def note_holds(work: Work) -> int:
    """Note whose time is over or nearly so while an outage that hit them is not decided; returns how many.

    Six statements for an examination in which somebody's time is nearly over, one where nobody's is.
    """
    ending: dict[UUID, list[Sitting]] = {}
    for sitting in work.all(_ending(work)):
        ending.setdefault(sitting.exam_session_id, []).append(sitting)
    holds: list[OutageHold] = [
        _hold(work, sitting, awaited)
        for exam_session_id, sittings in ending.items()
        for sitting, awaited in _awaiting(found_outages(work, exam_session_id), sittings)
    ]
    # A hold refers to its sitting, which whoever saves has locked: those come in the order of their ids, too.
    holds.sort(key=lambda each: each.sitting_id)
    work.add_all(holds)
    return len(holds)


def _ending(work: Work) -> Select[Sitting]:
    noted = exists().where(
        OutageHold.city_id == work.city_id, OutageHold.sitting_id == Sitting.id, OutageHold.outcome.is_(None)
    )
    return (
        select(Sitting)
        .where(
            Sitting.city_id == work.city_id,
            Sitting.state == SittingState.IN_PROGRESS,
            Sitting.deadline_at < work.now + AHEAD,
            Sitting.paper_epoch.is_(None),
            ~noted,
        )
        .order_by(Sitting.id)
    )


def _awaiting(outages: Sequence[RoomOutage], sittings: Collection[Sitting]) -> Sequence[tuple[Sitting, RoomOutage]]:
    """Who may get time back, each with the newest outage for it."""
    return [
        (sitting, awaited[0])
        for sitting in sittings
        if (awaited := [one for one in outages if one.awaits(sitting.id, sitting.deadline_at)])
    ]


def _hold(work: Work, sitting: Sitting, outage: RoomOutage) -> OutageHold:
    longest = outage.span.since + timedelta(minutes=work.site.settings.outage_minutes)
    ends_at = outage.span.until if outage.found.is_over else longest
    return OutageHold(
        city_id=work.city_id,
        id=work.new_id(),
        exam_session_id=sitting.exam_session_id,
        room_id=sitting.room_id,
        sitting_id=sitting.id,
        outage_began_at=outage.span.since,
        outage_ended_at=outage.span.until if outage.found.is_over else None,
        due_at=sitting.deadline_at,
        until=max(sitting.deadline_at, ends_at, work.now) + DECIDE_WITHIN,
        noted_at=work.now,
    )


# -- at the deadline ----------------------------------------------------------------------------------------------


@operation(Permission.CLOSE_EXPIRED)
def hold_back_due(work: Work) -> int:
    """Hold back the sittings whose deadline has passed and of which a hold was noted, a few at a time; how many.

    Call until it says 0. Whose page hands in at the deadline is held back before.
    """
    query = (
        select(Sitting.id)
        .join(OutageHold, (OutageHold.city_id == Sitting.city_id) & (OutageHold.sitting_id == Sitting.id))
        .where(
            Sitting.city_id == work.city_id,
            Sitting.state == SittingState.IN_PROGRESS,
            Sitting.deadline_at < work.now,
            OutageHold.outcome.is_(None),
            OutageHold.until >= work.now,
        )
        .order_by(Sitting.id)
        .limit(HELD_AT_ONCE)
    )
    return sum(waits(work, work.lock(Sitting, sitting_id)) for sitting_id in work.all(query))


@operation(Permission.SIT, Permission.INGEST, Permission.CLOSE_EXPIRED, Permission.SCHEDULE)
def waits(work: Work, sitting: Sitting) -> bool:
    """Whether a locked sitting must not be closed yet though its time is over; held back from now on if it must not.

    A hold in which nobody has decided in time ends with this look.
    """
    if not sitting.is_open or not sitting.is_over(work.now) or (hold := open_hold(work, sitting)) is None:
        return False
    if hold.until < work.now:
        hold.outcome, hold.ended_at = HoldEnd.LAPSED, work.now
        return False
    if sitting.state is SittingState.IN_PROGRESS:
        sitting.state = SITTING_TABLE.after(sitting.state, SittingTrigger.HOLD_BACK)
        sitting.held_back_at = work.now
        _record(work, work.get(ExamSession, sitting.exam_session_id), Tag.SITTING_HELD_BACK, sitting)
    return True


# -- deciding -----------------------------------------------------------------------------------------------------


@operation(Permission.GRANT_TIME)
def give_back(
    work: Work,
    session: ExamSession,
    outage: RoomOutage,
    sittings: Mapping[UUID, Sitting],
    given: Mapping[UUID, timedelta],
) -> None:
    """Move the deadlines of locked sittings by what was given; whoever was held back goes on with what was left.

    The time since the own computer was heard again, or since the deadline, stood; that is added, too. What came
    meanwhile counts from now on. Who is in a room that is paused goes on with it.
    """
    holds = _open_holds(work, given)
    freed = []
    for sitting_id, more in given.items():
        sitting = sittings[sitting_id]
        stood_since = max(sitting.deadline_at, outage.found.lost[sitting_id].until)
        sitting.deadline_at += more
        if sitting.state is SittingState.HELD_BACK:
            sitting.deadline_at += max(work.now - stood_since, timedelta())
            freed.append(sitting)
    _end(work, [holds[sitting_id] for sitting_id in given if sitting_id in holds], HoldEnd.CREDITED)
    _count_what_came(work, freed)
    for sitting in freed:
        _let_go(work, session, sitting, HoldEnd.CREDITED)
    pause_newcomers(work, session, freed)


@operation(Permission.GRANT_TIME)
def let_go_undecided(work: Work, session: ExamSession, room_id: UUID, sittings: Mapping[UUID, Sitting]) -> int:
    """After a refusal: whoever waits for no other outage of the room waits no more; returns how many candidates.

    Their deadline stays: their pages hand in within seconds, and for the rest the site does.
    """
    holds = _open_holds(work, sittings)
    held = [sitting for sitting in sittings.values() if sitting.id in holds]
    still = {sitting.id for sitting, _ in _awaiting(found_outages(work, session.id, room_id), held)}
    free = [sitting for sitting in held if sitting.id not in still]
    _end(work, [holds[sitting.id] for sitting in free], HoldEnd.REFUSED)
    for sitting in free:
        if sitting.state is SittingState.HELD_BACK:
            _let_go(work, session, sitting, HoldEnd.REFUSED)
    return len(free)


def _open_holds(work: Work, sitting_ids: Collection[UUID]) -> Mapping[UUID, OutageHold]:
    query = select(OutageHold).where(
        OutageHold.city_id == work.city_id,
        OutageHold.sitting_id.in_(list(sitting_ids)),
        OutageHold.outcome.is_(None),
    )
    return {hold.sitting_id: hold for hold in work.lock_all(query.order_by(OutageHold.id))}


def _end(work: Work, holds: Sequence[OutageHold], outcome: HoldEnd) -> None:
    for hold in holds:
        hold.outcome, hold.ended_at = outcome, work.now
    work.add_all(holds)


def _let_go(work: Work, session: ExamSession, sitting: Sitting, outcome: HoldEnd) -> None:
    sitting.state = SITTING_TABLE.after(sitting.state, SittingTrigger.LET_GO)
    sitting.held_back_at = None
    left = max(int((sitting.deadline_at - work.now).total_seconds()), 0)
    _record(work, session, Tag.SITTING_LET_GO, sitting, hold_end=outcome.value, seconds=left)


def _record(work: Work, session: ExamSession, tag: Tag, sitting: Sitting, **facts: str | int) -> None:
    ledger = session.ledger_of(sitting.room_id)
    work.record(tag, "sitting", sitting.id, about=sitting.person_id, ledger=ledger, city_id=work.city_id, **facts)


def _count_what_came(work: Work, sittings: Sequence[Sitting]) -> None:
    """The answers are added up anew where anything came while the time stood; three statements at most."""
    uncounted: ColumnElement[bool] = Response.level.in_((EvidenceLevel.HELD, EvidenceLevel.LATE))
    query = select(Response.sitting_id).where(
        Response.city_id == work.city_id, Response.sitting_id.in_([one.id for one in sittings]), uncounted
    )
    came = set(work.all(query.distinct())) if sittings else set()
    answers = answers_of_all(work, came)
    for sitting in sittings:
        if sitting.id in came:
            sitting.answers = [list(row) for row in delivery.state_rows(answers[sitting.id])]
