"""Times as the candidates felt them, and their percentiles."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What was waited for."""

    CHANGE = "a change until it is acknowledged"
    BEAT = "a sign of life"
    PAGE = "the paper's page"
    HAND_IN = "handing in until the receipt"
    SIGN_IN = "signing in until the paper is there"


@dataclass
class Measures:
    """Seconds from the intended moment to the answer; what the network or a kill disturbed is kept apart."""

    undisturbed: dict[Kind, list[float]] = field(default_factory=lambda: defaultdict(list))
    disturbed: dict[Kind, list[float]] = field(default_factory=lambda: defaultdict(list))
    sent_late: list[float] = field(default_factory=list)
    """By how much the generator itself was behind when it sent: its own share in every time."""

    def note(self, kind: Kind, seconds: float, *, disturbed: bool) -> None:
        (self.disturbed if disturbed else self.undisturbed)[kind].append(max(seconds, 0.0))

    def everything(self, kind: Kind) -> Sequence[float]:
        return [*self.undisturbed[kind], *self.disturbed[kind]]


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
