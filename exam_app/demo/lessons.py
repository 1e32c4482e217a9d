"""Lessons of the demo world: planned for the whole class, confirmed every evening, scanned by those in class now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from exam_app.actors import GATE, the_system
from exam_app.demo.classes import Class
from exam_app.demo.guards import Guard
from exam_app.demo.learners import Learner, sign_in
from exam_app.demo.plan import CLASSES
from exam_app.demo.portraits import portrait, room_picture
from exam_app.demo.setting_up import SET_UP, staff_number
from exam_app.demo.staff import CITY_CODE, CLASSROOMS, STAFF, TRAINERS, TRAINING_UNITS
from exam_app.demo.world import World
from exam_app.lesson_codes import code_at, step_of
from exam_app.operations import attendance, late_entries, lessons, study_cards, teaching_staff
from exam_app.operations.roll_calls import take_roll_call
from exam_app.operations.training_draws import draw_lots, note_result
from exam_app.operations.training_flags import answer_flag, look_through_when_due, note_flag
from exam_app.queries.lessons import lesson_page
from exam_app.queries.study_cards import course_cards
from exam_app.queries.training_draws import draw_page
from exam_app.queries.training_flags import FlagState, flags
from exam_app.terms import DrawnOutcome, DrawPurpose, FlagReading, RollCallState, SubjectArea
from exam_app.work import Work

SATURDAY = 5
SHARE_ABSENT = 0.03
SUBJECTS = (
    (SubjectArea.LAW, "法律基础知识", "安全防范技能"),
    (SubjectArea.KNOWLEDGE, "保安员职业道德与行为规范", "队列与礼节"),
    (SubjectArea.LAW, "《保安服务管理条例》", "门卫勤务"),
    (SubjectArea.LAW, "治安管理与刑法常识", "巡逻勤务"),
    (SubjectArea.KNOWLEDGE, "消防安全与初起火灾扑救", "灭火器材使用"),
    (SubjectArea.KNOWLEDGE, "应急处置与现场保护", "突发事件演练"),
    (SubjectArea.KNOWLEDGE, "安全技术防范系统", "监控值守"),
    (SubjectArea.KNOWLEDGE, "急救常识", "心肺复苏"),
)
"""What a day's theory counts as, its subject, and the skills of the same day; then they begin again."""
THEORY_HOURS, SKILL_HOURS = 4, 2
CLASS_HOUR = timedelta(minutes=45)
IN_CLASS = CLASSES[-1]
"""The class that is in the middle of its lessons at the moment of the build."""
CARDS_ISSUED = 2
"""Days before the build on which its people get study cards, to scan with."""
FORGOTTEN = 1
"""The day of that class, counted from 0, whose skills nobody confirmed: entered late, and waiting for a signature."""
UNNOTICED = 2
"""The day whose skills nobody confirmed and nobody has entered yet."""
LOOKS_EVERY = timedelta(minutes=8)
"""How often a trainer looks at the page of the lesson while it lasts: a roll call is in time for ten minutes."""
LATE_REASON = "带教教员次日外出集训，未及时确认；有学员签字的纸质签到表存档"
ANSWER = "本期开班时尚未启用扫码签到，出勤由教员逐一点名，签到表存档备查。"
NOTE = "答复可信，下次到校检查时抽看纸质签到表。"


@dataclass(frozen=True)
class Taught:
    """One lesson of the plan: days before the build, time of day, whose it is."""

    ago: int
    hour: int
    minute: int
    area: SubjectArea
    subject: str
    hours: int
    trainer: str
    room: int


def enter_staff(world: World) -> None:
    """Each unit's clerk enters who teaches there and where."""
    clerks = {plan.unit: plan.clerk for plan in CLASSES}
    names = {member.login: (member.name, staff_number(order)) for order, member in enumerate(STAFF, start=1)}
    for unit in TRAINING_UNITS:
        at = world.calendar.at(world.calendar.working_day(SET_UP - 8), 9)
        world.then(at, clerks[unit], partial(_enter, world, unit, names))


def _enter(world: World, unit: str, names: dict[str, tuple[str, str]], work: Work) -> None:
    for login in dict.fromkeys(TRAINERS[unit]):
        name, number = names[login]
        world.places.trainers[unit, login] = teaching_staff.add_trainer(
            work, name=name, id_number=number, qualification="保安师（三级）", since=work.today
        )
    room, ground = (
        teaching_staff.add_classroom(work, name=name, address=address, places=60, opens_at=8 * 60, closes_at=18 * 60)
        for name, address in CLASSROOMS[unit]
    )
    world.places.classrooms[unit] = room, ground


def teach(world: World, each: Class, planned_at: datetime) -> None:
    """Arrange the lessons of one class: all planned at once, each confirmed by its trainer in the evening."""
    taught = _timetable(world, each)
    ids: dict[Taught, UUID] = {}
    world.then(planned_at, each.plan.clerk, partial(_plan, world, each, taught, ids))
    left = _left_unconfirmed(world, each, taught, ids) if each.plan is IN_CLASS else ()
    for lesson in taught:
        evening = world.calendar.at(lesson.ago, 17, 20)
        if evening > world.calendar.built_at:
            continue
        if lesson in left:
            continue
        present = _present(world, each)
        world.then(evening, lesson.trainer, partial(_confirm, world, ids, lesson, present))
    if each.plan is IN_CLASS:
        _call_the_rolls(world, each, [lesson for lesson in taught if lesson not in left], ids)
        _scan(world, each, taught, ids)


def _left_unconfirmed(world: World, each: Class, taught: Sequence[Taught], ids: dict[Taught, UUID]) -> Sequence[Taught]:
    """Skills of two days that nobody confirms; one of them is entered late, two days afterwards."""
    skills = [lesson for lesson in taught if lesson.area is SubjectArea.SKILLS]
    forgotten, unnoticed = skills[FORGOTTEN], skills[UNNOTICED]
    at = world.calendar.at(forgotten.ago, 17, 20) + timedelta(days=2)
    if at <= world.calendar.built_at:
        world.then(at, each.plan.clerk, partial(_enter_late, world, each, forgotten, ids))
    return forgotten, unnoticed


def look_through_all(world: World) -> None:
    """Last night's look, the answers of one clerk, what the county made of the first, and the lots it drew."""
    at = world.calendar.at(0, 0, 10)
    world.then(at, the_system(CITY_CODE), look_through_when_due)
    acts = ((1, "li", _answer_first), (2, "zhou", _note_first), (3, "zhou", _draw_lots))
    for hour, who, act in acts:
        world.then(min(at + timedelta(hours=hour), world.calendar.built_at), who, act)


def _answer_first(work: Work) -> None:
    """Two of the questions are answered; the rest is left for today."""
    for line in flags(work).listing.rows[:2]:
        answer_flag(work, line.id, ANSWER)


def _note_first(work: Work) -> None:
    answered = [line for line in flags(work).listing.rows if line.state is FlagState.ANSWERED]
    note_flag(work, answered[0].id, FlagReading.VISIT, NOTE)


def _draw_lots(work: Work) -> None:
    """Five lessons to visit; of five people to call back one is reached."""
    draw_lots(work, DrawPurpose.VISIT, 5)
    lots = draw_page(work, draw_lots(work, DrawPurpose.CALL_BACK, 5)).lots
    note_result(work, lots[0].id, DrawnOutcome.AS_RECORDED, "")


def _timetable(world: World, each: Class) -> list[Taught]:
    """Odd classes have theory in the morning and even ones in the afternoon, so that two can run at once."""
    theory_by, skills_by = TRAINERS[each.plan.unit]
    days = [
        ago
        for ago in range(each.plan.first_day, each.plan.last_day - 1, -1)
        if world.calendar.day(ago).weekday() < SATURDAY
    ]
    morning = each.plan.number % 2 == 1
    taught = []
    for order, ago in enumerate(days):
        area, theory, skills = SUBJECTS[order % len(SUBJECTS)]
        taught.append(Taught(ago, 8 if morning else 14, 30, area, theory, THEORY_HOURS, theory_by, 0))
        taught.append(Taught(ago, 14 if morning else 9, 0, SubjectArea.SKILLS, skills, SKILL_HOURS, skills_by, 1))
    return taught


def _plan(world: World, each: Class, taught: Sequence[Taught], ids: dict[Taught, UUID], work: Work) -> None:
    for lesson in taught:
        starts_at = world.calendar.at(lesson.ago, lesson.hour, lesson.minute)
        ids[lesson] = lessons.plan_lesson(
            work,
            each.course_id,
            classroom_id=world.places.classrooms[each.plan.unit][lesson.room],
            trainer_id=world.places.trainers[each.plan.unit, lesson.trainer],
            area=lesson.area,
            subject=lesson.subject,
            starts_at=starts_at,
            ends_at=starts_at + lesson.hours * CLASS_HOUR,
            hours=lesson.hours,
        )


def _present(world: World, each: Class) -> list[Guard]:
    return [guard for guard in each.guards if world.chance.random() >= SHARE_ABSENT]


def _confirm(world: World, ids: dict[Taught, UUID], lesson: Taught, present: list[Guard], work: Work) -> None:
    attendance.confirm_lesson(work, ids[lesson], dict.fromkeys(world.person_ids(present), lesson.hours))


def _enter_late(world: World, each: Class, lesson: Taught, ids: dict[Taught, UUID], work: Work) -> None:
    late_entries.enter_late(work, ids[lesson], dict.fromkeys(world.person_ids(each.guards), lesson.hours), LATE_REASON)


# -- codes scanned ----------------------------------------------------------------------------------------------------


def _scan(world: World, each: Class, taught: Sequence[Taught], ids: dict[Taught, UUID]) -> None:
    """Since they have cards, the people of the class that runs scan the code at the start and at the end."""
    issued = world.calendar.at(world.calendar.working_day(CARDS_ISSUED), 8)
    learners = [Learner.of(guard) for guard in each.guards]
    world.then(issued, each.plan.clerk, partial(_issue, world, each, learners))
    for lesson in taught:
        starts_at = world.calendar.at(lesson.ago, lesson.hour, lesson.minute)
        ends_at = starts_at + lesson.hours * CLASS_HOUR
        for moment, around in ((starts_at, -6), (ends_at, -4)):
            for order, learner in enumerate(learners):
                at = moment + timedelta(minutes=around, seconds=17 * order)
                if issued < at <= world.calendar.built_at:
                    _scan_at(world, ids, lesson, learner, at)


def _call_the_rolls(world: World, each: Class, taught: Sequence[Taught], ids: dict[Taught, UUID]) -> None:
    """Each trainer takes the picture when the page asks for it; the last row of seats is not in it."""
    seen = each.guards[: -len(each.guards) // 6]
    picture = room_picture([portrait(guard.face, guard.sex, guard.age) for guard in seen])

    def look(lesson: Taught, work: Work) -> None:
        if lesson_page(work, ids[lesson]).call.state is RollCallState.ASKED:
            take_roll_call(work, ids[lesson], picture, world.person_ids(seen))

    for lesson in taught:
        starts_at = world.calendar.at(lesson.ago, lesson.hour, lesson.minute)
        looks = int(lesson.hours * CLASS_HOUR / LOOKS_EVERY)
        for at in (starts_at + n * LOOKS_EVERY for n in range(1, looks)):
            if at <= world.calendar.built_at:
                world.then(at, lesson.trainer, partial(look, lesson))


def _issue(world: World, each: Class, learners: Sequence[Learner], work: Work) -> None:
    study_cards.issue_study_cards(work, each.course_id, world.person_ids(learner.guard for learner in learners))
    numbers = {line.person_id: line.number for line in course_cards(work, each.course_id).issued}
    for learner in learners:
        learner.card = numbers[world.people[learner.guard.name]] or ""


def _scan_at(world: World, ids: dict[Taught, UUID], lesson: Taught, learner: Learner, at: datetime) -> None:
    def scan(work: Work) -> None:
        code = code_at(work.site.vault, ids[lesson], step_of(work.now))
        attendance.prove_presence(work, ids[lesson], code, device=learner.card, address="10.30.12.1")

    world.then(at - timedelta(seconds=9), GATE, lambda work: sign_in(work, learner))
    # The actor is known only once the sign-in has happened, so the scan is arranged by it.
    world.then(at, GATE, lambda work: world.then(at, learner.actor, scan))
