"""The invigilators' rota: how many a room needs, and what is wrong with who is assigned. Pure: values in and out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from uuid import UUID

from exam_app.terms import N_, Term

CANDIDATES_PER_INVIGILATOR = 30
"""One invigilator for each 30 candidates (domain.md 6, the invigilator)."""
FEWEST = 2
"""However small the room: one person alone can neither leave it nor bear witness (work plan: two sign the room)."""


def needed(candidates: int) -> int:
    """How many invigilators a room with so many candidates needs.

    >>> [needed(number) for number in (1, 30, 60, 61)]
    [2, 2, 2, 3]
    """
    return max(FEWEST, ceil(candidates / CANDIDATES_PER_INVIGILATOR))


class RotaProblem(Term):
    """What is wrong with a room or a duty, the worst first."""

    TWO_PLACES = "two_places", N_("in two places at one time")
    SITS = "sits", N_("sits an examination at that time")
    BARRED = "barred", N_("barred from duty on that day")
    TRAINEES = "trainees", N_("trained candidates of this room")
    COLLEAGUES = "colleagues", N_("works for one guard unit with candidates of this room")
    NO_ROLE = "no_role", N_("no invigilator of this centre on that day")
    TOO_FEW = "too_few", N_("too few invigilators")
    NO_CHIEF = "no_chief", N_("no chief invigilator")


SEVERITY = {problem: order for order, problem in enumerate(RotaProblem)}


@dataclass(frozen=True)
class Duty:
    """Somebody is to be in a place for a time: an invigilator in a room, or an examiner (``room_id`` None)."""

    person_id: UUID
    name: str
    exam_session_id: UUID
    room_id: UUID | None
    begins: datetime
    ends: datetime
    is_chief: bool = False
    is_inspector: bool = False
    """Goes through all rooms (``room_id`` None)."""

    def meets(self, other: "Duty") -> bool:
        """Whether both at once are impossible: another place, and times that overlap."""
        elsewhere = (self.exam_session_id, self.room_id) != (other.exam_session_id, other.room_id)
        return elsewhere and self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True)
class RotaRoom:
    """One room of an examination and how many sit there."""

    exam_session_id: UUID
    room_id: UUID
    candidates: int


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. ``duty`` is None where it concerns the room; ``number`` counts the people or rooms."""

    problem: RotaProblem
    exam_session_id: UUID
    room_id: UUID | None
    duty: Duty | None
    number: int = 0


Place = tuple[UUID, UUID, UUID | None]
"""A person in an examination and a room."""


@dataclass(frozen=True)
class Known:
    """What is known of the people on duty besides their duties."""

    sitting: Collection[tuple[UUID, UUID]] = frozenset()
    """Person and examination that the person sits."""
    barred_until: Mapping[UUID, date] = field(default_factory=dict)
    trainees: Mapping[Place, int] = field(default_factory=dict)
    """Candidates of the room whom the person's training unit trained."""
    colleagues: Mapping[Place, int] = field(default_factory=dict)
    """Candidates of the room who work for one guard unit with the person on that day."""
    appointed: Collection[tuple[UUID, UUID]] = frozenset()
    """Person and examination at whose centre the person is an invigilator on that day."""


def findings(
    rooms: Sequence[RotaRoom], duties: Sequence[Duty], known: Known, days: Mapping[UUID, date]
) -> Sequence[Finding]:
    """Everything that is wrong, the worst first, then as the rooms and duties are given.

    ``days`` is the legal day of each examination.
    """
    found = [*_of_duties(duties, known, days), *_of_rooms(rooms, duties), *_double(duties)]
    return sorted(found, key=lambda each: SEVERITY[each.problem])


def _double(duties: Sequence[Duty]) -> Iterator[Finding]:
    by_person: dict[UUID, list[Duty]] = {}
    for duty in duties:
        by_person.setdefault(duty.person_id, []).append(duty)
    for own in by_person.values():
        clashing = [duty for duty in own if any(duty.meets(other) for other in own)]
        for duty in clashing:
            others = sum(duty.meets(other) for other in own)
            yield Finding(RotaProblem.TWO_PLACES, duty.exam_session_id, duty.room_id, duty, others)


def _of_duties(duties: Sequence[Duty], known: Known, days: Mapping[UUID, date]) -> Iterator[Finding]:
    spans = {duty.exam_session_id: (duty.begins, duty.ends) for duty in duties}
    for duty in duties:
        place = (duty.person_id, duty.exam_session_id, duty.room_id)
        until = known.barred_until.get(duty.person_id)
        numbers = {
            RotaProblem.SITS: sum(
                person_id == duty.person_id and _overlap(spans.get(session_id), duty)
                for person_id, session_id in known.sitting
            ),
            RotaProblem.BARRED: int(until is not None and until >= days[duty.exam_session_id]),
            RotaProblem.TRAINEES: known.trainees.get(place, 0),
            RotaProblem.COLLEAGUES: known.colleagues.get(place, 0),
            RotaProblem.NO_ROLE: int((duty.person_id, duty.exam_session_id) not in known.appointed),
        }
        for problem, number in numbers.items():
            if number:
                yield Finding(problem, duty.exam_session_id, duty.room_id, duty, number)


def _overlap(span: tuple[datetime, datetime] | None, duty: Duty) -> bool:
    return span is not None and span[0] < duty.ends and duty.begins < span[1]


def _of_rooms(rooms: Sequence[RotaRoom], duties: Sequence[Duty]) -> Iterator[Finding]:
    for room in rooms:
        here = [duty for duty in duties if (duty.exam_session_id, duty.room_id) == (room.exam_session_id, room.room_id)]
        if (missing := needed(room.candidates) - len(here)) > 0:
            yield Finding(RotaProblem.TOO_FEW, room.exam_session_id, room.room_id, None, missing)
        if here and not any(duty.is_chief for duty in here):
            yield Finding(RotaProblem.NO_CHIEF, room.exam_session_id, room.room_id, None)
