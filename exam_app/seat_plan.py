"""Who sits where, as a pure function: people of one unit and people with one paper apart, the same input always the
same plan.

Knows positions and labels only. Neighbours are the seats directly at the left, right, front and back in one room:
whose screen or paper can be read without turning round.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    """Somebody to be seated, with the unit and the form of the paper to be kept apart; None is shared with nobody."""

    who: Who
    group: Hashable | None
    form: Hashable | None = None

    def shares_with(self, other: "Placed[Who]") -> bool:
        """Whether the two should not be neighbours."""
        return (self.group is not None and self.group == other.group) or (
            self.form is not None and self.form == other.form
        )


def plan_seats(people: Sequence[Placed[Who]], spots: Sequence[Spot]) -> Mapping[Who, Spot]:
    """Give everybody a spot; neighbours share a group or a form only where it cannot be helped.

    With room enough, every second seat stays empty and nobody has a neighbour at all. Otherwise the spots are filled
    row by row, each with the next person of the largest group that shares nothing with those beside, or left empty
    while seats are to spare; what is still close is mended by exchanges and by moves to free seats. No plan has more
    close pairs than people put on the spots in their order would have. ``people`` are taken in the order given within
    their group. Raises :class:`ValueError` if there are fewer spots than people.

    >>> plan = plan_seats([Placed("Li", "A"), Placed("Wu", "A"), Placed("He", "B")],
    ...                   [Spot(0, 1, column) for column in (1, 2, 3)])
    >>> [who for who, spot in sorted(plan.items(), key=lambda each: each[1])]
    ['Li', 'He', 'Wu']
    """
    if len(people) > len(spots):
        raise ValueError(f"{len(people)} people cannot sit on {len(spots)} seats")
    spots = sorted(spots)
    apart = [spot for spot in spots if spot.is_dark]
    if len(apart) >= len(people):
        return {placed.who: spot for spot, placed in _fill(people, apart).items()}
    boards = [_Board.of(spots, seated) for seated in (_fill(people, spots), dict(zip(spots, people, strict=False)))]
    board = min(boards, key=lambda each: each.close_pairs)
    board.mend()
    return {placed.who: spot for spot, placed in board.seated()}


Labels = tuple[Hashable | None, Hashable | None]
"""Group and form of a person."""


def _fill(people: Sequence[Placed[Who]], spots: Sequence[Spot]) -> dict[Spot, Placed[Who]]:
    """Each spot in turn gets the next of the largest group that has neither group nor form beside.

    Where everybody waiting has, the spot stays empty as long as there are seats to spare.
    """
    waiting = _by_labels(people)
    left = Counter(placed.group for placed in people)
    spare = len(spots) - len(people)
    seated: dict[Spot, Placed[Who]] = {}
    for spot in spots:
        if not waiting:
            break
        beside = [seated[near] for near in spot.neighbours if near in seated]
        groups, forms = {each.group for each in beside} - {None}, {each.form for each in beside} - {None}
        clashes = {labels: (labels[0] in groups) + (labels[1] in forms) for labels in waiting}
        chosen = max(waiting, key=lambda each: (-clashes[each], left[each[0]], len(waiting[each])))
        if clashes[chosen] and spare:
            spare -= 1
            continue
        seated[spot] = waiting[chosen].pop(0)
        left[chosen[0]] -= 1
        if not waiting[chosen]:
            del waiting[chosen]
    return seated


def _by_labels(people: Sequence[Placed[Who]]) -> dict[Labels, list[Placed[Who]]]:
    """People by group and form, in the order in which these appear."""
    waiting: dict[Labels, list[Placed[Who]]] = defaultdict(list)
    for person in people:
        waiting[person.group, person.form].append(person)
    return dict(waiting)


@dataclass
class _Board(Generic[Who]):
    """The spots as numbers, so that thousands of exchanges can be tried in a moment."""

    spots: Sequence[Spot]
    near: Sequence[Sequence[int]]
    people: list[Placed[Who] | None]
    labels: list[tuple[Hashable, Hashable]] = field(init=False)
    """Group and form of each spot; of a free spot, and where a person has none, something nobody else has."""

    def __post_init__(self) -> None:
        self.labels = [
            (
                object() if placed is None or placed.group is None else placed.group,
                object() if placed is None or placed.form is None else placed.form,
            )
            for placed in self.people
        ]

    @classmethod
    def of(cls, spots: Sequence[Spot], seated: Mapping[Spot, Placed[Who]]) -> "_Board[Who]":
        number = {spot: order for order, spot in enumerate(spots)}
        near = [[number[beside] for beside in spot.neighbours if beside in number] for spot in spots]
        return cls(spots, near, [seated.get(spot) for spot in spots])

    def seated(self) -> Iterator[tuple[Spot, Placed[Who]]]:
        return ((spot, placed) for spot, placed in zip(self.spots, self.people, strict=True) if placed is not None)

    @property
    def close_pairs(self) -> int:
        """How often neighbours share a group or a form; who shares both counts twice."""
        return sum(self._close(spot, spot, -1) for spot in range(len(self.spots))) // 2

    def mend(self) -> None:
        """Exchange while that leaves fewer close pairs: the filling may paint itself into a corner."""
        better = True
        while better:
            better = False
            for spot in range(len(self.spots)):
                while self._close(spot, spot, -1) and (other := self._best_exchange(spot)) is not None:
                    self._exchange(spot, other)
                    better = True

    def _best_exchange(self, spot: int) -> int | None:
        """The spot with which an exchange removes the most, None where none removes any."""
        best, most = None, 0
        for other in range(len(self.spots)):
            if self.labels[other] == self.labels[spot]:
                continue
            before = self._close(spot, spot, other) + self._close(other, other, spot)
            if before <= most:
                continue
            gain = before - self._close(other, spot, other) - self._close(spot, other, spot)
            if gain > most:
                best, most = other, gain
        return best

    def _exchange(self, one: int, other: int) -> None:
        self.people[one], self.people[other] = self.people[other], self.people[one]
        self.labels[one], self.labels[other] = self.labels[other], self.labels[one]

    def _close(self, who: int, where: int, but: int) -> int:
        """How close the person of ``who`` would be to the neighbours of ``where``, one of them left out."""
        group, form = self.labels[who]
        close = 0
        for near in self.near[where]:
            if near != but:
                its_group, its_form = self.labels[near]
                close += (its_group == group) + (its_form == form)
        return close


# -- what could not be helped -------------------------------------------------------------------------------------


def too_close(seated: Mapping[Spot, Placed[Who]]) -> Iterator[tuple[Who, Who]]:
    """Every pair of neighbours with one group or one form, each once, from the front left to the back right."""
    for spot in sorted(seated):
        for near in spot.neighbours:
            other = seated.get(near)
            if other is not None and spot < near and seated[spot].shares_with(other):
                yield seated[spot].who, other.who


@dataclass(frozen=True)
class Crowd:
    """A group that is too large for its room: no plan keeps all of it apart."""

    room: int
    group: Hashable
    people: int
    """Of this group in the room."""
    of: int
    """Everybody in the room."""
    apart: int
    """How many of one group can sit in the room without being neighbours, every second seat."""


def crowds(seated: Mapping[Spot, Placed[Who]], spots: Sequence[Spot]) -> Sequence[Crowd]:
    """The groups that outnumber the seats of one colour of their room, the largest of each room; by room.

    ``spots`` are all seats of the rooms. In a room of full rows nobody can keep more apart than its larger colour has
    seats; where rows have gaps a few more may fit, so that a crowd is then a likely reason and not a proof.

    >>> row = [Spot(0, 1, column) for column in (1, 2, 3)]
    >>> crowds({spot: Placed(spot, "A") for spot in row}, row)
    [Crowd(room=0, group='A', people=3, of=3, apart=2)]
    """
    found = []
    for room in sorted({spot.room for spot in seated}):
        here = [placed for spot, placed in seated.items() if spot.room == room]
        groups = Counter(placed.group for placed in here if placed.group is not None)
        dark, light = (sum(s.room == room and s.is_dark is colour for s in spots) for colour in (True, False))
        for group, people in groups.most_common(1):
            if people > max(dark, light):
                found.append(Crowd(room, group, people, len(here), max(dark, light)))
    return found
