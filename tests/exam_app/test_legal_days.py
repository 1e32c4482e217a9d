"""Legal days: what an office would count with the State Council's calendar in its hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.legal_days import is_arranged, is_working_day, within_days, within_working_days, working_days_ahead

days = st.dates(date(2023, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-09-29", True),  # Sunday, made up for National Day 2024
        ("2024-10-04", False),  # Friday, the day off for it
        ("2024-10-07", False),
        ("2024-10-08", True),
        ("2024-10-12", True),  # Saturday, made up
        ("2025-01-26", True),  # Sunday, made up for the Spring Festival 2025
        ("2025-01-27", True),  # Monday before New Year's Eve
        ("2025-02-04", False),  # Tuesday, the last day of the festival
        ("2025-02-08", True),  # Saturday, made up
        ("2025-10-08", False),  # National Day and Mid-Autumn in one week
        ("2025-10-11", True),
        ("2026-11-28", False),  # an ordinary Saturday
    ],
)
def test_made_up_weekends_are_worked_and_days_off_are_not(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("event", "last"),
    [
        ("2024-03-01", "2024-04-01"),  # 31 March is a Sunday
        ("2024-09-01", "2024-10-08"),  # 1 October, then a week of rest
        ("2025-01-05", "2025-02-05"),  # 4 February is the last day of the Spring Festival
        ("2025-08-29", "2025-09-28"),  # a Sunday that is worked: the period ends on it
        ("2025-03-11", "2025-04-10"),  # an ordinary Thursday
    ],
)
def test_thirty_days_begin_the_day_after_and_wait_for_the_end_of_rest(event: str, last: str) -> None:
    assert within_days(date.fromisoformat(event), 30) == date.fromisoformat(last)


def test_twenty_working_days_through_national_day_2025() -> None:
    # 16 to 19 September 4; 22 to 26 9; Sunday 28 10; 29, 30 12; rest until 8 October; 9, 10 14; Saturday 11 15;
    # 13 to 17 October 20.
    assert within_working_days(date(2025, 9, 15), 20) == date(2025, 10, 17)


def test_thirty_working_days_ahead_of_a_start_after_national_day_2024() -> None:
    # Back from 14 October: Sat 12 1; 11 to 8 5; 30 and Sun 29 September 7; 27 to 23 12; 20 to 18 15; Sat 14 16;
    # 13 to 9 21; 6 to 2 26; 30 to 27 August 30.
    assert working_days_ahead(date(2024, 10, 14), 30) == date(2024, 8, 27)


def test_a_year_whose_arrangement_is_not_out_keeps_weekends_and_festivals_and_says_so() -> None:
    assert is_arranged(2024) and is_arranged(2025) and not is_arranged(2060)
    assert not is_working_day(date(2060, 10, 1)) and is_working_day(date(2060, 10, 15))


@given(days, st.integers(1, 60))
def test_a_period_ends_on_a_working_day_and_never_early(event: date, length: int) -> None:
    last = within_days(event, length)
    assert is_working_day(last) and last >= event + timedelta(days=length)


@given(days, st.integers(1, 40))
def test_counting_working_days_back_and_forth_comes_home(event: date, length: int) -> None:
    there = within_working_days(event, length)
    assert sum(is_working_day(event + timedelta(days=n)) for n in range(1, (there - event).days + 1)) == length
    if is_working_day(event):
        assert working_days_ahead(there, length) == event


def test_no_period_is_shorter_than_a_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        within_working_days(date(2025, 1, 1), 0)
