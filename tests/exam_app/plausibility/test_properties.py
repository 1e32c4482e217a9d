"""Whatever the records: order does not matter, leads are found again, and the quick ways agree with the plain ones."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_app.plausibility import Lesson, Limits, ProofKind, Records, Room, find_flags
from exam_app.plausibility.bursts import fullest_window
from exam_app.plausibility.opening import minutes_outside
from exam_app.plausibility.overlaps import overlaps
from exam_app.plausibility.register import Register
from exam_app.terms import HourKind
from tests.exam_app.plausibility.builders import a_credit, a_lesson, a_room, a_scan, records

PEOPLE = st.sampled_from(["Lin", "Bao", "Chen", "Deng", "Fang", "Guo"])
EXAMPLES = settings(max_examples=30, deadline=None)


@st.composite
def lessons(draw: st.DrawFn, rooms: tuple[Room, ...] = ()) -> list[Lesson]:
    """Up to eight lessons of a few trainers within three days, some across midnight."""
    return [
        a_lesson(
            str(number),
            starts=draw(st.integers(0, 3 * 24 * 60)),
            minutes=draw(st.integers(30, 400)),
            hours=draw(st.integers(1, 6)),
            kind=draw(st.sampled_from(HourKind)),
            room=draw(st.sampled_from([None, *rooms])),
            trainer=draw(st.sampled_from(["t1", "t2"])),
            course=draw(st.sampled_from(["c1", "c2"])),
            unit=draw(st.sampled_from(["u1", "u2"])),
        )
        for number in range(draw(st.integers(1, 8)))
    ]


@st.composite
def worlds(draw: st.DrawFn) -> Records:
    """A few days on which much is wrong."""
    minutes = st.none() | st.integers(0, 1439)
    rooms = tuple(a_room(name, draw(minutes), draw(minutes)) for name in ("r1", "r2"))
    held = draw(lessons(rooms))
    lesson = st.sampled_from(held)
    scans = [
        a_scan(
            draw(lesson),
            draw(PEOPLE),
            draw(st.sampled_from(ProofKind)),
            seconds=draw(st.integers(-60, 60)),
            device=draw(st.none() | st.just(b"one")),
        )
        for _ in range(draw(st.integers(0, 30)))
    ]
    firsts = [
        a_credit(draw(lesson), draw(PEOPLE), hours=draw(st.integers(0, 6)), name=str(number))
        for number in range(draw(st.integers(0, 15)))
    ]
    of_id = {each.id: each for each in held}
    corrected = [
        replace(
            a_credit(of_id[first.lesson_id], hours=draw(st.integers(0, 6)), days_later=9, corrects=first),
            person_id=first.person_id,
        )
        for first in firsts
        if first.lesson_id and draw(st.booleans())
    ]
    return records(held, [*firsts, *corrected], scans, rooms)


@EXAMPLES
@given(worlds(), st.integers(0, 2**16))
def test_the_order_of_the_rows_does_not_matter(world: Records, seed: int) -> None:
    mixed = {}
    for name in ("lessons", "rooms", "proofs", "credits"):
        rows = list(getattr(world, name))
        Random(seed).shuffle(rows)
        mixed[name] = tuple(rows)
    assert find_flags(replace(world, **mixed)) == find_flags(world)


@EXAMPLES
@given(worlds())
def test_no_two_leads_have_one_fingerprint_and_records_are_real(world: Records) -> None:
    flags = find_flags(world)
    assert len({flag.fingerprint for flag in flags}) == len(flags)
    assert {row for flag in flags for row in flag.records} <= {credit.id for credit in world.credits}
    assert all(flag.seen and flag.weight >= 0 for flag in flags)


@EXAMPLES
@given(worlds(), st.integers(-400, 400))
def test_another_day_of_the_year_changes_nothing_but_the_days(world: Records, days: int) -> None:
    """One time for all of China and no summer time: a day has 24 hours in March too."""
    by = timedelta(days=days)
    moved = replace(
        world,
        lessons=tuple(
            replace(each, starts_at=each.starts_at + by, ends_at=each.ends_at + by) for each in world.lessons
        ),
        proofs=tuple(replace(each, at=each.at + by) for each in world.proofs),
        credits=tuple(
            replace(each, held_on=each.held_on + by, recorded_at=each.recorded_at + by) for each in world.credits
        ),
    )

    def without_days(found: Records) -> list[tuple[object, ...]]:
        facts = [{**flag.facts, "day": None} for flag in find_flags(found)]
        return sorted(
            (flag.kind, flag.subject, flag.records, round(flag.weight, 6), repr(fact))
            for flag, fact in zip(find_flags(found), facts, strict=True)
        )

    assert without_days(moved) == without_days(world)


@EXAMPLES
@given(lessons(), PEOPLE)
def test_one_honest_lesson_raises_nothing(given_lessons: list[Lesson], person: str) -> None:
    lesson = replace(given_lessons[0], hours=2, ends_at=given_lessons[0].starts_at + timedelta(minutes=95))
    stay = [a_scan(lesson, person, seconds=40), a_scan(lesson, person, ProofKind.END_CODE, seconds=20)]
    assert find_flags(records([lesson], [a_credit(lesson, person)], stay)) == ()


@EXAMPLES
@given(lessons((a_room("r1"), a_room("r2"))))
def test_whoever_overlaps_is_found_as_by_comparing_all_with_all(held: list[Lesson]) -> None:
    register = Register.of(records(held, [], rooms=[a_room("r1"), a_room("r2")]))
    places = range(len(register.lessons))
    room = [register.lessons[place].room_id for place in places]
    plain = set()
    for one, other in combinations(sorted(places, key=lambda at: (register.starts[at], register.ends[at], at)), 2):
        common = min(register.ends[one], register.ends[other]) - register.starts[other]
        if room[one] != room[other] and common > 600:
            plain.add(other)
    found = overlaps(register, places, lambda place: room[place], 600)
    assert {each.later for each in found} == plain


@EXAMPLES
@given(st.none() | st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439), st.integers(1, 2000))
def test_minutes_outside_are_those_counted_one_by_one(opens: int | None, closes: int, starts: int, length: int) -> None:
    def is_open(minute: int) -> bool:
        if opens is None or opens == closes:
            return True
        if opens < closes:
            return opens <= minute % 1440 < closes
        return minute % 1440 >= opens or minute % 1440 < closes

    lesson = a_lesson(starts=starts, minutes=length)
    outside = minutes_outside(lesson, a_room("r", opens, closes), Limits())
    assert outside == sum(not is_open(minute) for minute in range(starts, starts + length))


@EXAMPLES
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5)), min_size=1, max_size=30).map(sorted))
def test_the_fullest_window_is_that_of_trying_every_one(scans: list[tuple[int, int]]) -> None:
    second, person = (np.array(column) for column in zip(*scans, strict=True))
    most = max(len({who for at, who in scans if first <= at <= first + 5}) for first, _ in scans)
    assert fullest_window(second.astype(np.float64), person, 5).people == most
