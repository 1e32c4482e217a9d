"""A workbook to a roster: the first sheet with recognisable headings, and the people under them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from exam_app.rosters.columns import KINDS, NO_MORE, Column, Header, RowKind, column_of, find_header
from exam_app.rosters.sheets import Sheet, SheetsUnreadable, read_sheets
from exam_app.rosters.unpacking import DAMAGED, FileRefused, column_letters, repack
from exam_app.terms import N_

# Lines below the people: "合计：83人", "制表人：李敏". The colon or the count tells them from a person called 合 or 制.
_FOOTER = re.compile(
    r"(合计|总计|共计|小计|共)[^0-9]*[0-9]+\s*人.*|(合计|填表|制表|审核|备注|说明|注)[^\s:：]{0,3}[:：].*"
)


@dataclass(frozen=True)
class RosterRow:
    """One row of the sheet: what its cells say, what the clerk put right since, whether it was left out."""

    number: int
    """Row of the sheet, from 1."""
    texts: tuple[str, ...]
    """Every cell from column A as a person reads it."""
    lost: tuple[int, ...] = ()
    """Columns, from 0, whose number lost its last digits."""
    given: Mapping[Column, str] = field(default_factory=dict)
    left_out: bool = False


@dataclass(frozen=True)
class Roster:
    """The people of one sheet, in its order."""

    sheet: str
    headings: tuple[str, ...]
    columns: Mapping[Column, int]
    rows: tuple[RosterRow, ...]
    other_sheets: tuple[str, ...] = ()
    """Sheets with something on them that were not read."""
    kind: RowKind = RowKind.TRAINEE

    @property
    def typed(self) -> tuple[Column, ...]:
        """The columns that the clerk can put right: those of the kind that the sheet has."""
        return tuple(column for column in KINDS[self.kind].typed if column in self.columns)

    def text(self, row: RosterRow, column: Column) -> str:
        """What counts for a column: what the clerk typed here, otherwise the cell."""
        if column in row.given:
            return row.given[column]
        place = self.columns.get(column)
        return "" if place is None else row.texts[place]

    def lost_digits(self, row: RosterRow, column: Column) -> bool:
        """Whether the cell's number lost its last digits and nobody has typed it again."""
        return column not in row.given and self.columns.get(column) in row.lost

    def cell(self, row: RosterRow, column: Column) -> str:
        """The address of a cell, such as D6."""
        return cell_name(row.number, self.columns[column])


def cell_name(row_number: int, place: int) -> str:
    """The address of a cell by its row from 1 and its column from 0.

    >>> cell_name(6, 3)
    'D6'
    """
    return f"{column_letters(place + 1)}{row_number}"


def read_roster(data: bytes, kind: RowKind = RowKind.TRAINEE, more: Mapping[str, Column] = NO_MORE) -> Roster:
    """The roster in the bytes of an .xlsx file; hostile bytes are refused with a sentence (:class:`FileRefused`).

    Title rows, merged cells, empty rows, repeated headings and lines such as "合计：83人" are no people. Every other
    row is returned, right or wrong.
    """
    try:
        sheets = read_sheets(repack(data))
    except SheetsUnreadable as error:
        raise FileRefused(DAMAGED) from error
    return roster_of(sheets, kind, more)


def roster_of(sheets: Sequence[Sheet], kind: RowKind = RowKind.TRAINEE, more: Mapping[str, Column] = NO_MORE) -> Roster:
    """The roster on the first sheet with headings; raises :class:`FileRefused` when no sheet has them, or nobody."""
    for sheet in sheets:
        header = find_header(sheet.rows, sheet.merged, kind, more)
        if header is not None:
            others = tuple(other.name for other in sheets if other is not sheet and any(map(any, other.rows)))
            people = _people(sheet, header, kind)
            if not people:
                raise FileRefused(N_("There is nobody below the headings of sheet “%(sheet)s”."), sheet=sheet.name)
            return Roster(sheet.name, header.headings, header.columns, people, others, kind)
    raise FileRefused(KINDS[kind].headings_missing)


def _people(sheet: Sheet, header: Header, kind: RowKind) -> tuple[RosterRow, ...]:
    kept = range(len(header.headings)) if KINDS[kind].keeps_others else set(header.columns.values())
    lost: dict[int, list[int]] = {}
    for number, place in sheet.lost:
        lost.setdefault(number, []).append(place)
    return tuple(
        RosterRow(
            number + 1,
            tuple(text if place in kept else "" for place, text in enumerate(texts)),
            tuple(lost.get(number, ())),
        )
        for number, texts in enumerate(sheet.rows)
        if number > header.last_row and _is_person(header, texts, kind)
    )


def _is_person(header: Header, texts: Sequence[str], kind: RowKind) -> bool:
    """Not an empty row, not headings repeated at the top of a printed page, not a line below the people."""
    # A running number alone is no person: people number a hundred rows and fill eighty.
    if not any(texts[place] for column, place in header.columns.items() if column != Column.ORDER):
        return False
    number = texts[header.columns[Column.ID_NUMBER]]
    if number:
        return column_of(number, kind) != Column.ID_NUMBER
    return not any(_FOOTER.fullmatch(text) for text in texts)
