"""The physical test of the examination that is open now: two examiners, the first marks already given."""

from datetime import datetime, timedelta
from uuid import UUID

from exam_app.demo.world import World
from exam_app.operations import components
from exam_app.operations.components import Mark
from exam_app.queries.components import my_duties, sheet_of
from exam_app.scoring import Scale
from exam_app.terms import ComponentKind
from exam_app.work import Work

SCALE = Scale(full=100, pass_mark=60, limit_percent=10)
POINTS = {"xu": (74, 82, 58), "zhao": (76, 66)}
"""What each examiner has given so far, by the order of the tickets: about the second they differ too much."""
GIVEN = timedelta(minutes=8)


def add_physical_test(world: World, session: str, examiners: list[str], at: datetime) -> None:
    """Arrange the component, its two examiners, and their first marks on the day."""

    def offer(work: Work) -> None:
        part = components.offer_component(work, world.sessions[session], ComponentKind.PHYSICAL, SCALE)
        for place, login in enumerate(examiners, start=1):
            components.assign_examiner(work, part, place, _person(world, login))

    world.then(at, "he", offer)
    for order, login in enumerate(examiners):
        world.then(world.calendar.built_at - GIVEN + timedelta(minutes=order), login, lambda work: _give(work, world))


def _give(work: Work, world: World) -> None:
    (duty,) = my_duties(work)
    login = next(each for each in POINTS if world.actors[each].person_id == work.actor.person_id)
    sheet = sheet_of(work, duty.component_id)
    given = zip(sheet.candidates, POINTS[login], strict=False)
    components.give_marks(work, duty.component_id, {each.booking_id: Mark(points) for each, points in given})


def _person(world: World, login: str) -> UUID:
    person_id = world.actors[login].person_id
    assert person_id is not None
    return person_id
