"""Mapping files: how the tables of other systems name what we know. Data, not code; no database, no Flask.

A mapping is a TOML file (docs/mappings.md): what its rows are about, whether they are read or written, and which
heading is which field. :func:`parse` reads one and says by line and key what is wrong with it; :data:`SHIPPED` are
ours. :func:`read_table` finds the rows under the headings, :func:`write_table` gives headings and cells of texts.
"""

from exam_app.mappings.fields import DIRECTIONS, FIELDS, Field, Kind
from exam_app.mappings.format import Fault, MappedColumn, MappingFile, MappingRefused, parse, plain
from exam_app.mappings.reading import Finding, ReadRow, Table, fits, read_table, rows_of_csv
from exam_app.mappings.shipped import SHIPPED, shipped_text
from exam_app.mappings.writing import Value, write_table

__all__ = [
    "DIRECTIONS",
    "FIELDS",
    "SHIPPED",
    "Fault",
    "Field",
    "Finding",
    "Kind",
    "MappedColumn",
    "MappingFile",
    "MappingRefused",
    "ReadRow",
    "Table",
    "Value",
    "fits",
    "parse",
    "plain",
    "read_table",
    "rows_of_csv",
    "shipped_text",
    "write_table",
]
