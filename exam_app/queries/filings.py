"""Filings of units with their clocks, and the leads that were passed on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from exam_app.filing_clocks import CLOCKS, Clock, Standing, standing
from exam_app.models import Filing, FilingAnswer, Referral
from exam_app.queries.units import Unit, own_unit, unit_of
from exam_app.terms import N_, FilingAct, FilingAnswerKind, FilingState
from exam_app.work import Work

NO_CLOCK = Clock(N_("no article found"))
"""Of an event that a unit of another kind once filed."""


@dataclass(frozen=True)
class FilingLine:
    """One event that has to be filed, and where it stands today."""

    id: UUID
    act: FilingAct
    event_on: date
    what: str
    division_code: str
    law: str
    """The article behind the clock, as an English source sentence."""
    standing: Standing
    received_on: date | None
    number: str
    note: str

    @property
    def is_open(self) -> bool:
        """Waits for an answer of the police."""
        return self.standing.state in (FilingState.LATE, FilingState.DUE, FilingState.NO_CLOCK)


@dataclass(frozen=True)
class ReferralLine:
    """A lead that was passed on."""

    id: UUID
    to_whom: str
    document_number: str
    referred_on: date
    receipt: str
    receipt_on: date | None


@dataclass(frozen=True)
class OwnFilings:
    """A clerk's page: the own unit and its filings, and what can be announced."""

    unit: Unit
    filings: Sequence[FilingLine]
    acts: Sequence[FilingAct]


def filings_by_unit(work: Work, units: Sequence[Unit]) -> Mapping[UUID, Sequence[FilingLine]]:
    """The filings of many units, what needs doing first; one statement."""
    known = {unit.id: unit for unit in units}
    found: dict[UUID, list[FilingLine]] = defaultdict(list)
    for filing, answer in work.rows(_filings(work)):
        unit = known.get(filing.unit_id)
        if unit is not None:
            found[unit.id].append(_line(unit, filing, answer, work.today))
    return {unit_id: sorted(lines, key=_urgency) for unit_id, lines in found.items()}


def filings_of(work: Work, unit: Unit) -> Sequence[FilingLine]:
    """The filings of one unit, what needs doing first; one statement."""
    own = Filing.training_unit_id if unit.trains else Filing.guard_unit_id
    lines = [
        _line(unit, filing, answer, work.today) for filing, answer in work.rows(_filings(work).where(own == unit.id))
    ]
    return sorted(lines, key=_urgency)


def own_filings(work: Work) -> OwnFilings:
    """What a clerk sees of the own unit."""
    unit = own_unit(work)
    return OwnFilings(unit, filings_of(work, unit), acts_of(unit))


def acts_of(unit: Unit) -> Sequence[FilingAct]:
    """What a unit of this kind files."""
    return list(CLOCKS[unit.kind])


def filing_with_unit(work: Work, filing_id: UUID) -> tuple[Unit, FilingLine]:
    """One filing in reach, with its unit."""
    filing, answer = work.found(next(iter(work.rows(_filings(work).where(Filing.id == filing_id))), None))
    unit = unit_of(work, filing.unit_id)
    return unit, _line(unit, filing, answer, work.today)


def referrals_by_unit(work: Work) -> Mapping[UUID, Sequence[ReferralLine]]:
    """Everything that was passed on, newest first, by unit; one statement."""
    found: dict[UUID, list[ReferralLine]] = defaultdict(list)
    query = select(Referral).where(Referral.city_id == work.city_id).order_by(Referral.referred_on.desc(), Referral.id)
    for row in work.all(query):
        found[row.unit_id].append(_referral(row))
    return found


def referral_with_unit(work: Work, referral_id: UUID) -> tuple[Unit, ReferralLine]:
    """One passed-on lead, with its unit."""
    row = work.get(Referral, referral_id)
    return unit_of(work, row.unit_id), _referral(row)


def _referral(row: Referral) -> ReferralLine:
    return ReferralLine(row.id, row.to_whom, row.document_number, row.referred_on, row.receipt, row.receipt_on)


def _filings(work: Work) -> Select[Filing, FilingAnswer]:
    return (
        select(Filing, FilingAnswer)
        .outerjoin(FilingAnswer, (FilingAnswer.city_id == Filing.city_id) & (FilingAnswer.filing_id == Filing.id))
        .where(Filing.city_id == work.city_id)
        .order_by(Filing.event_on.desc(), Filing.id.desc())
    )


def _line(unit: Unit, filing: Filing, answer: FilingAnswer | None, today: date) -> FilingLine:
    clock = CLOCKS[unit.kind].get(filing.act, NO_CLOCK)
    is_error = answer is not None and answer.answer == FilingAnswerKind.SET_ASIDE
    received_on = answer.received_on if answer is not None and not is_error else None
    where = standing(clock, filing.event_on, received_on, today)
    return FilingLine(
        filing.id,
        filing.act,
        filing.event_on,
        filing.what,
        filing.division_code,
        clock.law,
        Standing(FilingState.SET_ASIDE, None, 0) if is_error else where,
        received_on,
        answer.number if answer is not None else "",
        answer.note if answer is not None else "",
    )


def _urgency(line: FilingLine) -> tuple[int, int]:
    """Late ones first, the latest of them before the others; what is done keeps the order of its days."""
    order = list(FilingState).index(line.standing.state)
    if line.standing.state == FilingState.LATE:
        return order, -line.standing.days
    return (order, line.standing.days) if line.is_open else (len(FilingState), 0)
