"""Guard units: most guards are on a roster before they come to class, some have left, and one roster waits."""

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from exam_app.demo.guards import Guard, invent_guards
from exam_app.demo.plan import Fate
from exam_app.demo.staff import POSTS
from exam_app.demo.teaching import workbook
from exam_app.demo.telling import phone_of
from exam_app.demo.world import World
from exam_app.operations import roster_import
from exam_app.work import Work

FIRST_ROSTER, SECOND_ROSTER = 105, 15
"""Days before the build: everybody who is there, and later those who have left."""
HIRED = (120, 1100)
LEFT = (16, 40)
CLERKS = {"panshi": "chen", "huhang": "jiang", "anju": "ning"}
HEADINGS = ("序号", "姓名", "身份证号", "岗位", "入职日期", "离职日期")
EMPLOYS = {
    "panshi": {Fate.FINISHED: (0, 24), Fate.OPEN: (0, 5), Fate.NEXT: (0, 6), Fate.WAITS_FOR_COUNTY: (0, 4)},
    "huhang": {Fate.FINISHED: (30, 46), Fate.NEXT: (8, 13), Fate.ATTENDING: (0, 6), Fate.REFUSED: (0, 1)},
    "anju": {Fate.FINISHED: (48, 54), Fate.APPROVED: (0, 3), Fate.RETURNED: (0, 2)},
}
"""Which guards of each fate, by their order, are on which unit's roster."""
GIVE_LISTS = ("panshi",)
"""Units that give their payroll and their labour contracts."""
GIVEN = 6
BOOKKEEPER = "330301198501010043"
"""On the payroll and on no roster."""
LEAVERS = 4
"""So many of the finished of each unit have left since; their certificates go with them."""
TO_COME_SIZE = 8
Row = tuple[str, ...]


def employ_all(world: World) -> None:
    """Arrange the rosters of every unit that has a clerk."""
    chance = random.Random(f"{world.calendar.built_at.isoformat()} employers")
    for unit, clerk in CLERKS.items():
        guards = guards_of(world, unit)
        rows = [_row(world, unit, guard, chance) for guard in guards]
        _send(world, clerk, rows, world.calendar.at(world.calendar.working_day(FIRST_ROSTER), 10))
        left = [(*row[:-1], _day(world, chance.randint(*LEFT))) for row in rows[1 : 1 + 2 * LEAVERS : 2]]
        _send(world, clerk, left, world.calendar.at(world.calendar.working_day(SECOND_ROSTER), 11))
        if unit in GIVE_LISTS:
            _give_lists(world, clerk, rows, left)
    _leave_a_roster(world, chance)


def _give_lists(world: World, clerk: str, rows: Sequence[Row], left: Sequence[Row]) -> None:
    """Last month's payroll, with the bookkeeper on it and one guard missing, and labour contracts, two of which have
    ended and one of which nobody has signed."""
    gone = {row[1] for row in left}
    people = [row[:2] for row in rows if row[1] not in gone]
    month = (world.calendar.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    paid = [*((name, number, "4600.00") for name, number in people[1:]), ("钱会计", BOOKKEEPER, "5200.00")]
    signed = world.calendar.day(700)
    contracts = [
        (name, number, signed.isoformat(), "" if place % 5 == 0 else _end(world, place), "")
        for place, (name, number) in enumerate(people[:-1])
    ]
    at = world.calendar.at(world.calendar.working_day(GIVEN), 9)
    _give(world, clerk, at, lambda work: _preview_payroll(work, month, paid))
    _give(world, clerk, at + timedelta(minutes=20), lambda work: _preview_contracts(work, contracts))


def _end(world: World, place: int) -> str:
    """The second and the third contract have ended, the others run on."""
    return world.calendar.day(30 if place in (1, 2) else -400).isoformat()


def _preview_payroll(work: Work, month: date, rows: Sequence[Row]) -> UUID:
    data = workbook("工资表", ("序号", "姓名", "身份证号", "实发工资"), rows)
    return roster_import.preview_payroll(work, month, file_name=f"{month.month}月工资表.xlsx", data=data)


def _preview_contracts(work: Work, rows: Sequence[Row]) -> UUID:
    data = workbook("劳动合同", ("序号", "姓名", "身份证号", "签订日期", "终止日期", "合同类型"), rows)
    return roster_import.preview_labour_contracts(work, file_name="劳动合同台账.xlsx", data=data)


def guards_of(world: World, unit: str) -> list[Guard]:
    return [guard for fate, (first, last) in EMPLOYS[unit].items() for guard in world.guards(fate)[first:last]]


def _row(world: World, unit: str, guard: Guard, chance: random.Random) -> Row:
    """One in eight is in the reserve; days are written as one person or another writes them."""
    posts = [name for _, name, _, at in POSTS.values() if at == unit]
    post = "" if chance.random() < 1 / 8 else chance.choice(posts)
    return (guard.name, guard.id_number, post, _day(world, chance.randint(*HIRED)), "")


def _day(world: World, ago: int) -> str:
    day = world.calendar.day(ago)
    return (day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日")[ago % 3]


def _send(world: World, clerk: str, rows: Sequence[Row], at: datetime) -> None:
    _give(world, clerk, at, lambda work: _preview(work, rows))


def _give(world: World, clerk: str, at: datetime, preview: Callable[[Work], UUID]) -> None:
    """A list previewed, and confirmed some minutes later."""
    drafts: list[UUID] = []
    world.then(at, clerk, lambda work: drafts.append(preview(work)))
    world.then(at + timedelta(minutes=6), clerk, lambda work: roster_import.confirm_roster(work, drafts[0]))


def _preview(work: Work, rows: Sequence[Row]) -> UUID:
    data = workbook("花名册", (*HEADINGS, "联系电话"), [(*row, phone_of(row[1])) for row in rows])
    return roster_import.preview_guards(work, file_name=f"{work.today.month}月花名册.xlsx", data=data)


def _leave_a_roster(world: World, chance: random.Random) -> None:
    """This month's newcomers, with the faults such files have: a post by another name, a month 13, a lost digit."""
    rows = [_row(world, "panshi", guard, chance) for guard in invent_guards(TO_COME_SIZE, world.calendar.today, chance)]
    name, number, _, hired, left = rows[1]
    rows[1] = (name, number, "人民医院东大门", hired, left)
    name, number, post, _, left = rows[3]
    rows[3] = (name, number, post, f"{world.calendar.today.year - 1}年13月1日", left)
    name, number, *rest = rows[5]
    rows[5] = (name, number[:9] + number[10:], *rest)
    at = world.calendar.built_at - timedelta(hours=1)
    world.then(at, CLERKS["panshi"], lambda work: _preview(work, rows))
