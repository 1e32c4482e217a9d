"""Tails: exact where they say exact, and the saddlepoint as near as it claims."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.integrity.tails import match_count_interval, match_count_tail, saddlepoint_tail, two_count_tail

CHANCES = st.lists(st.floats(0.01, 0.99), min_size=1, max_size=9)


def enumerated_tail(chances: list[float], matches: int) -> float:
    """By adding up all outcomes."""
    tail = 0.0
    for outcome in product((0, 1), repeat=len(chances)):
        if sum(outcome) >= matches:
            tail += float(np.prod([c if hit else 1 - c for c, hit in zip(chances, outcome, strict=True)]))
    return tail


@given(CHANCES, st.data())
def test_the_tail_of_a_match_count_is_the_sum_over_all_outcomes(chances: list[float], data: st.DataObject) -> None:
    matches = data.draw(st.integers(0, len(chances)))
    found = match_count_tail(np.array([chances]), np.array([matches]))[0]
    assert found == pytest.approx(enumerated_tail(chances, matches), rel=1e-12)


def test_a_far_tail_keeps_its_digits() -> None:
    # Every one of 100 items matches, with chance .1 each: .1^100.
    assert match_count_tail(np.full((1, 100), 0.1), np.array([100]))[0] == pytest.approx(1e-100, rel=1e-12)


def test_pairs_of_one_call_do_not_disturb_each_other() -> None:
    rng = np.random.default_rng(3)
    chances, matches = rng.uniform(0.1, 0.9, (50, 40)), rng.integers(0, 41, 50)
    one_by_one = [match_count_tail(chances[row : row + 1], matches[row : row + 1])[0] for row in range(50)]
    assert match_count_tail(chances, matches).tolist() == pytest.approx(one_by_one, rel=1e-13)


def test_two_counts_are_as_extreme_as_the_chance_of_no_fewer_of_both() -> None:
    # Two items, each shared right with .5 and wrong with .1. Both at once: 2 * .5 * .1 = .1, and no fewer of both is
    # just that. Of the other outcomes only two wrong, .1^2 = .01, has a chance of no fewer that is as small.
    chances = np.full((2, 2), 0.5), np.full((2, 2), 0.1)
    found = two_count_tail(*chances, np.array([1, 0]), np.array([1, 0]))
    assert found == pytest.approx([0.11, 1.0])


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_two_counts_without_wrong_answers_are_one_count(items: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    right, rights = rng.uniform(0.1, 0.9, (3, items)), rng.integers(0, items + 1, 3)
    found = two_count_tail(right, np.zeros_like(right), rights, np.zeros(3, dtype=np.int64))
    assert found == pytest.approx(match_count_tail(right, rights))


def test_the_interval_leaves_no_more_than_its_share_beyond_each_end() -> None:
    # A hundred fair coins: P(<= 39) = .0176 and P(<= 40) = .0284, so 40 is the first that is not beyond.
    assert match_count_interval(np.full(100, 0.5), 0.95) == (40, 60)
    assert match_count_interval(np.zeros(0), 0.95) == (0, 0)


def test_the_saddlepoint_is_near_the_exact_tail_of_a_simulated_sum() -> None:
    rng = np.random.default_rng(1)
    # Rare options that score high make the sum skew, so that a normal law would be wrong by a half.
    chances = np.stack([rng.uniform(0.01, 0.05, 40), rng.uniform(0.1, 0.3, 40)])[:, None, :]
    scores = np.stack([rng.uniform(2, 4, 40), rng.uniform(0.3, 1, 40)])[:, None, :]
    reached = np.cumsum(chances[:, 0], axis=0)
    drawn = (rng.random((40_000, 40))[None] > reached[:, None, :]).sum(axis=0)
    sums = np.take_along_axis(np.append(scores[:, 0], np.zeros((1, 40)), axis=0), drawn, axis=0).sum(axis=1)
    for share in (0.3, 0.1, 0.01, 0.001):
        total = np.quantile(sums, 1 - share)
        exact = (sums >= total).mean()
        # Three standard errors of the simulation and a fiftieth of the value.
        allowed = 3 * np.sqrt(exact / len(sums)) + 0.02 * exact
        assert saddlepoint_tail(chances, scores, np.array([total]))[0] == pytest.approx(exact, abs=allowed)


def test_the_saddlepoint_runs_smoothly_through_the_mean() -> None:
    chances, scores = np.full((1, 1, 60), 0.4), np.linspace(0.5, 2, 60)[None, None, :]
    mean, deviation = float((chances * scores).sum()), float(np.sqrt((chances * (1 - chances) * scores**2).sum()))
    # The outer two come from the formula itself, the inner ones from its limit at the mean.
    steps = np.array([-0.05, -1e-4, 0.0, 1e-4, 0.05])
    found = [float(saddlepoint_tail(chances, scores, np.array([mean + step * deviation]))[0]) for step in steps]
    assert found == sorted(found, reverse=True)
    assert found[2] == pytest.approx((found[0] + found[4]) / 2, abs=2e-4)


def test_the_ends_of_a_sum_are_exact() -> None:
    chances, scores = np.full((1, 3, 20), 0.5), np.ones((1, 3, 20))
    found = saddlepoint_tail(chances, scores, np.array([0.0, 20.0, 10.0]))
    assert found[0] == 1.0
    assert found[1] == pytest.approx(0.5**20)
    assert 0.4 < found[2] < 0.6
