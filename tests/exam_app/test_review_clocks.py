"""The legal clocks of an application: each period counted by hand on the calendar of the State Council."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exam_app.review_clocks import ClockState, Holder, Progress, standing
from exam_app.terms import RegistrationState

MONDAY = date(2025, 3, 3)
WAITS = Progress(RegistrationState.SUBMITTED, MONDAY)
PASSED_ON = replace(WAITS, state=RegistrationState.COUNTY_PASSED)
APPROVED = replace(WAITS, state=RegistrationState.APPROVED)


@pytest.mark.parametrize(
    ("progress", "holder", "due_on"),
    [
        # Twenty working days after Monday 3 March 2025 are four whole weeks: Monday 31 March.
        (WAITS, Holder.COUNTY, date(2025, 3, 31)),
        (PASSED_ON, Holder.CITY, date(2025, 3, 31)),
        # Ten more: two weeks, and Friday 4 April is Qingming, so that Monday 14 becomes Tuesday 15 April.
        (replace(WAITS, extended=True), Holder.COUNTY, date(2025, 4, 15)),
        # Submitted on Friday 26 September 2025: the Sunday after it is worked, 1 to 8 October are not, Saturday
        # 11 October is. Three days up to 30 September, three up to 11 October, ten up to the 24th, four more.
        (replace(WAITS, submitted_on=date(2025, 9, 26)), Holder.COUNTY, date(2025, 10, 30)),
        # Passed: ten working days from the release to the certificate in hand.
        (replace(APPROVED, passed_on=MONDAY), Holder.CITY, date(2025, 3, 17)),
        # Issued on Wednesday 5 March: ten working days to the hand-over, whoever has the card meanwhile.
        (replace(APPROVED, passed_on=MONDAY, issued_on=date(2025, 3, 5)), Holder.CITY, date(2025, 3, 19)),
        (
            replace(APPROVED, passed_on=MONDAY, issued_on=date(2025, 3, 5), is_ready=True),
            Holder.COUNTY,
            date(2025, 3, 19),
        ),
    ],
)
def test_whoever_holds_it_has_until_a_day(progress: Progress, holder: Holder, due_on: date) -> None:
    last_day = standing(progress, due_on)
    assert (last_day.holder, last_day.due_on, last_day.days) == (holder, due_on, 0)
    assert last_day.state is ClockState.RUNNING and last_day.law


@pytest.mark.parametrize("progress", [WAITS, PASSED_ON, replace(APPROVED, passed_on=MONDAY)])
def test_the_day_after_is_late(progress: Progress) -> None:
    due_on = standing(progress, MONDAY).due_on
    assert due_on is not None
    late = standing(progress, due_on + timedelta(days=3))
    assert late.is_late and late.days == 3


def test_papers_go_back_as_incomplete_within_five_working_days() -> None:
    assert standing(WAITS, date(2025, 3, 10)).return_until == date(2025, 3, 10)
    assert standing(WAITS, date(2025, 3, 11)).return_until is None
    assert standing(PASSED_ON, MONDAY).return_until is None


@pytest.mark.parametrize(
    ("progress", "holder"),
    [
        (replace(WAITS, state=RegistrationState.RETURNED), Holder.PERSON),
        (replace(WAITS, state=RegistrationState.REFUSED), Holder.NOBODY),
        # The time up to the examination does not count.
        (APPROVED, Holder.CITY),
        # Ready for long and perhaps not collected: nobody is late.
        (replace(APPROVED, passed_on=MONDAY, issued_on=MONDAY, is_ready=True), Holder.COUNTY),
    ],
)
def test_where_no_clock_runs_nobody_is_late(progress: Progress, holder: Holder) -> None:
    found = standing(progress, date(2025, 8, 1))
    assert (found.holder, found.state, found.due_on) == (holder, ClockState.STOPPED, None)


def test_a_period_into_an_unsettled_year_may_move() -> None:
    assert standing(replace(WAITS, submitted_on=date(2099, 12, 20)), date(2099, 12, 21)).may_move
    assert not standing(WAITS, MONDAY).may_move
