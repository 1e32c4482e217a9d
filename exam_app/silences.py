"""How often a page of a room fell silent, counted in the signs of life of its room. Pure.

Unlike an outage, which is of a room and gives time back, this is one seat's own silence: somebody has to look into it.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)

SILENT_LONGER_THAN = timedelta(seconds=45)
"""A page asks every four seconds; what is shorter is a reload or a slow moment (exam-delivery 2.6)."""


@dataclass(frozen=True)
class Answering(Generic[Who]):
    """From when to when somebody was answering; ``ended_at`` None: still is."""

    who: Who
    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Silences:
    """The silences of one page: how many, the longest, and when the newest one began."""

    times: int
    longest: timedelta
    newest: datetime


def silences(
    signs: Iterable[tuple[datetime, Iterable[Who]]], answering: Iterable[Answering[Who]], now: datetime
) -> Mapping[Who, Silences]:
    """The silences up to ``now`` of everybody who had any. ``signs`` in order of time: a moment and who was heard.

    Who was never heard counts for nothing: that page has no script and gives no signs. A silence that lasts counts
    already, and does not count again when it ends; so the number only ever grows.
    """
    spans = {one.who: (one.began_at, min(one.ended_at or now, now)) for one in answering}
    last: dict[Who, datetime] = {}
    found: dict[Who, Silences] = {}
    for at, heard in signs:
        for who in heard:
            if who not in spans:
                continue
            begin, end = spans[who]
            _count(found, who, last.get(who, begin), min(at, end))
            last[who] = max(at, last.get(who, begin))
    for who, since in last.items():
        _count(found, who, since, spans[who][1])
    return found


def _count(found: dict[Who, Silences], who: Who, since: datetime, until: datetime) -> None:
    if (length := until - since) > SILENT_LONGER_THAN:
        before = found.get(who, Silences(0, timedelta(), since))
        found[who] = Silences(before.times + 1, max(before.longest, length), since)
