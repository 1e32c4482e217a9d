"""The records put in order once: rows become positions and columns, so that each check is a sort or a pass.

Positions count from 0 in the order of the ids, therefore nothing depends on the order in which rows are given. The size
of the work is n log n in the number of proofs and class hours.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, Protocol, TypeAlias, TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from exam_app.plausibility.values import Credit, Lesson, Proof, ProofKind, Records, Room

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

NONE: Final = -1
"""The position of a lesson or a device that is not there."""
KINDS: Final = tuple(ProofKind)
OWN_CODES: Final = (ProofKind.START_CODE, ProofKind.END_CODE)
"""What a person scans without anybody's help."""


class _Row(Protocol):
    @property
    def id(self) -> UUID: ...


_AnyRow = TypeVar("_AnyRow", bound=_Row)


@dataclass(frozen=True)
class ProofColumns:
    """All proofs, sorted by lesson, person, kind and moment, as columns (p,).

    ``kind`` is the position in :data:`KINDS`, ``second`` in seconds since 1970, ``device`` :data:`NONE` if unknown.
    """

    lesson: Ints
    person: Ints
    kind: Ints
    second: Floats
    device: Ints


@dataclass(frozen=True)
class Register:
    """The records in order.

    ``credits`` are the class hours in force, the newest of each chain and none of 0 hours, sorted by lesson (those
    without one first), person and id; ``credit_lesson``, ``credit_person`` and ``credit_hours`` (c,) are their columns.
    """

    records: Records
    lessons: Sequence[Lesson]
    rooms: dict[UUID, Room]
    people: Sequence[UUID]
    devices: Sequence[bytes]
    credits: Sequence[Credit]
    credit_lesson: Ints
    credit_person: Ints
    credit_hours: Ints
    proofs: ProofColumns

    @classmethod
    def of(cls, records: Records) -> "Register":
        """Put records in order. Raises ValueError, with a sentence, if an id is there twice or names nothing."""
        lessons = _unique("lesson", records.lessons)
        rooms = {room.id: room for room in _unique("room", records.rooms)}
        lesson_at = {lesson.id: place for place, lesson in enumerate(lessons)}
        _check_names(records, lesson_at, rooms)
        named = {credit.person_id for credit in records.credits} | {proof.person_id for proof in records.proofs}
        people = sorted(named, key=lambda each: each.int)
        person_at = {person: place for place, person in enumerate(people)}
        in_force = [(_place(lesson_at, row.lesson_id), person_at[row.person_id], row) for row in _in_force(records)]
        in_force.sort(key=lambda each: (each[0], each[1], each[2].id.int))
        devices = sorted({proof.device for proof in records.proofs if proof.device is not None})
        return cls(
            records=records,
            lessons=lessons,
            rooms=rooms,
            people=people,
            devices=devices,
            credits=[row for _, _, row in in_force],
            credit_lesson=_column(lesson for lesson, _, _ in in_force),
            credit_person=_column(person for _, person, _ in in_force),
            credit_hours=_column(row.hours for _, _, row in in_force),
            proofs=_proof_columns(records.proofs, lesson_at, person_at, devices),
        )

    def pair(self, lesson: Ints, person: Ints) -> Ints:
        """One number for a person at a lesson, of the shape given."""
        return lesson * max(len(self.people), 1) + person

    @cached_property
    def credit_pair(self) -> Ints:
        """The :meth:`pair` of each class hour row, ascending, (c,); negative without a lesson."""
        return self.pair(self.credit_lesson, self.credit_person)

    @cached_property
    def starts(self) -> Floats:
        """Seconds since 1970 at which each lesson begins, (l,)."""
        return np.array([lesson.starts_at.timestamp() for lesson in self.lessons], dtype=np.float64)

    @cached_property
    def ends(self) -> Floats:
        """Seconds since 1970 at which each lesson ends, (l,)."""
        return np.array([lesson.ends_at.timestamp() for lesson in self.lessons], dtype=np.float64)

    @cached_property
    def courses(self) -> dict[tuple[UUID, UUID | None], list[int]]:
        """Positions of the class hours in force by unit and course; those without a lesson by unit alone."""
        found: dict[tuple[UUID, UUID | None], list[int]] = defaultdict(list)
        for place, lesson in enumerate(self.credit_lesson.tolist()):
            course = self.lessons[lesson].course_id if lesson != NONE else None
            found[self.credits[place].unit_id, course].append(place)
        return found

    def is_kind(self, *kinds: ProofKind) -> Flags:
        """Which proofs are of one of these kinds, (p,)."""
        return np.isin(self.proofs.kind, [KINDS.index(kind) for kind in kinds])

    def credits_of_lesson(self, lesson: int) -> Sequence[Credit]:
        """The class hours in force of a lesson, by person."""
        first, stop = (int(np.searchsorted(self.credit_lesson, each)) for each in (lesson, lesson + 1))
        return self.credits[first:stop]

    def credits_at(self, pairs: Ints) -> Sequence[Credit]:
        """The class hours in force of people at lessons, given as :meth:`pair`."""
        wanted = np.unique(pairs)
        firsts = np.searchsorted(self.credit_pair, wanted).tolist()
        stops = np.searchsorted(self.credit_pair, wanted, side="right").tolist()
        return [credit for first, stop in zip(firsts, stops, strict=True) for credit in self.credits[first:stop]]


def _unique(noun: str, rows: Iterable[_AnyRow]) -> list[_AnyRow]:
    ordered = sorted(rows, key=lambda each: each.id.int)
    for row, following in pairwise(ordered):
        if row.id == following.id:
            raise ValueError(f"the {noun} {row.id} is given twice")
    return ordered


def _check_names(records: Records, lesson_at: dict[UUID, int], rooms: dict[UUID, Room]) -> None:
    for lesson in records.lessons:
        if lesson.room_id is not None and lesson.room_id not in rooms:
            raise ValueError(f"the lesson {lesson.id} names the room {lesson.room_id}, which is not given")
        if lesson.ends_at <= lesson.starts_at:
            raise ValueError(f"the lesson {lesson.id} ends before it begins")
    named = {credit.lesson_id for credit in records.credits} | {proof.lesson_id for proof in records.proofs}
    for name in named - {None}:
        if name not in lesson_at:
            raise ValueError(f"a class hour or a proof names the lesson {name}, which is not given")


def _in_force(records: Records) -> list[Credit]:
    replaced = {row.corrects_id for row in records.credits}
    return [row for row in _unique("class hour", records.credits) if row.id not in replaced and row.hours > 0]


def _place(places: dict[UUID, int], row: UUID | None) -> int:
    return NONE if row is None else places[row]


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _proof_columns(
    proofs: Sequence[Proof], lesson_at: dict[UUID, int], person_at: dict[UUID, int], devices: Sequence[bytes]
) -> ProofColumns:
    device_at: dict[bytes | None, int] = {None: NONE, **{device: place for place, device in enumerate(devices)}}
    kind_at = {kind: place for place, kind in enumerate(KINDS)}
    lesson = _column(lesson_at[proof.lesson_id] for proof in proofs)
    person = _column(person_at[proof.person_id] for proof in proofs)
    kind = _column(kind_at[proof.kind] for proof in proofs)
    second = np.fromiter((proof.at.timestamp() for proof in proofs), dtype=np.float64)
    device = _column(device_at[proof.device] for proof in proofs)
    order = np.lexsort((device, second, kind, person, lesson))
    return ProofColumns(lesson[order], person[order], kind[order], second[order], device[order])
