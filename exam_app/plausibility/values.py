"""What is known about training: lessons, rooms, proofs of presence, class hours, and what came of them.

Everything has the UUID of its row and aware moments. ``held_on`` is the day in the zone of the place. Only lessons that
took place are given: a lesson that was planned and cancelled would raise overlaps that never happened.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from exam_app.terms import HourKind


@dataclass(frozen=True)
class Room:
    """A room with its opening times of every day, in minutes after local midnight, 0 to 1439; None where not stated.

    One that closes at or before it opens is open beyond midnight; equal times mean around the clock.
    """

    id: UUID
    opens: int | None = None
    closes: int | None = None


@dataclass(frozen=True)
class Lesson:
    """One lesson that took place; ``hours`` are the class hours of 45 minutes it was announced with."""

    id: UUID
    unit_id: UUID
    course_id: UUID
    room_id: UUID | None
    trainer_id: UUID
    starts_at: datetime
    ends_at: datetime
    kind: HourKind
    hours: int


class ProofKind(StrEnum):
    """How somebody's presence was shown: by a code they scanned themselves, or by the trainer."""

    START_CODE = "start_code"
    END_CODE = "end_code"
    TRAINER = "trainer"
    ROLL_CALL_PHOTO = "roll_call_photo"


@dataclass(frozen=True)
class Proof:
    """One person shown to be at one lesson. ``device`` is a digest of the telephone, None where it is not known."""

    lesson_id: UUID
    person_id: UUID
    kind: ProofKind
    at: datetime
    device: bytes | None = None


@dataclass(frozen=True)
class Credit:
    """Class hours of one person on one day, a row that is never edited. A correction names the row it replaces.

    ``lesson_id`` is None for hours that rest on no lesson in the system. Hours from before attendance was proved at all
    are left out by whoever gives the records, or they count as hours without proof.
    """

    id: UUID
    lesson_id: UUID | None
    person_id: UUID
    unit_id: UUID
    held_on: date
    kind: HourKind
    hours: int
    recorded_at: datetime
    corrects_id: UUID | None = None


@dataclass(frozen=True)
class PersonResult:
    """How one person of a unit did at the first examination after training.

    ``hours`` are the class hours then credited, ``days`` the calendar days from the first lesson to the examination,
    both included, at least 1; ``minutes`` of the examination used, None on paper.
    """

    person_id: UUID
    unit_id: UUID
    passed: bool
    hours: int
    days: int
    minutes: float | None = None


@dataclass(frozen=True)
class UnitTotals:
    """Certificates issued to a unit's people, and class hours it taught, within the period looked at."""

    unit_id: UUID
    certificates: int
    hours: int


@dataclass(frozen=True)
class Records:
    """All that is looked at together, in any order: one city, and a period that ends with ``until`` (a year serves)."""

    until: date
    lessons: tuple[Lesson, ...] = ()
    rooms: tuple[Room, ...] = ()
    proofs: tuple[Proof, ...] = ()
    credits: tuple[Credit, ...] = ()
    results: tuple[PersonResult, ...] = ()
    totals: tuple[UnitTotals, ...] = ()
