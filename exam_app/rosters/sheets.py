"""The cells of a workbook as texts, read by python-calamine in a process of its own.

The parser is compiled: where memory does not suffice it does not raise, it ends the process (one shared-strings part
that claims 10^12 entries does it). So it runs in a child with limits, and this file is also that child's program: run
by its path, it imports nothing of ours and starts in a tenth of a second.

Addresses stay true because empty rows and columns before the first cell are kept: the parser's default moves C5 to A1
(ui.md 2.6, trap 1). A number of 16 or more digits has lost its last ones in every spreadsheet program, because cells
hold binary floating point numbers (trap 2); such cells are remembered.
"""

import io
import json
import math
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MOST_MEMORY = 2 * 2**30
MOST_SECONDS = 60
EXACT_BELOW = 1e15
LONGEST_TEXT = 200
MOST_KEPT_COLUMNS = 40
CellValue = int | float | str | bool | time | date | datetime | timedelta
# A text like 3.39901E+17: digits that were lost before the cell became text.
_SCIENTIFIC = re.compile(r"\s*[0-9](\.[0-9]+)?[Ee]\+?[0-9]+\s*")


class SheetsUnreadable(Exception):
    """The child refused the bytes, broke on them, or took too long."""


@dataclass(frozen=True)
class Sheet:
    """One visible worksheet. Rows and columns count from 0, from cell A1, whatever is empty before the first text."""

    name: str
    rows: list[list[str]]
    lost: list[tuple[int, int]]
    """Row and column of cells whose number has lost its last digits."""
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    """First and last cell of each merged range."""


def read_sheets(data: bytes) -> list[Sheet]:
    """The visible worksheets of a workbook, parsed in a child process; raises :class:`SheetsUnreadable`."""
    try:
        child = subprocess.run(
            [sys.executable, "-I", str(Path(__file__))],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise SheetsUnreadable("the workbook could not be parsed") from error
    return [Sheet(**sheet) for sheet in json.loads(child.stdout)]


def parse(data: bytes) -> list[Sheet]:
    """The same, parsed here; raises what the parser raises."""
    workbook = CalamineWorkbook.from_object(io.BytesIO(data))
    return [
        _sheet(workbook.get_sheet_by_name(sheet.name))
        for sheet in workbook.sheets_metadata
        # What a clerk cannot see is not what the clerk wants to send.
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _sheet(sheet: CalamineSheet) -> Sheet:
    rows: list[list[str]] = []
    lost: list[tuple[int, int]] = []
    for number, values in enumerate(sheet.to_python(skip_empty_area=False)):
        kept = values[:MOST_KEPT_COLUMNS]
        rows.append([_text(value) for value in kept])
        lost += [(number, place) for place, value in enumerate(kept) if _has_lost_digits(value)]
    return Sheet(sheet.name, rows, lost, sheet.merged_cell_ranges or [])


def _has_lost_digits(value: CellValue) -> bool:
    if isinstance(value, str):
        return _SCIENTIFIC.fullmatch(value) is not None
    return isinstance(value, float) and math.isfinite(value) and abs(value) >= EXACT_BELOW


def _text(value: CellValue) -> str:
    """A cell as a person reads it: whole numbers without a point, long ones as the program shows them."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if _has_lost_digits(value):
            mantissa, exponent = f"{value:.14E}".split("E")
            return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes").removesuffix(" 00:00")
    return str(value).strip()[:LONGEST_TEXT]


def _limit_this_process() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit_this_process()
    sys.stdout.write(json.dumps([asdict(sheet) for sheet in parse(sys.stdin.buffer.read())]))
