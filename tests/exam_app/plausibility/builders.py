"""Rows of training with sensible defaults, for the tests of this folder."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import UUID

from exam_app.plausibility import Credit, Flag, FlagKind, Lesson, Proof, ProofKind, Records, Room, find_flags
from exam_app.plausibility.limits import CHINA, MINUTES_A_CLASS_HOUR
from exam_app.terms import HourKind

DAY = date(2026, 5, 4)
MORNING = 8 * 60 + 30


@cache
def an_id(*parts: object) -> UUID:
    """The same UUID for the same parts, and no order among them."""
    return UUID(bytes=hashlib.blake2b(repr(parts).encode(), digest_size=16).digest())


def local(day: date, minute: float) -> datetime:
    """A moment so many minutes after midnight in China, which may be the next day."""
    return (datetime.combine(day, time.min, CHINA) + timedelta(minutes=minute)).astimezone(UTC)


def a_room(name: str = "room", opens: int | None = None, closes: int | None = None) -> Room:
    return Room(an_id("room", name), opens, closes)


def a_lesson(
    name: str = "lesson",
    *,
    day: date = DAY,
    starts: float = MORNING,
    minutes: float | None = None,
    hours: int = 4,
    kind: HourKind = HourKind.THEORY,
    room: Room | None = None,
    trainer: str = "trainer",
    course: str = "course",
    unit: str = "unit",
) -> Lesson:
    """A lesson with a quarter of an hour of break, unless ``minutes`` are given."""
    length = hours * MINUTES_A_CLASS_HOUR + 15 if minutes is None else minutes
    return Lesson(
        id=an_id("lesson", name),
        unit_id=an_id("unit", unit),
        course_id=an_id("course", course),
        room_id=room.id if room else None,
        trainer_id=an_id("trainer", trainer),
        starts_at=local(day, starts),
        ends_at=local(day, starts + length),
        kind=kind,
        hours=hours,
    )


def a_credit(
    lesson: Lesson,
    person: object = "person",
    *,
    hours: int | None = None,
    days_later: float = 0,
    day: date | None = None,
    corrects: Credit | None = None,
    name: str = "",
) -> Credit:
    """The class hours of a lesson, entered the evening it was held or days later."""
    held_on = day or lesson.starts_at.astimezone(CHINA).date()
    return Credit(
        id=an_id("credit", lesson.id, person, name, corrects and corrects.id),
        lesson_id=lesson.id,
        person_id=an_id("person", person),
        unit_id=lesson.unit_id,
        held_on=held_on,
        kind=lesson.kind,
        hours=lesson.hours if hours is None else hours,
        recorded_at=local(held_on, 20 * 60 + days_later * 24 * 60),
        corrects_id=corrects.id if corrects else None,
    )


def a_scan(
    lesson: Lesson,
    person: object = "person",
    kind: ProofKind = ProofKind.START_CODE,
    *,
    seconds: float = 0,
    device: bytes | None = None,
) -> Proof:
    """A code scanned so many seconds after the lesson began, or for an end code after it ended."""
    from_when = lesson.ends_at if kind is ProofKind.END_CODE else lesson.starts_at
    own = hashlib.blake2b(repr(person).encode(), digest_size=16).digest()
    at = from_when + timedelta(seconds=seconds)
    return Proof(lesson.id, an_id("person", person), kind, at, device or own)


def a_stay(lesson: Lesson, person: object = "person", device: bytes | None = None) -> tuple[Proof, Proof]:
    """Both codes of a lesson, at its beginning and its end."""
    return a_scan(lesson, person, device=device), a_scan(lesson, person, ProofKind.END_CODE, device=device)


def records(
    lessons: Iterable[Lesson], credits: Iterable[Credit], proofs: Iterable[Proof] = (), rooms: Iterable[Room] = ()
) -> Records:
    return Records(date(2026, 12, 31), tuple(lessons), tuple(rooms), tuple(proofs), tuple(credits))


def found(given: Records, kind: FlagKind) -> list[Flag]:
    """The flags of one kind, the furthest beyond its limit first."""
    return [each for each in find_flags(given) if each.kind is kind]
