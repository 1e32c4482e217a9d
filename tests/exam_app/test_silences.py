"""How often a seat fell silent: each silence once, and never fewer the longer one looks."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.silences import SILENT_LONGER_THAN, Answering, silences
from tests.conftest import NOON

SECOND = timedelta(seconds=1)
LIN = Answering("lin", NOON)


def heard(*seconds: int):  # type: ignore[no-untyped-def]
    return [(NOON + each * SECOND, ["lin"]) for each in seconds]


@pytest.mark.parametrize(("gap", "times"), [(45, 0), (46, 1)])
def test_forty_five_seconds_are_no_silence(gap: int, times: int) -> None:
    found = silences(heard(10, 10 + gap), [LIN], NOON + (10 + gap) * SECOND)
    assert sum(one.times for one in found.values()) == times


def test_a_silence_that_lasts_counts_once_and_is_the_same_when_it_ends() -> None:
    lasting = silences(heard(10), [LIN], NOON + 100 * SECOND)["lin"]
    ended = silences(heard(10, 110), [LIN], NOON + 111 * SECOND)["lin"]
    assert (lasting.times, ended.times) == (1, 1)
    assert (lasting.longest, ended.longest) == (90 * SECOND, 100 * SECOND)
    assert lasting.newest == NOON + 10 * SECOND


def test_a_page_that_never_gave_a_sign_has_no_script_and_is_not_called_silent() -> None:
    others = [(NOON + 10 * SECOND, ["bao"])]
    assert silences(others, [LIN], NOON + timedelta(hours=1)) == {}


def test_who_has_handed_in_is_not_silent_afterwards() -> None:
    done = Answering("lin", NOON, NOON + 20 * SECOND)
    assert silences(heard(10, 20), [done], NOON + timedelta(hours=1)) == {}


@given(st.lists(st.integers(1, 3600), unique=True), st.integers(1, 3600), st.integers(1, 3600))
def test_the_number_of_silences_never_falls(moments: list[int], one: int, other: int) -> None:
    """What was settled of an alert stays settled only while no silence goes away."""

    def counted(until: int) -> int:
        signs = heard(*sorted(moment for moment in moments if moment <= until))
        found = silences(signs, [LIN], NOON + until * SECOND).get("lin")
        return found.times if found else 0

    assert counted(min(one, other)) <= counted(max(one, other))


@given(st.sets(st.integers(1, 3600), min_size=1))
def test_silences_are_the_gaps_between_signs(moments: set[int]) -> None:
    ordered = [0, *sorted(moments)]
    gaps = [b - a for a, b in pairwise(ordered) if (b - a) * SECOND > SILENT_LONGER_THAN]
    found = silences(heard(*sorted(moments)), [LIN], NOON + max(moments) * SECOND).get("lin")
    assert (found.times if found else 0) == len(gaps)
    assert not gaps or (found is not None and found.longest == max(gaps) * SECOND)
