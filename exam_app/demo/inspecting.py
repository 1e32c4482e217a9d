"""The roving inspector's part: assigned to an examination, in each room once, everything in order but one door."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from exam_app.demo.world import World
from exam_app.operations import inspections
from exam_app.terms import VisitDefect
from exam_app.work import Work

INSPECTOR = "du"
FROM_ROOM_TO_ROOM = timedelta(minutes=6)


def assign_inspector(world: World, session: str, at: datetime) -> None:
    """The city lets her go through the rooms."""

    def assign(work: Work) -> None:
        person_id = work.found(world.actors[INSPECTOR].person_id)
        inspections.assign_inspector(work, world.sessions[session], person_id)

    world.then(at, "he", assign)


def visit(world: World, session: str, rooms: Sequence[str], since: datetime) -> None:
    """She goes from room to room; in the first one a way out was blocked."""
    for order, room in enumerate(rooms):
        defects = (VisitDefect.PREMISES,) if order == 0 else ()
        note = "后门堆放课桌，当场搬开" if order == 0 else ""

        def enter(work: Work, room: str = room, defects: Sequence[VisitDefect] = defects, note: str = note) -> None:
            inspections.enter_visit(
                work, world.sessions[session], world.places.rooms[room], defects=defects, note=note, nonce=work.new_id()
            )

        world.then(since + order * FROM_ROOM_TO_ROOM, INSPECTOR, enter)
