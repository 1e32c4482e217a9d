"""The examination that is open now was to be a day earlier: it was moved, and everybody booked was told."""

from datetime import datetime, timedelta
from uuid import UUID

from exam_app.demo.world import World
from exam_app.operations import session_changes
from exam_app.work import Work

WHY = "原定日期考点线路检修停电"


def move_it(world: World, key: str, starts_at: datetime, at: datetime) -> None:
    """Arrange that one officer proposes the new time and another confirms it on the same day."""
    proposed: list[UUID] = []

    def propose(work: Work) -> None:
        change = session_changes.move(work, world.sessions[key], starts_at=starts_at, reason=WHY)
        proposed.append(change.id)

    world.then(at, "he", propose)
    world.then(at + timedelta(hours=3), "lin", lambda work: session_changes.confirm_change(work, proposed[0]))
