"""What a change is worth that arrives after the deadline (exam-delivery.md 2.4).

A page proves which computer made a change and in which order, never when. Two bounds of time cannot be forged: a
change that holds a beacon was not made before the beacon was handed out, and none was made after it arrived. Between
them the page's own word counts only within narrow limits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from exam_app.terms import EvidenceLevel

DRAIN: Final = timedelta(seconds=120)
"""How long after the deadline a computer may still deliver what was answered before it."""
CLOCK_TOLERANCE: Final = timedelta(seconds=5)
"""How far the time that a page reckons may lie from the server's."""
LATEST_MS: Final = 253_402_214_400_000
"""The last day of the year 9999, in milliseconds since 1970."""
OUTAGE_EDGE: Final = timedelta(seconds=30)
"""What was done so shortly before an outage was noticed may not have got through any more."""


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
    and ``LATE`` come from here: what an examination's people saw is looked at by :func:`levels_of_kept`.

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
    said = _said(change)
    return (
        issued is not None
        and issued >= deadline_at - DRAIN
        and issued - CLOCK_TOLERANCE <= said <= deadline_at + CLOCK_TOLERANCE
    )


def _said(change: Stamped) -> datetime:
    """When the page says that it was made; a page can say anything, also what no calendar holds."""
    return datetime.fromtimestamp(min(change.mono_ms, LATEST_MS) / 1000, UTC)


@dataclass(frozen=True)
class Circumstances:
    """What is known of a computer whose changes come another way or too late.

    ``moved_at`` is when an invigilator moved the candidate away from it, ``closed_at`` when the paper was closed,
    ``outages`` are the confirmed ones of the room, and ``was_saved_by_invigilator`` says that one who supervises the
    room took the file from the computer and handed it in before the room was signed. While it is paused the deadline
    does not pass.
    """

    arrived_at: datetime
    deadline_at: datetime
    beacons: Mapping[str, datetime]
    is_paused: bool = False
    closed_at: datetime | None = None
    moved_at: datetime | None = None
    was_saved_by_invigilator: bool = False
    outages: Sequence[tuple[datetime, datetime]] = ()

    @property
    def ended_at(self) -> datetime:
        """After this moment nothing at that computer could count."""
        return min(at for at in (self.deadline_at, self.closed_at, self.moved_at) if at is not None)


def levels_of_kept(changes: Iterable[Stamped], known: Circumstances) -> Sequence[EvidenceLevel]:
    """The level of evidence of each change of a chain; none is better than one before it.

    What comes in time while the paper is open counts, unless the page itself says that it was done after the candidate
    had left the computer. ``HELD`` is what says that it was done in time, by a page that had heard of this site, while
    somebody witnessed why it did not come: a seat move, an outage of the room, or the file taken from the computer.
    """
    levels: list[EvidenceLevel] = []
    weakest = EvidenceLevel.IN_TIME
    for change in changes:
        weakest = max(weakest, _level_of_kept(change, known), key=list(EvidenceLevel).index)
        levels.append(weakest)
    return levels


def _level_of_kept(change: Stamped, known: Circumstances) -> EvidenceLevel:
    said = _said(change)
    left = known.moved_at is None or said <= known.moved_at + CLOCK_TOLERANCE
    if known.closed_at is None and left:
        deadline_at = known.arrived_at if known.is_paused else known.deadline_at
        level = level_of([change], known.arrived_at, deadline_at, known.beacons)
        if level is not EvidenceLevel.LATE:
            return level
    issued = known.beacons.get(change.beacon)
    could_be = issued is not None and issued - CLOCK_TOLERANCE <= said <= known.ended_at + CLOCK_TOLERANCE
    return EvidenceLevel.HELD if could_be and _is_witnessed(said, known) else EvidenceLevel.LATE


def _is_witnessed(said: datetime, known: Circumstances) -> bool:
    in_outage = any(began - OUTAGE_EDGE <= said <= ended + OUTAGE_EDGE for began, ended in known.outages)
    return known.moved_at is not None or known.was_saved_by_invigilator or in_outage
