"""An item is what a document says, and its digest names exactly what a candidate reads and is marked by."""

import hashlib
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from question_bank.errors import ItemInvalid
from question_bank.items import Depth, Item, ItemKind, Source, canonical_text, item_from_canonical
from tests.question_bank.builders import an_item, items


@given(items())
def test_a_document_gives_back_the_item_it_was_made_from(item: Item) -> None:
    assert Item.from_document(item.to_document()) == item


@given(items())
def test_the_canonical_text_gives_back_the_item(item: Item) -> None:
    rebuilt = item_from_canonical(
        canonical_text(item), id=item.id, topic=item.topic, depth=item.depth, explanation=item.explanation
    )

    assert rebuilt == item


@given(items())
def test_the_digest_is_the_sha256_of_the_canonical_text(item: Item) -> None:
    assert item.digest == hashlib.sha256(canonical_text(item).encode("utf-8")).hexdigest()


def test_the_canonical_text_is_written_as_documented() -> None:
    item = an_item(stem="保安员？", choices=("甲", "乙"), key="B", keep_last=["B"])

    assert canonical_text(item) == (
        '{"choices":["甲","乙"],"key":"B","kind":"single","locks":["B"],"media":[],'
        '"source":{"article":"30(1)","law":"R"},"stem":"保安员？"}'
    )


@given(items())
def test_the_digest_does_not_depend_on_what_may_be_edited_later(item: Item) -> None:
    edited = replace(item, id="T9-P-999", topic="T9", depth=Depth.KNOW, explanation="换了一种说法。")

    assert edited.digest == item.digest


@given(items(), st.data())
def test_every_single_character_changed_changes_the_digest(item: Item, data: st.DataObject) -> None:
    text = canonical_text(item)
    place = data.draw(st.integers(0, len(item.stem) - 1))
    other = data.draw(st.sampled_from("保安换字XY"))
    assume(item.stem[place] != other)
    changed = replace(item, stem=item.stem[:place] + other + item.stem[place + 1 :])

    assert changed.digest != item.digest
    assert canonical_text(changed) != text


@pytest.mark.parametrize(
    "change",
    [
        {"key": frozenset("A")},
        {"keep_last": ("D",)},
        {"source": Source("R", "30(2)")},
        {"source": Source("M", "30(1)")},
        {"choices": an_item(choices=("立即报警", "自行离开", "等候下班", "收取费用。")).choices},
        {"choices": an_item(choices=("自行离开", "立即报警", "等候下班", "收取费用")).choices},
    ],
)
def test_key_locks_source_and_choices_are_inside_the_digest(change: dict[str, object]) -> None:
    item = an_item()

    assert replace(item, **change).digest != item.digest  # type: ignore[arg-type]  # fields differ in type


def test_two_spellings_of_one_character_are_one_item() -> None:
    composed = an_item(stem="Café 的保安员应当怎么办？")
    decomposed = an_item(stem=unicodedata.normalize("NFD", "Café 的保安员应当怎么办？"))

    assert decomposed == composed
    assert decomposed.digest == composed.digest


def test_a_value_built_without_the_parser_has_the_same_digest() -> None:
    item = an_item(stem="Café 的保安员应当怎么办？")
    by_hand = replace(item, stem=unicodedata.normalize("NFD", item.stem))

    assert by_hand.digest == item.digest


def test_a_true_false_item_has_no_choices_and_the_letters_t_and_f() -> None:
    item = an_item(kind=ItemKind.TRUE_FALSE, key="F")

    assert (item.choices, item.letters, item.key_letters) == ((), "TF", "F")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "essay"}, "kind: found 'essay', expected one of single, multiple, true_false"),
        ({"depth": None}, "depth: found nothing, expected one of know, familiar, master"),
        ({"stem": "  "}, "stem: found '  ', expected a text"),
        ({"stem": "保安员 "}, "stem: found '保安员 ', expected no space at either end"),
        ({"stem": "保安\u200b员"}, "expected one line without control or invisible characters"),
        ({"stem": "保安\n员"}, "expected one line without control or invisible characters"),
        ({"stem": "保" * 2001}, "stem: found 2001 characters, expected at most 2000"),
        ({"choices": ["只有一个"]}, "choices: found ['只有一个'], expected a list of 2 to 8 texts"),
        ({"choices": ["甲", 2, "丙", "丁"]}, "choices (B): found 2, expected a text"),
        ({"key": "E"}, "key: found 'E', expected exactly one of the letters ABCD"),
        ({"key": "AB"}, "key: found 'AB', expected exactly one of the letters ABCD"),
        ({"key": ""}, "key: found '', expected exactly one of the letters ABCD"),
        ({"kind": "multiple", "key": "CA"}, "expected two or more of the letters ABCD, in this order, each once"),
        ({"kind": "multiple", "key": "A"}, "expected two or more of the letters ABCD, in this order, each once"),
        ({"kind": "true_false", "key": "T"}, "expected none: a true/false item is answered with T or F"),
        ({"keep_last": ["E"]}, "keep_last: found ['E'], expected a list of letters out of ABCD, each once"),
        ({"keep_last": ["D", "D"]}, "keep_last: found ['D', 'D'], expected a list of letters out of ABCD, each once"),
        ({"keep_last": ["CD"]}, "keep_last: found ['CD'], expected a list of letters out of ABCD, each once"),
        ({"source": "R16"}, "source: found 'R16', expected a law and an article"),
        ({"source": {"law": "R", "article": 16}}, "source.article: found 16, expected a text"),
        ({"keeplast": ["D"]}, "keeplast: found an unknown field, expected only id, topic"),
    ],
)
def test_what_is_not_an_item_is_refused_with_a_sentence(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(ItemInvalid) as refusal:
        Item.from_document({**an_item().to_document(), **change})

    assert str(refusal.value).startswith("item T2-L-001, ")
    assert sentence in str(refusal.value)


def test_all_faults_of_a_document_are_found_at_once() -> None:
    document = {**an_item().to_document(), "depth": "deep", "stem": "", "key": "X"}

    with pytest.raises(ItemInvalid) as refusal:
        Item.from_document(document)

    assert [fault.field for fault in refusal.value.faults] == ["depth", "stem", "key"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"media": []}', canonical_text(an_item()).replace(",", ", "), canonical_text(an_item())[:-1]],
)
def test_stored_text_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(ItemInvalid, match="item T2-L-001"):
        item_from_canonical(text, id="T2-L-001", topic="T2", depth=Depth.MASTER, explanation="略。")
