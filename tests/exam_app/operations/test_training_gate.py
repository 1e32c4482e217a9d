"""Class hours that a unit asks for before its own assessment, and that no part of the state examination asks for."""

import re
from pathlib import Path
from uuid import UUID

import pytest

import exam_app
from exam_app.errors import Conflict, Invalid
from exam_app.operations import training_plans
from exam_app.queries.assessments import Shown, my_assessments, unit_assessments
from exam_app.terms import SubjectArea
from exam_app.work import Site, Work
from question_bank import shipped_blueprint
from tests.builders.assessments import TODAY, as_guard, begun, planned
from tests.builders.bank import approved_for
from tests.builders.employment import employed
from tests.builders.lessons import BEGAN, a_lesson, confirmed
from tests.builders.registrations import passed_at_county, registered
from tests.builders.training import trained
from tests.cast import NOON, Cast

LAW, KNOWLEDGE, SKILLS = SubjectArea


def a_guard_at_the_post(site: Site, cast: Cast) -> tuple[UUID, UUID]:
    """Somebody in a course who stands at the post, with questions to be asked; the course and the person."""
    approved_for(site, cast, shipped_blueprint("cn-assessment-30"))
    course = trained(site, cast, 1)
    employed(site, cast, course.people, post_id=cast.post)
    return course.course_id, course.people[0]


def training_planned(site: Site, cast: Cast) -> UUID:
    with Work.open(site, cast["ye"], NOON) as work:
        return training_plans.plan_training(work, cast.post, hours={LAW: 4, SKILLS: 2}, starts_on=TODAY)


def test_whoever_lacks_hours_is_told_which_and_how_many_and_begins_once_they_are_attended(
    site: Site, cast: Cast
) -> None:
    course_id, person_id = a_guard_at_the_post(site, cast)
    training_planned(site, cast)
    plan_id = planned(site, cast, needs_training=True)
    confirmed(site, cast, a_lesson(site, cast, course_id, area=LAW, hours=3), [person_id])
    with pytest.raises(Conflict, match="law 1, professional knowledge 0, skills 2"):
        begun(site, as_guard(person_id), plan_id)
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        (line,) = unit_assessments(work, cast.panshi, Shown()).people.rows
    assert line.gate.is_shut and line.gate.lacking == {LAW: 1, SKILLS: 2}
    for area, hours, earlier in ((LAW, 1, 1), (SKILLS, 2, 3)):
        lesson = a_lesson(site, cast, course_id, area=area, hours=hours, starts_at=BEGAN - earlier * (NOON - BEGAN) / 3)
        confirmed(site, cast, lesson, [person_id])
    assert begun(site, as_guard(person_id), plan_id)


def test_without_the_rule_lacking_hours_are_shown_and_nobody_is_held_back(site: Site, cast: Cast) -> None:
    _, person_id = a_guard_at_the_post(site, cast)
    training_planned(site, cast)
    plan_id = planned(site, cast)
    with Work.open(site, as_guard(person_id), NOON, read_only=True) as work:
        (due,) = my_assessments(work).due
    assert due.gate.lacking == {LAW: 4, SKILLS: 2} and not due.gate.is_shut
    assert begun(site, as_guard(person_id), plan_id)


def test_a_post_without_a_training_plan_is_given_one_first_and_one_that_ended_holds_nobody_back(
    site: Site, cast: Cast
) -> None:
    _, person_id = a_guard_at_the_post(site, cast)
    with pytest.raises(Invalid) as refused:
        planned(site, cast, needs_training=True)
    assert set(refused.value.fields) == {"needs_training"}
    training_id = training_planned(site, cast)
    plan_id = planned(site, cast, needs_training=True)
    with Work.open(site, cast["ye"], NOON) as work:
        training_plans.end_training_plan(work, training_id)
    assert begun(site, as_guard(person_id), plan_id)


def test_the_state_examination_is_open_to_whoever_lacks_every_hour_that_a_unit_asks_for(site: Site, cast: Cast) -> None:
    """Administrative Licensing Law art. 54: no compulsory training before an examination that licenses."""
    _, person_id = a_guard_at_the_post(site, cast)
    training_planned(site, cast)
    plan_id = planned(site, cast, needs_training=True)
    (registration_id,) = registered(site, cast, [person_id])
    passed_at_county(site, cast, [registration_id])
    with pytest.raises(Conflict):
        begun(site, as_guard(person_id), plan_id)


READ_BY = {
    "models/assessments.py",
    "operations/assessments.py",
    "queries/assessments.py",
    "queries/training_gate.py",
    "web/employer/assessments.py",
    "demo/assessing.py",
    "migrations/versions/0001_the_spine.py",
}


def test_only_the_unit_s_own_assessment_reads_the_rule() -> None:
    home = Path(exam_app.__file__).parent
    readers = {
        path.relative_to(home).as_posix()
        for path in home.rglob("*.py")
        if re.search(r"needs_training|training_gate|TrainingGate", path.read_text())
    }
    assert readers == READ_BY
