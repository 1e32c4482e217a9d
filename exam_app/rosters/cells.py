"""What every kind of row asks of a cell: where something was found, and the day that it names."""

from collections.abc import Mapping
from datetime import date

from exam_app.rosters.columns import Column
from exam_app.rosters.dates import read_day
from exam_app.rosters.findings import Finding, FindingKind
from exam_app.rosters.reading import Roster, RosterRow

Day = tuple[date | None, tuple[Finding, ...]]
"""The day, None while the cell names none, and what was found."""


def found_at(
    roster: Roster, row: RosterRow, column: Column, kind: FindingKind, places: Mapping[str, object] | None = None
) -> Finding:
    """Something found in the cell of this row and column."""
    return Finding(kind, roster.sheet, roster.cell(row, column), places or {})


def day_at(roster: Roster, row: RosterRow, column: Column) -> Day:
    """The day that a cell names, in the past or to come."""
    text = roster.text(row, column)
    found = read_day(text)
    if found is None:
        return None, (found_at(roster, row, column, FindingKind.DATE_ODD, {"text": text}),)
    return found, ()


def past_day(roster: Roster, row: RosterRow, column: Column, today: date) -> Day:
    """The day that a cell names, which must have come."""
    found, findings = day_at(roster, row, column)
    if found is not None and found > today:
        return None, (found_at(roster, row, column, FindingKind.DATE_AHEAD, {"day": found.isoformat()}),)
    return found, findings
