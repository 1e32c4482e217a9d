"""Which rooms are more alike inside than rooms drawn by lot: a colluding room, a reading invigilator, a leaked key."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exam_app.integrity.arrays import Floats, Ints

Surprises: TypeAlias = NDArray[np.float32]
"""Of all pairs of the reference people, (r, r), symmetric; in single precision, because there are many."""

DRAWS: Final = 1999
_REFERENCE_PEOPLE: Final = 4000
_SEED: Final = 20250101


@dataclass(frozen=True)
class RoomRanking:
    """Of r rooms, the most alike first: ``rooms`` (r,) as given, ``statistic`` (r,), ``p`` (r,).

    ``statistic`` is the mean surprise of the room's pairs, in standard deviations above that of as many people drawn
    by lot. ``p`` is the share of the draws (the room itself counted among them) that reach it, so it is never below
    1/2000. People of one school or teacher answer alike without any fault; a room filled from one school ranks high.
    """

    rooms: Ints
    statistic: Floats
    p: Floats


def reference_people(count: int) -> Ints:
    """Who makes up the rooms drawn by lot: everybody, or four thousand in a very large session, always the same."""
    if count <= _REFERENCE_PEOPLE:
        return np.arange(count)
    return np.sort(np.random.default_rng(_SEED).choice(count, _REFERENCE_PEOPLE, replace=False))


def surprise(p: Floats) -> Floats:
    """How little a p-value was to be expected: -log10 p, (m,).

    >>> surprise(np.array([1.0, 0.001])).tolist()
    [-0.0, 3.0]
    """
    return -np.log10(np.clip(p, 1e-300, 1.0))


def rank_rooms(rooms: Ints, first: Ints, surprises: Floats, reference: Surprises) -> RoomRanking:
    """Compare each room with draws of as many people.

    ``rooms`` (n,) is everybody's room; ``first`` and ``surprises`` (m,) one person and the surprise of each compared
    pair inside a room. ``reference`` holds the surprise of all pairs of the reference people, 0 where not compared.
    Rooms with fewer than three people are not judged, and neither is a room that holds everybody, because any room
    drawn by lot would be the same one: statistic 0, p 1.
    """
    labels, place = np.unique(rooms, return_inverse=True)
    sizes = np.bincount(place, minlength=len(labels))
    sums = np.bincount(place[first], weights=surprises, minlength=len(labels))
    rng = np.random.default_rng(_SEED)
    statistic, p = np.zeros(len(labels)), np.ones(len(labels))
    for size in np.unique(sizes):
        if size < 3 or size >= len(reference):
            continue
        drawn = _drawn_sums(reference, int(size), rng)
        here = sizes == size
        statistic[here] = (sums[here] - drawn.mean()) / max(float(drawn.std()), 1e-12)
        p[here] = (1 + (drawn >= sums[here, None]).sum(axis=1)) / (1 + len(drawn))
    order = np.lexsort((labels, -statistic))
    return RoomRanking(labels[order], statistic[order], p[order])


def _drawn_sums(reference: Surprises, size: int, rng: np.random.Generator) -> Floats:
    one, other = np.triu_indices(size, 1)
    found = np.empty(DRAWS)
    for draw in range(DRAWS):
        people = rng.choice(len(reference), size, replace=False)
        found[draw] = reference[people[one], people[other]].sum(dtype=np.float64)
    return found
