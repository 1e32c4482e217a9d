"""Rows of ours in the columns that a mapping names, as texts."""

from collections.abc import Iterable, Mapping
from datetime import date

from exam_app.mappings.format import MappedColumn, MappingFile

Value = str | int | date | None


def write_table(mapping: MappingFile, rows: Iterable[Mapping[str, Value]]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows. A field that a row does not have is an empty cell.

    The cells are texts, to be written as such: a name such as ``=1+1`` never becomes a formula.
    """
    headings = [column.heading for column in mapping.columns]
    return headings, [[_cell(column, row) for column in mapping.columns] for row in rows]


def _cell(column: MappedColumn, row: Mapping[str, Value]) -> str:
    if column.field is None:
        return column.constant or ""
    value = row.get(column.field)
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(column.format)
    return column.values.get(str(value), (str(value),))[0] if column.values else str(value)
