"""An outage is of a room and never of a candidate; nobody gets more than was lost, nor the same time twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.outages import BACK_WITHIN, SILENT_LONGER_THAN, Outage, Sat, Sign, Span, outages, to_give_back
from tests.conftest import NOON

CAP = timedelta(minutes=45)
PULSE = 10
"""Seconds from one sign of life of the room to the next."""


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def span(since: float, until: float) -> Span:
    return Span(at(since), at(until))


def heard(people: str, until: int, *silences: tuple[str, int, int]) -> list[Sign[str]]:
    """Signs of everybody every ten seconds, but for (who, from, to) strictly between."""
    signs = []
    for moment in range(PULSE, until + 1, PULSE):
        away = {who for whom, since, back in silences for who in whom if since < moment < back}
        signs.append(Sign(at(moment), frozenset(people) - away))
    return [sign for sign in signs if sign.heard]


def sat(people: str, began: float = 0) -> list[Sat[str]]:
    return [Sat(who, at(began)) for who in people]


def in_room(signs: Sequence[Sign[str]], people: str, now: float, **ended: float) -> Sequence[Outage[str]]:
    return outages(signs, [Sat(who, NOON, at(ended[who]) if who in ended else None) for who in people], at(now))


# -- by hand ------------------------------------------------------------------------------------------------------


def test_half_a_room_that_is_silent_at_once_is_an_outage_and_each_loses_the_own_silence() -> None:
    (found,) = in_room(heard("abcd", 600, ("ab", 100, 300), ("c", 100, 120)), "abcd", 600)
    assert (found.span, found.is_over, found.answering) == (span(100, 300), True, 4)
    assert found.lost == {"a": span(100, 300), "b": span(100, 300)}


@pytest.mark.parametrize(
    ("people", "silences"),
    [
        ("abcd", [("a", 100, 400)]),  # one cable
        ("ab", [("a", 100, 400)]),  # half of the room, and still one cable
        ("a", [("a", 100, 400)]),  # nobody else is there
        ("abcde", [("ab", 100, 400)]),  # less than half
        ("abcd", [("ab", 100, 140)]),  # no longer than 45 seconds
        ("abcd", [("a", 100, 200), ("b", 170, 300)]),  # together for 30 seconds only
        ("abcd", [("a", 100, 200), ("b", 300, 400), ("c", 400, 500), ("d", 500, 600)]),  # one after the other
    ],
)
def test_what_is_no_outage(people: str, silences: list[tuple[str, int, int]]) -> None:
    assert list(in_room(heard(people, 900, *silences), people, 900)) == []


def test_while_it_lasts_nothing_is_given_back() -> None:
    (found,) = in_room(heard("abcd", 100), "abcd", 400)
    assert (found.span, found.is_over) == (span(100, 400), False)
    assert to_give_back(found, {}, CAP) == {}


def test_who_pulled_the_cable_before_gets_only_the_outage() -> None:
    (found,) = in_room(heard("abcd", 900, ("a", 50, 700), ("bcd", 200, 500)), "abcd", 900)
    assert found.span == span(200, 500)
    assert found.lost["b"] == span(200, 500)
    assert found.lost["a"] == Span(at(200), min(at(700), at(500) + BACK_WITHIN))


def test_a_computer_that_starts_slowly_gets_its_own_silence_and_five_minutes_more_at_most() -> None:
    (found,) = in_room(heard("abcd", 1500, ("abc", 100, 300), ("d", 100, 1200)), "abcd", 1500)
    assert found.lost["a"] == span(100, 300)
    assert found.lost["d"] == span(100, 600)


def test_who_begins_in_the_outage_lost_from_then_on() -> None:
    people = [*sat("abc"), Sat("late", at(200))]
    signs = [Sign(sign.at, sign.heard | ({"late"} if sign.at >= at(300) else set())) for sign in silent_room("abc")]
    (found,) = outages(signs, people, at(600))
    assert found.lost["late"] == span(200, 300)
    assert found.lost["a"] == span(100, 300)


def silent_room(people: str) -> list[Sign[str]]:
    return heard(people, 600, (people, 100, 300))


def test_who_begins_after_it_or_handed_in_before_it_lost_nothing() -> None:
    people = [*sat("abc"), Sat("late", at(400)), Sat("early", NOON, at(90))]
    signs = [Sign(sign.at, sign.heard | {"late", "early"}) for sign in silent_room("abc")]
    (found,) = outages(signs, people, at(600))
    assert set(found.lost) == {"a", "b", "c"}
    assert found.answering == 3


def test_a_page_that_never_gave_a_sign_counts_for_nothing() -> None:
    people = [*sat("abcd"), *sat("xyz")]
    assert list(outages(heard("abcd", 600), people, at(600))) == []
    (found,) = outages(silent_room("abcd"), people, at(600))
    assert set(found.lost) == set("abcd")


def test_a_server_that_was_away_is_an_outage_of_everybody() -> None:
    (found,) = in_room(silent_room("abcdef"), "abcdef", 600)
    assert set(found.lost) == set("abcdef")


def test_two_outages_are_two_and_together_stay_below_the_limit() -> None:
    signs = heard("abcd", 9000, ("abcd", 100, 1900), ("abcd", 3000, 4800))
    first, second = in_room(signs, "abcd", 9000)
    given = to_give_back(first, {}, CAP)
    assert given["a"] == [span(100, 1900)]
    assert to_give_back(second, given, CAP)["a"] == [span(3000, 3900)]  # 30 min and 15 min more
    assert to_give_back(first, given, CAP) == {}


def test_nothing_is_given_for_what_a_pause_covered() -> None:
    (found,) = in_room(heard("abcd", 1500, ("abcd", 100, 400)), "abcd", 1500)
    stood = {"a": [span(200, 600)], "b": [span(50, 450)], "c": [span(150, 200)]}
    assert to_give_back(found, {}, CAP, stood) == {
        "a": [span(100, 200)],
        "c": [span(100, 150), span(200, 400)],
        "d": [span(100, 400)],
    }


def test_what_was_given_is_left_out_and_the_rest_is_given_later() -> None:
    (found,) = in_room(heard("abcd", 1500, ("abc", 100, 300), ("d", 100, 560)), "abcd", 1500)
    assert to_give_back(found, {"d": [span(100, 310)], "a": [span(100, 300)]}, CAP) == {
        "b": [span(100, 300)],
        "c": [span(100, 300)],
        "d": [span(310, 560)],
    }


# -- whatever happens ---------------------------------------------------------------------------------------------

PEOPLE = "abcdef"
MOMENTS = st.integers(0, 400).map(lambda tens: 10 * tens)
rooms = st.tuples(
    st.lists(st.tuples(MOMENTS, st.frozensets(st.sampled_from(PEOPLE), min_size=1)), max_size=60),
    st.lists(
        st.tuples(st.sampled_from(PEOPLE), MOMENTS, st.none() | st.integers(1, 300)),
        max_size=6,
        unique_by=lambda each: each[0],
    ),
)


def made(room: tuple[list[tuple[int, frozenset[str]]], list[tuple[str, int, int | None]]]) -> Sequence[Outage[str]]:
    said, came = room
    signs = [Sign(at(moment), who) for moment, who in sorted(said, key=lambda each: each[0])]
    people = [Sat(who, at(began), at(began + 10 * stayed) if stayed else None) for who, began, stayed in came]
    return outages(signs, people, at(4000))


@given(rooms)
def test_nobody_alone_gets_anything_and_nobody_more_than_the_own_silence(room) -> None:  # type: ignore[no-untyped-def]
    said, came = room
    for found in made(room):
        assert 2 <= len(found.lost) <= found.answering
        assert found.span.length > SILENT_LONGER_THAN
        for who, lost in found.lost.items():
            assert not [
                moment for moment, heard_then in said if who in heard_then and lost.since < at(moment) < lost.until
            ]
            (began,) = [began for name, began, _ in came if name == who]
            assert at(began) <= lost.since < lost.until <= found.span.until + BACK_WITHIN
            assert lost.since >= found.span.since


@given(rooms, st.sampled_from(PEOPLE))
def test_pulling_a_cable_more_never_gives_the_puller_time_that_the_others_had(room, puller) -> None:  # type: ignore[no-untyped-def]
    """Where everybody else is heard all the time, no silence of one computer is an outage."""
    said, came = room
    others = frozenset(PEOPLE) - {puller}
    signs = [Sign(at(10 * n), others) for n in range(401)]
    signs += [Sign(at(moment), frozenset({puller})) for moment, who in said if puller in who]
    people = [Sat(who, at(began)) for who, began, _ in came]
    assert list(outages(sorted(signs, key=lambda sign: sign.at), people, at(4000))) == []


@given(rooms, st.integers(0, 60))
def test_confirmed_again_it_gives_nothing_and_all_together_stays_below_the_limit(room, minutes) -> None:  # type: ignore[no-untyped-def]
    cap, given_back = timedelta(minutes=minutes), dict[str, list[Span]]()
    for _ in range(2):
        for found in made(room):
            for who, spans in to_give_back(found, given_back, cap).items():
                given_back.setdefault(who, []).extend(spans)
    for spans in given_back.values():
        assert sum((one.length for one in spans), timedelta()) <= cap
        ordered = sorted(spans, key=lambda one: one.since)
        assert all(one.until <= two.since for one, two in pairwise(ordered))
