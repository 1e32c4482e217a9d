"""A blueprint says what a paper consists of, and what a bank lacks for it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.blueprint import Blueprint, Cell, Shortfall, read_blueprint, shipped_blueprint
from question_bank.errors import BlueprintInvalid, FileInvalid
from question_bank.kinds import ItemKind
from tests.question_bank.builders import a_bank, a_blueprint, a_full_bank, an_item


def test_the_guard_examination_is_planned_as_published() -> None:
    plan = shipped_blueprint("cn-guard-100")

    def total(kind: ItemKind) -> int:
        return sum(cell.count for cell in plan.cells if cell.kind is kind)

    assert (plan.points, plan.minutes, plan.cut_score) == (100, 90, 60)
    assert [total(kind) for kind in ItemKind] == [60, 20, 20]
    topics = ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"]
    weights = [sum(cell.count for cell in plan.cells if cell.topic == topic) for topic in topics]
    assert weights == [8, 20, 16, 20, 6, 12, 8, 6, 4]


def test_a_document_gives_back_the_blueprint() -> None:
    plan = shipped_blueprint("cn-guard-100")

    assert Blueprint.from_document(plan.to_document()) == plan


def test_equal_plans_are_equal_in_value_and_digest_however_they_are_written() -> None:
    one = a_blueprint({"T1": {"single": 2, "multiple": 1}, "T2": {"single": 3}})
    other = a_blueprint({"T2": {"single": 3, "true_false": 0}, "T1": {"multiple": 1, "single": 2}})

    assert other == one
    assert other.digest == one.digest


def test_every_change_of_plan_changes_the_digest() -> None:
    document = {"code": "plan", "minutes": 60, "cut_score": 2, "cells": {"T1": {"single": 3}}}
    changes: list[dict[str, object]] = [
        {"code": "plan-2"},
        {"minutes": 61},
        {"cut_score": 1},
        {"cells": {"T1": {"single": 4}}},
    ]

    plans = [Blueprint.from_document({**document, **change}) for change in [{}, *changes]]

    assert len({plan.digest for plan in plans}) == 5


def test_a_shortfall_says_which_cell_lacks_how_many() -> None:
    bank = a_bank([an_item(1), an_item(2), an_item(3, ItemKind.MULTIPLE)])
    plan = a_blueprint({"T2": {"single": 5, "multiple": 1, "true_false": 2}})

    shortfalls = plan.shortfalls(bank)

    assert shortfalls == [
        Shortfall("T2", ItemKind.SINGLE, wanted=5, available=2),
        Shortfall("T2", ItemKind.TRUE_FALSE, wanted=2, available=0),
    ]
    assert str(shortfalls[0]) == "topic T2, single: 3 short (5 wanted, 2 usable)"


def test_a_file_is_read_and_empty_cells_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        'code = "plan"\nminutes = 30\ncut_score = 2\n[cells]\nT1 = { single = 3, multiple = 0 }\n', encoding="utf-8"
    )

    assert read_blueprint(path) == Blueprint("plan", 30, 2, (Cell("T1", ItemKind.SINGLE, 3),))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "Plan 1"}, "code: found 'Plan 1', expected 1 to 40 small letters, digits or hyphens"),
        ({"minutes": 0}, "minutes: found 0, expected a whole number from 1 to 600"),
        ({"minutes": True}, "minutes: found True, expected a whole number from 1 to 600"),
        ({"cut_score": 4}, "cut_score: found 4, expected 1 to 3, the number of items"),
        ({"cut_score": 1.5}, "cut_score: found 1.5, expected a whole number of points"),
        ({"cells": {}}, "cells: found {}, expected a table of topics"),
        ({"cells": {"T1": 3}}, "cells.T1: found 3, expected counts of single, multiple, true_false"),
        ({"cells": {"T1": {"essay": 3}}}, "cells.T1: found 'essay', expected one of single, multiple, true_false"),
        ({"cells": {"T1": {"single": -1}}}, "cells.T1.single: found -1, expected a whole number from 0 to 1000"),
        ({"cells": {"T1": {"single": 0}}}, "cut_score: found 2, expected 1 to 0, the number of items"),
        ({"points": 100}, "points: found an unknown field"),
    ],
)
def test_what_is_not_a_blueprint_is_refused_with_a_sentence(change: dict[str, object], sentence: str) -> None:
    document = {"code": "plan", "minutes": 60, "cut_score": 2, "cells": {"T1": {"single": 3}}}

    with pytest.raises(BlueprintInvalid) as refusal:
        Blueprint.from_document({**document, **change})

    assert str(refusal.value).startswith(sentence)


def test_a_fault_in_a_file_is_said_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('code = "plan"\nminutes = 30\ncut_score = 2\n', encoding="utf-8")

    with pytest.raises(FileInvalid, match=r"plan\.toml, cells: found None, expected a table of topics"):
        read_blueprint(path)


# -- a shorter paper of the same proportions ------------------------------------------------------------------------

counts = st.dictionaries(st.sampled_from(["T1", "T2", "T3"]), st.integers(1, 12), min_size=1)


@given(counts, st.integers(0, 12))
def test_the_longest_paper_of_the_same_proportions_can_be_filled(wanted: dict[str, int], available: int) -> None:
    plan = a_blueprint({topic: {"single": count} for topic, count in wanted.items()})
    bank = a_bank(an_item(n, topic=topic) for topic in wanted for n in range(available))
    shorter = plan.largest_for(bank)
    if shorter is None:
        assert available == 0
        return
    assert shorter.shortfalls(bank) == []
    assert 1 <= shorter.cut_score <= shorter.points <= plan.points
    for cell in plan.cells:
        share = cell.count * shorter.points / plan.points
        assert abs(sum(each.count for each in shorter.cells if each.topic == cell.topic) - share) < 1


@given(counts)
def test_a_bank_that_fills_the_plan_keeps_it(wanted: dict[str, int]) -> None:
    plan = a_blueprint({topic: {"single": count} for topic, count in wanted.items()})
    assert plan.largest_for(a_full_bank(12)) == plan


def test_time_and_cut_score_shrink_with_the_items_and_are_rounded_up() -> None:
    plan = a_blueprint({"T2": {"single": 7}}, cut_score=5)  # 60 minutes
    shorter = plan.largest_for(a_bank(an_item(n) for n in range(3)))
    # 60 * 3 / 7 = 25.7 minutes, 5 * 3 / 7 = 2.1 points
    assert shorter is not None and (shorter.points, shorter.minutes, shorter.cut_score) == (3, 26, 3)
