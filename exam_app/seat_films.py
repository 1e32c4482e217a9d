"""The pictures of one room one after the other, for screens that ask now and then what has changed. Pure.

A screen names the last picture it has by a cursor and is given what differs since. Which picture that was is known only
here: a cursor of another room, of a process that has ended or of none at all is answered with the whole picture, so a
screen can never be left with half of one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Delta(Generic[Shown]):
    """What a screen has to change: seats by their numbers. ``is_whole``: it forgets everything it had before."""

    cursor: str
    is_whole: bool
    shown: Mapping[int, Shown]
    gone: Sequence[int] = ()
    """Seats where nobody is booked any more."""

    def applied_to(self, before: Mapping[int, Shown]) -> Mapping[int, Shown]:
        """What a screen has afterwards that had ``before``."""
        kept = {} if self.is_whole else {number: seat for number, seat in before.items() if number not in self.gone}
        return {**kept, **self.shown}


@dataclass
class Film(Generic[Shown]):
    """The newest picture and at which number of picture each seat changed last.

    ``name`` is of this film alone: no two rooms and no two processes may use the same.
    """

    name: str
    _number: int = 0
    _seats: dict[int, Shown] = field(default_factory=dict)
    _changed: dict[int, int] = field(default_factory=dict)
    """By seat, those that are gone included."""

    def add(self, picture: Mapping[int, Shown]) -> None:
        """The next picture: what is shown of each seat where somebody is booked."""
        differing = [number for number, shown in picture.items() if self._seats.get(number) != shown]
        gone = [number for number in self._seats if number not in picture]
        if differing or gone or self._number == 0:
            self._number += 1
            self._changed.update(dict.fromkeys([*differing, *gone], self._number))
            self._seats = dict(picture)

    def since(self, cursor: str) -> Delta[Shown]:
        """What differs from the picture of that cursor; the whole one for a cursor that is not of this film."""
        number = self._number_of(cursor)
        now = f"{self.name}.{self._number}"
        if number is None:
            return Delta(now, True, dict(self._seats))
        changed = [seat for seat, at in self._changed.items() if at > number]
        shown = {seat: self._seats[seat] for seat in changed if seat in self._seats}
        return Delta(now, False, shown, [seat for seat in changed if seat not in self._seats])

    def _number_of(self, cursor: str) -> int | None:
        name, _, number = cursor.rpartition(".")
        if name != self.name or not (number.isascii() and number.isdecimal() and len(number) <= 12):
            return None
        is_given = 0 < int(number) <= self._number and number == str(int(number))
        return int(number) if is_given else None
