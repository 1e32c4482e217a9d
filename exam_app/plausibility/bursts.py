"""Twenty people within five seconds: more at once than a class that scans a code by itself.

A rotating code is scanned as fast as telephones are pulled out, opened and pointed. The check assumes that even at the
busiest moment five seconds hold no more than ``burst_share`` of a class in expectation, people scanning independently;
a class of 60 may then well have fifteen in a window, a class of 200 fifty. What is flagged is at least
``burst_people`` *and* more than that explains. It cannot show a proxy who takes his time.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.special import bdtrc

from exam_app.plausibility.flags import About, Flag, FlagKind, Subject, flag
from exam_app.plausibility.limits import Limits
from exam_app.plausibility.register import NONE, OWN_CODES, Floats, Ints, Register

GAP = 15 * 60
"""Seconds without a scan after which another class, or the same one again, scans in a room."""


@dataclass(frozen=True)
class Window:
    """The scans of the fullest seconds of a run, by place from ``first`` to before ``stop``, and their people."""

    first: int
    stop: int
    people: int


def bursts(register: Register, limits: Limits) -> Iterator[Flag]:
    """Runs of scans in one room with a window fuller than honest scanning explains; one flag for a room's run.

    Lessons in one room count together, so that a class cannot be divided to stay below; a lesson without a room is by
    itself. Confirmations by the trainer are left out: they are made for all at once.
    """
    places = _places(register)
    own = np.flatnonzero(register.is_kind(*OWN_CODES))
    place, second = places[register.proofs.lesson[own]], register.proofs.second[own]
    kind, person = register.proofs.kind[own], register.proofs.person[own]
    order = np.lexsort((person, second, kind, place))
    own, place, kind, second, person = own[order], place[order], kind[order], second[order], person[order]
    for first, stop in _runs(place, kind, second):
        if not _may_hold(second[first:stop], limits):
            continue
        window = fullest_window(second[first:stop], person[first:stop], limits.burst_seconds)
        of = len(np.unique(person[first:stop]))
        most = fewest_in_burst(of, limits)
        if window.people >= most:
            yield _flag(register, limits, own[first + window.first : first + window.stop], of, most, window.people)


def fewest_in_burst(people: int, limits: Limits) -> int:
    """From how many of a class of ``people`` on a window is a burst.

    The smallest k, not below ``burst_people``, for which n P(B >= k - 1) <= ``burst_p`` with B binomial of n - 1 and
    ``burst_share``: the chance that k - 1 others fall into the window that begins with a scan, times the n scans that a
    window can begin with (union bound).

    >>> [fewest_in_burst(people, Limits()) for people in (20, 40, 60, 100, 200)]
    [20, 22, 29, 40, 64]
    """
    return _fewest(people, limits.burst_people, limits.burst_share, limits.burst_p)


@lru_cache(maxsize=4096)
def _fewest(people: int, floor: int, share: float, p: float) -> int:
    k = floor
    while k <= people and people * bdtrc(k - 2, people - 1, share) > p:
        k += 1
    return k


def fullest_window(second: Floats, person: Ints, seconds: int) -> Window:
    """The first window of ``seconds`` with the most different people; ``second`` (s,) ascends.

    >>> fullest_window(np.array([0.0, 4, 5, 9.5]), np.array([1, 2, 2, 3]), 5)
    Window(first=0, stop=2, people=2)
    """
    moments, people = second.tolist(), person.tolist()
    best, first = Window(0, 0, 0), 0
    inside: Counter[int] = Counter()
    for last, (moment, someone) in enumerate(zip(moments, people, strict=True)):
        inside[someone] += 1
        while moment - moments[first] > seconds:
            inside[people[first]] -= 1
            if not inside[people[first]]:
                del inside[people[first]]
            first += 1
        if len(inside) > best.people:
            best = Window(first, last + 1, len(inside))
    return best


def _places(register: Register) -> Ints:
    """A number for where each lesson was, (l,): that of its room, or its own beyond all rooms."""
    numbers = {room: number for number, room in enumerate(sorted(register.rooms, key=lambda each: each.int))}
    rooms = [numbers[lesson.room_id] if lesson.room_id else NONE for lesson in register.lessons]
    own = np.arange(len(rooms)) + len(numbers)
    return np.where(np.array(rooms, dtype=np.int64) == NONE, own, np.array(rooms, dtype=np.int64))


def _runs(place: Ints, kind: Ints, second: Floats) -> Iterator[tuple[int, int]]:
    """First and stop of each run: one room, one kind of code, no long gap."""
    new = (np.diff(place) != 0) | (np.diff(kind) != 0) | (np.diff(second) > GAP)
    edges = [0, *(np.flatnonzero(new) + 1).tolist(), len(place)]
    yield from pairwise(edges)


def _may_hold(second: Floats, limits: Limits) -> bool:
    """Whether some window holds enough scans at all, be they of the same people."""
    stops = np.searchsorted(second, second + limits.burst_seconds, side="right")
    return bool((stops - np.arange(len(second))).max(initial=0) >= limits.burst_people)


def _flag(register: Register, limits: Limits, proofs: Ints, of: int, most: int, people: int) -> Flag:
    lesson, person = register.proofs.lesson[proofs], register.proofs.person[proofs]
    lessons = [register.lessons[each] for each in np.unique(lesson)]
    return flag(
        FlagKind.BURST,
        Subject.of(About.LESSON, lessons[0].id),
        when=str(int(register.proofs.kind[proofs[0]])),
        others=[Subject.of(About.LESSON, each.id) for each in lessons]
        + [Subject.of(About.UNIT, each.unit_id) for each in lessons]
        + [Subject.of(About.TRAINER, each.trainer_id) for each in lessons],
        records=[credit.id for credit in register.credits_at(register.pair(lesson, person))],
        facts={"people": people, "of": of, "seconds": limits.burst_seconds, "most": most},
        weight=people - most + people / of,
    )
