"""kill -9 of the whole server at drawn moments, and its start again, as a service manager does it."""

import asyncio
from dataclasses import dataclass, field
from random import Random
from time import monotonic

from tests.journeys.server import Server


@dataclass
class Killer:
    """Kills spread over a stretch of the run: one in each equal part of it, at a drawn moment."""

    server: Server
    seconds_down: list[float] = field(default_factory=list)

    async def kill_at(self, moments: list[float], started: float) -> None:
        """The moments count from ``started``; one that passes while the server is still coming up comes after."""
        loop = asyncio.get_running_loop()
        for moment in moments:
            await asyncio.sleep(max(0.0, started + moment - loop.time()))
            down = monotonic()
            await asyncio.to_thread(self._restart)
            self.seconds_down.append(monotonic() - down)

    def _restart(self) -> None:
        self.server.kill()
        self.server.start()


def moments_of(rng: Random, kills: int, begins: float, seconds: float) -> list[float]:
    part = seconds / kills if kills else 0.0
    return [begins + part * (n + rng.uniform(0.2, 0.8)) for n in range(kills)]
