"""What a change is worth that arrives after the deadline (exam-delivery.md 2.4).

A page proves which computer made a change and in which order, never when. Two bounds of time cannot be forged: a
change that holds a beacon was not made before the beacon was handed out, and none was made after it arrived. Between
them the page's own word counts only within narrow limits.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from exam_app.terms import EvidenceLevel

DRAIN: Final = timedelta(seconds=120)
"""How long after the deadline a computer may still deliver what was answered before it."""
CLOCK_TOLERANCE: Final = timedelta(seconds=5)
"""How far the time that a page reckons may lie from the server's."""


class Stamped(Protocol):
    """What a change says of when it was made."""

    @property
    def mono_ms(self) -> int: ...
    @property
    def beacon(self) -> str: ...


def level_of(
    changes: Iterable[Stamped], arrived_at: datetime, deadline_at: datetime, beacons: Mapping[str, datetime]
) -> EvidenceLevel:
    """The level of evidence of changes that arrived together; the weakest of them speaks for all.

    ``beacons`` are the moments of those named in the changes that this site handed out. Only ``IN_TIME``, ``DRAINED``
    and ``LATE`` come from here: that an examination's people looked at something is no matter of clocks.

    >>> noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    >>> level_of([], noon, noon, {}).value
    'in_time'
    """
    if arrived_at <= deadline_at:
        return EvidenceLevel.IN_TIME
    if arrived_at <= deadline_at + DRAIN and all(_is_plausible(change, deadline_at, beacons) for change in changes):
        return EvidenceLevel.DRAINED
    return EvidenceLevel.LATE


def _is_plausible(change: Stamped, deadline_at: datetime, beacons: Mapping[str, datetime]) -> bool:
    """Whether it says that it was made in time, by a page that had heard of the server shortly before."""
    issued = beacons.get(change.beacon)
    said = datetime.fromtimestamp(change.mono_ms / 1000, UTC)
    return (
        issued is not None
        and issued >= deadline_at - DRAIN
        and issued - CLOCK_TOLERANCE <= said <= deadline_at + CLOCK_TOLERANCE
    )
