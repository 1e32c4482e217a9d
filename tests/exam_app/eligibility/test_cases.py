"""The law as a table: each line of cases.tsv is one person on one day, with every bar that stands and its last day.

``..2027-03-01`` is the last barred day, ``..for good`` has none, ``..unless changed`` lasts until the requirement is
fulfilled.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from exam_app.eligibility import Background, Bar, Facts, Profile, judge
from exam_app.terms import Answer, BackgroundKind, Requirement

with (Path(__file__).parent / "cases.tsv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file, delimiter="\t"))


def listed(text: str) -> list[str]:
    return [] if text == "-" else text.split("; ")


def facts_of(case: dict[str, str]) -> Facts:
    answers = dict(pair.split("=") for pair in listed(case["answers"]))
    background = [entry.split(" ") for entry in listed(case["background"])]
    return Facts(
        date.fromisoformat(case["born"]),
        {_term(Requirement, name): _term(Answer, answer) for name, answer in answers.items()},
        tuple(Background(date.fromisoformat(on), _term(BackgroundKind, kind)) for kind, on in background),
    )


def _term(kind, value):  # type: ignore[no-untyped-def]
    return next(term for term in kind if term.value == value)


def written(bar: Bar) -> str:
    end = bar.until.isoformat() if bar.until else "for good" if bar.is_for_good else "unless changed"
    return f"{bar.rule.code.value} {bar.since}..{end}"


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len(CASES) >= 60 and len({case["case"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_law_of_a_case(case: dict[str, str]) -> None:
    found = judge(facts_of(case), date.fromisoformat(case["day"]), Profile(case["profile"]))
    assert [written(bar) for bar in found.bars] == listed(case["bars"])
    assert found.is_eligible == (case["verdict"] == "eligible")


def test_every_background_in_the_table_was_possible_on_its_day() -> None:
    assert [fact for case in CASES for fact in facts_of(case).background if not fact.is_possible] == []
