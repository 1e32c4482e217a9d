"""A training unit nominates the first of its trainees for level 5, and asks for the outline's hours from next month."""

from datetime import timedelta

from exam_app.demo.plan import CLASSES
from exam_app.demo.world import World
from exam_app.operations import level_nominations
from exam_app.operations.level_nominations import Grounds
from exam_app.queries.class_hours import attendees
from exam_app.terms import LevelRoute
from exam_app.work import Work

NOMINATING = CLASSES[0]
GROUNDS = Grounds(LevelRoute.EX_CONSCRIPT, paper="士兵退出现役证 2019-0417")
RULED_AHEAD = 30
"""Days from the build until the unit's own rule begins."""


def nominate_all(world: World) -> None:
    """Arrange one nomination and the unit's own rule."""
    at = world.calendar.built_at - timedelta(hours=3)
    world.then(at, NOMINATING.clerk, lambda work: _nominate(work, world))
    world.then(at + timedelta(minutes=9), NOMINATING.clerk, _rule)


def _nominate(work: Work, world: World) -> None:
    course_id = world.courses[NOMINATING.unit, NOMINATING.number]
    person_id, _ = attendees(work, course_id)[0]
    level_nominations.nominate(work, course_id, person_id, GROUNDS)


def _rule(work: Work) -> None:
    since = work.today + timedelta(days=RULED_AHEAD)
    level_nominations.rule_level_hours(work, since=since, needs_hours=True)
