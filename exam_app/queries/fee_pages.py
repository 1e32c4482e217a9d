"""One fee with its history, and proposals that wait for a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from exam_app.models import FeeReceipt, FeeRecord, FeeRelief, Person
from exam_app.queries.fees import FeeLine, fee_line, fee_rows
from exam_app.terms import FeeMethod, FeeReliefKind
from exam_app.work import Work

# -- what waits for a second person -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReliefLine:
    """A proposal, or what came of it."""

    id: UUID
    fee_id: UUID
    name: str
    kind: FeeReliefKind
    reason: str
    first: str
    first_at: datetime
    second: str
    second_at: datetime | None
    dropped_at: datetime | None
    is_mine: bool

    @property
    def is_waiting(self) -> bool:
        return self.second_at is None and self.dropped_at is None


def waiting_reliefs(work: Work) -> Sequence[ReliefLine]:
    """Proposals that wait, the oldest first; three statements."""
    query = _reliefs(work).where(FeeRelief.second_at.is_(None), FeeRelief.dropped_at.is_(None))
    return _relief_lines(work, work.all(query))


def _reliefs(work: Work) -> Select[FeeRelief]:
    return select(FeeRelief).where(FeeRelief.city_id == work.city_id).order_by(FeeRelief.first_at, FeeRelief.id)


def _relief_lines(work: Work, rows: Sequence[FeeRelief]) -> Sequence[ReliefLine]:
    if not rows:
        return []
    names = _names(work, {person for row in rows for person in (row.first_person_id, row.second_person_id)})
    about = _about(work, rows)
    return [
        ReliefLine(
            row.id,
            row.fee_id,
            about.get(row.fee_id, ""),
            row.kind,
            row.reason,
            names.get(row.first_person_id, ""),
            row.first_at,
            names.get(row.second_person_id, ""),
            row.second_at,
            row.dropped_at,
            row.first_person_id == work.actor.person_id,
        )
        for row in rows
    ]


def _names(work: Work, person_ids: set[UUID | None]) -> Mapping[UUID | None, str]:
    query = select(Person.id, Person.name).where(Person.city_id == work.city_id, Person.id.in_(person_ids))
    return {row[0]: row[1] for row in work.rows(query)}


def _about(work: Work, rows: Sequence[FeeRelief]) -> Mapping[UUID, str]:
    """Whose fees they are, by fee."""
    query = (
        select(FeeRecord.id, Person.name)
        .join(Person, (Person.city_id == FeeRecord.city_id) & (Person.id == FeeRecord.person_id))
        .where(FeeRecord.city_id == work.city_id, FeeRecord.id.in_([row.fee_id for row in rows]))
    )
    return {row[0]: row[1] for row in work.rows(query)}


# -- one fee ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReceiptLine:
    number: str
    method: FeeMethod
    received_on: date
    payer: str
    amount: int
    by: str
    at: datetime


@dataclass(frozen=True)
class FeePage:
    line: FeeLine
    receipt: ReceiptLine | None
    others: int
    """Fees that the same receipt pays besides."""
    reliefs: Sequence[ReliefLine]

    @property
    def waits(self) -> bool:
        return any(relief.is_waiting for relief in self.reliefs)


def fee_page(work: Work, fee_id: UUID) -> FeePage:
    """One fee, its receipt, and what was proposed about it; six statements."""
    rows = work.rows(fee_rows(work).where(FeeRecord.city_id == work.city_id, FeeRecord.id == fee_id))
    row = work.found(rows[0] if rows else None)
    fee = row[0]
    about = FeeRelief.fee_id == fee.id
    if fee.receipt_id is not None:
        about |= FeeRelief.receipt_id == fee.receipt_id
    return FeePage(
        fee_line(row),
        _receipt(work, fee.receipt_id) if fee.receipt_id else None,
        _others(work, fee) if fee.receipt_id else 0,
        _relief_lines(work, work.all(_reliefs(work).where(about))),
    )


def _receipt(work: Work, receipt_id: UUID) -> ReceiptLine:
    clerk = aliased(Person)
    query = (
        select(FeeReceipt, clerk.name)
        .outerjoin(clerk, (clerk.city_id == FeeReceipt.city_id) & (clerk.id == FeeReceipt.recorded_by_id))
        .where(FeeReceipt.city_id == work.city_id, FeeReceipt.id == receipt_id)
    )
    row, name = work.rows(query)[0]
    return ReceiptLine(row.number, row.method, row.received_on, row.payer, row.amount_fen, name or "", row.recorded_at)


def _others(work: Work, fee: FeeRecord) -> int:
    query = select(func.count(FeeRecord.id)).where(
        FeeRecord.city_id == work.city_id, FeeRecord.receipt_id == fee.receipt_id, FeeRecord.id != fee.id
    )
    return work.count(query)
