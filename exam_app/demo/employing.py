"""Guard units: most guards are on a roster before they come to class, some have left, and one roster waits."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
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
LEAVERS = 4
"""So many of the finished of each unit have left since; their certificates go with them."""
TO_COME_SIZE = 8
Row = tuple[str, ...]


def employ_all(world: World) -> None:
    """Arrange the rosters of every unit that has a clerk."""
    chance = random.Random(f"{world.calendar.built_at.isoformat()} employers")
    for unit, clerk in CLERKS.items():
        guards = _guards_of(world, unit)
        rows = [_row(world, unit, guard, chance) for guard in guards]
        _send(world, clerk, rows, world.calendar.at(world.calendar.working_day(FIRST_ROSTER), 10))
        left = [(*row[:-1], _day(world, chance.randint(*LEFT))) for row in rows[1 : 1 + 2 * LEAVERS : 2]]
        _send(world, clerk, left, world.calendar.at(world.calendar.working_day(SECOND_ROSTER), 11))
    _leave_a_roster(world, chance)


def _guards_of(world: World, unit: str) -> list[Guard]:
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
    drafts: list[UUID] = []
    world.then(at, clerk, lambda work: drafts.append(_preview(work, rows)))
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
