"""Outages of a room, found in the signs of life of its pages, and what each candidate lost by one. Pure.

An outage is of a room, never of a candidate: half of the computers and at least two of them must be silent at the same
time, for longer than 45 seconds. So nobody gains time by pulling the own cable (exam-delivery 2.3 and 2.5). What is
found here is a proposal; a person confirms it.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)

SILENT_LONGER_THAN = timedelta(seconds=45)
"""A page asks every four seconds; what is shorter is a reload or a slow moment."""
LEAST_SILENT = 2
"""One silent computer is never an outage, not even where it is the only one."""
BACK_WITHIN = timedelta(minutes=5)
"""How long after the others a computer may take to start again and still count as hit by the same outage."""


@dataclass(frozen=True)
class Sign(Generic[Who]):
    """Who was heard up to a moment, as it is written down every few seconds."""

    at: datetime
    heard: frozenset[Who]


@dataclass(frozen=True)
class Sat(Generic[Who]):
    """From when to when somebody was answering; ``ended_at`` None: still is."""

    who: Who
    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Span:
    """From one moment to a later one."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        return self.until - self.since

    def within(self, other: "Span") -> "Span | None":
        """What both have in common."""
        since, until = max(self.since, other.since), min(self.until, other.until)
        return Span(since, until) if since < until else None

    def without(self, others: Iterable["Span"]) -> "Sequence[Span]":
        """What is left of it outside the others.

        >>> moment = datetime(2026, 12, 1, 9, 0)
        >>> hour, half = Span(moment, moment + timedelta(hours=1)), Span(moment, moment + timedelta(minutes=30))
        >>> [str(rest.length) for rest in hour.without([half])]
        ['0:30:00']
        """
        rest = [self]
        for other in others:
            rest = [part for one in rest for part in one._minus(other)]
        return rest

    def _minus(self, other: "Span") -> "Iterable[Span]":
        if self.within(other) is None:
            return [self]
        parts = (self.since, min(self.until, other.since)), (max(self.since, other.until), self.until)
        return [Span(since, until) for since, until in parts if since < until]


@dataclass(frozen=True)
class Outage(Generic[Who]):
    """One outage of a room. ``lost`` is each one's own silence in it; who is not in it was heard all the time."""

    span: Span
    is_over: bool
    """Somebody is heard again; until then nothing is proposed."""
    answering: int
    """Who sat in the room, silent or not."""
    lost: Mapping[Who, Span]


def outages(signs: Sequence[Sign[Who]], sat: Sequence[Sat[Who]], now: datetime) -> Sequence[Outage[Who]]:
    """Every outage of a room up to ``now``, in order of time.

    Who was never heard at all counts for nothing: that page has no script and gives no signs. The beginning of a
    sitting is a sign of life.
    """
    known = frozenset[Who]().union(*(sign.heard for sign in signs))
    counted = [one for one in sat if one.who in known]
    silences = {one.who: _silences(one, signs, now) for one in counted}
    return [_outage(span, counted, silences, now) for span in _common(counted, silences, now)]


def _silences(one: Sat[Who], signs: Sequence[Sign[Who]], now: datetime) -> Sequence[Span]:
    """When a page was silent for longer than 45 seconds while its candidate was answering, up to ``now``."""
    end = min(one.ended_at or now, now)
    heard = sorted(sign.at for sign in signs if one.who in sign.heard and one.began_at < sign.at < end)
    spans = (Span(since, until) for since, until in pairwise([one.began_at, *heard, end]) if since < until)
    return [span for span in spans if span.length > SILENT_LONGER_THAN]


def _common(sat: Sequence[Sat[Who]], silences: Mapping[Who, Sequence[Span]], now: datetime) -> Sequence[Span]:
    """When half of those who were answering were silent at once, for longer than 45 seconds."""
    changes: dict[datetime, list[int]] = {}
    for one in sat:
        _count(changes, Span(one.began_at, max(one.began_at, min(one.ended_at or now, now))), 0)
        for span in silences[one.who]:
            _count(changes, span, 1)
    spans, since, counts = [], None, [0, 0]
    for moment, (more_answering, more_silent) in sorted(changes.items()):
        counts = [counts[0] + more_answering, counts[1] + more_silent]
        answering, silent = counts
        is_out = silent >= LEAST_SILENT and 2 * silent >= answering
        if is_out and since is None:
            since = moment
        elif not is_out and since is not None:
            spans.append(Span(since, moment))
            since = None
    return [span for span in spans if span.length > SILENT_LONGER_THAN]


def _count(changes: dict[datetime, list[int]], span: Span, place: int) -> None:
    changes.setdefault(span.since, [0, 0])[place] += 1
    changes.setdefault(span.until, [0, 0])[place] -= 1


def _outage(span: Span, sat: Sequence[Sat[Who]], silences: Mapping[Who, Sequence[Span]], now: datetime) -> Outage[Who]:
    hit = Span(span.since, span.until + BACK_WITHIN)
    lost = {}
    for one in sat:
        mine = [silence.within(hit) for silence in silences[one.who] if silence.within(span)]
        found = [part for part in mine if part is not None]
        if found:
            lost[one.who] = max(found, key=lambda part: part.length)
    answering = sum(Span(one.began_at, min(one.ended_at or now, now)).within(span) is not None for one in sat)
    return Outage(span, span.until < now, answering, lost)


def to_give_back(
    outage: Outage[Who],
    given: Mapping[Who, Sequence[Span]],
    cap: timedelta,
    stood: Mapping[Who, Sequence[Span]] = MappingProxyType({}),
) -> Mapping[Who, Sequence[Span]]:
    """The spans still to be added to each one's time, never one that was ``given`` before.

    Nor one while which time ``stood`` for a pause: nothing was lost then.

    What anybody gets for all outages together stays below ``cap``; who gets nothing more is left out. Nothing is given
    while the outage lasts.
    """
    return asked_for(outage, given, cap, stood) if outage.is_over else {}


def asked_for(
    outage: Outage[Who],
    given: Mapping[Who, Sequence[Span]],
    cap: timedelta,
    stood: Mapping[Who, Sequence[Span]] = MappingProxyType({}),
) -> Mapping[Who, Sequence[Span]]:
    """What :func:`to_give_back` would say if the outage ended now: whose time it may still take."""
    found = {
        who: _cut(mine.without([*given.get(who, ()), *stood.get(who, ())]), cap - _sum(given.get(who, ())))
        for who, mine in outage.lost.items()
    }
    return {who: spans for who, spans in found.items() if spans}


def _sum(spans: Iterable[Span]) -> timedelta:
    return sum((span.length for span in spans), timedelta())


def _cut(spans: Sequence[Span], most: timedelta) -> Sequence[Span]:
    """The spans from the first on, as long as ``most`` lasts."""
    kept: list[Span] = []
    for span in spans:
        left = most - _sum(kept)
        if left > timedelta():
            kept.append(Span(span.since, min(span.until, span.since + left)))
    return kept
