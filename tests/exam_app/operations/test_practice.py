"""A guard's practice: answers by topic, mock papers, what they say; and what nobody else learns of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from exam_app.delivery import Equivocation, Late, Need, Refused
from exam_app.errors import Invalid, NotAllowed, NotFound
from exam_app.models import ItemVersion, MockPaper, PracticeAnswer, Result, Sitting
from exam_app.operations import bank, mock_papers, practice
from exam_app.operations.saving import Ack
from exam_app.queries.class_practice import class_practice
from exam_app.queries.mock_papers import mock_offer, mock_page, mock_result, my_mock_papers
from exam_app.queries.my_study import last_outcomes, my_study
from exam_app.work import Site, Work
from question_bank import Pool, shipped_bank
from tests.builders.bank import approved_items
from tests.builders.sittings import chained
from tests.builders.study import (
    a_mock_paper,
    a_study_class,
    answer_mock,
    items_of,
    practise,
    with_cards,
    wrong_letters,
)
from tests.builders.training import trained
from tests.cast import Cast
from tests.conftest import NOON
from tests.question_bank.builders import a_blueprint


@pytest.fixture
def bank_of_both(site: Site, cast: Cast) -> None:
    approved_items(site, cast, *Pool)


pytestmark = pytest.mark.usefixtures("bank_of_both")


# -- by topic -------------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_with_its_outcome(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    practise(site, guard, "T2", right=1, wrong=1)
    first, second = items_of(site, guard, "T2")[:2]
    with Work.open(site, guard, NOON, read_only=True) as work:
        assert last_outcomes(work, "T2") == {first.digest: True, second.digest: False}
        assert last_outcomes(work, "T3") == {}
        assert set(work.all(select(PracticeAnswer.from_mock))) == {False}


def test_the_newest_answer_to_an_item_counts(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    practise(site, guard, "T2", wrong=1)
    practise(site, guard, "T2", right=1, now=NOON + timedelta(minutes=1))
    with Work.open(site, guard, NOON, read_only=True) as work:
        assert list(last_outcomes(work, "T2").values()) == [True]


@pytest.mark.parametrize("value", ["", "E", "AB", "ABCDEFGHABCDEFGH"])
def test_what_is_no_answer_is_not_kept(site: Site, cast: Cast, value: str) -> None:
    guard = a_study_class(site, cast).zhang
    single = next(item for item in items_of(site, guard, "T2") if item.kind == "single")
    with pytest.raises(Invalid), Work.open(site, guard, NOON) as work:
        practice.answer_item(work, single.digest, value)


def test_a_live_item_cannot_be_asked_about(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    for digest in (next(iter(shipped_bank(Pool.LIVE))), "0" * 64):
        with pytest.raises(NotFound), Work.open(site, guard, NOON) as work:
            practice.answer_item(work, digest, "A")
    with Work.open(site, guard, NOON, read_only=True) as work:
        assert set(work.all(select(ItemVersion.pool))) == {Pool.PRACTICE}


def test_topics_are_summed_lately_and_in_all(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast)
    practise(site, guards.zhang, "T2", right=4, now=NOON - timedelta(days=31))
    practise(site, guards.zhang, "T2", right=1, wrong=5)
    practise(site, guards.zhang, "T3", right=3)
    practise(site, guards.li, "T2", right=9)
    with Work.open(site, guards.zhang, NOON, read_only=True) as work:
        study = my_study(work)
    weak = study.topics[0]
    assert (weak.code, weak.lately.right, weak.lately.asked, weak.all.right, weak.all.asked) == ("T2", 1, 6, 5, 10)
    assert weak.telling == weak.lately and weak.telling.percent == 17  # 1 of 6
    assert study.weakest == weak and study.answered == 13
    assert [topic.code for topic in study.topics][:2] == ["T2", "T3"]
    assert study.untouched is not None and study.untouched.code == "T1"


def test_few_answers_of_late_do_not_hide_what_was_learnt_before(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    practise(site, guard, "T2", right=10, now=NOON - timedelta(days=40))
    practise(site, guard, "T2", wrong=1)
    with Work.open(site, guard, NOON, read_only=True) as work:
        topic = my_study(work).topics[0]
    assert topic.telling.percent == 91 and not topic.is_weak  # 10 of 11


# -- mock papers ----------------------------------------------------------------------------------------------------


def test_a_mock_paper_has_the_real_shape_and_only_practice_items(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    paper_id = a_mock_paper(site, guard)
    with Work.open(site, guard, NOON, read_only=True) as work:
        paper = work.get(MockPaper, paper_id)
        assert mock_offer(work).shortfalls == []
    assert len(paper.paper_digests) == 100 and paper.deadline_at - paper.started_at == timedelta(minutes=90)
    assert set(paper.paper_digests) <= set(shipped_bank(Pool.PRACTICE))


def test_one_paper_is_open_at_a_time(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast)
    first = a_mock_paper(site, guards.zhang)
    assert a_mock_paper(site, guards.zhang, NOON + timedelta(minutes=89)) == first
    assert a_mock_paper(site, guards.li) != first
    second = a_mock_paper(site, guards.zhang, NOON + timedelta(minutes=91))
    assert second != first
    with Work.open(site, guards.zhang, NOON, read_only=True) as work:
        lines = {line.id: line.raw for line in my_mock_papers(work)}
    assert lines == {first: 0, second: None}


def test_answers_are_kept_and_a_batch_again_is_the_same(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    paper_id = a_mock_paper(site, guard)
    events = chained((1, "A"), (2, "B"), (1, "B"))
    for _ in range(2):
        with Work.open(site, guard, NOON) as work:
            outcome = mock_papers.save_mock_answers(work, paper_id, events)
            assert isinstance(outcome, Ack) and outcome.durable_through == 3
    with Work.open(site, guard, NOON, read_only=True) as work:
        assert {slot: at.value for slot, at in mock_page(work, paper_id).answers.items()} == {1: "B", 2: "B"}


def test_a_gap_a_changed_history_and_an_impossible_answer_are_not_kept(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    paper_id = a_mock_paper(site, guard)
    events = chained((1, "A"), (2, "B"))
    with Work.open(site, guard, NOON) as work:
        assert mock_papers.save_mock_answers(work, paper_id, events[1:]) == Need(1)
        mock_papers.save_mock_answers(work, paper_id, events)
        other = mock_papers.save_mock_answers(work, paper_id, chained((1, "A"), (2, "A")))
        assert isinstance(other, Equivocation)
        assert isinstance(mock_papers.save_mock_form(work, paper_id, slot=3, value="H", is_marked=False), Refused)
        assert isinstance(mock_papers.save_mock_form(work, paper_id, slot=101, value="A", is_marked=False), Refused)


def test_an_answer_after_time_is_not_counted(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    paper_id = a_mock_paper(site, guard)
    with Work.open(site, guard, NOON + timedelta(minutes=91)) as work:
        assert isinstance(mock_papers.save_mock_form(work, paper_id, slot=1, value="A", is_marked=True), Late)
        mock_papers.hand_in_mock_paper(work, paper_id)
        assert mock_result(work, paper_id).raw == 0


def test_a_handed_in_paper_shows_points_topics_and_every_wrong_item(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    paper_id = a_mock_paper(site, guard)
    answer_mock(site, guard, paper_id, 60)
    with Work.open(site, guard, NOON) as work:
        assert mock_papers.hand_in_mock_paper(work, paper_id, final_seq=61) == Need(61)
        assert mock_papers.hand_in_mock_paper(work, paper_id, final_seq=60) is None
        assert mock_papers.hand_in_mock_paper(work, paper_id) is None
    with Work.open(site, guard, NOON, read_only=True) as work:
        result = mock_result(work, paper_id)
        kept = work.rows(select(PracticeAnswer.from_mock, PracticeAnswer.right))
    assert (result.raw, result.maximum, result.cut_score, result.passed) == (60, 100, 60, True)
    assert sum(topic.asked for topic in result.topics) == 100
    assert len(result.wrong) == 40 and {wrong.value for wrong in result.wrong} == {""}
    assert all(wrong.item.law and wrong.item.article for wrong in result.wrong)
    assert list(kept) == [(True, True)] * 60  # open questions are no answers


def test_a_pool_that_is_too_small_offers_the_largest_paper_and_names_the_topic(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    plan = a_blueprint({"T2": {"single": 40}, "T9": {"single": 10}}, cut_score=30)
    with Work.open(site, cast["he"], NOON + timedelta(days=1)) as work:
        bank.enter_blueprint(work, plan)
    with Work.open(site, guard, NOON, read_only=True) as work:
        offer = mock_offer(work)
    assert offer.plan is not None
    # 17 of T2 and 5 of T9 are there. 21 items in the proportion 4 to 1 are 17 and 4; 22 would need 18 of T2.
    assert [(cell.topic, cell.count) for cell in offer.plan.cells] == [("T2", 17), ("T9", 4)]
    assert (offer.plan.minutes, offer.plan.cut_score) == (26, 13)  # 60 * 21 / 50 and 30 * 21 / 50, rounded up
    assert [short.topic for _, short in offer.shortfalls] == ["T2", "T9"]
    with Work.open(site, guard, NOON, read_only=True) as work:
        paper = work.count(select(func.count(MockPaper.id)))
    assert paper == 0 and a_mock_paper(site, guard)


def test_practice_leaves_no_trace_in_the_examination(site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    paper_id = a_mock_paper(site, guard)
    answer_mock(site, guard, paper_id, 5)
    with Work.open(site, guard, NOON) as work:
        mock_papers.hand_in_mock_paper(work, paper_id)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert [work.count(select(func.count()).select_from(model)) for model in (Sitting, Result)] == [0, 0]


def test_another_guard_and_every_desk_find_no_mock_paper(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast)
    paper_id = a_mock_paper(site, guards.zhang)
    for look in (mock_page, mock_result):
        with pytest.raises(NotFound), Work.open(site, guards.li, NOON, read_only=True) as work:
            look(work, paper_id)
    with pytest.raises(NotFound), Work.open(site, guards.li, NOON) as work:
        mock_papers.hand_in_mock_paper(work, paper_id)
    for who in ("li", "he", "ma", "wu"):
        with Work.open(site, cast[who], NOON, read_only=True) as work:
            assert work.count(select(func.count(MockPaper.id))) == 0
        with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
            mock_papers.start_mock_paper(work)


# -- the class ------------------------------------------------------------------------------------------------------


def test_a_trainer_sees_the_sum_of_five_people(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast, 6)
    for guard in guards.guards[:5]:
        practise(site, guard, "T2", right=1, wrong=2)
    practise(site, guards.guards[0], "T3", right=3)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        seen = class_practice(work, guards.course_id)
    assert (seen.people, seen.practising, seen.cards) == (6, 5, 6)
    assert [(topic.code, topic.people, topic.right, topic.asked) for topic in seen.topics] == [
        ("T2", 5, 5, 15),
        ("T3", None, None, None),  # one person only
    ]


def test_below_five_people_no_topic_is_shown(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast, 6)
    for guard in guards.guards[:4]:
        practise(site, guard, "T2", right=1)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        seen = class_practice(work, guards.course_id)
    assert seen.practising == 4 and seen.topics == ()


def test_people_of_another_course_are_not_in_the_sum(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast, 6)
    others = trained(site, cast, 6, name="第7期", first=40)
    with_cards(site, cast, others)
    for guard in guards.guards:
        practise(site, guard, "T2", right=1)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert class_practice(work, others.course_id).practising == 0


def test_another_unit_and_other_desks_reach_no_answer(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast, 5)
    for guard in guards.guards:
        practise(site, guard, "T2", right=1)
    for who in ("gao", "zhou", "he", "ma", "wu", "qin"):
        with Work.open(site, cast[who], NOON, read_only=True) as work:
            assert work.count(select(func.count(PracticeAnswer.id))) == 0
    with Work.open(site, guards.li, NOON, read_only=True) as work:
        assert set(work.all(select(PracticeAnswer.person_id))) == {guards.li.person_id}


def test_a_wrong_answer_exists_for_every_item(site: Site, cast: Cast) -> None:
    """The builder's own promise: what it calls wrong is never right."""
    guard = a_study_class(site, cast).zhang
    assert all(wrong_letters(item) != item.right_letters for item in items_of(site, guard, "T2"))
