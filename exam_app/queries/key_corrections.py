"""Corrections of keys at the city's desk: those that wait, those in force, one of them with its item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from exam_app.models import ItemVersion, KeyCorrection, Person
from exam_app.queries.bank import law_of
from exam_app.queries.items import stored_item
from exam_app.queries.listings import Listing, page_within
from exam_app.work import Work
from question_bank import Item, RulingKind

LINES_A_PAGE = 50


@dataclass(frozen=True)
class CorrectionLine:
    """One correction: of which item, what counts instead, and who signed."""

    id: UUID
    item: Item
    law: str
    """Title of the law text the item cites."""
    kind: RulingKind
    keys: Sequence[str]
    """The answers that count, in letters of the item file; empty where the item is struck."""
    reason: str
    source: str
    number: int | None
    first: str
    first_at: datetime
    second: str
    second_at: datetime | None
    dropped_at: datetime | None
    is_mine: bool
    """Whether the viewer proposed it, and so cannot sign it."""

    @property
    def is_waiting(self) -> bool:
        return self.second_at is None and self.dropped_at is None


def correction_lines(work: Work, page: int) -> Listing[CorrectionLine]:
    """All corrections, those that wait first, then the newest first."""
    total = work.count(select(func.count(KeyCorrection.id)).where(KeyCorrection.city_id == work.city_id))
    page = page_within(page, total, LINES_A_PAGE)
    query = _lines(work).order_by(
        KeyCorrection.second_at.is_not(None) | KeyCorrection.dropped_at.is_not(None),
        KeyCorrection.first_at.desc(),
        KeyCorrection.id.desc(),
    )
    rows = work.rows(query.limit(LINES_A_PAGE).offset((page - 1) * LINES_A_PAGE))
    return Listing([_line(work, row) for row in rows], total, page, LINES_A_PAGE)


def correction_line(work: Work, correction_id: UUID) -> CorrectionLine:
    rows = work.rows(_lines(work).where(KeyCorrection.id == correction_id))
    return _line(work, work.found(rows[0] if rows else None))


def corrections_waiting(work: Work) -> int:
    """How many wait for a signature: whoever releases results should know."""
    query = select(func.count(KeyCorrection.id)).where(
        KeyCorrection.city_id == work.city_id, KeyCorrection.second_at.is_(None), KeyCorrection.dropped_at.is_(None)
    )
    return work.count(query)


def _lines(work: Work) -> Select[Any]:
    first, second = aliased(Person), aliased(Person)
    return (
        select(KeyCorrection, ItemVersion.document, first.name, second.name)
        .join(ItemVersion, (ItemVersion.city_id == KeyCorrection.city_id) & (ItemVersion.id == KeyCorrection.item_id))
        .join(first, (first.city_id == KeyCorrection.city_id) & (first.id == KeyCorrection.first_person_id))
        .outerjoin(second, (second.city_id == KeyCorrection.city_id) & (second.id == KeyCorrection.second_person_id))
        .where(KeyCorrection.city_id == work.city_id)
    )


def _line(work: Work, row: Any) -> CorrectionLine:
    correction, document, first, second = row
    item = stored_item(document)
    law = law_of(item)
    return CorrectionLine(
        correction.id,
        item,
        law.title if law else item.source.law,
        correction.kind,
        ["".join(sorted(key, key=item.letters.index)) for key in sorted(map(sorted, correction.ruling.keys))],
        correction.reason,
        correction.source,
        correction.number,
        first,
        correction.first_at,
        second or "",
        correction.second_at,
        correction.dropped_at,
        correction.first_person_id == work.actor.person_id,
    )
