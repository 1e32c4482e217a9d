"""Tables for other systems: registrations, results and certificates of an examination in the columns they expect.

A table holds full ID numbers where its mapping asks for them; how many left the house is journalled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from exam_app.actors import Permission
from exam_app.errors import Conflict, NotFound
from exam_app.journal import Tag
from exam_app.mappings import Value, write_table
from exam_app.models import ExamSession
from exam_app.operations import operation
from exam_app.queries.mappings import mapping_in_force
from exam_app.queries.notice_rules import offices
from exam_app.queries.tables import ROWS, rows_of
from exam_app.terms import TableSubject
from exam_app.work import Work


@dataclass(frozen=True)
class WrittenTable:
    """A table as texts, and what its sheet and its file are called."""

    subject: TableSubject
    exam: str
    sheet: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@operation(Permission.WRITE_TABLES)
def write_session_table(work: Work, subject: TableSubject, exam_session_id: UUID) -> WrittenTable:
    """Write one table of an examination by the city's mapping, with the people whom the actor's desk reaches.

    Raises :class:`Conflict` when there is no row yet: nobody approved is booked, nothing is released or issued.
    """
    if subject not in ROWS:
        raise NotFound("There is no such table. Check the address.")
    session = work.get(ExamSession, exam_session_id)
    mapping = mapping_in_force(work, subject).mapping
    found = rows_of(work, subject, exam_session_id)
    if not found:
        raise Conflict(
            "There is nothing to write yet. Results appear once they are released, certificates once issued."
        )
    asked = {column.field for column in mapping.columns}
    issuer, _ = offices(work)
    headings, rows = write_table(mapping, [_values(work, row, asked, issuer) for row in found])
    work.record(
        Tag.TABLE_WRITTEN,
        "exam_session",
        session.id,
        table=subject,
        count=len(rows),
        id_numbers=len(rows) if "id_number" in asked else 0,
        phones=len(rows) if "phone" in asked else 0,
    )
    return WrittenTable(subject, session.name, mapping.sheet, headings, rows)


def _values(work: Work, row: Row[Any], asked: set[str | None], issuer: str) -> Mapping[str, Value]:
    """A row by the fields of its subject; seals are opened only for what the mapping asks for."""
    stated: dict[str, Any] = dict(row._asdict())
    values: dict[str, Value] = {
        "name": row.name,
        "sex": row.sex.value,
        "birth_date": row.birth_date,
        "training_unit": row.training_unit,
        "county": row.county,
        "exam": row.exam,
        "exam_on": _day(work, row.starts_at),
        "submitted_on": _day(work, row.submitted_at),
        "ticket_number": row.ticket_number,
        "issuer": issuer,
        **{name: stated[name] for name in ("centre", "room", "seat", "number", "issued_on") if name in stated},
    }
    if "id_number" in asked:
        values["id_number"] = work.site.vault.open(row.id_number_sealed, "person", row.person_id)
    if "phone" in asked and row.phone_sealed is not None:
        values["phone"] = work.site.vault.open(row.phone_sealed, "person.phone", row.person_id)
    return values | _result(stated)


def _result(stated: Mapping[str, Any]) -> dict[str, Value]:
    if "raw" not in stated:
        return {}
    outcome = "annulled" if stated["is_annulled"] else "passed" if stated["passed"] else "not_passed"
    return {
        "score": stated["raw"],
        "maximum": stated["maximum"],
        "cut_score": stated["cut_score"],
        "outcome": outcome,
    }


def _day(work: Work, moment: datetime) -> date:
    return moment.astimezone(work.site.settings.zone).date()
