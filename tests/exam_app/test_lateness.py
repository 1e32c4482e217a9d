"""Late answers: what was answered in time counts, and nobody gains time by being silent."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.lateness import CLOCK_TOLERANCE, DRAIN, level_of
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
