"""Whether somebody's fingerprints were taken, by the newest receipt; nothing of them is stored here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from exam_app.models import Authority, BiometricsReceipt, Person
from exam_app.work import Work


@dataclass(frozen=True)
class ReceiptLine:
    """One row of a person's receipts; a correction stands above what it corrects."""

    id: UUID
    taken_on: date
    taken_by: str
    receipt_number: str
    authority: str
    is_struck: bool
    reason: str
    entered_by: str
    """Empty when that is no matter of the reader."""
    entered_at: datetime


def newest_receipt(work: Work, person_id: UUID) -> BiometricsReceipt | None:
    """The row that counts; it may be struck."""
    return work.one(
        select(BiometricsReceipt)
        .where(BiometricsReceipt.city_id == work.city_id, BiometricsReceipt.person_id == person_id)
        .order_by(BiometricsReceipt.number.desc())
        .limit(1)
    )


def receipts_of(work: Work, person_id: UUID) -> Sequence[ReceiptLine]:
    """Every receipt of a person with its corrections, the one that counts first."""
    officer = aliased(Person)
    query = (
        select(BiometricsReceipt, Authority.name, officer.name)
        .join(
            Authority,
            (Authority.city_id == BiometricsReceipt.city_id) & (Authority.id == BiometricsReceipt.authority_id),
        )
        .outerjoin(
            officer, (officer.city_id == BiometricsReceipt.city_id) & (officer.id == BiometricsReceipt.entered_by_id)
        )
        .where(BiometricsReceipt.city_id == work.city_id, BiometricsReceipt.person_id == person_id)
        .order_by(BiometricsReceipt.number.desc())
    )
    return [
        ReceiptLine(
            row.id,
            row.taken_on,
            row.taken_by,
            row.receipt_number,
            authority,
            row.is_struck,
            row.reason,
            by or "",
            row.entered_at,
        )
        for row, authority, by in work.rows(query)
    ]


def with_receipt(work: Work, person_ids: Collection[UUID]) -> Collection[UUID]:
    """Those of these people whose fingerprints were taken."""
    query = select(BiometricsReceipt.person_id).where(
        BiometricsReceipt.city_id == work.city_id, BiometricsReceipt.person_id.in_(person_ids), ~stands_no_more()
    )
    return set(work.all(query))


def stands_no_more() -> ColumnElement[bool]:
    """A row that was struck, or that a later one replaced."""
    later = aliased(BiometricsReceipt)
    return BiometricsReceipt.is_struck | exists(
        select(later.id)
        .where(
            later.city_id == BiometricsReceipt.city_id,
            later.person_id == BiometricsReceipt.person_id,
            later.number > BiometricsReceipt.number,
        )
        .correlate(BiometricsReceipt)
    )


def was_taken(city_column: Any, person_column: Any, *within: type[Any]) -> ColumnElement[bool]:
    """A receipt stands for the person of the row: for statements about many people; ``within`` are their tables."""
    stands = select(BiometricsReceipt.id).where(
        BiometricsReceipt.city_id == city_column, BiometricsReceipt.person_id == person_column, ~stands_no_more()
    )
    return exists(stands.correlate(*within))
