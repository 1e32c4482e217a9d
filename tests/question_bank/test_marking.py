"""Marking is a pure function of items and answers; the order of the page has no part in it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.errors import ItemMissing, SlotUnknown
from question_bank.items import Choice, Item
from question_bank.kinds import ItemKind
from question_bank.marking import (
    MARKING_RULE,
    MULTIPLE_POLICY,
    Mark,
    Outcome,
    TopicMark,
    answer_is_well_formed,
    mark,
)
from tests.question_bank.builders import a_paper, an_item, items, many_items, seeds


def by_digest(held: list[Item]) -> dict[str, Item]:
    return {item.digest: item for item in held}


def an_answer(draw: st.DrawFn, item: Item) -> str:
    return "".join(letter for letter in item.letters if draw(st.booleans()))


@st.composite
def answered_papers(draw: st.DrawFn) -> tuple[list[Item], dict[int, str]]:
    """Items of a paper, and an answer to each slot: the key, or any letters of the item."""
    held = draw(many_items)
    answers = {}
    for number, item in enumerate(held, start=1):
        answers[number] = item.key_letters if draw(st.booleans()) else an_answer(draw, item)
    return held, answers


def outcome_of(item: Item, answer: str) -> Outcome:
    return mark(a_paper([item]), by_digest([item]), {1: answer}, cut_score=1).by_slot[0].outcome


@given(answered_papers(), st.randoms(use_true_random=False), seeds)
def test_the_mark_does_not_depend_on_the_order_of_slots_or_choices(
    paper: tuple[list[Item], dict[int, str]], random: object, other_seed: bytes
) -> None:
    held, answers = paper
    order = list(range(len(held)))
    random.shuffle(order)  # type: ignore[attr-defined]  # hypothesis hands over a random.Random
    shuffled = [held[place] for place in order]
    shuffled_answers = {number: answers[place + 1] for number, place in enumerate(order, start=1)}

    first = mark(a_paper(held), by_digest(held), answers, cut_score=1)
    second = mark(a_paper(shuffled, other_seed), by_digest(held), shuffled_answers, cut_score=1)

    assert (second.raw, second.maximum, second.passed, second.by_topic) == (
        first.raw,
        first.maximum,
        first.passed,
        first.by_topic,
    )
    assert {each.digest: each.outcome for each in second.by_slot} == {
        each.digest: each.outcome for each in first.by_slot
    }


@given(items().filter(lambda item: item.choices), st.data())
def test_a_candidate_who_picks_the_same_texts_earns_the_same_under_every_permutation_of_choices(
    item: Item, data: st.DataObject
) -> None:
    # The item as another author would have filed it: same texts, same right texts, other letters.
    order = data.draw(st.permutations(range(len(item.choices))))
    letter_of = {item.choices[old].letter: item.letters[new] for new, old in enumerate(order)}
    permuted = replace(
        item,
        choices=tuple(Choice(item.letters[new], item.choices[old].text) for new, old in enumerate(order)),
        key=frozenset(letter_of[letter] for letter in item.key),
        keep_last=(),
    )
    picked = data.draw(st.sets(st.sampled_from(item.letters)))

    def answer(letters: set[str]) -> str:
        return "".join(sorted(letters))

    assert outcome_of(permuted, answer({letter_of[letter] for letter in picked})) == outcome_of(item, answer(picked))


@given(answered_papers(), st.data())
def test_one_more_right_answer_never_lowers_the_mark(
    paper: tuple[list[Item], dict[int, str]], data: st.DataObject
) -> None:
    held, answers = paper
    cut_score = data.draw(st.integers(1, len(held)))
    number = data.draw(st.integers(1, len(held)))
    better = {**answers, number: held[number - 1].key_letters}

    before = mark(a_paper(held), by_digest(held), answers, cut_score)
    after = mark(a_paper(held), by_digest(held), better, cut_score)

    gained = before.by_slot[number - 1].outcome is not Outcome.RIGHT
    assert after.raw == before.raw + gained
    assert after.passed >= before.passed


@given(answered_papers())
def test_topics_add_up_to_the_whole(paper: tuple[list[Item], dict[int, str]]) -> None:
    held, answers = paper

    result = mark(a_paper(held), by_digest(held), answers, cut_score=1)

    assert sum(topic.right for topic in result.by_topic.values()) == result.raw
    assert sum(topic.asked for topic in result.by_topic.values()) == result.maximum == len(held)


def a_small_examination(answers: dict[int, str], cut_score: int = 3) -> Mark:
    held = [
        an_item(1, topic="T2", key="B"),
        an_item(2, topic="T1", key="D"),
        an_item(3, ItemKind.MULTIPLE, topic="T2", key="ACD"),
        an_item(4, ItemKind.TRUE_FALSE, topic="T1", key="F"),
    ]
    return mark(a_paper(held), by_digest(held), answers, cut_score)


def test_a_small_examination_marked_by_hand() -> None:
    result = a_small_examination({1: "B", 2: "A", 3: "ACD"})

    # Slot 1 right, slot 2 wrong, slot 3 right with all three letters, slot 4 unanswered: 2 of 4, cut score 3.
    assert (result.raw, result.maximum, result.passed) == (2, 4, False)
    assert dict(result.by_topic) == {"T1": TopicMark(0, 2), "T2": TopicMark(2, 2)}
    assert [each.outcome for each in result.by_slot] == ["right", "wrong", "right", "unanswered"]
    assert [each.answer for each in result.by_slot] == ["B", "A", "ACD", ""]


def test_reaching_the_cut_score_passes() -> None:
    answers = {1: "B", 2: "D", 4: "F"}

    assert a_small_examination(answers, cut_score=3).passed
    assert not a_small_examination(answers, cut_score=4).passed


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("ACD", Outcome.RIGHT),
        ("AC", Outcome.WRONG),
        ("ABCD", Outcome.WRONG),
        ("ACDE", Outcome.WRONG),
        ("acd", Outcome.WRONG),
        ("", Outcome.UNANSWERED),
    ],
)
def test_multiple_choice_is_all_or_nothing(answer: str, outcome: Outcome) -> None:
    assert outcome_of(an_item(kind=ItemKind.MULTIPLE, key="ACD"), answer) is outcome


def test_the_policy_for_multiple_choice_is_named_and_in_the_rule_printed_on_the_paper() -> None:
    assert MULTIPLE_POLICY.value == "all_or_nothing"
    assert "only when all right choices and no others are chosen" in MARKING_RULE


def test_an_answer_to_a_number_the_paper_does_not_have_is_refused() -> None:
    with pytest.raises(SlotUnknown, match="an answer to number 5, but the paper has numbers 1 to 4"):
        a_small_examination({5: "A"})


def test_a_paper_cannot_be_marked_without_its_items() -> None:
    with pytest.raises(ItemMissing):
        mark(a_paper([an_item()]), {}, {1: "A"}, cut_score=1)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (ItemKind.SINGLE, ["", "A", "D"], ["E", "AB", "a", " ", "AA", "T"]),
        (ItemKind.MULTIPLE, ["", "A", "AC", "ABCD"], ["CA", "AA", "A,C", "AE", "ac"]),
        (ItemKind.TRUE_FALSE, ["", "T", "F"], ["TF", "A", "true", "t"]),
    ],
)
def test_only_letters_of_the_item_in_order_are_a_well_formed_answer(
    kind: ItemKind, good: list[str], bad: list[str]
) -> None:
    item = an_item(kind=kind)

    assert all(answer_is_well_formed(item, value) for value in good)
    assert not any(answer_is_well_formed(item, value) for value in bad)
