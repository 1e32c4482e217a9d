"""The text for one person: the sentence of its kind in the person's language, signed, every place within its room."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from exam_app.notices.length import clipped, parts_of
from exam_app.notices.wording import WORDINGS
from exam_app.terms import Language, NoticeKind

TRANSLATIONS = Path(__file__).parent.parent / "translations"
ROOMS: Mapping[str, int] = {
    "name": 16,
    "office": 14,
    "place": 36,
    "count": 3,
    "when": 16,
    "old": 16,
    "day": 10,
    "why": 60,
    "signature": 14,
}
"""The most places each part of a text may take; what is longer is shortened, so that the text never is."""


@dataclass(frozen=True)
class Written:
    """A text, and as how many messages it is sent."""

    text: str
    parts: int


def write(kind: NoticeKind, language: Language, signature: str, places: Mapping[str, object]) -> Written:
    """The text of a kind; ``places`` hold what its sentence names, moments already in the hall's zone.

    Raises :class:`KeyError` when a place of the sentence is missing.
    """
    said = {name: clipped(_said(value, language), ROOMS[name]) for name, value in places.items()}
    text = f"【{clipped(signature, ROOMS['signature'])}】{_translated(WORDINGS[kind].text, language) % said}"
    return Written(text, parts_of(text))


def _said(value: object, language: Language) -> str:
    match value:
        case datetime() if language is Language.EN:
            return f"{value:%Y-%m-%d} {value.hour}:{value:%M}"
        case datetime():
            return f"{value.month}月{value.day}日{value.hour}:{value:%M}"
        case date() if language is Language.EN:
            return value.isoformat()
        case date():
            return f"{value.month}月{value.day}日"
        case _:
            return str(value)


def _translated(sentence: str, language: Language) -> str:
    return sentence if language is Language.EN else _catalogue(language).gettext(sentence)


@lru_cache(maxsize=len(Language))
def _catalogue(language: Language) -> gettext.NullTranslations:
    return gettext.translation("messages", TRANSLATIONS, languages=[language.value])
