"""Until when a check can be asked for, and by when it is decided, over weekends, festivals and changed rules."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exam_app.appeal_clocks import EVERYWHERE, AppealRule, rule_on
from exam_app.legal_days import is_working_day

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def test_the_day_itself_and_rest_days_do_not_count() -> None:
    # Known on Friday 26 September 2025: the Sunday after is worked, 1 to 8 October are a festival, the 11th is worked.
    assert EVERYWHERE.ask_until(date(2025, 9, 26)) == date(2025, 10, 16)
    assert EVERYWHERE.decide_by(date(2025, 3, 3)) == date(2025, 3, 24)


@given(day=DAYS, ask=st.integers(1, 90), decide=st.integers(1, 90))
def test_a_period_ends_on_a_working_day_after_so_many_of_them(day: date, ask: int, decide: int) -> None:
    rule = AppealRule(date(2020, 1, 1), ask, decide)
    for days, end in ((ask, rule.ask_until(day)), (decide, rule.decide_by(day))):
        worked = [day + timedelta(n) for n in range(1, (end - day).days + 1) if is_working_day(day + timedelta(n))]
        assert is_working_day(end) and len(worked) == days


@given(since=DAYS, day=DAYS)
def test_an_office_rule_holds_from_its_day_and_not_before(since: date, day: date) -> None:
    own = AppealRule(since, 5, 10, "notice 3")
    older = AppealRule(since - timedelta(30), 3, 3, "notice 1")
    assert rule_on([own, older], day) is (own if day >= since else older if day >= older.since else EVERYWHERE)


def test_what_no_office_set_says_that_no_article_was_found() -> None:
    assert "no article" in str(EVERYWHERE.source)
    assert "notice 3" in str(AppealRule(date(2025, 1, 1), 5, 10, "notice 3").source)
