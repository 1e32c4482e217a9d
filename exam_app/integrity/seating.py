"""Who could see whom: the family of each pair, from rooms and seats alone and before any score is looked at."""

from enum import IntEnum
from typing import Final

import numpy as np

from exam_app.integrity.arrays import Floats, Ints


class Family(IntEnum):
    """How near two people sat, nearest first."""

    NEIGHBOURS = 0
    ROOM = 1
    VENUE = 2


REACH: Final = 1.0
"""Seats are neighbours up to one row and one column apart: beside, in front, behind, or diagonally."""


def families(rooms: Ints, seats: Floats, pairs: Ints) -> Ints:
    """The :class:`Family` of each pair, (m,).

    ``rooms`` (n,) are numbers of any kind; ``seats`` (n, 2) rows and columns in steps of one seat, NaN where unknown:
    nobody is the neighbour of an unknown seat. ``pairs`` is (m, 2).

    >>> families(np.array([1, 1, 2]), np.array([[1, 1], [1, 2], [1, 2]]), np.array([[0, 1], [0, 2]])).tolist()
    [0, 2]
    """
    first, second = pairs[:, 0], pairs[:, 1]
    same_room = rooms[first] == rooms[second]
    distance = np.abs(seats[first].astype(np.float64) - seats[second]).max(axis=1, initial=0.0)
    near = same_room & (distance <= REACH)
    return np.where(near, Family.NEIGHBOURS, np.where(same_room, Family.ROOM, Family.VENUE)).astype(np.int64)


def room_pairs(rooms: Ints) -> Ints:
    """All pairs of people who sat in one room, (m, 2), the lower index first, ordered by first and second person.

    >>> room_pairs(np.array([7, 5, 7])).tolist()
    [[0, 2]]
    """
    found = [np.zeros((0, 2), dtype=np.int64)]
    for room in np.unique(rooms):
        people = np.flatnonzero(rooms == room)
        one, other = np.triu_indices(len(people), 1)
        found.append(np.stack([people[one], people[other]], axis=1))
    pairs = np.concatenate(found)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
