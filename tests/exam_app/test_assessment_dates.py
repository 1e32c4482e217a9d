"""When somebody is due: the rule by hand, and that the database reckons as the rule does."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exam_app.models import Assessment, AssessmentPlan, Employment
from exam_app.queries.assessment_dates import AssessmentState, LastTry, due_on, months_later, state_of
from exam_app.queries.assessments import Shown, county_assessments, unit_assessments
from exam_app.terms import FollowUp
from exam_app.work import Site, Work
from tests.builders.people import newcomers
from tests.cast import CITY, Cast
from tests.conftest import NOON

FIRST, HIRED = date(2026, 9, 1), date(2024, 3, 1)


def due(last: LastTry | None = None, hired_on: date = HIRED, months: int = 12) -> date:
    return due_on(FIRST, months, hired_on, last)


def test_the_first_is_due_by_the_plan_but_not_within_a_month_of_hiring() -> None:
    assert due() == FIRST
    assert due(hired_on=date(2026, 8, 25)) == date(2026, 9, 24)


def test_after_a_pass_it_is_due_months_later_even_where_the_month_is_short() -> None:
    assert due(LastTry(date(2026, 8, 31), passed=True), months=6) == date(2027, 2, 28)
    assert due(LastTry(date(2024, 2, 29), passed=True)) == date(2025, 2, 28)


def test_after_a_failure_it_is_due_at_once_or_by_the_day_of_the_follow_up() -> None:
    failed = LastTry(date(2026, 8, 31), passed=False)
    assert due(failed) == date(2026, 8, 31)
    assert state_of(due(failed), failed, date(2026, 8, 31)) is AssessmentState.NO_FOLLOW_UP
    repeated = LastTry(date(2026, 8, 31), passed=False, is_followed_up=True, repeat_by=date(2026, 10, 1))
    assert due(repeated) == date(2026, 10, 1)
    assert state_of(due(repeated), repeated, date(2026, 10, 2)) is AssessmentState.OVERDUE


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 9, 2), AssessmentState.OVERDUE),
        (date(2026, 9, 1), AssessmentState.DUE),
        (date(2026, 8, 2), AssessmentState.DUE),
        (date(2026, 8, 1), AssessmentState.NEVER),
    ],
)
def test_it_is_overdue_from_the_day_after(on: date, state: AssessmentState) -> None:
    assert state_of(FIRST, None, on) is state


def test_whoever_passed_is_not_due_until_thirty_days_before() -> None:
    last = LastTry(date(2026, 9, 1), passed=True)
    assert state_of(due(last), last, date(2027, 8, 1)) is AssessmentState.NOT_DUE
    assert state_of(due(last), last, date(2027, 8, 2)) is AssessmentState.DUE


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 36), st.integers(0, 36))
def test_later_days_give_later_days(day: date, months: int, more: int) -> None:
    assert months_later(day, months) <= months_later(day + timedelta(days=1), months)
    assert months_later(day, months) <= months_later(day, months + more)


# -- the database ---------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2026, 1, 1), date(2026, 8, 31))
TRIES = st.lists(
    st.tuples(DAYS, st.booleans(), st.none() | st.tuples(st.sampled_from(FollowUp), st.integers(0, 40))), max_size=3
)
STAYS = st.tuples(DAYS, st.none() | st.integers(0, 400), TRIES)


def moment(day: date) -> datetime:
    return datetime.combine(day, time(12), NOON.tzinfo)


@pytest.fixture
def people(site: Site, cast: Cast) -> list[object]:
    return list(newcomers(site, cast, 3))


@settings(
    max_examples=25,
    phases=[Phase.generate],  # to shrink a failure would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    stays=st.lists(STAYS, min_size=3, max_size=3),
    rhythm=st.tuples(DAYS, st.integers(1, 36)),
    on=DAYS,
)
def test_the_database_reckons_as_the_rule_does(
    site: Site,
    cast: Cast,
    people: list[object],
    stays: list[tuple[date, int | None, list[tuple[date, bool, tuple[FollowUp, int] | None]]]],
    rhythm: tuple[date, int],
    on: date,
) -> None:
    """Random stays with their assessments, looked at on any day, past ones included."""
    with site.sessions.kw["bind"].begin_nested() as savepoint:
        expected = {}
        with Work.open(site, cast["ye"], NOON) as work:
            plan = _plan(work, cast, *rhythm)
            for person_id, (hired_on, stayed, tries) in zip(people, stays, strict=True):
                left_on = None if stayed is None else hired_on + timedelta(days=stayed)
                _stay(work, cast, person_id, hired_on, left_on)
                in_order = sorted(tries, key=lambda each: each[0])
                known = [_tried(work, cast, plan, person_id, n, *each) for n, each in enumerate(in_order)]
                if hired_on <= on and (left_on is None or left_on >= on):
                    last = _as_known([each for each in known if hired_on <= each[0] <= on], on)
                    due = due_on(*rhythm, hired_on, last)
                    expected[person_id] = (due, state_of(due, last, on))
        with Work.open(site, cast["ye"], NOON, read_only=True) as work:
            seen = unit_assessments(work, cast.panshi, Shown(), on=on)
        with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
            counted = {unit.id: unit.counts for unit in county_assessments(work, on)}
        savepoint.rollback()
    assert {line.person_id: (line.due_on, line.state) for line in seen.people.rows} == expected
    states = [state for _, state in expected.values()]
    assert seen.counts == {state: states.count(state) for state in AssessmentState}
    assert counted.get(cast.panshi, seen.counts) == seen.counts
    order = [(list(AssessmentState).index(line.state), line.due_on) for line in seen.people.rows]
    assert order == sorted(order)


Known = tuple[date, bool, tuple[date, date | None] | None]


def _as_known(tries: list[Known], on: date) -> LastTry | None:
    """The newest try as it was known on a day."""
    if not tries:
        return None
    closed_on, passed, followed = tries[-1]
    if followed is None or followed[0] > on:
        return LastTry(closed_on, passed)
    return LastTry(closed_on, passed, is_followed_up=True, repeat_by=followed[1])


def _plan(work: Work, cast: Cast, first_due_on: date, every_months: int) -> AssessmentPlan:
    return work.add(
        AssessmentPlan(
            city_id=CITY, id=work.new_id(), guard_unit_id=cast.panshi, post_id=cast.post, first_due_on=first_due_on,
            every_months=every_months, planned_by_id=work.actor.person_id, planned_at=moment(date(2025, 1, 1)),
        )
    )  # fmt: skip


def _stay(work: Work, cast: Cast, person_id: object, hired_on: date, left_on: date | None) -> None:
    work.add(
        Employment(
            city_id=CITY, id=work.new_id(), person_id=person_id, guard_unit_id=cast.panshi, post_id=cast.post,
            hired_on=hired_on, left_on=left_on, recorded_by_id=work.actor.person_id, recorded_at=NOON,
        )
    )  # fmt: skip


def _tried(
    work: Work,
    cast: Cast,
    plan: AssessmentPlan,
    person_id: object,
    order: int,
    closed_on: date,
    passed: bool,
    followed: tuple[FollowUp, int] | None,
) -> Known:
    at = moment(closed_on) + timedelta(minutes=order)
    row = Assessment(
        city_id=CITY, id=work.new_id(), plan_id=plan.id, post_id=cast.post, guard_unit_id=cast.panshi,
        person_id=person_id, paper_digests=[], paper_seed=b"", cut_score=1, started_at=at, deadline_at=at,
        head_seq=0, head_hash="0" * 64, answers=[], closed_at=at, closed_on=closed_on, raw=int(passed), note="",
    )  # fmt: skip
    kept = None
    if followed is not None and not passed:
        kind, days = followed
        day = closed_on + timedelta(days=days)
        repeats = kind in (FollowUp.TRAINED_AGAIN, FollowUp.OTHER_DUTIES)
        row.follow_up, row.note, row.followed_up_at = kind, "理由", moment(day)
        row.followed_up_by_id, row.repeat_by = work.actor.person_id, day + timedelta(days=9) if repeats else None
        kept = (day, row.repeat_by)
    work.add(row)
    return closed_on, passed, kept
