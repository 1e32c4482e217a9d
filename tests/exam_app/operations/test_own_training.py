"""A guard unit's own lessons: held with the same proofs, counted for the post, asked about and seen by the county."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from exam_app.actors import Actor, the_system
from exam_app.errors import Invalid, NotFound
from exam_app.models import Course, Lesson, TrainingRecord
from exam_app.operations import attendance, late_entries, own_training, teaching_staff, training_plans
from exam_app.operations.roll_calls import take_roll_call
from exam_app.operations.training_flags import answer_flag, look_through
from exam_app.plausibility import FlagKind
from exam_app.queries.lessons import LessonState, lesson_page, lessons_of_course, my_attendance
from exam_app.queries.roll_calls import roll_calls
from exam_app.queries.training_draws import lessons_to_come, people_trained
from exam_app.queries.training_flags import flags
from exam_app.queries.training_gaps import AsOf, unit_training
from exam_app.queries.unit_rosters import Shown, roster_of_unit
from exam_app.terms import ProofKind, SubjectArea
from exam_app.work import Site, Work
from tests.builders.employment import guards
from tests.builders.lessons import BEGAN, a_lesson, confirmed, scanned
from tests.builders.own_training import OwnTraining, own_lesson, own_training_of
from tests.builders.people import newcomers
from tests.builders.registrations import enrol
from tests.builders.training import FIRST_DAY, a_course
from tests.cast import CITY, NOON, Cast, id_number
from tests.exam_app.operations.test_roll_calls import a_picture

LAW, KNOWLEDGE, SKILLS = SubjectArea


def held(site: Site, cast: Cast, own: OwnTraining, area: SubjectArea = LAW, hours: int = 2, ago: int = 0) -> UUID:
    """A lesson that its trainer confirmed for everybody at its end."""
    begins = BEGAN - timedelta(hours=ago)
    lesson_id = own_lesson(site, cast, own, area=area, hours=hours, starts_at=begins)
    with Work.open(site, own.trainer, begins + hours * timedelta(minutes=45)) as work:
        attendance.confirm_lesson(work, lesson_id, dict.fromkeys(own.people, hours))
    return lesson_id


def test_a_lesson_of_the_unit_has_every_proof_and_the_guards_scan_it_with_their_phones(site: Site, cast: Cast) -> None:
    own = own_training_of(site, cast)
    lesson_id = own_lesson(site, cast, own)
    scanned(site, own.wang, lesson_id, BEGAN)
    with Work.open(site, own.trainer, NOON, read_only=True) as work:
        asked = work.get(Lesson, lesson_id).roll_call_at
    with Work.open(site, own.trainer, asked) as work:
        assert take_roll_call(work, lesson_id, a_picture((800, 600)), own.people[:1]) == 1
    ends = BEGAN + timedelta(minutes=90)
    scanned(site, own.wang, lesson_id, ends)
    with Work.open(site, own.trainer, ends) as work:
        attendance.confirm_lesson(work, lesson_id, dict.fromkeys(own.people, 2))
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        page = lesson_page(work, lesson_id)
    assert page.line.state is LessonState.CONFIRMED
    by_person = {person.id: person for person in page.people}
    assert set(by_person[own.people[0]].moments) == set(ProofKind)
    assert set(by_person[own.people[1]].moments) == {ProofKind.TRAINER}
    with Work.open(site, own.wang, NOON, read_only=True) as work:
        assert my_attendance(work).sums == {LAW: 2, KNOWLEDGE: 0, SKILLS: 0}


def test_its_hours_cover_the_plan_of_the_post_kind_by_kind_and_stand_on_the_roster(site: Site, cast: Cast) -> None:
    own = own_training_of(site, cast, 1)
    with Work.open(site, cast["ye"], NOON) as work:
        training_plans.plan_training(work, cast.post, hours={LAW: 2, SKILLS: 2}, starts_on=FIRST_DAY)
    held(site, cast, own, LAW, 2)
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        (guard,) = unit_training(work, cast.panshi, AsOf(work.today, work.now)).people.rows
    assert guard.lacking == {SKILLS: 2}
    held(site, cast, own, SKILLS, 2, ago=4)
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        lines = roster_of_unit(work, Shown()).people.rows
    (training,) = [line.training for line in lines if line.person_id == own.people[0]]
    assert training is not None and not training.lacking


def test_hours_of_a_training_unit_and_of_the_own_unit_share_the_ceiling_of_a_day(site: Site, cast: Cast) -> None:
    own = own_training_of(site, cast, 1)
    course_id = a_course(site, cast)
    with Work.open(site, cast["li"], NOON) as work:
        enrol(work, course_id, own.people[0])
    confirmed(site, cast, a_lesson(site, cast, course_id, hours=5), own.people)
    with pytest.raises(Invalid, match="has 5 class hours of theory recorded that day"):
        held(site, cast, own, LAW, 2, ago=3)


def test_what_was_not_confirmed_in_time_is_entered_late_by_two_people(site: Site, cast: Cast) -> None:
    own = own_training_of(site, cast, 1)
    lesson_id = own_lesson(site, cast, own)
    later = NOON + timedelta(days=2)
    with Work.open(site, cast["ye"], later) as work:
        entry_id = late_entries.enter_late(work, lesson_id, {own.people[0]: 2}, "队长外出")
    with Work.open(site, own.trainer, later) as work:
        assert late_entries.sign_late_entry(work, entry_id) == 1
    with Work.open(site, cast["ye"], later, read_only=True) as work:
        assert work.all(select(TrainingRecord.hours)) == [2]


def test_whoever_came_to_the_post_since_is_enrolled_and_nobody_twice(site: Site, cast: Cast) -> None:
    own = own_training_of(site, cast, 2)
    new = guards(site, cast, 1, born="19900909")
    for expected in (2, 0):  # the newcomer and the foreman stand at no post
        with Work.open(site, cast["ye"], NOON) as work:
            assert own_training.enrol_guards(work, own.course_id) == expected
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        assert lessons_of_course(work, own.course_id).people == len(own.people) + len(new) + 1


def test_only_people_of_the_own_roster_teach(site: Site, cast: Cast) -> None:
    newcomers(site, cast, 1, born="19930303")
    with pytest.raises(Invalid, match="on your roster") as refused, Work.open(site, cast["ye"], NOON) as work:
        teaching_staff.add_trainer(
            work, name="王建国", id_number=id_number("19930303", 1), qualification="", since=FIRST_DAY
        )
    assert set(refused.value.fields) == {"id_number"}


def test_whoever_teaches_a_lesson_gets_none_of_its_hours(site: Site, cast: Cast) -> None:
    own = own_training_of(site, cast, 1)
    with Work.open(site, cast["ye"], NOON) as work:
        own_training.enrol_guards(work, own.course_id)
    lesson_id = own_lesson(site, cast, own)
    with pytest.raises(Invalid, match="gets none of its hours"), Work.open(site, own.trainer, NOON) as work:
        attendance.confirm_lesson(work, lesson_id, {work.found(own.trainer.person_id): 2})


def test_another_unit_of_either_kind_finds_nothing_of_it(site: Site, cast: Cast) -> None:
    own = own_training_of(site, cast, 1)
    lesson_id = held(site, cast, own)
    a_course(site, cast)  # of the training unit
    for who in ("jiang", "li", "feng"):
        with Work.open(site, cast[who], NOON, read_only=True) as work, pytest.raises(NotFound):
            work.get(Lesson, lesson_id)
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        assert work.all(select(Course.id)) == [own.course_id]
    with Work.open(site, cast["jiang"], NOON) as work, pytest.raises(NotFound):
        own_training.enrol_guards(work, own.course_id)


def test_the_county_draws_its_lessons_and_people_and_reads_its_roll_calls(site: Site, cast: Cast) -> None:
    own = own_training_of(site, cast, 1)
    held(site, cast, own)
    to_come = own_lesson(site, cast, own, starts_at=NOON + timedelta(days=1), now=NOON)
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        assert lessons_to_come(work, timedelta(days=7)) == [to_come]
        assert people_trained(work, timedelta(days=30)) == own.people
        assert [line.unit for line in roll_calls(work).rows] == ["磐石保安服务有限公司"]


def test_one_phone_for_a_whole_shift_becomes_a_question_that_the_unit_answers(site: Site, cast: Cast) -> None:
    own = own_training_of(site, cast, 6)
    lesson_id = own_lesson(site, cast, own)
    for order, person_id in enumerate(own.people):
        guard = Actor(own.wang.role, "保安员", city_id=CITY, person_id=person_id)
        scanned(site, guard, lesson_id, BEGAN + timedelta(seconds=20 * order), device="one")
    with Work.open(site, own.trainer, BEGAN + timedelta(minutes=90)) as work:
        attendance.confirm_lesson(work, lesson_id, dict.fromkeys(own.people, 2))
    with Work.open(site, the_system(CITY), NOON) as work:
        look_through(work, work.today)
    seen = {}
    for who in ("ye", "jiang", "li", "zhou"):
        with Work.open(site, cast[who], NOON, read_only=True) as work:
            seen[who] = [line for line in flags(work).listing.rows if line.kind is FlagKind.SHARED_DEVICE]
    assert [len(seen[who]) for who in ("ye", "jiang", "li", "zhou")] == [1, 0, 0, 1]
    with Work.open(site, cast["ye"], NOON) as work:
        answer_flag(work, seen["ye"][0].id, "班组合用一部手机，队长逐一点名。")


def test_a_course_belongs_to_exactly_one_unit(site: Site, cast: Cast) -> None:
    with pytest.raises(IntegrityError), Work.open(site, the_system(CITY), NOON) as work:
        work.add(
            Course(
                city_id=CITY,
                id=work.new_id(),
                training_unit_id=cast.anwei,
                guard_unit_id=cast.panshi,
                name="x",
                starts_on=work.today,
                ends_on=work.today,
                created_at=NOON,
            )
        )
