"""The virtual candidate keeps a page's promises, and its final check sees what a server did wrong."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.delivery.accounts import HeldSitting, Stored, reckon
from benchmarks.delivery.candidate import BACKOFF_CAP, COALESCE, HEARTBEAT, Page, VirtualCandidate
from benchmarks.delivery.human import Choices, script
from benchmarks.delivery.measures import Kind, Measures, percentile
from benchmarks.delivery.network import PORTAL
from benchmarks.delivery.plain_pages import Design, PlainPage
from exam_app.delivery import Change, Event, applied, state_hash, state_rows
from exam_app.lease_keys import lease_key
from exam_app.terms import EventKind

PAGE = Page("330300", str(UUID(int=7)), lease_key(b"secret", UUID(int=7), 1, "0" * 32), "", "")


def a_candidate(measures: Measures | None = None) -> VirtualCandidate:
    candidate = VirtualCandidate(PAGE, Random(1), measures or Measures(), clock_offset=0)
    candidate.open(0.0)
    return candidate


def choose(candidate: VirtualCandidate, at: float, *values: str) -> None:
    for slot, value in enumerate(values, start=1):
        candidate.choose(Change(EventKind.SET, slot, value), at)


def acknowledge(candidate: VirtualCandidate, now: float, through: int, incarnation: str = "first") -> None:
    told = {
        "durable_through": through,
        "state_hash": state_hash(applied({}, candidate.events[:through])),
        "server_ms": 0,
        "deadline_ms": 0,
        "incarnation": incarnation,
        "beacon": "",
    }
    candidate.answer(now, 200, json.dumps(told).encode())


def numbers_sent(candidate: VirtualCandidate) -> list[int]:
    return [event["seq"] for event in json.loads(candidate.send().body)["events"]]


def held_by(events: Sequence[Event]) -> HeldSitting:
    """What a server without a fault holds."""
    answers = applied({}, events)
    rows = [Stored(event.seq, event.kind, event.slot, event.value, event.hash, True) for event in events]
    return HeldSitting(rows, state_rows(answers), state_hash(answers))


def test_changes_made_shortly_after_one_another_go_together_and_are_timed_from_when_they_were_meant_to_go() -> None:
    measures = Measures()
    candidate = a_candidate(measures)
    choose(candidate, 1.0, "A", "B")
    assert candidate.due == 1.0 + COALESCE
    assert numbers_sent(candidate) == [1, 2]
    acknowledge(candidate, 1.9, through=2)
    assert measures.undisturbed_seconds(Kind.CHANGE) == pytest.approx([0.5, 0.5])
    assert candidate.due == 1.9 + HEARTBEAT


def test_a_change_made_while_the_server_is_slow_is_timed_from_its_own_moment() -> None:
    measures = Measures()
    candidate = a_candidate(measures)
    choose(candidate, 0.0, "A")
    candidate.send()
    choose(candidate, 1.0, "B")
    acknowledge(candidate, 5.0, through=1)
    assert candidate.due == 5.0
    acknowledge(candidate, 5.5, through=2)
    assert max(measures.undisturbed_seconds(Kind.CHANGE)) == pytest.approx(4.6)
    assert min(measures.undisturbed_seconds(Kind.CHANGE)) == pytest.approx(4.1)


@pytest.mark.parametrize("answer", [(200, PORTAL), (503, b"{}"), (200, b"[]"), (302, b""), (200, b'{"beacon": ""}')])
def test_what_is_not_the_servers_answer_saves_nothing_and_is_tried_again(answer: tuple[int, bytes]) -> None:
    measures = Measures()
    candidate = a_candidate(measures)
    choose(candidate, 0.0, "A")
    candidate.answer(1.0, *answer)
    assert candidate.acknowledged == 0
    assert 1.0 <= candidate.due <= 1.0 + BACKOFF_CAP
    assert numbers_sent(candidate) == [1]
    acknowledge(candidate, 3.0, through=1)
    assert not measures.undisturbed[Kind.CHANGE]
    assert len(measures.disturbed[Kind.CHANGE]) == 1


def test_a_server_that_came_back_with_less_is_sent_the_rest_again_and_the_same_one_going_back_is_not_believed() -> None:
    candidate = a_candidate()
    choose(candidate, 0.0, "A", "B", "C")
    acknowledge(candidate, 1.0, through=3)
    acknowledge(candidate, 2.0, through=1)
    assert numbers_sent(candidate) == []
    acknowledge(candidate, 3.0, through=1, incarnation="second")
    assert numbers_sent(candidate) == [2, 3]
    assert candidate.acknowledged == 3


def test_nothing_is_handed_in_before_everything_is_delivered() -> None:
    candidate = a_candidate()
    choose(candidate, 0.0, "A")
    candidate.hand_in(0.1)
    assert candidate.send().path == "/exam/answers"
    acknowledge(candidate, 0.5, through=1)
    assert candidate.send().path.endswith("/hand-in")
    candidate.answer(0.6, 409, b'{"need": 1}')
    assert numbers_sent(candidate) == [1]
    acknowledge(candidate, 0.7, through=1)
    candidate.answer(0.9, 200, b'{"receipt_url": "/"}')
    assert candidate.is_done


def test_a_page_without_a_queue_forgets_what_failed_and_an_error_page_posts_the_whole_paper_again() -> None:
    each, at_end = (PlainPage(design, PAGE, Measures()) for design in Design)
    for page in (each, at_end):
        page.choose(Change(EventKind.SET, 1, "A"), 0.0)
        page.hand_in(1.0)
        page.send()
        page.fail(2.0)
    assert each.is_done
    assert not at_end.is_done
    assert json.loads(at_end.send().body)["answers"] == [[1, "A"]]
    at_end.answer(6.0, 200, PORTAL)
    assert at_end.is_done


def the_same(held: HeldSitting) -> HeldSitting:
    return held


def without_the_last(held: HeldSitting) -> HeldSitting:
    return replace(held, stored=held.stored[:-1])


def without_the_first(held: HeldSitting) -> HeldSitting:
    return replace(held, stored=held.stored[1:])


def with_one_twice(held: HeldSitting) -> HeldSitting:
    return replace(held, stored=[*held.stored, held.stored[0]])


def with_another_value(held: HeldSitting) -> HeldSitting:
    return replace(held, stored=[held.stored[0]._replace(value="D"), *held.stored[1:]])


def with_one_that_nobody_made(held: HeldSitting) -> HeldSitting:
    more = held.stored[-1]._replace(seq=len(held.stored) + 1, value="D")
    return replace(held, stored=[*held.stored, more])


def with_one_that_does_not_count(held: HeldSitting) -> HeldSitting:
    return replace(held, stored=[*held.stored[:-1], held.stored[-1]._replace(counts=False)])


def with_another_sum(held: HeldSitting) -> HeldSitting:
    return replace(held, answers=held.answers[:-1])


def with_another_receipt(held: HeldSitting) -> HeldSitting:
    return replace(held, final_hash="0" * 64)


@pytest.mark.parametrize(
    ("server", "found"),
    [
        (the_same, set()),
        (without_the_last, {"lost", "wrong_answers", "wrong_projections"}),
        (without_the_first, {"lost", "holes", "wrong_answers", "wrong_projections"}),
        (with_one_twice, {"doubled"}),
        (with_another_value, {"lost", "strange", "wrong_answers", "wrong_projections"}),
        (with_one_that_nobody_made, {"strange", "wrong_answers", "wrong_projections"}),
        (with_one_that_does_not_count, {"wrong_answers", "wrong_projections"}),
        (with_another_sum, {"wrong_projections"}),
        (with_another_receipt, {"wrong_projections"}),
    ],
)
def test_the_final_check_sees_what_the_server_did_wrong(
    server: Callable[[HeldSitting], HeldSitting], found: set[str]
) -> None:
    candidate = a_candidate()
    choose(candidate, 0.0, "A", "B", "C")
    reckoning = reckon(candidate.events, 3, server(held_by(candidate.events)), handed_in=True)
    assert {name for name, count in vars(reckoning).items() if count} == found
    assert reckoning.is_clean == (not found)


def test_what_was_never_acknowledged_may_be_missing_but_the_choice_is_wrong_then() -> None:
    candidate = a_candidate()
    choose(candidate, 0.0, "A", "B")
    reckoning = reckon(candidate.events, 1, held_by(candidate.events[:1]), handed_in=False)
    assert (reckoning.lost, reckoning.wrong_answers, reckoning.not_handed_in) == (0, 1, 1)


@given(st.integers(), st.integers(1, 100), st.floats(0.5, 30))
def test_a_human_answers_in_time_in_order_and_only_with_what_is_printed(seed: int, slots: int, every: float) -> None:
    paper = [Choices("AB" if slot % 3 == 0 else "ABCD", several=slot % 3 == 1) for slot in range(slots)]
    acts = script(Random(seed), paper, begins=5.0, seconds=60.0, every=every)
    assert all(5.0 <= act.at < 65.0 for act in acts)
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    answers = [act.change for act in acts if act.change.kind is EventKind.SET]
    assert all(set(change.value) <= set(paper[change.slot - 1].letters) for change in answers)
    assert all(len(change.value) == 1 or paper[change.slot - 1].several for change in answers)
    reached = [change.slot for change in dict.fromkeys(Change(EventKind.SET, c.slot, "") for c in answers)]
    assert reached == list(range(1, len(reached) + 1))
    assert acts == script(Random(seed), paper, begins=5.0, seconds=60.0, every=every)


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_a_value_that_was_seen_and_enough_do_not_exceed_it(seconds: list[float], share: float) -> None:
    found = percentile(seconds, share)
    assert found in seconds
    assert sum(second <= found for second in seconds) >= share * len(seconds) - 1e-9
