"""Tables that leave as .xlsx files."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response
from xlsxwriter import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook. Every cell is text."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""


def workbook(headings: Sequence[str], rows: Sequence[Sequence[str]], name: str, sheet: str = "") -> Response:
    """One sheet. Every cell is written as text: nothing becomes a formula, and numbers keep all their digits."""
    return workbook_of([Sheet(headings, rows, sheet)], name)


def workbook_of(sheets: Sequence[Sheet], name: str) -> Response:
    """Several sheets in one file."""
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        for sheet in sheets:
            _write(book, sheet)
    return xlsx(buffer.getvalue(), name)


def _write(book: Workbook, sheet: Sheet) -> None:
    page, text, bold = (
        book.add_worksheet(sheet.title or None),
        book.add_format({"num_format": "@"}),
        book.add_format({"bold": True}),
    )
    page.freeze_panes(1, 0)
    for column, heading in enumerate(sheet.headings):
        longest = max((len(row[column]) for row in sheet.rows), default=0)
        page.set_column(column, column, max(8, min(60, 2 * max(longest, len(heading)))), text)
        page.write_string(0, column, heading, bold)
    for line, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            page.write_string(line, column, value, text)


def xlsx(content: bytes, name: str) -> Response:
    """A finished workbook under a name of any script."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": disposition})
