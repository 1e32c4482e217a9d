"""Records are looked through once a night; what is seen is a question that the unit answers and its county reads."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import the_system
from exam_app.errors import Invalid, NotAllowed, NotFound
from exam_app.models import TrainingFlag, TrainingLook
from exam_app.operations import class_hours, training_flags
from exam_app.operations.attendance import confirm_lesson
from exam_app.plausibility import FlagKind
from exam_app.queries.class_hours import hours_of, records_of
from exam_app.queries.training_flags import FlagState, flag_page, flags
from exam_app.terms import FlagReading
from exam_app.work import Site, Work
from tests.builders.lessons import BEGAN, a_guard, a_lesson, confirmed, scanned
from tests.builders.training import Trained, trained
from tests.cast import CITY, NOON, Cast
from tests.conftest import Clock

TONIGHT = NOON + timedelta(hours=14)
CLASS = 12
"""So many that one telephone for all, or the trainer's word alone, is worth a question."""


def looked(site: Site, now=TONIGHT) -> int:
    with Work.open(site, the_system(CITY), now) as work:
        return training_flags.look_through(work, work.today)


def kinds(site: Site, cast: Cast, who: str) -> list[FlagKind]:
    with Work.open(site, cast[who], TONIGHT, read_only=True) as work:
        return sorted(line.kind for line in flags(work).listing.rows)


def only_flag(site: Site, cast: Cast, kind: FlagKind) -> UUID:
    with Work.open(site, cast["li"], TONIGHT, read_only=True) as work:
        return work.all(select(TrainingFlag.id).where(TrainingFlag.kind == kind))[0]


@pytest.fixture
def proxied(site: Site, cast: Cast) -> Trained:
    """A class of twelve for whom one telephone scanned, each behind the other, and whom the trainer confirmed."""
    course = trained(site, cast, CLASS)
    lesson = a_lesson(site, cast, course.course_id)
    for order, person_id in enumerate(course.people):
        guard = a_guard(site, cast, course.course_id, person_id)
        scanned(site, guard, lesson, BEGAN + timedelta(seconds=9 * order), device="the clerk's phone")
    confirmed(site, cast, lesson, course.people)
    return course


def test_one_phone_for_a_whole_class_becomes_a_question_to_its_unit_and_nobody_elses(
    site: Site, cast: Cast, proxied: Trained
) -> None:
    assert looked(site) >= 1
    assert FlagKind.SHARED_DEVICE in kinds(site, cast, "li")
    assert FlagKind.SHARED_DEVICE in kinds(site, cast, "zhou")
    for stranger in ("gao", "shi"):
        assert kinds(site, cast, stranger) == []
        with pytest.raises(NotFound), Work.open(site, cast[stranger], TONIGHT, read_only=True) as work:
            flag_page(work, only_flag(site, cast, FlagKind.SHARED_DEVICE))


def test_an_honest_lesson_raises_nothing(site: Site, cast: Cast) -> None:
    course = trained(site, cast, CLASS)
    lesson = a_lesson(site, cast, course.course_id)
    for order, person_id in enumerate(course.people):
        guard = a_guard(site, cast, course.course_id, person_id)
        scanned(site, guard, lesson, BEGAN + timedelta(seconds=7 * order), device=f"phone {order}")
        scanned(site, guard, lesson, BEGAN + timedelta(minutes=262, seconds=8 * order), device=f"phone {order}")
    confirmed(site, cast, lesson, course.people)
    assert looked(site) == 0


def test_a_lesson_that_was_scanned_and_never_confirmed_stops_no_look(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    lesson = a_lesson(site, cast, course.course_id)
    scanned(site, a_guard(site, cast, course.course_id, course.people[0]), lesson, BEGAN)
    assert looked(site) == 0


def test_a_second_look_finds_the_same_flags_and_raises_none_anew(site: Site, cast: Cast, proxied: Trained) -> None:
    raised = looked(site)
    assert looked(site, TONIGHT + timedelta(days=1)) == 0
    assert len(kinds(site, cast, "li")) == raised


def test_records_are_looked_through_once_a_day(site: Site, cast: Cast, clock: Clock) -> None:
    for moment, due in ((NOON, 1), (NOON + timedelta(hours=1), 0), (NOON + timedelta(days=1), 1)):
        with Work.open(site, the_system(CITY), moment) as work:
            assert training_flags.look_through_when_due(work) == due
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert len(work.all(select(TrainingLook.id))) == 2


def test_hours_raised_long_after_the_lesson_are_asked_about(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    lesson = a_lesson(site, cast, course.course_id)
    with Work.open(site, cast["feng"], BEGAN + timedelta(minutes=270)) as work:
        confirm_lesson(work, lesson, dict.fromkeys(course.people, 1))
    later = NOON + timedelta(days=20)
    with Work.open(site, cast["li"], later) as work:
        record = records_of(work, course.people[0])[0]
        class_hours.correct_hours(work, record.id, hours=6, reason="补签")
    looked(site, later)
    assert FlagKind.HOURS_GROWN in kinds(site, cast, "li")


def test_the_units_answer_stands_beside_the_question_and_the_countys_note_beside_both(
    site: Site, cast: Cast, proxied: Trained
) -> None:
    looked(site)
    flag_id = only_flag(site, cast, FlagKind.SHARED_DEVICE)
    with pytest.raises(Invalid), Work.open(site, cast["li"], TONIGHT) as work:
        training_flags.answer_flag(work, flag_id, "  ")
    with Work.open(site, cast["li"], TONIGHT) as work:
        training_flags.answer_flag(work, flag_id, "当天教室备用手机统一扫码")
    with pytest.raises(NotAllowed), Work.open(site, cast["li"], TONIGHT) as work:
        training_flags.note_flag(work, flag_id, FlagReading.EXPLAINED, "没事")
    with Work.open(site, cast["zhou"], TONIGHT, read_only=True) as work:
        page = flag_page(work, flag_id)
        assert page.line.state is FlagState.ANSWERED
        assert [answer.words for answer in page.answers] == ["当天教室备用手机统一扫码"]
    with Work.open(site, cast["zhou"], TONIGHT) as work:
        training_flags.note_flag(work, flag_id, FlagReading.VISIT, "到校看")
    with Work.open(site, cast["li"], TONIGHT, read_only=True) as work:
        page = flag_page(work, flag_id)
    assert page.line.state is FlagState.NOTED
    assert (page.notes[0].reading, page.notes[0].words) == (FlagReading.VISIT, "到校看")
    assert page.answers


def test_a_flag_changes_nothing_in_the_records(site: Site, cast: Cast, proxied: Trained) -> None:
    with Work.open(site, cast["li"], TONIGHT, read_only=True) as work:
        before = hours_of(work, proxied.people)
    looked(site)
    with Work.open(site, cast["li"], TONIGHT, read_only=True) as work:
        assert hours_of(work, proxied.people) == before
