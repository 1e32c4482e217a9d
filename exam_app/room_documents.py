"""Printed documents of a room: values in, PDF bytes out. Pure, as :mod:`exam_app.documents` is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from exam_app.documents import qr_drawing, set_in_words


@dataclass(frozen=True)
class SheetMoment:
    """One of the three moments: its name, when and by whom, and the signed head as text and as a QR code."""

    title: str
    when: str
    note: str
    """Empty where nothing is signed yet; then :attr:`RecordWords.not_yet` stands there."""


@dataclass(frozen=True)
class RecordSheet:
    """The record of one room, every value as it is to be read."""

    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    incidents: tuple[tuple[str, str, str], ...]
    """Time, what, who noted it; the oldest first."""
    visits: tuple[tuple[str, str, str], ...]
    """Time, what an inspector saw, who; the oldest first. Left out where nobody came."""
    moves: tuple[tuple[str, str, str], ...]
    """Time, who went to another room or came from one, by whose word; the oldest first. Left out where nobody did."""
    moments: tuple[SheetMoment, ...]
    signers: tuple[tuple[str, str], ...]
    """Those on duty, and when each signed by PIN; room to sign by hand beside each."""


@dataclass(frozen=True)
class RecordWords:
    """What stands on the sheet besides its values."""

    title: str
    organiser: str
    moments_title: str
    moments_hint: str
    not_yet: str
    incidents_title: str
    no_incident: str
    visits_title: str
    moves_title: str
    signatures_title: str
    witness: str
    """Whose place is beside the invigilators': the unit's representative or the city's witness."""
    issued: str
    page: str
    """Such as ``Page {page} of {pages}``."""
    language: str = "zh"


def record_sheet(sheet: RecordSheet, words: RecordWords) -> bytes:
    """The record sheet as a PDF, A4. Raises :class:`~exam_app.documents.FontsMissing` in a broken installation."""
    values = {**asdict(sheet), "moments": [_moment(moment) for moment in sheet.moments]}
    return set_in_words("room_record", words, sheet=values)


def _moment(moment: SheetMoment) -> dict[str, object]:
    return {**asdict(moment), "qr": qr_drawing(moment.note) if moment.note else "", "lines": _lines(moment.note)}


def _lines(note: str) -> Sequence[str]:
    return [line for line in note.split("\n") if line]


@dataclass(frozen=True)
class Conformance:
    """The report on how an examination was held, every value as it is to be read."""

    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str, str, str, str], ...]
    """Step with its source, room, finding, who, when, evidence."""
    red: tuple[bool, ...]
    """Of each row whether it deviates: set heavy and in red, its word says it, too."""
    digest: str
    note: str


@dataclass(frozen=True)
class ConformanceWords:
    """What stands on the report besides its values."""

    title: str
    organiser: str
    columns: tuple[str, str, str, str, str, str]
    digest_title: str
    signature: str
    issued: str
    page: str
    language: str = "zh"


def conformance_report(report: Conformance, words: ConformanceWords) -> bytes:
    """The report as a PDF, A4. Raises :class:`~exam_app.documents.FontsMissing` in a broken installation."""
    values = {**asdict(report), "qr": qr_drawing(report.note)}
    return set_in_words("conformance", words, report=values)
