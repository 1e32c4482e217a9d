"""What is kept, sealed, between preview and confirmation, and how the clerk puts single rows right in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from exam_app.rosters.checking import CheckedRow, Entry, Outcome, Standing, check, read_entry
from exam_app.rosters.columns import Column
from exam_app.rosters.reading import Roster, RosterRow


@dataclass(frozen=True)
class Draft:
    """A roster and what the record knew of its numbers when they were looked up, by :attr:`Entry.key`."""

    roster: Roster
    standings: Mapping[str, Standing]
    posts: tuple[str, ...] = ()
    """Names of the guard unit's posts at that time."""

    def to_json(self) -> bytes:
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, content: bytes) -> "Draft":
        return msgspec.json.decode(content, type=cls)

    def check(self, today: date) -> tuple[CheckedRow, ...]:
        return check(self.roster, today, self.standings, self.posts)

    def entries(self) -> list[Entry]:
        """What can be looked up: every row whose name and number can be right."""
        found = (read_entry(self.roster, row, self.posts) for row in self.roster.rows if not row.left_out)
        return [entry for entry in found if entry is not None]

    def entry(self, number: int) -> Entry | None:
        """What the row with this number says now."""
        return next(
            (read_entry(self.roster, row, self.posts) for row in self.roster.rows if row.number == number), None
        )

    def has_row(self, number: int) -> bool:
        return any(row.number == number for row in self.roster.rows)

    def with_given(self, number: int, given: Mapping[Column, str]) -> "Draft":
        """The draft with cells of one row typed again; the row is no longer left out."""
        kept = {column: text for column, text in given.items() if column in self.roster.typed}
        before = next((row.given for row in self.roster.rows if row.number == number), {})
        return self._with_row(number, given={**before, **kept}, left_out=False)

    def without(self, number: int) -> "Draft":
        """The draft with one row left out."""
        return self._with_row(number, left_out=True)

    def _with_row(self, number: int, **changes: object) -> "Draft":
        rows = tuple(_changed(row, changes) if row.number == number else row for row in self.roster.rows)
        return replace(self, roster=replace(self.roster, rows=rows))

    def rest(self, rows: Sequence[CheckedRow]) -> "Draft | None":
        """What remains to be put right after the confirmation; None when nothing does."""
        refused = tuple(row.row for row in rows if row.outcome == Outcome.REFUSED)
        return replace(self, roster=replace(self.roster, rows=refused)) if refused else None


def _changed(row: RosterRow, changes: Mapping[str, object]) -> RosterRow:
    return replace(row, **changes)  # type: ignore[arg-type]  # both callers name fields of RosterRow
