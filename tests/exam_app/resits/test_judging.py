"""The rules on resits as a table: each line of cases.tsv is one person before an examination on one day."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.resits import Attempt, Standing, judge, with_own_rule
from exam_app.resits.rules import OwnRule
from exam_app.terms import ComponentKind

with (Path(__file__).parent / "cases.tsv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file, delimiter="\t"))
KINDS = {kind.value: kind for kind in ComponentKind}


def attempt_of(text: str) -> Attempt:
    on, *said = text.split(" ")
    passed = frozenset(KINDS[word[1:]] for word in said if word[0] == "+")
    return Attempt(date.fromisoformat(on), passed, is_pending="pending" in said, is_made_up="made_up" in said)


def own_of(text: str) -> OwnRule | None:
    if text == "-":
        return None
    since, *said = text.split(" ")
    found = {name: int(number) for name, number in (word.split("=") for word in said)}
    return OwnRule(
        date.fromisoformat(since), "云公治〔2026〕3号", found.get("wait"), found.get("most"), found.get("lasts")
    )


def standing_of(case: dict[str, str]) -> Standing:
    attempts = [] if case["attempts"] == "-" else [attempt_of(text) for text in case["attempts"].split("; ")]
    required = [KINDS[name] for name in case["required"].split(",")]
    return judge(attempts, required, date.fromisoformat(case["day"]), with_own_rule(own_of(case["own"])))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_rule_of_a_case(case: dict[str, str]) -> None:
    found = standing_of(case)
    assert (found.number, found.turn.value) == (int(case["number"]), case["turn"])
    assert [kind.value for kind in found.components] == ([] if case["asks"] == "-" else case["asks"].split(","))
    if case["blocked"] == "-":
        assert found.blocked is None
    else:
        assert case["blocked"] in str(found.blocked)


def test_a_blocked_resit_says_its_rule_and_the_first_day() -> None:
    (case,) = [case for case in CASES if case["case"] == "one day too early"]
    assert str(standing_of(case).blocked) == (
        "Again from 2026-10-24: 14 days after the last attempt on 2026-10-10 "
        "(set by this office: 云公治〔2026〕3号, since 2026-01-01)."
    )


DAYS = st.dates(date(2012, 1, 1), date(2035, 12, 31))
ATTEMPTS = st.lists(st.builds(Attempt, DAYS, st.just(frozenset()), st.just(False), st.booleans()), max_size=6)


@given(ATTEMPTS, DAYS)
def test_a_make_up_is_never_dearer_than_not_having_it(attempts: list[Attempt], on: date) -> None:
    day = date(2036, 6, 1)
    before = judge(attempts, (ComponentKind.THEORY,), day)
    after = judge([*attempts, Attempt(on, is_made_up=True)], (ComponentKind.THEORY,), day)
    assert after.number == before.number
    assert after.turn == before.turn or after.turn.value == "make_up"


@given(ATTEMPTS)
def test_the_order_of_attempts_makes_no_difference(attempts: list[Attempt]) -> None:
    day = date(2036, 6, 1)
    distinct = list({attempt.on: attempt for attempt in attempts}.values())
    assert judge(distinct, (ComponentKind.THEORY,), day) == judge(distinct[::-1], (ComponentKind.THEORY,), day)
