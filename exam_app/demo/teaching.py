"""Second chapter: classes opened, rosters confirmed, photos given, lessons taught."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from xlsxwriter import Workbook

from exam_app.demo.classes import Class
from exam_app.demo.guards import invent_guards
from exam_app.demo.lessons import enter_staff, teach
from exam_app.demo.plan import CLASSES, Fate, TrainingClass
from exam_app.demo.portraits import portrait
from exam_app.demo.telling import phone_of
from exam_app.demo.world import World
from exam_app.operations import courses, photos, roster_import
from exam_app.operations.people import known_people
from exam_app.terms import OutlineLevel
from exam_app.work import Work

Row = tuple[str, str]
ASKED_ABOUT = "王小丽"
"""The name a unit states for an ID number that the city knows with another name."""
TO_COME_SIZE = 14


def teach_all(world: World) -> None:
    """Arrange every class from its opening to its last evening, and the roster that waits for its confirmation."""
    enter_staff(world)
    for plan, roll in world.rolls:
        each = Class(plan, [guard for guards in roll.values() for guard in guards])
        opened = world.calendar.at(world.calendar.working_day(plan.first_day + 3), 14)
        _open(world, each, opened)
        _enrol(world, each, opened + timedelta(hours=1))
        _give_photos(world, each, opened + timedelta(hours=2))
        teach(world, each, opened + timedelta(hours=3))
    _leave_a_roster(world, world.calendar.built_at - timedelta(hours=2))


def _open(world: World, each: Class, at: datetime) -> None:
    def open_course(work: Work) -> None:
        first, last = world.calendar.day(each.plan.first_day), world.calendar.day(each.plan.last_day)
        name = f"{first.year}年第{each.plan.number}期岗前培训班"
        each.course = courses.open_course(work, name=name, starts_on=first, ends_on=last, level=OutlineLevel.JUNIOR)
        world.courses[each.plan.unit, each.plan.number] = each.course

    world.then(at, each.plan.clerk, open_course)


def _enrol(world: World, each: Class, at: datetime) -> None:
    rows = [(guard.name, guard.id_number) for guard in each.guards]
    if each.plan is CLASSES[-2]:
        rows.append((ASKED_ABOUT, world.guards(Fate.FINISHED)[-1].id_number))

    def preview(work: Work) -> None:
        data = roster_file(rows)
        each.drafts.append(
            roster_import.preview_roster(
                work, each.course_id, file_name=f"第{each.plan.number}期学员名单.xlsx", data=data
            )
        )

    def confirm(work: Work) -> None:
        roster_import.confirm_roster(work, each.drafts[0])

    def note_people(work: Work) -> None:
        known = known_people(work, [guard.id_number for guard in each.guards])
        world.people |= {person.name: person.id for person in known.values()}

    world.then(at, each.plan.clerk, preview)
    world.then(at + timedelta(minutes=5), each.plan.clerk, confirm)
    world.then(at + timedelta(minutes=6), each.plan.clerk, note_people)


def _give_photos(world: World, each: Class, at: datetime) -> None:
    """Photos for all but one of those whose registration is still returned, and half of those still in class."""
    in_class = each.plan.takes.get(Fate.ATTENDING, 0)
    returned = each.plan.takes.get(Fate.RETURNED, 0)
    without = {guard.name for guard in each.guards[-in_class // 2 :]} if in_class else set()
    if returned:
        without = {each.guards[-returned].name}
    files = [(f"{guard.id_number}.jpg", guard) for guard in each.guards if guard.name not in without]
    world.then(
        at,
        each.plan.clerk,
        lambda work: photos.give_photos(
            work, each.course_id, [(name, portrait(guard.face, guard.sex, guard.age)) for name, guard in files]
        ),
    )


# -- the roster that waits ------------------------------------------------------------------------------------------


def _leave_a_roster(world: World, at: datetime) -> None:
    """A clerk has uploaded the next class's roster, with the faults such files have, and gone to lunch."""
    plan = TrainingClass("anwei", "li", 9, -5, -23, {})
    each = Class(plan, invent_guards(TO_COME_SIZE, world.calendar.today, world.chance))
    _open(world, each, at)
    rows = with_usual_faults([(guard.name, guard.id_number) for guard in each.guards])

    def preview(work: Work) -> None:
        roster_import.preview_roster(work, each.course_id, file_name="第9期学员名单.xlsx", data=roster_file(rows))

    world.then(at + timedelta(minutes=10), plan.clerk, preview)


def with_usual_faults(rows: Sequence[Row]) -> list[Row]:
    """A wrong last character, a missing digit, and one row twice."""
    faulty = list(rows)
    name, number = faulty[3]
    faulty[3] = (name, number[:-1] + ("X" if number[-1] != "X" else "0"))
    name, number = faulty[6]
    faulty[6] = (name, number[:9] + number[10:])
    faulty.append(faulty[1])
    return faulty


def roster_file(rows: Iterable[Row]) -> bytes:
    """A workbook as training units send it."""
    told = [(name, number, phone_of(number)) for name, number in rows]
    return workbook("名单", ("序号", "姓名", "身份证号", "联系电话"), told)


def workbook(name: str, headings: Sequence[str], rows: Iterable[tuple[str, ...]]) -> bytes:
    """One sheet of texts under its headings; the first column counts the rows."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        for line, texts in enumerate((headings, *((str(line), *row) for line, row in enumerate(rows, start=1)))):
            for column, text in enumerate(texts):
                sheet.write_string(line, column, text)
    return content.getvalue()
