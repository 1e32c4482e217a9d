"""Printed forms of applicants and packs of them: values in, PDF bytes out. Pure, as :mod:`exam_app.documents` is.

A pack is one file: a cover list, then for each person the forms and every page of the papers, in the order given, with
a bookmark for each person. The sheets have our own layout; of the ministry's forms they bear only the title.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from exam_app.documents import set_document

Fact = tuple[str, str]
"""Label and value; an empty value leaves room to write."""


@dataclass(frozen=True)
class Opinion:
    """What an office, or the applicant, says and signs."""

    title: str
    text: str
    """Empty leaves room to write."""
    signed: tuple[Fact, ...]


@dataclass(frozen=True)
class Form:
    """One form of one person, every value as it is to be read."""

    title: str
    facts: tuple[Fact, ...]
    papers: tuple[Fact, ...]
    hours: str
    """Class hours, said to be no condition."""
    opinions: tuple[Opinion, ...]
    note: str = ""


@dataclass(frozen=True)
class BoundPaper:
    """A paper as it is bound behind the forms."""

    title: str
    received: str
    content: bytes
    is_pdf: bool
    pages: int


@dataclass(frozen=True)
class Applicant:
    """One person's part of the file."""

    name: str
    code: str
    """Stands on every sheet, so that a loose one finds its way back."""
    photo: bytes | None
    forms: tuple[Form, ...]
    papers: tuple[BoundPaper, ...] = ()


@dataclass(frozen=True)
class Cover:
    """The list in front of a pack."""

    title: str
    code: str
    facts: tuple[Fact, ...]
    columns: tuple[str, str, str, str]
    rows: tuple[tuple[str, str, str, str], ...]
    signed: tuple[str, ...]


@dataclass(frozen=True)
class FormWords:
    """What is the same on every sheet of a file."""

    title: str
    papers_title: str
    hours_title: str
    seal: str
    photo_missing: str
    issued: str
    page: str
    """Such as ``Page {page} of {pages}``."""
    language: str = "zh"


def application_forms(people: Sequence[Applicant], words: FormWords, cover: Cover | None = None) -> bytes:
    """All forms and papers as one PDF, A4, in the order given, each person beginning on a page of its own.

    Raises :class:`~exam_app.documents.FontsMissing` in a broken installation, :class:`ValueError` without people.
    """
    if not people:
        raise ValueError("a file of forms needs a person")
    with tempfile.TemporaryDirectory(prefix="forms-") as folder:
        values = [_values(person, order, Path(folder)) for order, person in enumerate(people)]
        data: dict[str, object] = {
            "people": values,
            "words": asdict(words),
            "language": words.language,
            "cover": asdict(cover) if cover else None,
        }
        return set_document("application", data, Path(folder))


def _values(person: Applicant, order: int, folder: Path) -> dict[str, object]:
    """A person as JSON: photo and papers as files beside the template."""
    photo = None
    if person.photo is not None:
        photo = f"photo-{order}.jpg"
        (folder / photo).write_bytes(person.photo)
    papers = []
    for place, paper in enumerate(person.papers):
        file = f"paper-{order}-{place}.{'pdf' if paper.is_pdf else 'jpg'}"
        (folder / file).write_bytes(paper.content)
        papers.append(
            {
                "title": paper.title,
                "received": paper.received,
                "file": file,
                "is_pdf": paper.is_pdf,
                "pages": paper.pages,
            }
        )
    return {
        "name": person.name,
        "code": person.code,
        "photo": photo,
        "forms": [asdict(form) for form in person.forms],
        "papers": papers,
    }
