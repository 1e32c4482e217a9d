"""How long a look through the training of a city takes. Run: `python -m benchmarks.bench_plausibility`.

5,000 lessons of 30 people each in 200 rooms: 150,000 class hours and 300,000 scans, then half and twice as much, to see
how the time grows. The baseline is the plain way for one of the eighteen checks: every scan compared with every other
of its room. Prints figures; nothing here fails.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from uuid import UUID

import numpy as np

from exam_app.plausibility import Credit, Lesson, Limits, Proof, ProofKind, Records, Room, find_flags
from exam_app.plausibility.looking import CHECKS
from exam_app.plausibility.register import Register
from exam_app.terms import HourKind

CLASS, ROOMS, LESSONS, SAMPLE = 30, 200, 5000, 3000
FIRST = datetime(2026, 1, 5, 0, 30, tzinfo=UTC)


def row_id(kind: int, number: int) -> UUID:
    """Ids in no order, as random ones are."""
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835 + kind) % 2**128)


def a_city(lessons: int) -> Records:
    """Honest lessons, one a room and day; a class stays together for ten."""
    rng = np.random.default_rng(1)
    found: list[Lesson] = []
    credits: list[Credit] = []
    proofs: list[Proof] = []
    for number in range(lessons):
        starts = FIRST + timedelta(days=number // ROOMS)
        room, course, unit = number % ROOMS, number % ROOMS + ROOMS * (number // ROOMS // 10), number % 20
        lesson = Lesson(
            id=row_id(1, number),
            unit_id=row_id(2, unit),
            course_id=row_id(3, course),
            room_id=row_id(4, room),
            trainer_id=row_id(5, room),
            starts_at=starts,
            ends_at=starts + timedelta(minutes=195),
            kind=HourKind.THEORY,
            hours=4,
        )
        found.append(lesson)
        seconds = rng.lognormal(np.log(35), 0.5, (CLASS, 2)).tolist()
        for place, (start, end) in enumerate(seconds):
            person = row_id(6, course * CLASS + place)
            device = person.bytes
            credits.append(
                Credit(
                    id=row_id(7, number * CLASS + place),
                    lesson_id=lesson.id,
                    person_id=person,
                    unit_id=lesson.unit_id,
                    held_on=starts.date(),
                    kind=HourKind.THEORY,
                    hours=4,
                    recorded_at=lesson.ends_at + timedelta(hours=1),
                )
            )
            proofs.append(Proof(lesson.id, person, ProofKind.START_CODE, starts + timedelta(seconds=start), device))
            ended = lesson.ends_at + timedelta(seconds=end)
            proofs.append(Proof(lesson.id, person, ProofKind.END_CODE, ended, device))
    rooms = tuple(Room(row_id(4, number), 8 * 60, 18 * 60) for number in range(ROOMS))
    return Records(date(2026, 12, 31), tuple(found), rooms, tuple(proofs), tuple(credits))


def bench_look(lessons: int) -> float:
    """Seconds for one look, from rows to flags."""
    city = a_city(lessons)
    start = perf_counter()
    flags = find_flags(city)
    seconds = perf_counter() - start
    print(f"{len(city.proofs):8,} scans, {len(city.credits):7,} hours {seconds:8.2f} s   {len(flags)} flags")
    return seconds


def bench_checks(city: Records) -> dict[str, float]:
    """Seconds of each check by itself, the register made beforehand."""
    register, found = Register.of(city), {}
    for kind, check in CHECKS.items():
        start = perf_counter()
        list(check(register, Limits()))
        found[kind.value] = perf_counter() - start
    return found


def plain_bursts(city: Records) -> float:
    """Each scan with every other of its room and kind; seconds for all, scaled from a sample."""
    room_of = {lesson.id: lesson.room_id for lesson in city.lessons}
    of_room: dict[tuple[UUID | None, ProofKind], list[Proof]] = defaultdict(list)
    for proof in city.proofs:
        of_room[room_of[proof.lesson_id], proof.kind].append(proof)
    chosen = np.random.default_rng(2).choice(len(city.proofs), SAMPLE, replace=False)
    window = timedelta(seconds=5)
    start = perf_counter()
    for place in chosen.tolist():
        one = city.proofs[place]
        others = of_room[room_of[one.lesson_id], one.kind]
        len({other.person_id for other in others if one.at <= other.at <= one.at + window})
    return (perf_counter() - start) / SAMPLE * len(city.proofs)


def main() -> None:
    """Print a look at three sizes, what each check takes, and two checks beside the plain way."""
    half, whole, twice = (bench_look(lessons) for lessons in (LESSONS // 2, LESSONS, 2 * LESSONS))
    print(f"time grows by {whole / half:.1f} and {twice / whole:.1f} when the rows double   goal 5 s for 300,000 scans")
    city = a_city(LESSONS)
    of_check = bench_checks(city)
    for name, seconds in sorted(of_check.items(), key=lambda each: -each[1]):
        print(f"  {name:22} {seconds * 1000:8.0f} ms")
    bursts = plain_bursts(city)
    print(f"bursts, plain, {SAMPLE:,} scans scaled   {bursts:8.2f} s   ratio {bursts / of_check['burst']:.0f}")


if __name__ == "__main__":
    main()
