"""Assembly fills every cell exactly, from the seed alone, with nothing but law in force."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.assembly import assemble
from question_bank.bank import ItemBank
from question_bank.errors import BlueprintNotSatisfiable, Shortfall
from question_bank.items import Item
from question_bank.kinds import ItemKind
from tests.question_bank.builders import EXAM_DAY, SEED, a_bank, a_blueprint, a_full_bank, an_item, seeds

BANK = a_full_bank(per_cell=6)
counts = st.integers(0, 6)
cells = st.fixed_dictionaries({topic: st.fixed_dictionaries(dict.fromkeys(ItemKind, counts)) for topic in ("T1", "T3")})
PLAN = a_blueprint({"T1": {"single": 3, "multiple": 2}, "T2": {"single": 2, "true_false": 4}})


def items_of(bank: ItemBank, digests: tuple[str, ...]) -> list[Item]:
    return [bank[digest] for digest in digests]


@given(cells.filter(lambda table: any(n for row in table.values() for n in row.values())), seeds)
def test_every_cell_is_filled_exactly_and_no_item_comes_twice(table: dict[str, dict[str, int]], seed: bytes) -> None:
    blueprint = a_blueprint(table)

    paper = assemble(BANK, blueprint, seed, EXAM_DAY)

    drawn = Counter((item.topic, item.kind) for item in items_of(BANK, paper.digests))
    assert drawn == {(cell.topic, cell.kind): cell.count for cell in blueprint.cells}
    assert len(set(paper.digests)) == len(paper.digests) == blueprint.points


@given(seeds)
def test_sections_come_in_the_order_single_multiple_true_false(seed: bytes) -> None:
    paper = assemble(BANK, PLAN, seed, EXAM_DAY)

    sections = [item.kind.section for item in items_of(BANK, paper.digests)]
    assert sections == sorted(sections)


@given(seeds, st.randoms(use_true_random=False))
def test_the_paper_depends_on_the_items_and_not_on_their_order_in_the_bank(seed: bytes, random: object) -> None:
    shuffled = list(BANK.values())
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands over a random.Random

    assert assemble(a_bank(shuffled), PLAN, seed, EXAM_DAY) == assemble(BANK, PLAN, seed, EXAM_DAY)


def test_candidates_with_different_seeds_get_different_papers() -> None:
    papers = {assemble(BANK, PLAN, number.to_bytes(16), EXAM_DAY).digests for number in range(50)}

    assert len(papers) == 50


def test_every_item_of_a_cell_is_drawn_about_equally_often() -> None:
    plan = a_blueprint({"T1": {"single": 2}})
    drawn = Counter(
        digest for number in range(1200) for digest in assemble(BANK, plan, number.to_bytes(16), EXAM_DAY).digests
    )

    # 1200 papers draw 2 of 6: 400 expected, standard deviation sqrt(1200 * 1/3 * 2/3) = 16; five of them allowed.
    assert len(drawn) == 6
    assert all(320 <= times <= 480 for times in drawn.values())


def test_the_items_of_a_section_are_shuffled_across_topics() -> None:
    plan = a_blueprint({"T1": {"single": 6}, "T2": {"single": 6}})

    orders = {
        tuple(item.topic for item in items_of(BANK, assemble(BANK, plan, number.to_bytes(16), EXAM_DAY).digests))
        for number in range(20)
    }

    assert len(orders) > 15


def test_an_item_whose_law_is_repealed_on_the_exam_day_is_never_drawn() -> None:
    bank = a_bank([an_item(1, law="R"), an_item(2, law="OLD")])
    two = a_blueprint({"T2": {"single": 2}})

    assert len(assemble(bank, two, SEED, date(2025, 12, 31)).digests) == 2
    with pytest.raises(BlueprintNotSatisfiable) as refusal:
        assemble(bank, two, SEED, date(2026, 1, 1))
    assert refusal.value.shortfalls == (Shortfall("T2", ItemKind.SINGLE, wanted=2, available=1),)


def test_a_bank_that_is_too_small_says_every_cell_that_is_short() -> None:
    plan = a_blueprint({"T1": {"single": 8}, "T2": {"single": 6}, "T3": {"multiple": 7}})

    with pytest.raises(BlueprintNotSatisfiable) as refusal:
        assemble(BANK, plan, SEED, EXAM_DAY)

    assert str(refusal.value) == (
        "No paper can be assembled from blueprint test: topic T1, single: 2 short (8 wanted, 6 usable); "
        "topic T3, multiple: 1 short (7 wanted, 6 usable)."
    )
