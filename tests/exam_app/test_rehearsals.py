"""When a rehearsal lets a room be opened."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from exam_app.rehearsals import GOOD_FOR, MOST_CLOCK_SECONDS, Receipt, lacking
from tests.conftest import NOON

GOOD = Receipt(NOON - timedelta(days=1), reached=30, saved=30, clock_seconds=2)


def test_a_room_without_a_receipt_is_not_ready() -> None:
    assert str(lacking(None, 0, NOON)) == "no receipt yet"


def test_a_receipt_holds_seven_days_and_no_longer() -> None:
    assert lacking(replace(GOOD, at=NOON - GOOD_FOR), 30, NOON) is None
    old = replace(GOOD, at=NOON - GOOD_FOR - timedelta(seconds=1))
    assert str(lacking(old, 30, NOON)) == "the receipt is older than 7 days"


def test_a_clock_may_be_a_minute_off_and_no_more() -> None:
    assert lacking(replace(GOOD, clock_seconds=MOST_CLOCK_SECONDS), 30, NOON) is None
    assert "61 seconds off" in str(lacking(replace(GOOD, clock_seconds=61), 30, NOON))


@given(st.integers(0, 60), st.integers(0, 60))
def test_an_answer_was_saved_at_as_many_computers_as_there_are_candidates(saved: int, booked: int) -> None:
    assert (lacking(replace(GOOD, saved=saved), booked, NOON) is None) == (saved >= booked)
