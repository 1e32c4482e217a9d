"""The rows of a table under the headings that a mapping names, every doubtful cell with its finding."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from exam_app.errors import Sentence, sentence
from exam_app.mappings.fields import FIELDS, Field, Kind
from exam_app.mappings.format import MappedColumn, MappingFile, plain
from exam_app.terms import N_

SEARCHED_ROWS = 50
MOST_ROWS = 20_000
DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
FieldValue = str | int | date | None


@dataclass(frozen=True)
class Finding:
    """A cell that cannot be read, by its heading, and what to do."""

    heading: str
    sentence: Sentence


@dataclass(frozen=True)
class ReadRow:
    """A row by our fields; what could not be read is None and has a finding."""

    number: int
    """Row of the sheet, from 1."""
    values: Mapping[str, FieldValue]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Table:
    heading_row: int
    rows: tuple[ReadRow, ...]


def rows_of_csv(data: bytes) -> list[list[str]]:
    """The rows of a CSV file, in UTF-8 or GB 18030 as Chinese spreadsheet programs write it.

    Raises :class:`ValueError` for bytes that are neither, and for more rows than a table may have.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    separator = "\t" if "\t" in text.partition("\n")[0] else ","
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    if len(rows) > MOST_ROWS:
        raise ValueError("too many rows")
    return rows


def fits(mapping: MappingFile, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the table has the headings that this mapping needs."""
    return _header(mapping, rows) is not None


def read_table(mapping: MappingFile, rows: Sequence[Sequence[str]]) -> Table | None:
    """The rows under the headings, empty ones left out; None when no row has the headings that are needed.

    ``rows`` are cells as a person reads them, from the first row of the sheet.
    """
    found = _header(mapping, rows)
    if found is None:
        return None
    header, places = found
    fields = {field.name: field for field in FIELDS[mapping.subject]}
    read = [
        _row(number, texts, places, fields)
        for number, texts in enumerate(rows[header + 1 :], header + 2)
        if any(place < len(texts) and texts[place].strip() for place in places.values())
    ]
    return Table(header + 1, tuple(read))


def _header(mapping: MappingFile, rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[MappedColumn, int]] | None:
    """The first row that names every needed column, and where each column is."""
    needed = {field.name for field in FIELDS[mapping.subject] if field.needed}
    names = {plain(text): column for column in mapping.columns for text in (column.heading, *column.also)}
    for number, texts in enumerate(rows[:SEARCHED_ROWS]):
        places: dict[str, int] = {}
        for place, text in enumerate(texts):
            column = names.get(plain(text))
            if column is not None:
                places.setdefault(column.heading, place)
        by_column = {column: places[column.heading] for column in mapping.columns if column.heading in places}
        must = {column for column in mapping.columns if column.required or column.field in needed}
        if must <= by_column.keys():
            return number, by_column
    return None


def _row(number: int, texts: Sequence[str], places: Mapping[MappedColumn, int], fields: Mapping[str, Field]) -> ReadRow:
    values: dict[str, FieldValue] = {}
    findings = []
    for column, place in places.items():
        if column.field is None:
            continue
        text = texts[place].strip() if place < len(texts) else ""
        field = fields[column.field]
        value = _value(text, column, field)
        values[field.name] = value
        fault = _fault(text, value, column, field)
        if fault is not None:
            findings.append(Finding(column.heading, fault))
    return ReadRow(number, values, tuple(findings))


def _value(text: str, column: MappedColumn, field: Field) -> FieldValue:
    match field.kind:
        case Kind.TEXT:
            return text
        case Kind.NUMBER:
            return int(text) if re.fullmatch(r"[0-9]{1,9}", unicodedata.normalize("NFKC", text)) else None
        case Kind.DAY:
            return _day(text, column.format)
        case Kind.WORD:
            return next((ours for ours, theirs in column.values.items() if _same(text, theirs)), None)


def _same(text: str, theirs: Sequence[str]) -> bool:
    return plain(text) in {plain(each) for each in theirs}


def _day(text: str, form: str) -> date | None:
    compact = re.sub(r"\s.*", "", unicodedata.normalize("NFKC", text))
    for each in (form, *DAY_FORMATS):
        try:
            return datetime.strptime(compact, each).date()
        except ValueError:
            continue
    return None


def _fault(text: str, value: FieldValue, column: MappedColumn, field: Field) -> Sentence | None:
    if not text:
        return sentence(N_("This cell is empty. Fill it in.")) if column.required or field.needed else None
    if value is not None:
        return None
    match field.kind:
        case Kind.WORD:
            offered = "、".join(each for theirs in column.values.values() for each in theirs)
            said = N_("“%(text)s” is none of the words that the mapping knows: %(offered)s.")
            return sentence(said, text=text, offered=offered)
        case Kind.DAY:
            return sentence(N_("“%(text)s” is no day. Write it such as %(format)s."), text=text, format="2026-12-01")
        case _:
            return sentence(N_("“%(text)s” is no whole number."), text=text)
