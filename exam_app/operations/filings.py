"""Filings: events recorded by the county or announced by the unit, and the county's one answer to each."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.divisions import is_code
from exam_app.errors import Conflict, Invalid
from exam_app.filing_clocks import CLOCKS
from exam_app.journal import Tag
from exam_app.models import Filing, FilingAnswer, GuardUnit, TrainingUnit
from exam_app.operations import operation
from exam_app.queries.units import Unit, own_unit, unit_of
from exam_app.terms import N_, FilingAct, FilingAnswerKind, UnitKind
from exam_app.work import Work

REGULATION_IN_FORCE = date(2010, 1, 1)
"""Regulation art. 52: nothing had to be filed before."""
AHEAD = timedelta(days=366)
"""So far ahead something can be announced."""


@operation(Permission.KEEP_REGISTRY)
def record_filing(
    work: Work, unit_id: UUID, *, act: FilingAct, event_on: date, what: str = "", division_code: str = ""
) -> UUID:
    """Record an event that a unit has to file; its clock begins with the day of the event.

    Raises :class:`Invalid` by field, :class:`Conflict` when the same event of that day is recorded already.
    """
    return _keep(work, unit_of(work, unit_id), act, event_on, what, division_code)


@operation(Permission.TRAIN, Permission.EMPLOY)
def announce_filing(work: Work, *, act: FilingAct, event_on: date, what: str = "", division_code: str = "") -> UUID:
    """Announce an event of the own unit: a start, a change, an end, service in another province, with its day.

    To announce is not to file: the county notes when the papers were received. Raises as :func:`record_filing`.
    """
    return _keep(work, own_unit(work), act, event_on, what, division_code)


@operation(Permission.KEEP_REGISTRY)
def receive_filing(work: Work, filing_id: UUID, *, received_on: date, number: str = "") -> None:
    """Note the day on which the papers of a filing were received, once; the number of a start becomes the unit's."""
    filing, unit = _unanswered(work, filing_id)
    if received_on > work.today:
        raise Invalid.in_field("received_on", N_("This day has not come yet. Enter it on the day."))
    if received_on < REGULATION_IN_FORCE:
        raise Invalid.in_field("received_on", N_("The Regulation is in force since 2010-01-01. Enter a later day."))
    if filing.act == FilingAct.STARTED and not number:
        raise Invalid.in_field("number", N_("Enter the number under which the start is filed."))
    _answer(work, filing, unit, FilingAnswerKind.RECEIVED, received_on, number=number)
    if filing.act == FilingAct.STARTED:
        _give_number(work, unit, number)
    work.record(Tag.FILING_RECEIVED, "filing", filing.id, received_on=received_on.isoformat(), number=number)


@operation(Permission.KEEP_REGISTRY)
def set_aside_filing(work: Work, filing_id: UUID, *, reason: str) -> None:
    """Say, with a reason, that an event was entered in error. The row stays, its clock stops."""
    if not reason:
        raise Invalid.in_field("reason", N_("Say what was wrong with the entry."))
    filing, unit = _unanswered(work, filing_id)
    _answer(work, filing, unit, FilingAnswerKind.SET_ASIDE, work.today, note=reason)
    work.record(Tag.FILING_SET_ASIDE, "filing", filing.id)


def _keep(work: Work, unit: Unit, act: FilingAct, event_on: date, what: str, division_code: str) -> UUID:
    _refuse_odd_event(work, unit, act, event_on, what, division_code)
    own = Filing.training_unit_id if unit.trains else Filing.guard_unit_id
    same = (
        select(Filing.id)
        .outerjoin(FilingAnswer, (FilingAnswer.city_id == Filing.city_id) & (FilingAnswer.filing_id == Filing.id))
        .where(
            Filing.city_id == work.city_id,
            own == unit.id,
            Filing.act == act,
            Filing.event_on == event_on,
            Filing.division_code == division_code,
            FilingAnswer.answer.is_distinct_from(FilingAnswerKind.SET_ASIDE),
        )
        .limit(1)
    )
    # Whoever clicks twice waits here for the first click, and then sees what it wrote.
    work.lock(TrainingUnit, unit.id) if unit.trains else work.lock(GuardUnit, unit.id)
    if work.one(same) is not None:
        raise Conflict("This event of that day is recorded already. Nothing was changed.")
    filing = work.add(
        Filing(
            city_id=work.city_id,
            id=work.new_id(),
            **unit.keys,
            act=act,
            event_on=event_on,
            what=what,
            division_code=division_code,
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )
    )
    work.record(Tag.FILING_RECORDED, "filing", filing.id, act=act.value, event_on=event_on.isoformat())
    return filing.id


def _refuse_odd_event(work: Work, unit: Unit, act: FilingAct, event_on: date, what: str, division_code: str) -> None:
    if act not in CLOCKS[unit.kind]:
        raise Invalid.in_field("act", N_("A unit of this kind does not file this."))
    if event_on < REGULATION_IN_FORCE:
        raise Invalid.in_field("event_on", N_("The Regulation is in force since 2010-01-01. Enter a later day."))
    if event_on > work.today + AHEAD:
        raise Invalid.in_field("event_on", N_("This is more than a year ahead. Check the year."))
    if act == FilingAct.CHANGED and not what:
        raise Invalid.in_field("what", N_("Say what changes, and to what."))
    if act == FilingAct.CROSS_REGION and not is_code(division_code):
        raise Invalid.in_field("division_code", N_("Enter the six digits of the division where the service is."))
    if act != FilingAct.CROSS_REGION and division_code:
        raise Invalid.in_field("division_code", N_("Only for service in another province. Leave it empty."))


def _unanswered(work: Work, filing_id: UUID) -> tuple[Filing, Unit]:
    filing = work.get(Filing, filing_id)
    unit = unit_of(work, filing.unit_id)
    work.lock(TrainingUnit, unit.id) if unit.trains else work.lock(GuardUnit, unit.id)
    query = select(FilingAnswer.id).where(FilingAnswer.city_id == work.city_id, FilingAnswer.filing_id == filing.id)
    if work.one(query) is not None:
        raise Conflict("This filing is answered already. Nothing was changed.")
    return filing, unit


def _answer(
    work: Work,
    filing: Filing,
    unit: Unit,
    answer: FilingAnswerKind,
    received_on: date,
    *,
    number: str = "",
    note: str = "",
) -> None:
    work.add(
        FilingAnswer(
            city_id=work.city_id,
            id=work.new_id(),
            **unit.keys,
            filing_id=filing.id,
            answer=answer,
            received_on=received_on,
            number=number,
            note=note,
            answered_by_id=work.actor.person_id,
            answered_at=work.now,
        )
    )


def _give_number(work: Work, unit: Unit, number: str) -> None:
    """The number of a filed start stands on the unit. A company's is that of its permit and stays."""
    if unit.trains:
        work.lock(TrainingUnit, unit.id).filing_number = number
    elif unit.kind == UnitKind.IN_HOUSE:
        work.lock(GuardUnit, unit.id).licence_number = number
