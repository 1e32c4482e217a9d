"""The clocks of filings: how long the law gives, and what is said of a filing on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.filing_clocks import CLOCKS, standing
from exam_app.legal_days import is_working_day
from exam_app.terms import FilingAct, FilingState, UnitKind

START = CLOCKS[UnitKind.TRAINING][FilingAct.STARTED]
ABROAD = CLOCKS[UnitKind.SERVICE_COMPANY][FilingAct.CROSS_REGION]
MOVE = CLOCKS[UnitKind.TRAINING][FilingAct.CHANGED]


@pytest.mark.parametrize(
    ("received", "today", "state", "days"),
    [
        (None, "2025-03-31", FilingState.DUE, 10),
        (None, "2025-04-10", FilingState.DUE, 0),
        (None, "2025-04-11", FilingState.LATE, 1),
        ("2025-04-10", "2025-06-01", FilingState.IN_TIME, 0),
        ("2025-04-14", "2025-06-01", FilingState.FILED_LATE, 4),
    ],
)
def test_a_start_on_11_march_2025_is_filed_by_10_april(
    received: str | None, today: str, state: FilingState, days: int
) -> None:
    where = standing(
        START, date(2025, 3, 11), date.fromisoformat(received) if received else None, date.fromisoformat(today)
    )
    assert (where.state, where.due_on, where.days) == (state, date(2025, 4, 10), days)


def test_service_in_another_province_is_filed_thirty_working_days_ahead() -> None:
    where = standing(ABROAD, date(2024, 10, 14), None, date(2024, 8, 27))
    assert (where.state, where.due_on, where.days) == (FilingState.DUE, date(2024, 8, 27), 0)
    assert standing(ABROAD, date(2024, 10, 14), None, date(2024, 8, 28)).state == FilingState.LATE


def test_where_the_law_names_no_period_nothing_is_ever_late() -> None:
    for today in (date(2025, 3, 11), date(2035, 3, 11)):
        assert standing(MOVE, date(2025, 3, 11), None, today).state == FilingState.NO_CLOCK
    assert standing(MOVE, date(2025, 3, 11), date(2026, 3, 11), date(2026, 3, 11)).state == FilingState.RECEIVED


def test_a_period_into_a_year_without_a_calendar_says_that_it_may_move() -> None:
    assert not standing(START, date(2025, 3, 11), None, date(2025, 3, 12)).may_move
    assert standing(START, date(2060, 3, 11), None, date(2060, 3, 12)).may_move


def test_a_company_files_no_start_for_its_permit_is_none() -> None:
    assert FilingAct.STARTED not in CLOCKS[UnitKind.SERVICE_COMPANY]
    assert not CLOCKS[UnitKind.UNLICENSED]


@given(st.dates(date(2010, 1, 1), date(2027, 12, 31)))
def test_nothing_is_late_on_its_last_day_and_everything_the_day_after(event: date) -> None:
    due_on = START.due_on(event)
    assert due_on is not None and is_working_day(due_on)
    assert standing(START, event, None, due_on).state == FilingState.DUE
    assert standing(START, event, None, due_on + timedelta(days=1)).state == FilingState.LATE
