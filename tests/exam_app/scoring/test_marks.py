"""What examiners' marks come to."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.scoring import Scale, outcome_of

USUAL = Scale(100, 60)


@pytest.mark.parametrize(
    ("marks", "points", "passed", "needs_third", "words"),
    [
        ([], None, False, False, "Marked by 0 of two examiners."),
        ([80], None, False, False, "Marked by 1 of two examiners."),
        ([60, 60], 60, True, False, "Mean of 60 and 60."),
        ([59, 60], Fraction(119, 2), False, False, "Mean of 59 and 60."),
        ([65, 55], 60, True, False, "Mean of 55 and 65."),
        (
            [54, 65],
            None,
            False,
            True,
            "54 and 65 differ by more than 10 % of the full marks: a third examiner marks.",
        ),
        ([54, 65, 63], 64, True, False, "Mean of 63 and 65, the two nearest of 54, 63, 65."),
        ([54, 65, 50], 52, False, False, "Mean of 50 and 54, the two nearest of 50, 54, 65."),
        ([50, 60, 70], 65, True, False, "Mean of 60 and 70, the two nearest of 50, 60, 70."),
        ([0, 0, 80], 0, False, False, "Mean of 0 and 0, the two nearest of 0, 0, 80."),
    ],
)
def test_the_rule_of_a_case(marks, points, passed, needs_third, words) -> None:  # type: ignore[no-untyped-def]
    found = outcome_of(marks, USUAL)
    assert (found.points, found.passed, found.needs_third, str(found.words)) == (points, passed, needs_third, words)


def test_the_limit_is_a_share_of_the_full_marks() -> None:
    small = Scale(40, 24)
    assert not outcome_of([20, 24], small).needs_third
    assert outcome_of([20, 25], small).needs_third


MARKS = st.lists(st.integers(0, 100), min_size=2, max_size=3)


@given(MARKS)
def test_who_marked_first_makes_no_difference(marks: list[int]) -> None:
    assert outcome_of(marks, USUAL) == outcome_of(marks[::-1], USUAL)


@given(MARKS)
def test_a_result_lies_between_the_marks(marks: list[int]) -> None:
    found = outcome_of(marks, USUAL)
    assert found.needs_third or min(marks) <= (found.points or 0) <= max(marks)
    assert not found.passed or found.points is not None


@given(st.tuples(st.integers(0, 90), st.integers(0, 100)))
def test_a_higher_mark_never_lowers_a_result_of_two(pair: tuple[int, int]) -> None:
    one, other = pair
    before, after = outcome_of([one, other], USUAL), outcome_of([one + 1, other], USUAL)
    assert before.points is None or after.points is None or after.points >= before.points
