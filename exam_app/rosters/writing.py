"""Workbooks that go back to the clerk: the refused rows with their faults marked, and an empty template.

Every cell is written as a string: what came from outside cannot become a formula, and an ID number stays 18 characters.
"""

import io
from collections.abc import Callable, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from exam_app.errors import Sentence, sentence
from exam_app.rosters.checking import CheckedRow
from exam_app.rosters.columns import KINDS, RowKind
from exam_app.rosters.reading import Roster
from exam_app.rosters.unpacking import column_number
from exam_app.terms import N_

Say = Callable[[Sentence], str]
"""Puts a sentence into the reader's language."""
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_marked(roster: Roster, rows: Sequence[CheckedRow], say: Say) -> bytes:
    """The given rows as they came, wrong cells framed, what to do in the last column. Can be uploaded again."""
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as workbook:
        sheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True, "num_format": "@"})
        plain = workbook.add_format({"num_format": "@"})
        wrong = workbook.add_format({"num_format": "@", "border": 5, "border_color": "#A8071A", "bg_color": "#FBE9EA"})
        headings = [*roster.headings, say(sentence(N_("What is wrong and what to do")))]
        sheet.set_column(0, len(headings) - 1, 20, plain)
        sheet.set_column(len(headings) - 1, len(headings) - 1, 80, plain)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        for line, checked in enumerate(rows, start=1):
            _write_row(sheet, line, roster, checked, say, wrong)
    return buffer.getvalue()


def _write_row(sheet: Worksheet, line: int, roster: Roster, checked: CheckedRow, say: Say, wrong: object) -> None:
    texts = list(checked.row.texts)
    for column, text in checked.row.given.items():
        texts[roster.columns[column]] = text
    faulty = {column_number(finding.cell.rstrip("0123456789")) - 1 for finding in checked.findings}
    for place, text in enumerate(texts):
        sheet.write_string(line, place, text, *([wrong] if place in faulty else []))
    said = " ".join(f"{finding.cell}: {say(finding.sentence)}" for finding in checked.findings)
    sheet.write_string(line, len(roster.headings), said)


def write_template(say: Say, kind: RowKind = RowKind.TRAINEE) -> bytes:
    """An empty roster whose columns are stored as text, so that no program makes numbers of ID numbers."""
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as workbook:
        sheet = workbook.add_worksheet()
        text = workbook.add_format({"num_format": "@"})
        bold = workbook.add_format({"bold": True, "num_format": "@", "bottom": 2})
        for place, (column, width) in enumerate(KINDS[kind].offered.items()):
            sheet.set_column(place, place, width, text)
            sheet.write_string(0, place, say(sentence(column.label)), bold)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()
