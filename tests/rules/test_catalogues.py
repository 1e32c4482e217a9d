"""Every sentence in three languages, with the same places; no sentence of a library reaches a page."""

import re

import pytest
from babel.messages import Catalog

from tools.messages import LANGUAGES, extract, read, untranslated

PLACE = re.compile(r"%\((\w+)\)[0-9.]*[a-z]")


def missing(template: Catalog, catalogue: Catalog) -> list[str]:
    """Source sentences without a settled translation."""
    known = {str(message.id) for message in catalogue}
    absent = [str(message.id) for message in template if message.id and str(message.id) not in known]
    return absent + [str(message.id) for message in untranslated(catalogue)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    assert missing(extract(), read(language)) == []


def test_a_sentence_without_a_translation_is_found() -> None:
    template = Catalog()
    template.add("A planted sentence.")
    assert missing(template, read("zh_Hans")) == ["A planted sentence."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_source(language: str) -> None:
    wrong = []
    for message in read(language):
        sources = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
        texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        allowed = set(PLACE.findall(" ".join(sources)))
        wrong += [message.id for text in texts if not set(PLACE.findall(text)) <= allowed]
    assert wrong == []


@pytest.mark.parametrize("word", ["操作失败", "非法", "系统异常", "参数错误"])
def test_no_sentence_says_nothing(word: str) -> None:
    assert [message.id for message in read("zh_Hans") if word in str(message.string)] == []


SIMPLIFIED_ONLY = frozenset("为这个们对说时间签证员资训审试题场发报导还样让请输号码错误")


def test_traditional_pages_show_no_simplified_character() -> None:
    assert [message.id for message in read("zh_Hant") if SIMPLIFIED_ONLY & set(str(message.string))] == []
