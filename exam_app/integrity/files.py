"""Tables on disk: every fault of a file is one sentence with its name, row and column."""

import csv
import gzip
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from exam_app.integrity.arrays import BLANK, Floats, Ints

MISSING = frozenset({"", "NA", "NaN", "nan"})
"""How a cell says that there is no value."""


class FileFault(Exception):
    """A file that cannot be used; its text is the sentence to show."""


@dataclass(frozen=True)
class Table:
    """A table of text with its file's name, for the sentences about it. Row 1 is the heading."""

    name: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> list[str]:
        """The cells of a column; FileFault if there is none of that name."""
        if name not in self.heading:
            raise FileFault(f"{self.name} has no column {name}.")
        place = self.heading.index(name)
        return [row[place] for row in self.rows]

    def numbers(self, columns: Sequence[str]) -> Floats:
        """Some columns as numbers, (rows, columns), NaN where missing; FileFault at the first that is no number."""
        read = [
            [self._number(cell, row, name) for row, cell in enumerate(self.column(name), start=2)] for name in columns
        ]
        return np.array(read, dtype=np.float64).reshape(len(columns), len(self.rows)).T

    def whole_numbers(self, columns: Sequence[str], missing: int) -> Ints:
        """Some columns as whole numbers, ``missing`` where there is no value; FileFault at a fraction."""
        found = self.numbers(columns)
        broken = np.argwhere(~np.isnan(found) & (found != np.round(found)))
        if len(broken):
            row, place = broken[0]
            raise FileFault(f"{self.name}, row {row + 2}, column {columns[place]}: a whole number is needed.")
        return np.where(np.isnan(found), missing, np.nan_to_num(found)).astype(np.int64)

    def complete_numbers(self, columns: Sequence[str]) -> Floats:
        """Some columns as numbers of which none may be missing."""
        found = self.numbers(columns)
        gaps = np.argwhere(np.isnan(found))
        if len(gaps):
            row, place = gaps[0]
            raise FileFault(f"{self.name}, row {row + 2}, column {columns[place]}: a number is missing.")
        return found

    def _number(self, cell: str, row: int, column: str) -> float:
        if cell.strip() in MISSING:
            return math.nan
        try:
            number = float(cell)
        except ValueError:
            number = math.inf
        if math.isinf(number):
            raise FileFault(f"{self.name}, row {row}, column {column}: {cell!r} is not a number.")
        return number


def read_table(path: Path) -> Table:
    """Read a .csv or .csv.gz file with a heading; FileFault if it is not there, not text or not a rectangle."""
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    except FileNotFoundError:
        raise FileFault(f"{path} is not there.") from None
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise FileFault(f"{path} cannot be read as a table: {error}.") from error
    if not lines:
        raise FileFault(f"{path.name} is empty; a heading is needed.")
    heading = tuple(cell.strip() for cell in lines[0])
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(heading):
            raise FileFault(f"{path.name}, row {number}: {len(line)} cells where the heading has {len(heading)}.")
    return Table(path.name, heading, tuple(tuple(line) for line in lines[1:]))


def item_columns(table: Table, before: int = 0) -> tuple[str, ...]:
    """The names of the item columns, those after the first ``before``; FileFault if there is none."""
    found = table.heading[before:]
    if not found:
        raise FileFault(f"{table.name} has no column of an item.")
    return found


def read_options(table: Table, columns: Sequence[str], numbers: Sequence[Sequence[int]]) -> Ints:
    """Option numbers as indices: item i has the options ``numbers[i]``; BLANK where missing, FileFault if unknown."""
    chosen = table.whole_numbers(columns, BLANK)
    found = np.full(chosen.shape, BLANK, dtype=np.int64)
    for place, options in enumerate(numbers):
        for index, number in enumerate(options):
            found[chosen[:, place] == number, place] = index
    unknown = np.argwhere((found == BLANK) & (chosen != BLANK))
    if len(unknown):
        row, place = unknown[0]
        raise FileFault(
            f"{table.name}, row {row + 2}, column {columns[place]}: the item has no option {chosen[row, place]}."
        )
    return found


def write_table(path: Path, heading: Sequence[str], columns: Iterable[Sequence[object] | Floats | Ints | None]) -> None:
    """Write columns under a heading; a column that is None is empty, and so is a cell that is None or NaN."""
    given = list(columns)
    length = max((len(column) for column in given if column is not None), default=0)
    cells = [[_cell(value) for value in column] if column is not None else [""] * length for column in given]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(zip(*cells, strict=True))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float | np.floating):
        return "" if math.isnan(value) else repr(float(value))
    return str(value)
