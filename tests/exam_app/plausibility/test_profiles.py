"""Units compared with each other: exact tails, few and many units, and who is large or good without being named."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.plausibility import FlagKind, PersonResult, Records, UnitTotals, find_flags
from exam_app.plausibility.tails import beta_binomial_tail, mean_and_spread, q_values, rank_sum_p
from tests.exam_app.plausibility.builders import an_id

UNTIL = date(2026, 12, 31)


def results_of(
    unit: int, people: int, passed: int, *, days: int = 20, minutes: float | None = 60
) -> list[PersonResult]:
    name = an_id("unit", unit)
    return [
        PersonResult(an_id("person", unit, n), name, n < passed, 40, days + n % 5, minutes and minutes + n % 7)
        for n in range(people)
    ]


def named(*units: list[PersonResult]) -> list[tuple[FlagKind, str]]:
    results = tuple(result for unit in units for result in unit)
    return [(flag.kind, flag.subject.id) for flag in find_flags(Records(UNTIL, results=results))]


def test_the_beta_binomial_tail_computed_by_hand() -> None:
    # Uniform chance (a = b = 1): each of 0 to 4 passes has probability 1/5, three or four together 2/5.
    assert beta_binomial_tail(3, 4, 0.5, 1 / 3) == pytest.approx(2 / 5)
    # Hardly any spread is nearly binomial: P(X >= 2 of 3) at one half is 4/8.
    assert beta_binomial_tail(2, 3, 0.5, 1e-7) == pytest.approx(0.5, abs=1e-5)


@given(st.integers(1, 200), st.floats(0.05, 0.95), st.floats(0.001, 0.4), st.data())
def test_the_tail_is_a_probability_that_falls(of: int, mean: float, spread: float, data: st.DataObject) -> None:
    passed = data.draw(st.integers(0, of - 1))
    more, less = (beta_binomial_tail(each, of, mean, spread) for each in (passed + 1, passed))
    assert -1e-12 <= more <= less + 1e-12 <= 1 + 1e-9
    assert beta_binomial_tail(0, of, mean, spread) == pytest.approx(1)


def test_the_spread_of_simulated_units_is_found_again() -> None:
    rng = np.random.default_rng(3)
    of = rng.integers(50, 300, 4000)
    passed = rng.binomial(of, rng.beta(0.8 * 24, 0.2 * 24, 4000))
    mean, spread = mean_and_spread(passed, of)
    assert mean == pytest.approx(0.8, abs=0.005)
    assert spread == pytest.approx(1 / 25, abs=0.004)


def test_the_rank_sum_computed_by_hand_and_its_ties() -> None:
    # 1, 2 against 3, 4, 5: U = 0, mean 3, variance 2*3*6/12 = 3; (0 + .5 - 3) / sqrt(3) = -1.4434, p = .0745.
    assert rank_sum_p(np.array([1.0, 2]), np.array([3.0, 4, 5])) == pytest.approx(0.0745, abs=1e-4)
    assert rank_sum_p(np.array([1.0, 1]), np.array([1.0, 1, 1])) == 1.0


def test_q_values_computed_by_hand() -> None:
    # 4*.01/1 = .04, 4*.02/2 = .04, 4*.04/3 = .0533, 4*.9/4 = .9.
    assert q_values([0.9, 0.01, 0.04, 0.02]) == pytest.approx([0.9, 0.04, 4 * 0.04 / 3, 0.04])


def test_a_unit_where_all_pass_is_named_among_units_where_eight_in_ten_do() -> None:
    others = [results_of(unit, 100, 78 + unit) for unit in range(6)]
    assert named(*others, results_of(9, 200, 200)) == [(FlagKind.PASS_RATE, str(an_id("unit", 9)))]


def test_a_good_school_and_a_bad_one_are_not_named() -> None:
    others = [results_of(unit, 100, 78 + unit) for unit in range(6)]
    assert named(*others, results_of(9, 200, 176), results_of(8, 200, 90)) == []


def test_with_four_units_nobody_is_compared() -> None:
    others = [results_of(unit, 100, 60) for unit in range(3)]
    assert named(*others, results_of(9, 200, 200, days=3, minutes=10)) == [
        (FlagKind.TOO_FEW_DAYS, str(an_id("unit", 9)))
    ]


def test_a_unit_in_half_the_days_or_minutes_is_named_one_a_little_faster_is_not() -> None:
    others = [results_of(unit, 40, 32) for unit in range(5)]
    assert named(*others, results_of(9, 40, 32, days=9)) == [(FlagKind.FAST_COURSE, str(an_id("unit", 9)))]
    assert named(*others, results_of(9, 40, 32, minutes=30)) == [(FlagKind.FAST_EXAM, str(an_id("unit", 9)))]
    assert named(*others, results_of(9, 40, 32, days=14, minutes=45)) == []


def test_minutes_on_paper_are_not_known_and_not_compared() -> None:
    others = [results_of(unit, 40, 32, minutes=None) for unit in range(5)]
    assert named(*others, results_of(9, 40, 32, minutes=20)) == []


def test_thirty_six_hours_need_four_days() -> None:
    unit, person = an_id("unit"), an_id("person")
    for days, seen in ((4, False), (3, True)):
        flags = find_flags(Records(UNTIL, results=(PersonResult(person, unit, True, 36, days),)))
        assert [flag.kind for flag in flags] == ([FlagKind.TOO_FEW_DAYS] if seen else [])


def shares(*certificates: int) -> list[int]:
    """Which units, by place, are named for their share."""
    units = {str(an_id("unit", place)): place for place in range(len(certificates))}
    totals = tuple(UnitTotals(an_id("unit", place), count, 10 * count) for place, count in enumerate(certificates))
    return [units[flag.subject.id] for flag in find_flags(Records(UNTIL, totals=totals))]


def test_more_than_a_quarter_among_many_units_is_named_and_its_hours_stand_beside_it() -> None:
    assert shares(300, *[70] * 10) == [0]
    assert shares(230, *[70] * 10) == []


def test_one_of_few_units_few_certificates_and_the_only_school_are_not_named() -> None:
    assert shares(900) == []
    assert shares(500, 100, 100, 100) == []
    assert shares(290, 200, 200, 150, 150) == []
    assert shares(90, *[10] * 10) == []


def test_a_share_is_the_same_lead_all_year() -> None:
    totals = tuple(UnitTotals(an_id("unit", place), 300 if place == 0 else 60, 600) for place in range(8))
    march, june = (find_flags(Records(date(2026, month, 30), totals=totals))[0] for month in (3, 6))
    assert march.fingerprint == june.fingerprint
    assert march.facts["hours"] == 12
