"""A unit plans the training of a post; who lacks hours of what can be read for any day, as it was known on any day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.models import TrainingPlan
from exam_app.operations import class_hours, training_plans
from exam_app.queries.assessment_dates import months_later
from exam_app.queries.class_hours import records_of
from exam_app.queries.training_gaps import (
    AsOf,
    TrainingState,
    UnitTraining,
    state_by_plan,
    training_coverage,
    unit_training,
)
from exam_app.terms import SubjectArea
from exam_app.work import Site, Work
from tests.builders.employment import employed
from tests.builders.lessons import BEGAN, a_lesson, confirmed
from tests.builders.training import trained
from tests.cast import NOON, Cast

LAW, KNOWLEDGE, SKILLS = SubjectArea
HOURS = {LAW: 4, KNOWLEDGE: 0, SKILLS: 2}
LONG_AGO = date(2025, 1, 1)


def planned(site: Site, cast: Cast, now: datetime = NOON, **changes: object) -> UUID:
    plan = {"hours": HOURS, "starts_on": LONG_AGO, "every_months": 12, **changes}
    with Work.open(site, cast["ye"], now) as work:
        return training_plans.plan_training(work, cast.post, **plan)


def standing(site: Site, cast: Cast, as_of: AsOf | None = None, who: str = "ye") -> UnitTraining:
    with Work.open(site, cast[who], NOON, read_only=True) as work:
        return unit_training(work, cast.panshi, as_of or AsOf(work.today, work.now))


def a_trained_guard(site: Site, cast: Cast, hours: Mapping[SubjectArea, int], hired_on: date = LONG_AGO) -> UUID:
    """A guard at the post who attended lessons of these hours this morning, one after the other."""
    course = trained(site, cast, 1)
    employed(site, cast, course.people, hired_on=hired_on, post_id=cast.post)
    begins = BEGAN - timedelta(hours=6)
    for area, lasts in hours.items():
        lesson = a_lesson(site, cast, course.course_id, area=area, hours=lasts, starts_at=begins)
        confirmed(site, cast, lesson, course.people)
        begins += timedelta(minutes=45 * lasts)
    return course.people[0]


def test_more_of_one_kind_makes_up_for_none_of_another(site: Site, cast: Cast) -> None:
    planned(site, cast)
    a_trained_guard(site, cast, {LAW: 6})
    (guard,) = standing(site, cast).people.rows
    assert guard.state is TrainingState.OVERDUE
    assert guard.lacking == {SKILLS: 2}
    assert guard.attended == {LAW: 6, KNOWLEDGE: 0, SKILLS: 0}


def test_whoever_attended_what_is_planned_is_covered_by_whatever_unit_taught(site: Site, cast: Cast) -> None:
    planned(site, cast)
    a_trained_guard(site, cast, {LAW: 4, SKILLS: 2})
    found = standing(site, cast)
    assert found.counts == {TrainingState.OVERDUE: 0, TrainingState.DUE: 0, TrainingState.COVERED: 1}
    assert [(post.people, post.counts[TrainingState.COVERED]) for post in found.posts] == [(1, 1)]


def test_a_newcomer_has_the_first_period_to_attend_them(site: Site, cast: Cast) -> None:
    planned(site, cast)
    a_trained_guard(site, cast, {}, hired_on=date(2026, 6, 1))
    (guard,) = standing(site, cast).people.rows
    assert (guard.state, guard.due_on) == (TrainingState.DUE, date(2027, 6, 1))


def test_a_past_day_is_read_as_it_was_and_as_it_was_known(site: Site, cast: Cast) -> None:
    """On 24 November four hours of law were attended; they were put right to two a week later."""
    planned(site, cast, now=datetime(2026, 11, 1, tzinfo=UTC), hours={LAW: 4, KNOWLEDGE: 0, SKILLS: 0})
    person = a_trained_guard(site, cast, {LAW: 4})
    corrected = NOON + timedelta(days=7)
    with Work.open(site, cast["li"], corrected) as work:
        record = records_of(work, person)[0]
        class_hours.correct_hours(work, record.id, hours=2, reason="提前下课")
    cases = [
        (date(2026, 11, 22), corrected + timedelta(days=1), 0, "before the lesson"),
        (date(2026, 11, 24), NOON + timedelta(days=1), 4, "as it was known then"),
        (date(2026, 11, 24), corrected + timedelta(days=1), 2, "as it is known now"),
        (date(2026, 11, 24), BEGAN - timedelta(days=1), 0, "before anybody told the site"),
    ]
    for on, known, hours, why in cases:
        (guard,) = standing(site, cast, AsOf(on, known)).people.rows
        assert guard.attended[LAW] == hours, why


def test_hours_older_than_the_period_do_not_count_any_more(site: Site, cast: Cast, sqlite_only: None) -> None:
    planned(site, cast, hours={LAW: 4, KNOWLEDGE: 0, SKILLS: 0})
    a_trained_guard(site, cast, {LAW: 4})
    for on, state in ((date(2027, 11, 23), TrainingState.COVERED), (date(2027, 11, 24), TrainingState.OVERDUE)):
        known = NOON + timedelta(days=400)
        assert standing(site, cast, AsOf(on, known)).people.rows[0].state is state


def test_an_ended_plan_asks_nothing_any_more_and_stays_readable_for_its_days(site: Site, cast: Cast) -> None:
    plan_id = planned(site, cast)
    a_trained_guard(site, cast, {})
    with pytest.raises(Conflict, match="planned for this post already"):
        planned(site, cast)
    later = NOON + timedelta(hours=1)
    with Work.open(site, cast["ye"], later) as work:
        training_plans.end_training_plan(work, plan_id)
        training_plans.end_training_plan(work, plan_id)
    assert standing(site, cast, AsOf(NOON.date(), later)).planned == 0
    assert standing(site, cast, AsOf(NOON.date(), NOON)).planned == 1
    with pytest.raises(Exception, match="append only"), Work.open(site, cast["ye"], later) as work:
        work.get(TrainingPlan, plan_id).law_hours = 1
        work.session.flush()


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("law", {"hours": {LAW: -1}}),
        ("skills", {"hours": {SKILLS: 301}}),
        ("law", {"hours": dict.fromkeys(SubjectArea, 0)}),
        ("every_months", {"every_months": 0}),
        ("every_months", {"every_months": 37}),
    ],
)
def test_an_impossible_plan_is_refused_at_its_field(
    site: Site, cast: Cast, sqlite_only: None, field: str, given: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as refused:
        planned(site, cast, **given)
    assert list(refused.value.fields) == [field]


def test_the_county_reads_its_units_and_a_stranger_nothing(site: Site, cast: Cast) -> None:
    a_trained_guard(site, cast, {LAW: 4})
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        (line,) = training_coverage(work)
        assert (line.people, line.planned_posts, line.unplanned_posts) == (1, 0, 1)
    planned(site, cast)
    assert standing(site, cast, who="zhou").people.rows[0].attended[LAW] == 4
    for stranger in ("jiang", "shi"):
        with pytest.raises(NotFound):
            standing(site, cast, who=stranger)
    with pytest.raises(NotFound), Work.open(site, cast["jiang"], NOON) as work:
        training_plans.plan_training(work, cast.post, hours=HOURS, starts_on=LONG_AGO)


AREAS = st.fixed_dictionaries({area: st.integers(0, 6) for area in SubjectArea})


@given(AREAS, AREAS, st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.integers(1, 36), st.integers(0, 800))
def test_attending_more_never_makes_anybody_worse_off(
    asked: dict[SubjectArea, int], attended: dict[SubjectArea, int], begins_on: date, months: int, later: int
) -> None:
    on = begins_on + timedelta(days=later)
    order = list(TrainingState)
    before = state_by_plan(asked, attended, begins_on, months, on)
    more = {area: hours + 1 for area, hours in attended.items()}
    assert order.index(state_by_plan(asked, more, begins_on, months, on)) >= order.index(before)
    assert (before is TrainingState.DUE) <= (on < months_later(begins_on, months))
