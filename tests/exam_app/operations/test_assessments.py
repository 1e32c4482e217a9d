"""Assessments by the guard unit: planned, taken, closed, followed up; what they never touch and who never sees them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from exam_app.actors import the_system
from exam_app.delivery import Late, Need, Refused
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import JournalEntry
from exam_app.models import Assessment, AssessmentPlan, MockPaper, PracticeAnswer, Response, Result, Sitting
from exam_app.operations import assessments, employment
from exam_app.queries.assessments import Shown, assessment_page, assessment_screen, my_assessments, unit_assessments
from exam_app.terms import FollowUp
from exam_app.upkeep import round_of
from exam_app.work import Site, Work
from question_bank import Pool, shipped_bank
from tests.builders.assessments import TODAY, a_squad, as_guard, begun, planned, taken
from tests.builders.bank import approved_items
from tests.builders.people import newcomers
from tests.cast import CITY, Cast
from tests.conftest import NOON

DAY = timedelta(days=1)


def follow_up(site: Site, cast: Cast, assessment_id: object, *given: object, who: str = "ye", **more: object) -> None:
    with Work.open(site, cast[who], NOON) as work:
        assessments.record_follow_up(work, assessment_id, *given, **more)  # type: ignore[arg-type]


# -- the plan -------------------------------------------------------------------------------------------------------


def test_one_plan_stands_for_a_post_and_another_rhythm_is_another_plan(site: Site, cast: Cast) -> None:
    first = planned(site, cast)
    with pytest.raises(Conflict, match="planned for this post already"):
        planned(site, cast, every_months=6)
    for _ in range(2):
        with Work.open(site, cast["ye"], NOON + DAY) as work:
            assessments.end_plan(work, first)
    assert planned(site, cast, every_months=6, first_due_on=TODAY + DAY, now=NOON + DAY) != first
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        plans = work.all(select(AssessmentPlan).order_by(AssessmentPlan.planned_at))
    assert [(plan.every_months, plan.ended_at is None) for plan in plans] == [(12, False), (6, True)]


@pytest.mark.usefixtures("sqlite_only")
def test_a_plan_that_cannot_be_is_refused_at_its_field(site: Site, cast: Cast) -> None:
    for every_months in (0, 37):
        with pytest.raises(Invalid) as refused:
            planned(site, cast, every_months=every_months)
        assert set(refused.value.fields) == {"every_months"}
    for first_due_on in (TODAY - DAY, date(2029, 11, 25)):
        with pytest.raises(Invalid) as refused:
            planned(site, cast, first_due_on=first_due_on)
        assert set(refused.value.fields) == {"first_due_on"}


def test_a_plan_is_never_edited_nor_an_ended_one_taken_up_again(site: Site, cast: Cast) -> None:
    plan_id = planned(site, cast)
    for values in ({"every_months": 1}, {"first_due_on": TODAY - DAY}):
        with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["ye"], NOON) as work:
            work.change(update(AssessmentPlan).where(AssessmentPlan.id == plan_id).values(**values))
    with Work.open(site, cast["ye"], NOON) as work:
        assessments.end_plan(work, plan_id)
    with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["ye"], NOON) as work:
        work.change(update(AssessmentPlan).values(ended_at=None, ended_by_id=None))


@pytest.mark.usefixtures("sqlite_only")
def test_another_unit_plans_and_ends_nothing_here(site: Site, cast: Cast) -> None:
    with pytest.raises(NotFound):
        planned(site, cast, clerk="jiang")
    plan_id = planned(site, cast)
    with pytest.raises(NotFound), Work.open(site, cast["jiang"], NOON) as work:
        assessments.end_plan(work, plan_id)
    for who in ("zhou", "he", "li", "ma"):
        with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
            assessments.end_plan(work, plan_id)


# -- taking one -----------------------------------------------------------------------------------------------------


def test_an_assessment_has_thirty_practice_items_of_guard_law_skills_and_fire(site: Site, cast: Cast) -> None:
    approved_items(site, cast, *Pool)
    squad = a_squad(site, cast, bank=False)
    assessment_id = begun(site, squad.wang, squad.plan_id)
    with Work.open(site, squad.wang, NOON, read_only=True) as work:
        paper = work.get(Assessment, assessment_id)
    practice, live = shipped_bank(Pool.PRACTICE), shipped_bank(Pool.LIVE)
    assert len(paper.paper_digests) == 30 and paper.deadline_at - paper.started_at == timedelta(minutes=40)
    assert paper.cut_score == 18
    assert not set(paper.paper_digests) & set(live)
    assert {practice[digest].topic for digest in paper.paper_digests} == {"T2", "T4", "T6"}


def test_it_leaves_no_trace_in_the_examination_nor_in_practice(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    taken(site, squad.wang, squad.plan_id, 20)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        for model in (Sitting, Response, Result):
            assert work.count(select(func.count()).select_from(model)) == 0
    with Work.open(site, squad.wang, NOON, read_only=True) as work:
        for own in (MockPaper, PracticeAnswer):
            assert work.count(select(func.count()).select_from(own)) == 0


@pytest.mark.usefixtures("sqlite_only")
def test_one_is_open_at_a_time_and_one_whose_time_is_over_is_closed_at_the_next_touch(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    first = begun(site, squad.wang, squad.plan_id)
    assert begun(site, squad.wang, squad.plan_id, NOON + timedelta(minutes=39)) == first
    assert begun(site, squad.wang, squad.plan_id, NOON + timedelta(minutes=41)) == first
    with Work.open(site, squad.wang, NOON, read_only=True) as work:
        mine = my_assessments(work)
    assert mine.open_paper is None and [(tried.raw, tried.passed) for tried in mine.results] == [(0, False)]


@pytest.mark.usefixtures("sqlite_only")
def test_answers_are_kept_by_the_protocol_of_the_examination(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    assessment_id = begun(site, squad.wang, squad.plan_id)
    with Work.open(site, squad.wang, NOON) as work:
        save = assessments.save_assessment_form
        save(work, assessment_id, slot=1, value="A", is_marked=True)
        assert isinstance(save(work, assessment_id, slot=31, value="A", is_marked=False), Refused)
        assert assessments.hand_in_assessment(work, assessment_id, final_seq=9) == Need(3)
        assert assessment_screen(work, assessment_id).answers[1].value == "A"
    with Work.open(site, squad.wang, NOON + timedelta(minutes=41)) as work:
        assert isinstance(save(work, assessment_id, slot=2, value="A", is_marked=False), Late)


def test_handing_in_marks_it_once_and_the_journal_tells_it_of_the_person(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    assessment_id = taken(site, squad.wang, squad.plan_id, 18)
    with Work.open(site, squad.wang, NOON + DAY) as work:
        assert assessments.hand_in_assessment(work, assessment_id) is None
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        page = assessment_page(work, assessment_id)
        assert (page.tried.raw, page.tried.maximum, page.tried.passed) == (18, 30, True)
        assert page.tried.closed_on == TODAY and len(page.result.wrong) == 12
        assert all(wrong.item.law and wrong.item.article for wrong in page.result.wrong)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        about = JournalEntry.about_person_id == squad.people[0]
        told = work.all(select(JournalEntry.tag).where(about).order_by(JournalEntry.leaf_index))
    assert [tag.name for tag in told][-2:] == ["ASSESSMENT_STARTED", "ASSESSMENT_MARKED"]


def test_it_is_closed_when_its_time_is_over_though_nobody_looks(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    assessment_id = begun(site, squad.wang, squad.plan_id)
    for minutes, closed in ((39, False), (41, True)):
        round_of(site, NOON + timedelta(minutes=minutes))
        with Work.open(site, the_system(CITY), NOON, read_only=True) as work:
            assert (work.get(Assessment, assessment_id).closed_at is not None) is closed


@pytest.mark.usefixtures("sqlite_only")
def test_whoever_passed_may_begin_again_thirty_days_before_the_next_one(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    taken(site, squad.wang, squad.plan_id, 30)
    due = NOON.replace(year=2027)
    with pytest.raises(Conflict, match="due by 2027-11-24"):
        begun(site, squad.wang, squad.plan_id, due - timedelta(days=31))
    assert begun(site, squad.wang, squad.plan_id, due - timedelta(days=30))


def test_whoever_failed_begins_again_only_once_the_unit_has_decided(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    failed = taken(site, squad.wang, squad.plan_id, 17)
    with pytest.raises(Conflict, match="Your unit decides first"):
        begun(site, squad.wang, squad.plan_id, NOON + DAY)
    follow_up(site, cast, failed, FollowUp.TRAINED_AGAIN, repeat_by=TODAY + 60 * DAY)
    assert begun(site, squad.wang, squad.plan_id, NOON + DAY)


@pytest.mark.usefixtures("sqlite_only")
def test_nobody_begins_whose_contract_was_ended(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    follow_up(site, cast, taken(site, squad.wang, squad.plan_id, 0), FollowUp.CONTRACT_ENDED)
    with pytest.raises(Conflict, match="ended the contract"):
        begun(site, squad.wang, squad.plan_id, NOON + DAY)


def test_whoever_has_left_or_stands_elsewhere_finds_nothing_to_begin(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast, 2, bank=False)
    with Work.open(site, cast["ye"], NOON) as work:
        employment.leave(work, squad.stays[0], TODAY - DAY)
        employment.move(work, squad.stays[1], None)
    stranger = as_guard(newcomers(site, cast, clerk="jiang", born="19700101")[0])
    for guard in (*squad.guards, stranger):
        with pytest.raises(NotFound):
            begun(site, guard, squad.plan_id)


@pytest.mark.usefixtures("sqlite_only")
def test_without_a_released_pool_there_is_no_assessment(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast, bank=False)
    with pytest.raises(Conflict, match="no questions for an assessment"):
        begun(site, squad.wang, squad.plan_id)


# -- after a failure ------------------------------------------------------------------------------------------------


def test_a_follow_up_is_recorded_once_and_stands(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    failed = taken(site, squad.wang, squad.plan_id, 5)
    follow_up(site, cast, failed, FollowUp.OTHER_DUTIES, repeat_by=TODAY + 20 * DAY, note="监控室，不站门岗")
    with pytest.raises(Conflict, match="recorded already"):
        follow_up(site, cast, failed, FollowUp.NO_MEASURE, note="误操作")
    with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["ye"], NOON) as work:
        work.change(update(Assessment).where(Assessment.id == failed).values(note="x"))
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        tried = assessment_page(work, failed).tried
    assert (tried.follow_up, tried.repeat_by, tried.note) == (
        FollowUp.OTHER_DUTIES, TODAY + 20 * DAY, "监控室，不站门岗",
    )  # fmt: skip


def test_a_result_is_never_changed(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    taken(site, squad.wang, squad.plan_id, 5)
    for values in ({"raw": 30}, {"closed_on": TODAY + DAY}, {"cut_score": 1}):
        with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["ye"], NOON) as work:
            work.change(update(Assessment).values(**values))


LACKING: tuple[tuple[str, FollowUp, dict[str, object]], ...] = (
    ("note", FollowUp.NO_MEASURE, {"note": "  "}),
    ("note", FollowUp.CONTRACT_ENDED, {"note": "长" * 201}),
    ("repeat_by", FollowUp.TRAINED_AGAIN, {}),
    ("repeat_by", FollowUp.TRAINED_AGAIN, {"repeat_by": TODAY - DAY}),
    ("repeat_by", FollowUp.OTHER_DUTIES, {"repeat_by": date(2030, 1, 1)}),
)


@pytest.mark.usefixtures("sqlite_only")
def test_a_follow_up_that_lacks_something_is_refused_at_its_field(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    failed = taken(site, squad.wang, squad.plan_id, 5)
    for field, kind, more in LACKING:
        with pytest.raises(Invalid) as refused:
            follow_up(site, cast, failed, kind, **more)
        assert set(refused.value.fields) == {field}


@pytest.mark.usefixtures("sqlite_only")
def test_only_a_finished_failure_is_followed_up(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast, 2)
    passed = taken(site, squad.guards[0], squad.plan_id, 30)
    still_open = begun(site, squad.guards[1], squad.plan_id)
    for assessment_id in (passed, still_open):
        with pytest.raises(Conflict, match="Only a failed"):
            follow_up(site, cast, assessment_id, FollowUp.CONTRACT_ENDED)


# -- strangers ------------------------------------------------------------------------------------------------------


def test_another_guard_unit_and_county_find_nothing(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast, 2)
    failed = taken(site, squad.wang, squad.plan_id, 5)
    with pytest.raises(NotFound):
        follow_up(site, cast, failed, FollowUp.CONTRACT_ENDED, who="jiang")
    for actor in (squad.guards[1], cast["jiang"], cast["shi"], cast["li"], cast["sun"], cast["wu"], cast["qin"]):
        with Work.open(site, actor, NOON, read_only=True) as work:
            assert work.count(select(func.count(Assessment.id))) == 0, actor.role
    for actor in (cast["jiang"], cast["shi"]):
        with Work.open(site, actor, NOON, read_only=True) as work:
            assert work.count(select(func.count(AssessmentPlan.id))) == 0
            with pytest.raises(NotFound):
                unit_assessments(work, cast.panshi, Shown())
    with pytest.raises(NotFound), Work.open(site, squad.guards[1], NOON, read_only=True) as work:
        assessment_screen(work, failed)
    with pytest.raises(NotFound), Work.open(site, squad.guards[1], NOON) as work:
        assessments.hand_in_assessment(work, failed)


def test_the_unit_its_county_and_the_city_see_it(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    taken(site, squad.wang, squad.plan_id, 5)
    for who in ("ye", "zhou", "he", "ma"):
        with Work.open(site, cast[who], NOON, read_only=True) as work:
            (line,) = unit_assessments(work, cast.panshi, Shown()).people.rows
        assert line.name == "王建国" and line.last is not None and line.last.raw == 5


def test_a_guard_of_another_city_sees_nothing(site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast, bank=False)
    with Work.open(site, replace(squad.wang, city_id="440100"), NOON, read_only=True) as work:
        assert my_assessments(work).due == []
