"""What makes a document an item: the one place where the fields of an item are checked.

The same rules hold for an item file, for a stored item and for an item typed by an author. All faults of a document
are found in one reading.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from question_bank.errors import Fault
from question_bank.kinds import CHOICE_LETTERS, TRUE_FALSE_LETTERS, Depth, ItemKind

REQUIRED: Final = ("id", "topic", "kind", "depth", "stem", "key", "source", "explanation")
OPTIONAL: Final = ("choices", "keep_last")
LONGEST_TEXT: Final = 2000
"""Characters of any text field. Editorial limits are much tighter; this one bounds what a hostile file can do."""

# Invisible and line-breaking characters: two stems that look the same must be the same.
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def faults_in(document: Mapping[str, object]) -> list[Fault]:
    """All faults of a document that should describe an item, in the order of its fields; empty if there are none.

    A document has the fields of an item table in an item file, and `topic`.

    >>> [fault.field for fault in faults_in({"id": "T1-L-001", "kind": "single"})][:3]
    ['topic', 'depth', 'stem']
    """
    return list(_faults(document))


def letters_of(kind: ItemKind, number_of_choices: int) -> str:
    """The letters an answer may consist of.

    >>> letters_of(ItemKind.MULTIPLE, 4), letters_of(ItemKind.TRUE_FALSE, 0)
    ('ABCD', 'TF')
    """
    return TRUE_FALSE_LETTERS if kind is ItemKind.TRUE_FALSE else CHOICE_LETTERS[:number_of_choices]


def _faults(document: Mapping[str, object]) -> Iterator[Fault]:
    for name in document:
        if name not in REQUIRED + OPTIONAL:
            yield Fault(name, "an unknown field", f"only {', '.join(REQUIRED + OPTIONAL)}")
    for name in ("id", "topic"):
        yield from _text_faults(name, document.get(name))
    yield from _word_faults("kind", document.get("kind"), ItemKind)
    yield from _word_faults("depth", document.get("depth"), Depth)
    yield from _text_faults("stem", document.get("stem"))
    yield from _source_faults(document.get("source"))
    yield from _text_faults("explanation", document.get("explanation"))
    # Choices and key can only be judged when it is known how the item is answered.
    if document.get("kind") in list(ItemKind):
        yield from _answer_faults(ItemKind(str(document["kind"])), document)


def _answer_faults(kind: ItemKind, document: Mapping[str, object]) -> Iterator[Fault]:
    choices = document.get("choices", [])
    choice_faults = list(_choice_faults(kind, choices))
    yield from choice_faults
    if choice_faults or not isinstance(choices, list):
        return  # the letters of key and keep_last would be judged against the wrong choices
    letters = letters_of(kind, len(choices))
    yield from _key_faults(kind, letters, document.get("key"))
    yield from _keep_last_faults(kind, letters, document.get("keep_last", []))


def _choice_faults(kind: ItemKind, choices: object) -> Iterator[Fault]:
    if kind is ItemKind.TRUE_FALSE:
        if choices != []:
            yield Fault("choices", _shown(choices), "none: a true/false item is answered with T or F")
    elif not isinstance(choices, list) or not 2 <= len(choices) <= len(CHOICE_LETTERS):
        yield Fault("choices", _shown(choices), f"a list of 2 to {len(CHOICE_LETTERS)} texts")
    else:
        for letter, text in zip(CHOICE_LETTERS, choices, strict=False):
            yield from _text_faults(f"choices ({letter})", text)


def _key_faults(kind: ItemKind, letters: str, key: object) -> Iterator[Fault]:
    if kind is ItemKind.MULTIPLE:
        expected = f"two or more of the letters {letters}, in this order, each once"
        right = is_letters(key, letters) and len(str(key)) >= 2
    else:
        expected = f"exactly one of the letters {letters}"
        right = is_letters(key, letters) and len(str(key)) == 1
    if not right:
        yield Fault("key", _shown(key), expected)


def _keep_last_faults(kind: ItemKind, letters: str, keep_last: object) -> Iterator[Fault]:
    if kind is ItemKind.TRUE_FALSE:
        if keep_last != []:
            yield Fault("keep_last", _shown(keep_last), "none: a true/false item has no choices to keep in place")
    elif not _are_distinct_letters(keep_last, letters):
        yield Fault("keep_last", _shown(keep_last), f"a list of letters out of {letters}, each once")


def _are_distinct_letters(values: object, letters: str) -> bool:
    if not isinstance(values, list) or any(value not in list(letters) for value in values):
        return False
    return len(set(values)) == len(values)


def is_letters(value: object, letters: str) -> bool:
    """Whether a value is a choice of letters in their order, each at most once.

    >>> is_letters("AC", "ABCD"), is_letters("CA", "ABCD"), is_letters("AA", "ABCD")
    (True, False, False)
    """
    return isinstance(value, str) and value == "".join(letter for letter in letters if letter in value)


def _source_faults(source: object) -> Iterator[Fault]:
    if not isinstance(source, Mapping) or set(source) != {"law", "article"}:
        yield Fault("source", _shown(source), 'a law and an article, e.g. { law = "R", article = "16" }')
        return
    yield from _text_faults("source.law", source["law"])
    yield from _text_faults("source.article", source["article"])


def _text_faults(name: str, value: object) -> Iterator[Fault]:
    if not isinstance(value, str) or not value.strip():
        yield Fault(name, _shown(value), "a text")
    elif value != value.strip():
        yield Fault(name, _shown(value), "no space at either end")
    elif len(value) > LONGEST_TEXT:
        yield Fault(name, f"{len(value)} characters", f"at most {LONGEST_TEXT}")
    elif any(unicodedata.category(character) in _REFUSED_CATEGORIES for character in value):
        yield Fault(name, _shown(value), "one line without control or invisible characters")


def _word_faults(name: str, value: object, words: type[ItemKind] | type[Depth]) -> Iterator[Fault]:
    if not isinstance(value, str) or value not in list(words):
        yield Fault(name, _shown(value), f"one of {', '.join(words)}")


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
