"""A paper shows the same items and choices in the same order for ever."""

import json
from pathlib import Path

import pytest
from hypothesis import given

from question_bank.assembly import assemble
from question_bank.errors import ItemMissing
from question_bank.items import Item
from question_bank.kinds import ItemKind
from question_bank.papers import Paper, displayed_choices
from tests.question_bank.builders import EXAM_DAY, SEED, a_bank, a_blueprint, a_paper, an_item, many_items, seeds

GOLDEN = json.loads(Path(__file__).with_name("golden_paper.json").read_text(encoding="utf-8"))


def test_the_golden_paper_is_shown_as_on_the_day_it_was_made() -> None:
    items = {item.digest: item for item in map(Item.from_document, GOLDEN["items"])}
    paper = Paper(tuple(GOLDEN["digests"]), bytes.fromhex(GOLDEN["seed"]))

    slots = paper.slots(items)

    shown = [[slot.number, slot.item.id, "".join(choice.letter for choice in slot.choices)] for slot in slots]
    assert shown == GOLDEN["shown"]


def test_the_golden_paper_is_assembled_again_from_its_bank() -> None:
    bank = a_bank(map(Item.from_document, GOLDEN["items"]))
    blueprint = a_blueprint(GOLDEN["cells"])

    paper = assemble(bank, blueprint, bytes.fromhex(GOLDEN["seed"]), EXAM_DAY)

    assert list(paper.digests) == GOLDEN["digests"]


@given(many_items, seeds)
def test_a_paper_is_rebuilt_from_its_digests_and_seed(items: list[Item], seed: bytes) -> None:
    by_digest = {item.digest: item for item in items}
    paper = a_paper(items, seed)

    assert Paper(paper.digests, paper.seed).slots(by_digest) == paper.slots(by_digest)


@given(many_items, seeds)
def test_every_choice_is_shown_once_and_kept_ones_stay_last(items: list[Item], seed: bytes) -> None:
    for slot in a_paper(items, seed).slots({item.digest: item for item in items}):
        letters = [choice.letter for choice in slot.choices]
        assert sorted(slot.choices, key=lambda choice: choice.letter) == list(slot.item.choices)
        assert tuple(letters[len(letters) - len(slot.item.keep_last) :]) == slot.item.keep_last


def test_the_order_of_choices_differs_between_candidates_and_tells_nothing_about_the_key() -> None:
    item = an_item(key="B")
    places = [
        [choice.letter for choice in displayed_choices(item, number.to_bytes(16))].index("B") for number in range(4000)
    ]

    # 4000 seeds, 4 places: 1000 expected in each, standard deviation sqrt(4000 * 1/4 * 3/4) = 27; five of them allowed.
    assert all(865 <= places.count(place) <= 1135 for place in range(4))


def test_a_true_false_item_is_shown_without_choices() -> None:
    item = an_item(kind=ItemKind.TRUE_FALSE)

    (slot,) = a_paper([item]).slots({item.digest: item})

    assert (slot.number, slot.choices) == (1, ())


def test_an_item_that_is_not_given_is_named() -> None:
    item = an_item()

    with pytest.raises(ItemMissing, match=item.digest):
        a_paper([item]).slots({})


def test_an_item_cannot_stand_on_a_paper_twice() -> None:
    digest = an_item().digest

    with pytest.raises(ValueError, match="twice"):
        Paper((digest, digest), SEED)


def test_a_seed_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes, not 15"):
        Paper((), bytes(15))


def test_the_seed_does_not_appear_when_a_paper_is_logged() -> None:
    assert "seed" not in repr(Paper((), SEED))
