"""The network between a page and the server: seeded, so that a run can be repeated."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

IMPATIENCE = 10.0
"""Seconds after which a page gives a request up (frontend/src/exam/queue.ts)."""
DELAY_SECONDS = (0.2, 3.0)
PORTAL = b"<!doctype html><title>Welcome</title><p>Please accept the terms of this network."
"""What a captive portal says to everything, with status 200."""


class Fault(StrEnum):
    """What may befall a request."""

    REQUEST_DROPPED = "request dropped"
    ANSWER_DROPPED = "answer dropped"
    DELAYED = "delayed"
    DUPLICATED = "duplicated"
    RESET = "connection reset"
    PORTAL = "captive portal"


@dataclass
class Network:
    """One candidate's network; ``share`` of the requests meet a fault, each kind as often as another.

    ``impatience`` is after how many seconds the page gives a request up.
    """

    rng: Random
    share: float
    impatience: float = IMPATIENCE

    def next_fault(self) -> Fault | None:
        return self.rng.choice(list(Fault)) if self.rng.random() < self.share else None

    def delay(self) -> float:
        return self.rng.uniform(*DELAY_SECONDS)
