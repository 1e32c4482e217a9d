"""A guard unit trains the guards of one post: a foreman teaches, the guards scan, one lesson is left, one comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from exam_app.actors import Actor, Role
from exam_app.demo.employing import CLERKS, guards_of
from exam_app.demo.lessons import CLASS_HOUR, LOOKS_EVERY
from exam_app.demo.portraits import portrait, room_picture
from exam_app.demo.staff import ADMINISTRATOR, CITY_CODE
from exam_app.demo.world import World
from exam_app.lesson_codes import code_at, step_of
from exam_app.operations import accounts, attendance, courses, lessons, own_training, teaching_staff
from exam_app.operations.roll_calls import take_roll_call
from exam_app.queries.class_hours import attendees
from exam_app.queries.lessons import lesson_page
from exam_app.terms import RollCallState, SubjectArea
from exam_app.work import Work

UNIT, POST = "panshi", "hospital"
FOREMAN = 12
"""Whose turn it is on the roster: not one of those who have left."""
BEGUN = 13
"""Days before the build, when those who have left are off the roster."""
HOURS = 2
WITH_PICTURE, BY_ONE_PHONE, LEFT, TO_COME = 11, 6, 5, -2
"""Days before the build of the four lessons."""
TAUGHT = (
    (WITH_PICTURE, SubjectArea.LAW, "《条例》与盘查界限"),
    (BY_ONE_PHONE, SubjectArea.SKILLS, "医闹处置演练"),
    (LEFT, SubjectArea.KNOWLEDGE, "交接班与登记"),
    (TO_COME, SubjectArea.SKILLS, "灭火器使用"),
)
SCAN_TOGETHER = 6


def train_guards(world: World) -> None:
    """Arrange the foreman and the room, the training of the post, and its four lessons."""
    at = world.calendar.at(BEGUN, 9)
    foreman = guards_of(world, UNIT)[FOREMAN]
    world.then(at, ADMINISTRATOR.login, partial(_open_account, world, foreman.name, foreman.id_number))
    world.then(at + timedelta(minutes=5), CLERKS[UNIT], partial(_begin, world, foreman.name, foreman.id_number))


def _open_account(world: World, name: str, id_number: str, work: Work) -> None:
    account, _ = accounts.open_account(work, name=name, id_number=id_number, login="foreman")
    unit_id = world.places.guard_units[UNIT]
    accounts.grant_role(work, account, Role.TRAINER, place_id=unit_id, starts_on=work.today, ends_on=None)


def _begin(world: World, name: str, id_number: str, work: Work) -> None:
    trainer_id = teaching_staff.add_trainer(
        work, name=name, id_number=id_number, qualification="保安队长，保安师（三级）", since=work.today
    )
    room_id = teaching_staff.add_classroom(
        work, name="门卫培训室", address="青溪医院东门", places=30, opens_at=8 * 60, closes_at=18 * 60
    )
    course_id = courses.open_course(
        work, name="医院岗位在岗培训", starts_on=work.today, ends_on=world.calendar.day(-30)
    )
    own_training.enrol_guards(work, course_id, world.places.posts[POST])
    foreman = Actor(
        Role.TRAINER,
        name,
        city_id=CITY_CODE,
        person_id=world.people[name],
        guard_unit_id=world.places.guard_units[UNIT],
    )
    people = [each for each in attendees(work, course_id) if each[0] != foreman.person_id]
    for ago, area, subject in TAUGHT:
        starts_at = world.calendar.at(ago, 14)
        lesson_id = lessons.plan_lesson(
            work,
            course_id,
            classroom_id=room_id,
            trainer_id=trainer_id,
            area=area,
            subject=subject,
            starts_at=starts_at,
            ends_at=starts_at + HOURS * CLASS_HOUR,
            hours=HOURS,
        )
        if ago in (WITH_PICTURE, BY_ONE_PHONE):
            _hold(world, lesson_id, starts_at, foreman, people)
        if ago == WITH_PICTURE:
            _photograph(world, lesson_id, starts_at, foreman, [person_id for person_id, _ in people])


def _hold(
    world: World, lesson_id: UUID, starts_at: datetime, foreman: Actor, people: Sequence[tuple[UUID, str]]
) -> None:
    """Some scan at the start and at the end, in one lesson with one telephone that is passed around."""
    one_phone = starts_at == world.calendar.at(BY_ONE_PHONE, 14)
    ends_at = starts_at + HOURS * CLASS_HOUR
    for order, (person_id, name) in enumerate(people[:SCAN_TOGETHER]):
        guard = Actor(Role.GUARD, name, city_id=CITY_CODE, person_id=person_id)
        device = "one" if one_phone else str(person_id)
        for moment in (starts_at, ends_at):
            world.then(moment + timedelta(seconds=40 * order), guard, partial(_scan, lesson_id, device))
    present = dict.fromkeys([person_id for person_id, _ in people], HOURS)
    confirmed_at = ends_at + timedelta(minutes=20)
    world.then(confirmed_at, foreman, lambda work: attendance.confirm_lesson(work, lesson_id, present))


def _scan(lesson_id: UUID, device: str, work: Work) -> None:
    code = code_at(work.site.vault, lesson_id, step_of(work.now))
    attendance.prove_presence(work, lesson_id, code, device=device, address="10.30.14.1")


def _photograph(world: World, lesson_id: UUID, starts_at: datetime, foreman: Actor, people: Sequence[UUID]) -> None:
    """The foreman takes the picture when the page asks for it."""
    names = {person_id: name for name, person_id in world.people.items()}
    by_name = {guard.name: guard for guard in guards_of(world, UNIT)}
    seen = [person_id for person_id in people if names.get(person_id) in by_name]
    shown = [by_name[names[person_id]] for person_id in seen]
    picture = room_picture([portrait(guard.face, guard.sex, guard.age) for guard in shown])

    def look(work: Work) -> None:
        if lesson_page(work, lesson_id).call.state is RollCallState.ASKED:
            take_roll_call(work, lesson_id, picture, seen)

    for turn in range(1, int(HOURS * CLASS_HOUR / LOOKS_EVERY)):
        world.then(starts_at + turn * LOOKS_EVERY, foreman, look)
