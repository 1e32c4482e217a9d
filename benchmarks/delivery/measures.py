"""Times as the candidates felt them, and their percentiles."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import NamedTuple


class Kind(StrEnum):
    """What was waited for."""

    CHANGE = "a change until it is acknowledged"
    BEAT = "a sign of life"
    PAGE = "beginning until the paper is there"
    HAND_IN = "handing in until the receipt"
    SIGN_IN = "signing in until the start can be waited for"


class Wait(NamedTuple):
    """From when somebody waited, on the clock of the run, and how long; seconds."""

    since: float
    seconds: float


@dataclass
class Measures:
    """Waits from the intended moment to the answer; what the network or a kill disturbed is kept apart."""

    undisturbed: dict[Kind, list[Wait]] = field(default_factory=lambda: defaultdict(list))
    disturbed: dict[Kind, list[Wait]] = field(default_factory=lambda: defaultdict(list))
    sent_late: list[float] = field(default_factory=list)
    """By how much the generator itself was behind when it sent: its own share in every time."""

    began: float = 0.0
    """When the run began, on the same clock."""

    def note(self, kind: Kind, since: float, until: float, *, disturbed: bool) -> None:
        wait = Wait(since, max(until - since, 0.0))
        (self.disturbed if disturbed else self.undisturbed)[kind].append(wait)

    def undisturbed_seconds(self, kind: Kind, begins: float = -inf, ends: float = inf) -> Sequence[float]:
        """Of the waits that began in this stretch of the run."""
        return [wait.seconds for wait in self.undisturbed[kind] if begins <= wait.since - self.began < ends]

    def all_seconds(self, kind: Kind, begins: float = -inf, ends: float = inf) -> Sequence[float]:
        """As :meth:`undisturbed_seconds`, with what was disturbed."""
        disturbed = [wait.seconds for wait in self.disturbed[kind] if begins <= wait.since - self.began < ends]
        return [*self.undisturbed_seconds(kind, begins, ends), *disturbed]


def percentile(seconds: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all do not exceed (nearest rank); 0 of none.

    >>> percentile([3.0, 1.0, 2.0, 4.0], 0.5), percentile([3.0, 1.0, 2.0, 4.0], 0.99)
    (2.0, 4.0)
    """
    if not seconds:
        return 0.0
    ordered = sorted(seconds)
    rank = -int(-share * len(ordered) // 1)
    return ordered[max(rank, 1) - 1]


def line_of(seconds: Sequence[float]) -> str:
    """Number, median, p90, p99, p99.9 and the longest, in milliseconds."""
    figures = (percentile(seconds, share) * 1000 for share in (0.5, 0.9, 0.99, 0.999, 1.0))
    return f"{len(seconds):9,}" + "".join(f"{figure:10,.1f}" for figure in figures)
