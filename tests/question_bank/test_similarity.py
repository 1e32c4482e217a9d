"""Near-duplicates are found, all of them and no others, without comparing every pair."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.similarity import near_pairs, normalised

few_characters = st.text(st.sampled_from("保安员巡逻门。 "), max_size=12)


def jaccard(one: str, other: str) -> float:
    """The definition, written out."""

    def grams(text: str) -> set[str]:
        return {"".join(pair) for pair in pairwise(text)} or {text}

    first, second = grams(normalised(one)), grams(normalised(other))
    return len(first & second) / len(first | second)


@given(st.lists(few_characters, max_size=15), st.sampled_from([0.3, 0.5, 0.75, 1.0]))
def test_the_pairs_are_those_of_comparing_every_text_with_every_other(texts: list[str], threshold: float) -> None:
    expected = {
        (i, j, jaccard(texts[i], texts[j]))
        for i, j in combinations(range(len(texts)), 2)
        if jaccard(texts[i], texts[j]) >= threshold
    }

    assert set(near_pairs(texts, threshold)) == expected


@pytest.mark.parametrize(
    "changed",
    [
        "访客没有带证件要求进入办公楼时，门卫保安员首先应当怎么做",
        "访客没有带证件，要求进入办公楼时，门卫保安员首先应当怎么办？",
        "访客没有带证件，要求进入教学楼时，门卫保安员首先应当怎么做？",
        "访客没有带证件，要求进入办公楼时，门卫保安员首先不应当怎么做？",
    ],
)
def test_a_word_changed_is_still_the_same_question(changed: str) -> None:
    stem = "访客没有带证件，要求进入办公楼时，门卫保安员首先应当怎么做？"

    assert list(near_pairs([stem, changed], 0.75))


def test_two_questions_about_one_thing_are_not_taken_for_one() -> None:
    stems = ["客户要求保安员搜查员工背包，保安员应当怎么做？", "客户要求保安员替公司讨债，保安员可以怎样回答？"]

    assert not list(near_pairs(stems, 0.75))
