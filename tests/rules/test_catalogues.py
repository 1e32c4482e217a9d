"""Every sentence in three languages, with the same places; no sentence of a library reaches a page."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog

from tests.requirements import ROOT
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


# -- templates say nothing by themselves ------------------------------------------------------------------------------

SAME_EVERYWHERE = ("Watchword", "kB", "Android", "iPhone", "Windows", "nbsp", "amp", "yes")
"""Names, units, entities, and what one macro answers to another."""
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PRINTED = sorted((ROOT / "templates/print").glob("*.typ"))
SCRIPTS = sorted((ROOT / "frontend/src").rglob("*.ts"))
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
UNSAID = re.compile(
    r"\{#.*?#\}|\{% block main_class %\}.*?\{% endblock %\}|<(style|script|svg|code|pre)\b.*?</\1>"
    r"|(?<!\{)\{[a-z_]+(?:\{\{ \w+ \}\})?\}",  # a place that slot_forms.py fills
    re.DOTALL,
)
READ_ALOUD = re.compile(r"\b(?:title|placeholder|aria-label|alt)=\"([^\"]*)\"")
WORD = re.compile(r"[^\W\d_]{2,}")


def bare_words(template: str) -> list[str]:
    """What a template shows or has read aloud without asking a catalogue."""
    bare = JINJA.sub("\n", UNSAID.sub("", template))
    shown = re.sub(r"<[^>]*>", "\n", bare).split("\n") + READ_ALOUD.findall(bare)
    words = [" ".join(text.split()) for text in shown if set(WORD.findall(text)) - set(SAME_EVERYWHERE)]
    return [text for text in words if ">" not in text]  # the rest of a tag in which a condition stands


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_says_nothing_by_itself(template: Path) -> None:
    said = [text for text in bare_words(template.read_text("utf-8")) if not text.startswith(("watchword ledger", "--"))]
    assert said == []


def test_a_planted_word_in_a_template_is_found() -> None:
    planted = '<p class="hint">{# no #}{{ _("Yes") }} Hello</p><a title="There">{% if x %}你好{% endif %}</a>'
    assert sorted(bare_words(planted)) == ["Hello", "There", "你好"]


@pytest.mark.parametrize("file", [*PRINTED, *SCRIPTS], ids=lambda path: path.name)
def test_what_is_printed_or_put_in_by_a_script_says_nothing_in_chinese(file: Path) -> None:
    """Both are given every sentence; an English one in a script is a reason for its log."""
    code = re.sub(r"(?m)(^|\s)//.*$|^\s*\*.*$", "", file.read_text("utf-8"))
    assert re.findall(r"[\u4e00-\u9fff]+", code) == []
