"""From which day on somebody may be nominated for a vocational level, by the standard of 2019."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exam_app.terms import LevelRoute, OutlineLevel
from exam_app.vocational_levels import (
    LADDER,
    Claim,
    Stay,
    conditions_of,
    days_worked,
    level_below,
    may_be_nominated,
    merged,
    years_complete_on,
)

TODAY = date(2026, 11, 24)
FIRST = date(2019, 1, 1)
days = st.dates(FIRST, date(2026, 12, 31))


@st.composite
def stays(draw: st.DrawFn) -> list[Stay]:
    firsts = draw(st.lists(days, min_size=1, max_size=5))
    lasts = [draw(st.none() | st.integers(0, 1500)) for _ in firsts]
    return [
        Stay(first, None if last is None else first + timedelta(days=last))
        for first, last in zip(firsts, lasts, strict=True)
    ]


def years_of(level: OutlineLevel) -> dict[LevelRoute, int]:
    return {each.route: each.years for each in conditions_of(level, TODAY)}


def test_the_conditions_are_those_of_the_standard() -> None:
    junior, intermediate, senior, technician, senior_technician = LADDER
    assert years_of(junior) == {LevelRoute.TRADE: 1, LevelRoute.EX_CONSCRIPT: 0}
    assert years_of(intermediate) == {LevelRoute.LOWER_LEVEL: 4, LevelRoute.RELATED: 6}
    assert years_of(senior) == {LevelRoute.LOWER_LEVEL: 5}
    assert years_of(technician) == years_of(senior_technician) == {LevelRoute.LOWER_LEVEL: 4}
    assert [level_below(level) for level in LADDER] == [None, *LADDER[:-1]]
    assert conditions_of(junior, date(2019, 3, 31)) == []


def test_a_year_in_the_trade_is_said_with_its_day() -> None:
    (trade, _) = conditions_of(OutlineLevel.JUNIOR, TODAY)
    answer = may_be_nominated(trade, Claim(LevelRoute.TRADE, [Stay(date(2026, 3, 1), None)]))
    assert answer.day == date(2027, 3, 1) and "From 2027-03-01: the years of work needed (1)" in str(answer.reason)
    assert not answer.holds_on(date(2027, 2, 28)) and answer.holds_on(date(2027, 3, 1))


def test_a_gap_moves_the_day_and_work_that_ended_too_early_never_suffices() -> None:
    gap = [Stay(date(2024, 1, 1), date(2024, 3, 31)), Stay(date(2025, 1, 1), None)]
    # 91 days of 2024 are worked before: a year from 1 January 2025, less these.
    assert years_complete_on(gap, 1) == date(2026, 1, 1) - timedelta(days=91)
    assert years_complete_on([Stay(date(2024, 1, 1), date(2024, 3, 31))], 1) is None


def test_only_work_since_the_certificate_of_the_level_below_counts() -> None:
    (lower, _) = conditions_of(OutlineLevel.INTERMEDIATE, TODAY)
    claim = Claim(LevelRoute.LOWER_LEVEL, [Stay(date(2015, 1, 1), None)], date(2022, 6, 1))
    assert may_be_nominated(lower, claim).day == date(2026, 6, 1)
    assert may_be_nominated(lower, Claim(LevelRoute.LOWER_LEVEL, claim.stays)).day is None


@given(stays(), st.integers(1, 6))
def test_more_years_come_never_earlier_and_more_work_never_later(work: list[Stay], years: int) -> None:
    whole, part = years_complete_on(work, years), years_complete_on(work[:-1], years)
    if part is not None:
        assert whole is not None and whole <= part
    more = years_complete_on(work, years + 1)
    assert more is None or (whole is not None and whole < more)


@given(stays(), days)
def test_days_worked_twice_count_once_in_whatever_order(work: list[Stay], until: date) -> None:
    every = {
        first.first + timedelta(days=n)
        for first in work
        for n in range(((min(first.last or until, until)) - first.first).days + 1)
    }
    assert days_worked(work, until) == days_worked(work[::-1], until) == len(every)
    assert list(merged(merged(work))) == list(merged(work))
