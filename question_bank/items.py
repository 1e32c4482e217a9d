"""Item: one question with its choices, key, topic and source of law, as a frozen value.

`Item.digest` names one exact version for ever. What a candidate reads and what decides the mark is inside the digest;
what may change without changing the question (id, topic, depth, explanation) is outside it.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import rfc8785

from question_bank.errors import Fault, ItemInvalid
from question_bank.item_rules import faults_in, letters_of
from question_bank.kinds import CHOICE_LETTERS, Depth, ItemKind

__all__ = ["Choice", "Depth", "Item", "ItemKind", "Source", "canonical_text", "item_from_canonical"]


@dataclass(frozen=True)
class Source:
    """The article an item rests on: `law` is a code of sources.toml, `article` as the law counts it, e.g. "17(3)"."""

    law: str
    article: str


@dataclass(frozen=True)
class Choice:
    """One choice; its letter is its place in the item file and never changes, wherever it is displayed."""

    letter: str
    text: str


@dataclass(frozen=True)
class Item:
    """One question. Build it with `Item.from_document`, which refuses what is not an item.

    `choices` is empty for a true/false item. `key` holds the letters of the right choices ("T" or "F" for a
    true/false item). `keep_last` holds the letters of choices that stay last, in this order, under every shuffle.
    """

    id: str
    topic: str
    kind: ItemKind
    depth: Depth
    stem: str
    choices: tuple[Choice, ...]
    key: frozenset[str]
    source: Source
    explanation: str
    keep_last: tuple[str, ...] = ()

    @property
    def letters(self) -> str:
        """The letters an answer to this item may consist of, in order: "ABCD", or "TF"."""
        return letters_of(self.kind, len(self.choices))

    @property
    def key_letters(self) -> str:
        """The key as it is written: the right letters in order, e.g. "ACD"."""
        return "".join(sorted(self.key, key=self.letters.index))

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hexadecimal over the canonical text: the name of this exact version."""
        return hashlib.sha256(canonical_text(self).encode()).hexdigest()

    def to_document(self) -> dict[str, object]:
        """All fields as plain values (strings, lists, mappings), in the form of an item file."""
        return {
            "id": self.id,
            "topic": self.topic,
            "kind": self.kind.value,
            "depth": self.depth.value,
            "stem": self.stem,
            "choices": [choice.text for choice in self.choices],
            "key": self.key_letters,
            "source": {"law": self.source.law, "article": self.source.article},
            "explanation": self.explanation,
            "keep_last": list(self.keep_last),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> "Item":
        """The item a document describes; texts are brought to Unicode form NFC.

        Raises ItemInvalid with every fault of the document.

        >>> item = Item.from_document({
        ...     "id": "T2-L-900", "topic": "T2", "kind": "true_false", "depth": "master",
        ...     "stem": "保安员可以搜查他人身体。", "key": "F", "source": {"law": "R", "article": "30(1)"},
        ...     "explanation": "条例第30条禁止搜查他人身体。"})
        >>> item.key_letters, item.digest[:8]
        ('F', '7f0ac9a4')
        """
        if faults := faults_in(document):
            raise ItemInvalid(str(document.get("id", "without id")), faults)
        # The rules have established every type below; the casts only tell the type checker so.
        text = cast("dict[str, str]", document)
        source = cast("dict[str, str]", document["source"])
        choices = cast("list[str]", document.get("choices", []))
        return cls(
            id=_nfc(text["id"]),
            topic=_nfc(text["topic"]),
            kind=ItemKind(text["kind"]),
            depth=Depth(text["depth"]),
            stem=_nfc(text["stem"]),
            choices=tuple(Choice(letter, _nfc(each)) for letter, each in zip(CHOICE_LETTERS, choices, strict=False)),
            key=frozenset(text["key"]),
            source=Source(_nfc(source["law"]), _nfc(source["article"])),
            explanation=_nfc(text["explanation"]),
            keep_last=tuple(cast("list[str]", document.get("keep_last", []))),
        )


def canonical_text(item: Item) -> str:
    """The text that `digest` digests: RFC 8785 JSON, strings in NFC, of all that makes this version what it is.

    Members: kind, stem, choices (texts in file order), key (letters in order), locks (keep_last), source, and media
    (hashes of pictures and recordings; an empty list as long as items have none).
    """
    content = {
        "kind": item.kind.value,
        "stem": _nfc(item.stem),
        "choices": [_nfc(choice.text) for choice in item.choices],
        "key": item.key_letters,
        "locks": list(item.keep_last),
        "source": {"law": _nfc(item.source.law), "article": _nfc(item.source.article)},
        "media": [],
    }
    return rfc8785.dumps(content).decode()


def item_from_canonical(text: str, *, id: str, topic: str, depth: Depth, explanation: str) -> Item:
    """The item that a stored canonical text and the fields outside the digest describe.

    Raises ItemInvalid if the text is not the canonical text of an item: stored history must not be read loosely.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise ItemInvalid(id, [Fault("canonical text", f"no JSON ({error})", "RFC 8785 JSON")]) from error
    if not isinstance(content, dict) or content.pop("media", None) != [] or "locks" not in content:
        raise ItemInvalid(id, [Fault("canonical text", repr(text[:60]), "the canonical text of an item")])
    content["keep_last"] = content.pop("locks")
    item = Item.from_document(
        {**content, "id": id, "topic": topic, "depth": depth.value, "explanation": explanation},
    )
    if canonical_text(item) != text:
        raise ItemInvalid(id, [Fault("canonical text", "a text in another form", "RFC 8785 JSON with NFC strings")])
    return item


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
