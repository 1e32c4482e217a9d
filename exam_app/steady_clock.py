"""A clock that nobody can set while the site runs (reliability.md 4b, row 15).

Deadlines are moments. If the server's clock were set two hours on in the middle of an examination, every sitting would
be over; set back a day, none would end. So a process asks the wall's clock once, when it begins, and counts from there
by a clock that only goes on. By how much the two have come apart is shown to the administrator (``site_status.clock``);
a start of the site takes the wall's clock anew.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


def steady_seconds() -> float:
    """Seconds of a clock that nobody can set; where the system has one, it goes on while the machine sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def wall_clock() -> datetime:
    """What the machine says that it is now; anybody who administers it can set it."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class SteadyClock:
    """Called, the moment that it is now."""

    wall: Callable[[], datetime] = wall_clock
    steady: Callable[[], float] = steady_seconds
    _began_at: datetime = field(init=False)
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_began_at", self.wall())
        object.__setattr__(self, "_began", self.steady())

    def __call__(self) -> datetime:
        return self._began_at + timedelta(seconds=self.steady() - self._began)
