"""Who sits where, as a pure function: people of one training unit apart, the same input always the same plan.

Knows positions and labels only. Neighbours are the seats directly at the left, right, front and back in one room:
whose screen or paper can be read without turning round.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)


@dataclass(frozen=True, order=True)
class Spot:
    """A seat by its place: the room's position among the rooms used, row and column from 1 at the front left."""

    room: int
    row: int
    column: int

    @property
    def neighbours(self) -> tuple["Spot", ...]:
        """The four spots beside, in front and behind, whether or not there are seats."""
        steps = ((0, -1), (-1, 0), (0, 1), (1, 0))
        return tuple(Spot(self.room, self.row + down, self.column + along) for down, along in steps)

    @property
    def is_dark(self) -> bool:
        """Whether the spot has the colour of the front left one, were the room a chess board."""
        return (self.row + self.column) % 2 == 0


@dataclass(frozen=True)
class Placed(Generic[Who]):
    """Somebody to be seated, with the group to be kept apart; None belongs to no group."""

    who: Who
    group: Hashable | None


def plan_seats(people: Sequence[Placed[Who]], spots: Sequence[Spot]) -> Mapping[Who, Spot]:
    """Give everybody a spot; neighbours share a group only where it cannot be helped.

    With room enough, every second seat stays empty and nobody has a neighbour at all. Otherwise the spots are filled
    row by row, each with the next person of the largest group that has none of its own beside, or left empty while
    seats are to spare; what is still close is mended by exchanges. ``people`` are taken in the order given within their
    group. Raises :class:`ValueError` if there are fewer spots than people.

    >>> plan = plan_seats([Placed("Li", "A"), Placed("Wu", "A"), Placed("He", "B")],
    ...                   [Spot(0, 1, column) for column in (1, 2, 3)])
    >>> [who for who, spot in sorted(plan.items(), key=lambda each: each[1])]
    ['Li', 'He', 'Wu']
    """
    if len(people) > len(spots):
        raise ValueError(f"{len(people)} people cannot sit on {len(spots)} seats")
    spots = sorted(spots)
    apart = [spot for spot in spots if spot.is_dark]
    seated = _fill(people, apart if len(apart) >= len(people) else spots)
    _mend(seated)
    return {placed.who: spot for spot, placed in seated.items()}


def _fill(people: Sequence[Placed[Who]], spots: Sequence[Spot]) -> dict[Spot, Placed[Who]]:
    """Each spot in turn gets the next of the largest group that has none of its own beside.

    Where every group has, the spot stays empty as long as there are seats to spare.
    """
    waiting = _by_group(people)
    spare = len(spots) - len(people)
    seated: dict[Spot, Placed[Who]] = {}
    for spot in spots:
        if not waiting:
            break
        beside = {seated[near].group for near in spot.neighbours if near in seated} - {None}
        group = max(waiting, key=lambda each: (each not in beside, len(waiting[each])))
        if group in beside and spare:
            spare -= 1
            continue
        seated[spot] = waiting[group].pop(0)
        if not waiting[group]:
            del waiting[group]
    return seated


def _mend(seated: dict[Spot, Placed[Who]]) -> None:
    """Exchange people of one room while that leaves fewer close pairs: the filling may paint itself into a corner."""
    rooms = {number: [spot for spot in seated if spot.room == number] for number in {spot.room for spot in seated}}
    for spot in seated:
        while own := _close(seated, spot):
            better = (other for other in rooms[spot.room] if _exchange_gain(seated, spot, other, own) > 0)
            other = next(better, None)
            if other is None:
                break
            seated[spot], seated[other] = seated[other], seated[spot]


def _exchange_gain(seated: dict[Spot, Placed[Who]], one: Spot, other: Spot, own: int) -> int:
    """How many close pairs an exchange removes; two neighbours of each other are left alone."""
    if seated[one].group == seated[other].group or other in one.neighbours:
        return 0
    before = own + _close(seated, other)
    seated[one], seated[other] = seated[other], seated[one]
    after = _close(seated, one) + _close(seated, other)
    seated[one], seated[other] = seated[other], seated[one]
    return before - after


def _close(seated: Mapping[Spot, Placed[Who]], spot: Spot) -> int:
    """How many neighbours of a spot belong to its person's group."""
    group = seated[spot].group
    return sum(near in seated and group is not None and seated[near].group == group for near in spot.neighbours)


def _by_group(people: Sequence[Placed[Who]]) -> dict[Hashable | None, list[Placed[Who]]]:
    """People by group, the groups in the order in which they appear."""
    waiting: dict[Hashable | None, list[Placed[Who]]] = defaultdict(list)
    for person in people:
        waiting[person.group].append(person)
    return dict(waiting)


def too_close(seated: Mapping[Spot, Placed[Who]]) -> Iterator[tuple[Who, Who]]:
    """Every pair of neighbours of one group, each pair once, from the front left to the back right."""
    for spot in sorted(seated):
        for near in spot.neighbours:
            other = seated.get(near)
            if other is not None and spot < near and other.group is not None and other.group == seated[spot].group:
                yield seated[spot].who, other.who
