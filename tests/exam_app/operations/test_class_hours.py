"""Class hours never pass what a day holds, and a correction never rubs anything out."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.models import TrainingRecord
from exam_app.operations import class_hours
from exam_app.queries.class_hours import hours_table
from exam_app.terms import SubjectArea
from exam_app.work import Site, Work
from tests.builders.lessons import BEGAN, a_lesson, confirmed
from tests.builders.training import Trained, trained
from tests.cast import NOON, Cast

DAY = NOON.date()


def record(
    site: Site,
    cast: Cast,
    course: Trained,
    clerk: str = "li",
    *,
    area: SubjectArea = SubjectArea.LAW,
    hours: int = 4,
    later: int = 0,
) -> UUID:
    """A lesson of that morning, held ``later`` minutes after the first and confirmed in its room."""
    lesson = a_lesson(
        site, cast, course.course_id, clerk, area=area, hours=hours, starts_at=BEGAN + timedelta(minutes=later)
    )
    confirmed(site, cast, lesson, course.people, clerk)
    return lesson


def records(site: Site, cast: Cast) -> list[UUID]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return list(work.all(select(TrainingRecord.id).order_by(TrainingRecord.recorded_at, TrainingRecord.id)))


def test_a_day_holds_six_theory_and_three_skill_hours(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    record(site, cast, course, hours=3)
    record(site, cast, course, area=SubjectArea.KNOWLEDGE, hours=3, later=140)
    record(site, cast, course, area=SubjectArea.SKILLS, hours=3, later=300)
    for later, area in ((500, SubjectArea.LAW), (600, SubjectArea.SKILLS)):
        with pytest.raises(Invalid, match="limit"):
            record(site, cast, course, area=area, hours=1, later=later)
    record(site, cast, course, hours=1, later=24 * 60)
    assert len(records(site, cast)) == 8


def test_another_units_hours_count_and_are_not_named(site: Site, cast: Cast) -> None:
    theirs, ours = trained(site, cast, 1, clerk="gao"), trained(site, cast, 1)
    record(site, cast, theirs, "gao", hours=4)
    with pytest.raises(Invalid) as refused:
        record(site, cast, ours, hours=3, later=200)
    said = str(refused.value.fields["hours"])
    assert "has 4 class hours" in said
    assert "磐山" not in said
    record(site, cast, ours, hours=2, later=400)


def test_one_person_over_the_limit_refuses_the_whole_lesson(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    record(site, cast, Trained(course.course_id, course.people[:1]), hours=6)
    with pytest.raises(Invalid):
        record(site, cast, course, hours=1, later=300)
    assert len(records(site, cast)) == 1


def test_a_correction_is_a_new_row_and_the_newest_figure_counts(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    record(site, cast, course, hours=6)
    with Work.open(site, cast["li"], NOON) as work:
        class_hours.correct_hours(work, records(site, cast)[0], hours=2, reason="下午停课")
    assert len(records(site, cast)) == 2
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        line = hours_table(work, course.course_id).people[0]
    assert line.sums[SubjectArea.LAW] == line.days[DAY].sum_of(SubjectArea.LAW) == line.days[DAY].hours == 2
    record(site, cast, course, hours=4, later=300)


@pytest.mark.parametrize(
    ("hours", "reason", "field"),
    [(5, "多上了", "hours"), (-1, "记错", "hours"), (1, " ", "reason"), (4, "同样", "hours")],
)
def test_a_correction_passes_no_limit_and_needs_a_reason(
    site: Site, cast: Cast, hours: int, reason: str, field: str
) -> None:
    record(site, cast, trained(site, cast, 1), hours=4)
    with pytest.raises(Invalid) as refused, Work.open(site, cast["li"], NOON) as work:
        class_hours.correct_hours(work, records(site, cast)[0], hours=hours, reason=reason)
    assert list(refused.value.fields) == [field]


def test_a_correction_upwards_stays_within_the_day(site: Site, cast: Cast, sqlite_only: None) -> None:
    course = trained(site, cast, 1)
    record(site, cast, course, hours=4)
    first = records(site, cast)[0]
    with Work.open(site, cast["li"], NOON) as work:
        class_hours.correct_hours(work, first, hours=2, reason="提前下课")
    record(site, cast, course, hours=4, later=300)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        corrected = work.all(select(TrainingRecord.id).where(TrainingRecord.corrects_id == first))[0]
    with pytest.raises(Invalid, match="limit"), Work.open(site, cast["li"], NOON) as work:
        class_hours.correct_hours(work, corrected, hours=3, reason="并未提前")


def test_hours_are_corrected_from_their_newest_figure_only(site: Site, cast: Cast) -> None:
    record(site, cast, trained(site, cast, 1), hours=4)
    (old,) = records(site, cast)
    with Work.open(site, cast["li"], NOON) as work:
        class_hours.correct_hours(work, old, hours=3, reason="记错")
    with pytest.raises(Conflict, match="meantime"), Work.open(site, cast["li"], NOON) as work:
        class_hours.correct_hours(work, old, hours=2, reason="又记错")


def test_another_units_hours_cannot_be_corrected(site: Site, cast: Cast, sqlite_only: None) -> None:
    record(site, cast, trained(site, cast, 1), hours=4)
    with pytest.raises(NotFound), Work.open(site, cast["gao"], NOON) as work:
        class_hours.correct_hours(work, records(site, cast)[0], hours=1, reason="不是我的")


def test_what_was_recorded_cannot_be_changed_by_the_database_either(site: Site, cast: Cast) -> None:
    record(site, cast, trained(site, cast, 1), hours=4)
    with pytest.raises(Exception, match="append only"), Work.open(site, cast["li"], NOON) as work:
        row = work.get(TrainingRecord, records(site, cast)[0])
        row.hours = 6
        work.session.flush()
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.count(select(func.sum(TrainingRecord.hours))) == 4
