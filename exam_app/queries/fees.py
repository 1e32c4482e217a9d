"""Fees at the desk: the list and its sums, and the sums by examination."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select

from exam_app.errors import Sentence
from exam_app.fees import Totals, totals_of
from exam_app.fees.words import why
from exam_app.models import (
    ExamSession,
    FeeReceipt,
    FeeRecord,
    OwnFeeRule,
    Person,
    TrainingUnit,
)
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.scheduling import Choice
from exam_app.terms import FeeKind, FeeState
from exam_app.work import Work

PAGE = 50
SESSIONS = 24
"""Examinations that a filter and the page of sums name: about a year's."""


# -- the list -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FeeFilter:
    """Which fees a list shows; None leaves out no examination, or no unit."""

    state: FeeState = FeeState.OWED
    exam_session_id: UUID | None = None
    training_unit_id: UUID | None = None

    @property
    def is_narrow(self) -> bool:
        return self.exam_session_id is not None or self.training_unit_id is not None


@dataclass(frozen=True)
class FeeLine:
    """One fee as a list shows it."""

    id: UUID
    name: str
    unit: str
    exam: str
    kind: FeeKind
    attempt: int
    amount: int
    """In fen."""
    state: FeeState
    why: Sentence
    charged_at: datetime
    receipt: str
    """Its number, where there is one."""
    received_on: date | None
    payer: str


@dataclass(frozen=True)
class FeeList(Listing[FeeLine]):
    wanted: FeeFilter
    sessions: Sequence[Choice]
    units: Sequence[Choice]
    totals: Totals | None
    """Of the examination or unit chosen; None where the list is not narrowed."""
    charges: bool
    """Whether there is any rule on fees."""


def fee_list(work: Work, wanted: FeeFilter, page: int = 1) -> FeeList:
    """One page of the fees in a state, the oldest first; seven statements."""
    fits = _fits(work, wanted)
    total = work.count(select(func.count(FeeRecord.id)).where(*fits, FeeRecord.state == wanted.state))
    page = page_within(page, total, PAGE)
    query = fee_rows(work).where(*fits, FeeRecord.state == wanted.state).limit(PAGE).offset((page - 1) * PAGE)
    rules = select(OwnFeeRule.id).where(OwnFeeRule.city_id == work.city_id).limit(1)
    return FeeList(
        [fee_line(row) for row in work.rows(query)],
        total,
        page,
        PAGE,
        wanted,
        _sessions_to_choose(work),
        _units_to_choose(work),
        _totals(work, fits) if wanted.is_narrow else None,
        work.one(rules) is not None,
    )


def all_fees(work: Work, wanted: FeeFilter) -> Sequence[FeeLine]:
    """Every fee of a list, for its export and for a receipt that pays all of them."""
    query = fee_rows(work).where(*_fits(work, wanted), FeeRecord.state == wanted.state)
    return [fee_line(row) for row in work.rows(query)]


def _fits(work: Work, wanted: FeeFilter) -> Sequence[ColumnElement[bool]]:
    fits = [FeeRecord.city_id == work.city_id]
    if work.actor.county_id is not None:
        fits.append(FeeRecord.county_id == work.actor.county_id)
    if wanted.exam_session_id is not None:
        fits.append(FeeRecord.exam_session_id == wanted.exam_session_id)
    if wanted.training_unit_id is not None:
        fits.append(FeeRecord.training_unit_id == wanted.training_unit_id)
    return fits


FeeRow = Row[FeeRecord, str, str | None, str | None, OwnFeeRule, FeeReceipt | None]


def fee_rows(work: Work) -> Select[FeeRecord, str, str | None, str | None, OwnFeeRule, FeeReceipt | None]:
    return (
        select(FeeRecord, Person.name, TrainingUnit.name, ExamSession.name, OwnFeeRule, FeeReceipt)
        .join(Person, (Person.city_id == FeeRecord.city_id) & (Person.id == FeeRecord.person_id))
        .join(OwnFeeRule, (OwnFeeRule.city_id == FeeRecord.city_id) & (OwnFeeRule.id == FeeRecord.rule_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == FeeRecord.city_id) & (TrainingUnit.id == FeeRecord.training_unit_id),
        )
        .outerjoin(
            ExamSession, (ExamSession.city_id == FeeRecord.city_id) & (ExamSession.id == FeeRecord.exam_session_id)
        )
        .outerjoin(FeeReceipt, (FeeReceipt.city_id == FeeRecord.city_id) & (FeeReceipt.id == FeeRecord.receipt_id))
        .order_by(FeeRecord.charged_at, Person.name, FeeRecord.id)
    )


def fee_line(row: FeeRow) -> FeeLine:
    fee, name, unit, exam, rule, receipt = row
    return FeeLine(
        fee.id,
        name,
        unit or "",
        exam or "",
        fee.kind,
        fee.attempt,
        fee.amount_fen,
        fee.state,
        why(rule.rule, fee.kind, fee.amount_fen, is_made_up=fee.is_made_up),
        fee.charged_at,
        receipt.number if receipt else "",
        receipt.received_on if receipt else None,
        receipt.payer if receipt else "",
    )


def _totals(work: Work, fits: Sequence[ColumnElement[bool]]) -> Totals:
    query = select(FeeRecord.state, func.sum(FeeRecord.amount_fen)).where(*fits).group_by(FeeRecord.state)
    return totals_of((state, int(amount)) for state, amount in work.rows(query))


def _sessions_to_choose(work: Work) -> Sequence[Choice]:
    return [Choice(session.id, session.name) for session in _newest_sessions(work)]


def _newest_sessions(work: Work) -> Sequence[ExamSession]:
    query = select(ExamSession).where(ExamSession.city_id == work.city_id)
    return work.all(query.order_by(ExamSession.starts_at.desc(), ExamSession.id).limit(SESSIONS))


def _units_to_choose(work: Work) -> Sequence[Choice]:
    query = select(TrainingUnit.id, TrainingUnit.name).where(TrainingUnit.city_id == work.city_id)
    return [Choice(row[0], row[1]) for row in work.rows(query.order_by(TrainingUnit.name, TrainingUnit.id))]


# -- sums by examination ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SessionTotals:
    exam_session_id: UUID
    name: str
    starts_at: datetime
    fees: int
    totals: Totals


def session_totals(work: Work) -> Sequence[SessionTotals]:
    """The newest examinations with what was charged and what became of it; two statements."""
    sessions = _newest_sessions(work)
    query = (
        select(FeeRecord.exam_session_id, FeeRecord.state, func.count(), func.sum(FeeRecord.amount_fen))
        .where(*_fits(work, FeeFilter()), FeeRecord.exam_session_id.in_([session.id for session in sessions]))
        .group_by(FeeRecord.exam_session_id, FeeRecord.state)
    )
    sums: defaultdict[UUID, list[tuple[FeeState, int]]] = defaultdict(list)
    counts: defaultdict[UUID, int] = defaultdict(int)
    for key, state, fees, amount in work.rows(query):
        if key is not None and state is not FeeState.DROPPED:
            sums[key].append((state, int(amount)))
            counts[key] += fees
    return [
        SessionTotals(session.id, session.name, session.starts_at, counts[session.id], totals_of(sums[session.id]))
        for session in sessions
        if session.id in sums
    ]
