"""A table of units that was checked: what each row would write, or what to repair."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from exam_app.errors import Sentence, TooLate
from exam_app.models import UnitTableDraft
from exam_app.work import Work


@dataclass(frozen=True)
class DraftRow:
    number: int
    name: str
    is_new: bool
    files: bool
    findings: Sequence[tuple[str, Sentence]]
    """Heading and what to do."""


@dataclass(frozen=True)
class DraftPage:
    id: UUID
    file_name: str
    faulty: Sequence[DraftRow]
    new: Sequence[DraftRow]
    """Rows that would write something."""
    known: int
    """Rows of which everything is in the registry already."""


def unit_table(work: Work, draft_id: UUID) -> DraftPage:
    """A checked table, the rows to repair first; raises :class:`TooLate` once its rows are deleted."""
    draft = work.get(UnitTableDraft, draft_id)
    if not draft.rows:
        raise TooLate("This table is taken in, or deleted after 24 hours. Upload it again if it is needed.")
    rows = [_row(row) for row in draft.rows]
    good = [row for row in rows if not row.findings]
    new = [row for row in good if row.is_new or row.files]
    return DraftPage(draft.id, draft.file_name, [row for row in rows if row.findings], new, len(good) - len(new))


def _row(row: dict[str, Any]) -> DraftRow:
    findings = [(heading, Sentence(text, places)) for heading, text, places in row["findings"]]
    return DraftRow(row["number"], row["values"].get("name", ""), row["unit"], row["filing"], findings)


@dataclass(frozen=True)
class WaitingTable:
    """A checked table that nobody has taken in yet."""

    id: UUID
    file_name: str
    checked_at: datetime
    expires_at: datetime
    rows: int
    faulty: int


def waiting_unit_tables(work: Work) -> Sequence[WaitingTable]:
    """The checked tables of the actor's desk that are not over, the newest first; one statement."""
    query = (
        select(UnitTableDraft)
        .where(
            UnitTableDraft.city_id == work.city_id,
            UnitTableDraft.expires_at > work.now,
            UnitTableDraft.confirmed_at.is_(None),
        )
        .order_by(UnitTableDraft.expires_at.desc(), UnitTableDraft.id.desc())
    )
    return [
        WaitingTable(
            draft.id,
            draft.file_name,
            draft.created_at,
            draft.expires_at,
            len(draft.rows),
            sum(bool(row["findings"]) for row in draft.rows),
        )
        for draft in work.all(query)
    ]
