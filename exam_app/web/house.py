"""What every request needs from the composition root: the site, the clock, and who works beside the requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app

from exam_app.hearing import Hearing
from exam_app.web.background import Background
from exam_app.web.live_rooms import LiveRooms
from exam_app.work import Site

KEY = "watchword"


@dataclass(frozen=True)
class House:
    site: Site
    clock: Callable[[], datetime]
    steady: Callable[[], float]
    background: Background = field(default_factory=Background)
    wall: Callable[[], datetime] | None = None
    """The clock that somebody may set, where ``clock`` is not that one."""
    hearing: Hearing = field(default_factory=Hearing)
    live_rooms: LiveRooms = field(default_factory=LiveRooms)
    _started_at: datetime = field(init=False)
    _started_steady: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_started_at", self._on_the_wall())
        object.__setattr__(self, "_started_steady", self.steady())

    def _on_the_wall(self) -> datetime:
        return (self.wall or self.clock)()

    def clock_drift(self) -> timedelta:
        """By how much the wall's clock has run ahead of the steady one since this process began."""
        return self._on_the_wall() - self._started_at - timedelta(seconds=self.steady() - self._started_steady)


def house() -> House:
    """The house of the application that serves this request."""
    found: House = current_app.extensions[KEY]
    return found
