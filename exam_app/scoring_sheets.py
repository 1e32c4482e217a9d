"""Printed scoring sheets of components: values in, PDF bytes out. Pure, as :mod:`exam_app.documents` is.

One sheet is one component in one room: blank for the examiners to write on, or filled once all marks stand.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from exam_app.documents import qr_drawing, set_in_words


@dataclass(frozen=True)
class SheetRow:
    """One candidate, every value as it is to be read; empty values leave room to write."""

    order: str
    name: str
    ticket: str
    seat: str
    marks: tuple[str, str, str]
    """Of the first, the second and the third examiner."""
    difference: str
    result: str


@dataclass(frozen=True)
class ScoringSheet:
    """One room's part of the file."""

    facts: tuple[tuple[str, str], ...]
    """Label and value: which examination, when, where, how it is marked."""
    rules: tuple[str, ...]
    """The pass mark and what happens where two marks differ."""
    code: str
    """Of this sheet: stands on every page, and as a QR code on the first."""
    rows: tuple[SheetRow, ...]
    signatures: tuple[tuple[str, str], ...]
    """Label and name of each place to sign; an empty name leaves room for it."""


@dataclass(frozen=True)
class SheetWords:
    """What is the same on every sheet of a file."""

    title: str
    columns: tuple[str, ...]
    """Nine headings, in the order of a row's values."""
    issued: str
    page: str
    """Such as ``Page {page} of {pages}``."""
    language: str = "zh"


def scoring_sheets(sheets: Sequence[ScoringSheet], words: SheetWords) -> bytes:
    """All sheets as one PDF, A4, in the order given, each beginning on a page of its own.

    Raises :class:`~exam_app.documents.FontsMissing` in a broken installation, :class:`ValueError` without sheets.
    """
    return set_in_words(
        "scoring_sheet", words, sheets=[{**asdict(sheet), "qr": qr_drawing(sheet.code)} for sheet in sheets]
    )
