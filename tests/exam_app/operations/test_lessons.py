"""A class hour follows from a lesson that its trainer confirmed, or that two people entered late; nothing else."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly, TooLate
from exam_app.lesson_codes import STEP
from exam_app.models import AttendanceProof, Lesson, TrainingRecord
from exam_app.operations import attendance, courses, late_entries, lessons, teaching_staff
from exam_app.queries.lessons import LessonState, lesson_page, lessons_of_course, my_attendance, my_lessons
from exam_app.terms import OutlineLevel, ProofKind, SubjectArea
from exam_app.work import Site, Work
from tests.builders.lessons import (
    BEGAN,
    a_guard,
    a_lesson,
    a_school,
    confirmed,
    entered_late,
    scanned,
)
from tests.builders.training import FIRST_DAY, LAST_DAY, trained
from tests.cast import NOON, Cast

LATE = NOON + timedelta(days=2)
BEFORE = BEGAN - timedelta(days=40)
"""Before the course."""


def state_of(site: Site, cast: Cast, lesson_id: UUID, now=NOON) -> LessonState:
    with Work.open(site, cast["li"], now, read_only=True) as work:
        return lesson_page(work, lesson_id).line.state


def hours_in_all(site: Site, cast: Cast) -> int:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return work.count(select(func.coalesce(func.sum(TrainingRecord.hours), 0)))


# -- planning -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("hours", {"hours": 7}),
        ("hours", {"hours": 0}),
        ("hours", {"hours": 4, "area": SubjectArea.SKILLS}),
        ("hours", {"hours": 3, "ends_at": BEGAN + timedelta(minutes=134)}),
        ("ends", {"ends_at": BEGAN}),
        ("ends", {"ends_at": BEGAN + timedelta(hours=13)}),
        (
            "held_on",
            {"starts_at": BEGAN - timedelta(days=40), "ends_at": BEGAN - timedelta(days=40) + timedelta(hours=5)},
        ),
        ("subject", {"subject": "  "}),
    ],
)
def test_an_impossible_lesson_is_refused_at_its_field(
    site: Site, cast: Cast, sqlite_only: None, field: str, given: dict[str, object]
) -> None:
    course, school = trained(site, cast, 1), a_school(site, cast)
    lesson = {
        "classroom_id": school.room_id,
        "trainer_id": school.trainer_id,
        "area": SubjectArea.LAW,
        "subject": "《条例》",
        "starts_at": BEGAN,
        "ends_at": BEGAN + timedelta(hours=5),
        "hours": 6,
    }
    with pytest.raises(Invalid) as refused, Work.open(site, cast["li"], NOON) as work:
        lessons.plan_lesson(work, course.course_id, **{**lesson, **given})
    assert list(refused.value.fields) == [field]


def test_planned_and_held_class_hours_are_counted_by_area(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    confirmed(site, cast, a_lesson(site, cast, course.course_id), course.people)
    cancelled = a_lesson(site, cast, course.course_id, starts_at=BEGAN + timedelta(days=1))
    a_lesson(
        site, cast, course.course_id, starts_at=BEGAN + timedelta(days=2), area=SubjectArea.SKILLS, hours=3, now=BEGAN
    )
    with Work.open(site, cast["li"], BEGAN) as work:
        lessons.cancel_lesson(work, cancelled, "停电")
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        seen = lessons_of_course(work, course.course_id)
    assert seen.planned == {SubjectArea.LAW: 6, SubjectArea.KNOWLEDGE: 0, SubjectArea.SKILLS: 3}
    assert seen.held == {SubjectArea.LAW: 6, SubjectArea.KNOWLEDGE: 0, SubjectArea.SKILLS: 0}


def test_a_course_of_a_level_shows_what_the_outline_asks_of_it(site: Site, cast: Cast, sqlite_only: None) -> None:
    with Work.open(site, cast["li"], NOON) as work:
        level = OutlineLevel.JUNIOR
        course_id = courses.open_course(work, name="五级班", starts_on=FIRST_DAY, ends_on=LAST_DAY, level=level)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        asked = lessons_of_course(work, course_id).outline
    assert asked is not None and (asked.letter, asked.class_hours) == ("E", 284)


def test_nobody_teaches_two_lessons_at_once_and_no_room_holds_two(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    first = a_lesson(site, cast, course.course_id, hours=2)
    with pytest.raises(Invalid) as refused:
        a_lesson(site, cast, course.course_id, hours=2, starts_at=BEGAN + timedelta(minutes=89))
    assert list(refused.value.fields) == ["trainer"]
    a_lesson(site, cast, course.course_id, hours=2, starts_at=BEGAN + timedelta(minutes=90))
    with Work.open(site, cast["li"], NOON) as work:
        lessons.cancel_lesson(work, first, "停电")
    a_lesson(site, cast, course.course_id, hours=2)


def test_a_trainer_who_left_cannot_be_planned_and_what_was_taught_stays(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    lesson = a_lesson(site, cast, course.course_id)
    confirmed(site, cast, lesson, course.people)
    school = a_school(site, cast)
    with Work.open(site, cast["li"], NOON) as work:
        teaching_staff.end_trainer(work, school.trainer_id, work.today)
    with pytest.raises(Conflict, match="left on"), Work.open(site, cast["li"], NOON) as work:
        teaching_staff.end_trainer(work, school.trainer_id, work.today)
    with pytest.raises(Invalid), Work.open(site, cast["li"], NOON) as work:
        lessons.plan_lesson(
            work,
            course.course_id,
            classroom_id=school.room_id,
            trainer_id=school.trainer_id,
            area=SubjectArea.LAW,
            subject="x",
            starts_at=NOON + timedelta(days=1),
            ends_at=NOON + timedelta(days=1, hours=1),
            hours=1,
        )
    assert hours_in_all(site, cast) == 6


def test_what_was_planned_cannot_be_changed_by_the_database_either(site: Site, cast: Cast) -> None:
    lesson_id = a_lesson(site, cast, trained(site, cast, 1).course_id)
    with pytest.raises(Exception, match="append only"), Work.open(site, cast["li"], NOON) as work:
        work.get(Lesson, lesson_id).hours = 2
        work.session.flush()


# -- codes ----------------------------------------------------------------------------------------------------------


def test_a_scan_proves_arrival_and_one_at_the_end_proves_staying(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    lesson = a_lesson(site, cast, course.course_id)
    guard = a_guard(site, cast, course.course_id, course.people[0])
    ends = BEGAN + timedelta(minutes=270)
    arrived = scanned(site, guard, lesson, BEGAN - timedelta(minutes=5))
    assert (arrived.kind, arrived.at) == (ProofKind.ARRIVED, BEGAN - timedelta(minutes=5))
    assert scanned(site, guard, lesson, BEGAN + timedelta(hours=1)) == arrived
    assert scanned(site, guard, lesson, ends - timedelta(minutes=10)).kind is ProofKind.LEFT
    with Work.open(site, guard, NOON, read_only=True) as work:
        mine = my_attendance(work)
    assert set(mine.coming[0].moments if mine.coming else mine.held[0].moments) == {ProofKind.ARRIVED, ProofKind.LEFT}
    assert hours_in_all(site, cast) == 0


def test_a_picture_of_the_code_sent_to_somebody_outside_comes_too_late(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    lesson = a_lesson(site, cast, course.course_id)
    guard = a_guard(site, cast, course.course_id, course.people[0])
    begins = BEGAN.replace(second=0)
    assert scanned(site, guard, lesson, begins + 2 * STEP - timedelta(seconds=1), shown_at=begins).at > begins
    other = a_lesson(site, cast, course.course_id, hours=1, starts_at=BEGAN + timedelta(hours=6))
    later = begins + timedelta(hours=6)
    with pytest.raises(TooLate, match="older than 40 seconds"):
        scanned(site, guard, other, later + 2 * STEP, shown_at=later)
    with pytest.raises(TooLate), Work.open(site, guard, later) as work:
        attendance.prove_presence(work, other, "AAAAAAAA", device="x", address="10.0.0.1")


@pytest.mark.parametrize(("minutes", "refusal"), [(-31, TooEarly), (270 + 31, TooLate)])
def test_a_code_is_taken_around_its_lesson_only(
    site: Site, cast: Cast, sqlite_only: None, minutes: int, refusal: type[Exception]
) -> None:
    course = trained(site, cast, 1)
    lesson = a_lesson(site, cast, course.course_id)
    guard = a_guard(site, cast, course.course_id, course.people[0])
    with pytest.raises(refusal):
        scanned(site, guard, lesson, BEGAN + timedelta(minutes=minutes))


def test_whoever_is_not_enrolled_scans_a_lesson_that_does_not_exist(site: Site, cast: Cast) -> None:
    ours, theirs = trained(site, cast, 1), trained(site, cast, 1, clerk="gao", first=5)
    lesson = a_lesson(site, cast, ours.course_id)
    stranger = a_guard(site, cast, theirs.course_id, theirs.people[0], "gao")
    with pytest.raises(NotFound):
        scanned(site, stranger, lesson, BEGAN)


def test_one_phone_for_many_is_recognisable_and_says_nothing_else(site: Site, cast: Cast, sqlite_only: None) -> None:
    course = trained(site, cast, 2)
    lesson = a_lesson(site, cast, course.course_id)
    for person_id in course.people:
        scanned(site, a_guard(site, cast, course.course_id, person_id), lesson, BEGAN, device="one phone")
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        devices = work.all(select(AttendanceProof.device))
    assert len(devices) == 2
    assert len(set(devices)) == 1
    assert b"phone" not in devices[0]


# -- the trainer's word ---------------------------------------------------------------------------------------------


def test_hours_follow_from_the_trainers_word_and_show_what_stands_behind_them(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 3)
    lesson = a_lesson(site, cast, course.course_id)
    scanned(site, a_guard(site, cast, course.course_id, course.people[0]), lesson, BEGAN)
    with Work.open(site, cast["feng"], NOON) as work:
        assert (
            attendance.confirm_lesson(work, lesson, {course.people[0]: 6, course.people[1]: 4, course.people[2]: 0})
            == 2
        )
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        page = lesson_page(work, lesson)
    assert page.line.state is LessonState.CONFIRMED
    found = {each.id: (each.hours, set(each.moments)) for each in page.people}
    assert found == {
        course.people[0]: (6, {ProofKind.ARRIVED, ProofKind.TRAINER}),
        course.people[1]: (4, {ProofKind.TRAINER}),
        course.people[2]: (None, set()),
    }


def test_a_lesson_is_confirmed_once_by_its_own_trainer_and_not_before_its_end(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    lesson = a_lesson(site, cast, course.course_id)
    with pytest.raises(TooEarly):
        confirmed(site, cast, lesson, course.people, now=BEGAN + timedelta(minutes=259))
    with pytest.raises(NotFound), Work.open(site, cast["hao"], NOON) as work:
        attendance.confirm_lesson(work, lesson, {})
    with pytest.raises(NotAllowed), Work.open(site, cast["li"], NOON) as work:
        attendance.confirm_lesson(work, lesson, dict.fromkeys(course.people, 6))
    assert confirmed(site, cast, lesson, course.people, now=BEGAN + timedelta(minutes=260)) == 1
    with pytest.raises(Conflict, match="confirmed already"):
        confirmed(site, cast, lesson, course.people)
    with pytest.raises(Conflict), Work.open(site, cast["li"], NOON) as work:
        lessons.cancel_lesson(work, lesson, "停课")
    assert hours_in_all(site, cast) == 6


@pytest.mark.parametrize("hours", [7, -1])
def test_nobody_attends_more_than_the_lesson_had(site: Site, cast: Cast, sqlite_only: None, hours: int) -> None:
    course = trained(site, cast, 1)
    lesson = a_lesson(site, cast, course.course_id)
    with pytest.raises(Invalid), Work.open(site, cast["feng"], NOON) as work:
        attendance.confirm_lesson(work, lesson, dict.fromkeys(course.people, hours))
    assert hours_in_all(site, cast) == 0


def test_people_of_another_course_cannot_be_confirmed_in_this_one(site: Site, cast: Cast) -> None:
    course, other = trained(site, cast, 1), trained(site, cast, 1, name="第7期", first=8)
    lesson = a_lesson(site, cast, course.course_id)
    with pytest.raises(Invalid, match="does not attend"):
        confirmed(site, cast, lesson, other.people)


# -- entered late ---------------------------------------------------------------------------------------------------


def test_late_hours_count_only_when_a_second_person_has_signed(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    lesson = a_lesson(site, cast, course.course_id)
    with pytest.raises(TooLate, match="More than a day"):
        confirmed(site, cast, lesson, course.people, now=LATE)
    assert state_of(site, cast, lesson, LATE) is LessonState.UNCONFIRMED
    entry = entered_late(site, cast, lesson, course.people[:1])
    assert hours_in_all(site, cast) == 0
    assert state_of(site, cast, lesson, LATE) is LessonState.TO_SIGN
    with pytest.raises(NotAllowed, match="yourself"), Work.open(site, cast["li"], LATE) as work:
        late_entries.sign_late_entry(work, entry)
    with pytest.raises(NotFound), Work.open(site, cast["hao"], LATE) as work:
        late_entries.sign_late_entry(work, entry)
    with Work.open(site, cast["feng"], LATE) as work:
        assert late_entries.sign_late_entry(work, entry) == 1
    assert hours_in_all(site, cast) == 6
    assert state_of(site, cast, lesson, LATE) is LessonState.ENTERED_LATE
    with pytest.raises(Conflict), Work.open(site, cast["feng"], LATE) as work:
        late_entries.decline_late_entry(work, entry)


def test_a_declined_late_entry_counts_nothing_and_can_be_entered_anew(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    lesson = a_lesson(site, cast, course.course_id)
    entry = entered_late(site, cast, lesson, course.people)
    with pytest.raises(Conflict, match="entered already"):
        entered_late(site, cast, lesson, course.people)
    with Work.open(site, cast["feng"], LATE) as work:
        late_entries.decline_late_entry(work, entry)
    assert state_of(site, cast, lesson, LATE) is LessonState.UNCONFIRMED
    assert hours_in_all(site, cast) == 0
    entered_late(site, cast, lesson, course.people, hours=4)


def test_nothing_is_entered_late_while_the_trainer_can_confirm_or_without_people(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    lesson = a_lesson(site, cast, course.course_id)
    with pytest.raises(TooEarly), Work.open(site, cast["li"], NOON) as work:
        late_entries.enter_late(work, lesson, dict.fromkeys(course.people, 6), "忘了")
    for people, hours in (([], 6), (course.people, 7)):
        with pytest.raises(Invalid):
            entered_late(site, cast, lesson, people, hours)


def test_a_lesson_entered_after_it_was_held_says_so_for_ever(site: Site, cast: Cast, sqlite_only: None) -> None:
    course = trained(site, cast, 1)
    lesson_id = a_lesson(site, cast, course.course_id, now=LATE)
    with Work.open(site, cast["li"], LATE, read_only=True) as work:
        lesson = work.get(Lesson, lesson_id)
    assert lesson.planned_at == LATE > lesson.ends_at


# -- who sees what --------------------------------------------------------------------------------------------------


def test_a_trainer_sees_the_own_lessons_and_a_stranger_none(site: Site, cast: Cast) -> None:
    lesson = a_lesson(site, cast, trained(site, cast, 1).course_id)
    for who, seen in (("feng", [lesson]), ("hao", [])):
        with Work.open(site, cast[who], NOON, read_only=True) as work:
            assert [line.id for line in my_lessons(work)] == seen
    for who in ("hao", "gao", "shi"):
        with pytest.raises(NotFound), Work.open(site, cast[who], NOON, read_only=True) as work:
            lesson_page(work, lesson)


def test_a_trainer_is_entered_once_and_rooms_have_one_name_each(site: Site, cast: Cast, sqlite_only: None) -> None:
    assert a_school(site, cast).trainer_id == a_school(site, cast).trainer_id
    for field, given in (
        ("name", {}),
        ("address", {"name": "新", "address": ""}),
        ("places", {"name": "新", "places": 0}),
        ("closes", {"name": "新", "opens_at": 600, "closes_at": 600}),
    ):
        room = {"name": "201教室", "address": "x", "places": 5, "opens_at": 0, "closes_at": 60, **given}
        with pytest.raises(Invalid) as refused, Work.open(site, cast["li"], NOON) as work:
            teaching_staff.add_classroom(work, **room)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid) as refused, Work.open(site, cast["li"], NOON) as work:
        teaching_staff.add_trainer(work, name="王", id_number="330301", qualification="", since=FIRST_DAY)
    assert list(refused.value.fields) == ["id_number"]
