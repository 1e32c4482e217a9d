"""Late answers: what was answered in time counts, and nobody gains time by being silent."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.lateness import CLOCK_TOLERANCE, DRAIN, OUTAGE_EDGE, Circumstances, level_of, levels_of_kept
from exam_app.lease_keys import BEACON_EVERY, beacon_at, issued_at
from exam_app.terms import EvidenceLevel
from tests.conftest import NOON

SECRET = b"a city's secret for answers"
SECONDS = st.floats(-4000, 4000).map(lambda seconds: timedelta(seconds=round(seconds, 3)))


@dataclass(frozen=True)
class Change:
    mono_ms: int
    beacon: str = "b"


def made(after: timedelta, beacon: str = "b") -> Change:
    """A change that says to have been made so long after the deadline."""
    return Change(round((NOON + after).timestamp() * 1000), beacon)


def level(changes: list[Change], arrived: timedelta, heard: timedelta | None) -> EvidenceLevel:
    beacons = {} if heard is None else {"b": NOON + heard}
    return level_of(changes, NOON + arrived, NOON, beacons)


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("said", "arrived", "heard", "expected"),
    [
        (-10 * SECOND, 0 * SECOND, None, EvidenceLevel.IN_TIME),
        (500 * SECOND, -1 * SECOND, None, EvidenceLevel.IN_TIME),
        (-10 * SECOND, 1 * SECOND, -60 * SECOND, EvidenceLevel.DRAINED),
        (-10 * SECOND, DRAIN, -DRAIN, EvidenceLevel.DRAINED),
        (CLOCK_TOLERANCE, 60 * SECOND, -15 * SECOND, EvidenceLevel.DRAINED),
        (CLOCK_TOLERANCE + SECOND, 60 * SECOND, -15 * SECOND, EvidenceLevel.LATE),
        (-10 * SECOND, DRAIN + SECOND, -15 * SECOND, EvidenceLevel.LATE),
        (-10 * SECOND, 1 * SECOND, -DRAIN - SECOND, EvidenceLevel.LATE),
        (-10 * SECOND, 1 * SECOND, None, EvidenceLevel.LATE),
        (-60 * SECOND, 1 * SECOND, -30 * SECOND, EvidenceLevel.LATE),
    ],
    ids=[
        *("at the deadline", "a clock that is fast", "drained", "the outermost", "just after by tolerance"),
        *("made too late", "arrived too late", "silent for long", "a strange beacon", "made before its beacon"),
    ],
)
def test_the_level_is_that_of_the_design(
    said: timedelta, arrived: timedelta, heard: timedelta | None, expected: EvidenceLevel
) -> None:
    assert level([made(said)], arrived, heard) is expected


def test_one_change_that_is_too_late_speaks_for_all_that_came_with_it() -> None:
    changes = [made(-10 * SECOND), made(10 * SECOND)]
    assert level(changes, 20 * SECOND, -15 * SECOND) is EvidenceLevel.LATE


@given(said=SECONDS, arrived=SECONDS, heard=SECONDS)
def test_nobody_gains_more_than_the_drain(said: timedelta, arrived: timedelta, heard: timedelta) -> None:
    """Whatever a page says of itself: what counts arrived at most two minutes after the deadline, from a page that was
    heard at most two minutes before it."""
    found = level([made(said)], arrived, heard)
    if found.counts and arrived > timedelta():
        assert arrived <= DRAIN
        assert heard >= -DRAIN


@given(at=st.integers(0, 10**7))
def test_a_beacon_tells_the_quarter_minute_of_its_making(at: int) -> None:
    moment = NOON + at * SECOND
    issued = issued_at(SECRET, beacon_at(SECRET, moment))
    assert issued is not None
    assert timedelta() <= moment - issued < BEACON_EVERY


@given(forged=st.text(alphabet="0123456789abcdef", min_size=32, max_size=32))
def test_a_forged_beacon_has_no_moment(forged: str) -> None:
    assert issued_at(SECRET, forged) is None
    assert issued_at(SECRET, "") is None
    assert issued_at(b"another city's", beacon_at(SECRET, NOON)) is None


def test_a_page_that_says_what_no_calendar_holds_is_late_and_takes_nobody_down() -> None:
    beyond = Change(2**53)
    assert level_of([beyond], NOON + SECOND, NOON, {"b": NOON}) is EvidenceLevel.LATE
    seen = Circumstances(NOON + SECOND, NOON, {"b": NOON}, closed_at=NOON, was_saved_by_invigilator=True)
    assert list(levels_of_kept([beyond], seen)) == [EvidenceLevel.LATE]


# -- from a computer that could not send ------------------------------------------------------------------------------

MINUTE = timedelta(minutes=1)
IN_TIME, DRAINED, HELD, LATE = (
    EvidenceLevel.IN_TIME,
    EvidenceLevel.DRAINED,
    EvidenceLevel.HELD,
    EvidenceLevel.LATE,
)
BEACONS = {"b": NOON - 40 * MINUTE, "new": NOON - 30 * SECOND}
"""The page was heard forty minutes before the deadline, and shortly before it."""


def known(arrived: timedelta, **circumstances: object) -> Circumstances:
    return Circumstances(NOON + arrived, NOON, BEACONS, **circumstances)  # type: ignore[arg-type]  # as each test says


def kept(*said: timedelta, beacon: str = "b", **circumstances: object) -> list[EvidenceLevel]:
    arrived = circumstances.pop("arrived")
    assert isinstance(arrived, timedelta)
    return list(levels_of_kept([made(each, beacon) for each in said], known(arrived, **circumstances)))


def test_what_comes_while_the_paper_is_open_counts_by_its_arrival() -> None:
    assert kept(-9 * MINUTE, arrived=-MINUTE) == [IN_TIME]
    assert kept(-9 * MINUTE, arrived=-MINUTE, moved_at=NOON - 8 * MINUTE) == [IN_TIME]
    assert kept(-9 * MINUTE, arrived=MINUTE, is_paused=True) == [IN_TIME]
    assert kept(-10 * SECOND, arrived=MINUTE, beacon="new") == [DRAINED]
    assert kept(-9 * MINUTE, arrived=-MINUTE, beacon="nobody's") == [IN_TIME]


def test_what_was_done_after_the_candidate_had_left_never_counts() -> None:
    moved = {"moved_at": NOON - 10 * MINUTE, "was_saved_by_invigilator": True}
    assert kept(-10 * MINUTE + CLOCK_TOLERANCE, arrived=-MINUTE, **moved) == [IN_TIME]
    assert kept(-9 * MINUTE, arrived=-MINUTE, **moved) == [LATE]
    assert kept(-11 * MINUTE, -9 * MINUTE, -11 * MINUTE, arrived=60 * MINUTE, **moved) == [HELD, LATE, LATE]


CLOSED = NOON + DRAIN


def test_late_answers_wait_for_people_when_somebody_witnessed_why_they_are_late() -> None:
    late = {"arrived": 60 * MINUTE, "closed_at": CLOSED}
    assert kept(-9 * MINUTE, **late) == [LATE]
    assert kept(-9 * MINUTE, **late, moved_at=NOON - 8 * MINUTE) == [HELD]
    assert kept(-9 * MINUTE, **late, was_saved_by_invigilator=True) == [HELD]
    outage = [(NOON - 20 * MINUTE, NOON - 8 * MINUTE)]
    assert kept(-20 * MINUTE - OUTAGE_EDGE, -9 * MINUTE, **late, outages=outage) == [HELD, HELD]
    assert kept(-20 * MINUTE - OUTAGE_EDGE - SECOND, **late, outages=outage) == [LATE]
    assert kept(-8 * MINUTE + OUTAGE_EDGE + SECOND, **late, outages=outage) == [LATE]


def test_a_witness_saves_nothing_that_cannot_have_been_made_in_time() -> None:
    witnessed = {"arrived": 60 * MINUTE, "was_saved_by_invigilator": True}
    assert kept(CLOCK_TOLERANCE, **witnessed, closed_at=CLOSED) == [HELD]
    assert kept(CLOCK_TOLERANCE + SECOND, **witnessed, closed_at=CLOSED) == [LATE]
    assert kept(-41 * MINUTE, **witnessed, closed_at=CLOSED) == [LATE]  # before its own beacon
    assert kept(-9 * MINUTE, **witnessed, closed_at=CLOSED, beacon="nobody's") == [LATE]
    assert kept(-9 * MINUTE, **witnessed, closed_at=NOON - 10 * MINUTE) == [LATE]  # after the hand-in


def test_handed_in_early_nothing_counts_without_a_decision() -> None:
    handed_in = {"arrived": -20 * MINUTE, "closed_at": NOON - 30 * MINUTE, "moved_at": NOON - 35 * MINUTE}
    assert kept(-36 * MINUTE, **handed_in) == [HELD]


@given(
    said=st.lists(SECONDS, min_size=1, max_size=6),
    arrived=SECONDS,
    moved=st.none() | SECONDS,
    closed=st.none() | SECONDS,
    is_seen=st.booleans(),
)
def test_no_change_is_better_than_one_before_it_and_a_closed_paper_takes_nothing(
    said: list[timedelta], arrived: timedelta, moved: timedelta | None, closed: timedelta | None, is_seen: bool
) -> None:
    levels = kept(
        *said,
        arrived=arrived,
        moved_at=None if moved is None else NOON + moved,
        closed_at=None if closed is None else NOON + closed,
        was_saved_by_invigilator=is_seen,
    )
    order = [list(EvidenceLevel).index(level) for level in levels]
    assert order == sorted(order)
    if closed is not None:
        assert not any(level.counts for level in levels)
    if arrived > DRAIN:
        assert not any(level.counts for level in levels)
