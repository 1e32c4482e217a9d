"""The printed dossier of a score appeal: values in, PDF bytes out. Pure, as :mod:`exam_app.documents` is."""

from dataclasses import asdict, dataclass

from exam_app.documents import set_in_words


@dataclass(frozen=True)
class DossierSheetItem:
    """One item of the paper, every value as it is to be read."""

    number: str
    code: str
    """Item and the first characters of its version's digest."""
    stem: str
    choices: tuple[tuple[str, str], ...]
    answer: str
    key: str
    outcome: str
    is_right: bool
    changes: str
    """Each saved change with its moment, in one line."""
    view: str
    """What the second marker said; empty before."""


@dataclass(frozen=True)
class DossierSheet:
    """The whole dossier of one appeal."""

    facts: tuple[tuple[str, str], ...]
    words: str
    """What the candidate wrote."""
    checks: tuple[tuple[str, str], ...]
    """What the recount found."""
    results: tuple[tuple[str, str, str, str], ...]
    """Number, points, why, when."""
    keys: tuple[tuple[str, str, str], ...]
    """Item, what counts instead with its reason, when."""
    parts: tuple[tuple[str, str], ...]
    happenings: tuple[tuple[str, str, str], ...]
    """When, what, by whom."""
    items: tuple[DossierSheetItem, ...]


@dataclass(frozen=True)
class DossierSheetWords:
    """What stands on the dossier besides its values."""

    title: str
    organiser: str
    words_title: str
    checks_title: str
    results_title: str
    results_columns: tuple[str, str, str, str]
    keys_title: str
    no_keys: str
    parts_title: str
    happenings_title: str
    items_title: str
    answer_label: str
    key_label: str
    view_label: str
    confidential: str
    """Whom it is for."""
    issued: str
    page: str
    language: str = "zh"


def dossier_sheet(sheet: DossierSheet, words: DossierSheetWords) -> bytes:
    """The dossier as a PDF, A4. Raises :class:`~exam_app.documents.FontsMissing` in a broken installation."""
    return set_in_words("appeal_dossier", words, sheet=asdict(sheet))
