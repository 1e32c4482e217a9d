"""Booklets and answer sheets of candidates on paper: values in, PDF bytes out. Pure, as exam_app.documents is.

Questions and choices are set in the language of their letters, so that Uyghur runs from right to left as on the screen;
the letter of a choice stays at its left.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from exam_app.documents import grouped, qr_drawing, set_in_words
from exam_app.text_language import language_of


@dataclass(frozen=True)
class BookletQuestion:
    """One question as it is printed."""

    number: str
    kind: str
    """What is asked for, such as ``Multiple choice``; printed where it changes."""
    stem: str
    choices: tuple[tuple[str, str], ...]
    """Letter and text, in the order of print."""


@dataclass(frozen=True)
class BookletSheet:
    """One candidate's booklet with the answer sheet, every value as it is to be read."""

    name: str
    ticket: str
    """Digits; set in groups."""
    seat: str
    facts: tuple[tuple[str, str], ...]
    """Label and value: which examination, when, where."""
    code: str
    """Of booking and paper: stands on every page, and in its QR code."""
    is_large: bool
    """Set in large type."""
    questions: tuple[BookletQuestion, ...]


@dataclass(frozen=True)
class BookletWords:
    """What is the same in every booklet of a file."""

    title: str
    sheet_title: str
    name_label: str
    ticket_label: str
    seat_label: str
    rules: tuple[str, ...]
    """On the first page of the booklet: how answers count, what to do with it."""
    sheet_rules: tuple[str, ...]
    """On the answer sheet: how to mark."""
    signature: str
    taken_in: str
    issued: str
    page: str
    """Such as ``Page {page} of {pages}``."""
    language: str = "zh"


def booklets(sheets: Sequence[BookletSheet], words: BookletWords) -> bytes:
    """All booklets as one PDF, A4 for both sides of the paper, in the order given: each with its answer sheet first.

    Every answer sheet and every booklet begins on the front of a leaf. Raises
    :class:`~exam_app.documents.FontsMissing` in a broken installation, :class:`ValueError` without booklets.
    """
    values = [
        {
            **asdict(sheet),
            "ticket": grouped(sheet.ticket),
            "qr": qr_drawing(sheet.code),
            "questions": [_question(question) for question in sheet.questions],
        }
        for sheet in sheets
    ]
    return set_in_words("booklets", words, sheets=values)


def _question(question: BookletQuestion) -> dict[str, object]:
    return {
        "number": question.number,
        "kind": question.kind,
        "stem": _written(question.stem),
        "choices": [[letter, _written(text)] for letter, text in question.choices],
    }


def _written(text: str) -> dict[str, str]:
    """A text with its language as Typst knows it: two letters, without region or script."""
    return {"text": text, "language": language_of(text).partition("-")[0]}
