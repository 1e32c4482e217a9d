"""The save protocol: no acknowledged change lost, none counted twice, whatever the network does."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from exam_app.delivery import (
    MOST_EVENTS_A_BATCH,
    NO_HASH,
    UNTOUCHED,
    Accepted,
    Answers,
    Change,
    Equivocation,
    Event,
    Fault,
    Head,
    Held,
    Late,
    Need,
    Outcome,
    Refused,
    SlotState,
    Stamp,
    accept,
    applied,
    following,
    state_hash,
    state_rows,
)
from exam_app.terms import EventKind
from tests.conftest import NOON

DEADLINE = NOON + timedelta(minutes=90)
SLOTS = 5
VECTORS = Path(__file__).parents[1] / "browser_units" / "vectors" / "protocol.json"


def nothing_held(**changes: object) -> Held:
    empty = Held(epoch=1, head=Head(), hashes={}, late=frozenset(), answers={}, slots=SLOTS, deadline_at=DEADLINE)
    return replace(empty, **changes)  # type: ignore[arg-type]  # names are those of Held


def chain(*changes: tuple[EventKind, int, str], head: Head | None = None, epoch: int = 1) -> list[Event]:
    """Events as a candidate's page makes them."""
    at, events = head or Head(), []
    for change in changes:
        event = following(at, epoch, Change(*change))
        at = Head(event.seq, event.hash)
        events.append(event)
    return events


def answers(*changes: tuple[int, str], head: Head | None = None) -> list[Event]:
    return chain(*((EventKind.SET, slot, value) for slot, value in changes), head=head)


def after(held: Held, outcome: Outcome) -> Held:
    """What the server holds once it has stored an outcome."""
    if not isinstance(outcome, Accepted | Late):
        return held
    counted = isinstance(outcome, Accepted)
    return replace(
        held,
        head=outcome.through,
        hashes={**held.hashes, **{event.seq: event.hash for event in outcome.new}},
        late=held.late if counted else held.late | {event.seq for event in outcome.new},
        answers=outcome.answers if isinstance(outcome, Accepted) else held.answers,
    )


def saved(held: Held, events: list[Event]) -> Held:
    outcome = accept(held, held.epoch, events, NOON)
    assert isinstance(outcome, Accepted)
    return after(held, outcome)


def test_a_change_is_accepted_and_moves_the_head() -> None:
    events = answers((1, "B"), (2, "AC"))
    outcome = accept(nothing_held(), 1, events, NOON)
    assert outcome == Accepted(tuple(events), Head(2, events[1].hash), {1: SlotState("B"), 2: SlotState("AC")})


def test_an_empty_batch_is_a_heartbeat() -> None:
    assert accept(nothing_held(), 1, [], NOON) == Accepted((), Head(), {})


def test_the_same_batch_again_brings_nothing_new_and_the_same_head() -> None:
    events = answers((1, "B"), (2, "AC"))
    held = saved(nothing_held(), events)
    assert accept(held, 1, events, NOON) == Accepted((), held.head, held.answers)


def test_a_batch_may_repeat_what_is_held_and_go_on() -> None:
    events = answers((1, "B"), (1, "C"), (2, "A"))
    outcome = accept(saved(nothing_held(), events[:2]), 1, events, NOON)
    assert isinstance(outcome, Accepted)
    assert [event.seq for event in outcome.new] == [3]


def test_an_acknowledged_event_is_acknowledged_again_after_deadline_and_hand_in() -> None:
    events = answers((1, "B"))
    held = saved(nothing_held(), events)
    assert isinstance(accept(held, 1, events, DEADLINE + timedelta(hours=1)), Accepted)
    assert isinstance(accept(replace(held, is_closed=True), 1, events, NOON), Accepted)


def test_a_hole_is_named_and_nothing_is_stored() -> None:
    events = answers((1, "B"), (2, "A"), (3, "D"))
    assert accept(nothing_held(), 1, events[1:], NOON) == Need(1)
    assert accept(saved(nothing_held(), events[:1]), 1, events[2:], NOON) == Need(2)


def test_another_event_with_a_number_in_use_is_equivocation_and_the_first_stands() -> None:
    first, second = answers((1, "B")), answers((1, "C"))
    held = saved(nothing_held(), first)
    outcome = accept(held, 1, second, NOON)
    assert outcome == Equivocation(1, first[0].hash, second[0].hash)
    assert after(held, outcome).answers == {1: SlotState("B")}


def test_equivocation_anywhere_in_a_batch_keeps_all_of_it_out() -> None:
    true = answers((1, "B"), (2, "A"))
    held = saved(nothing_held(), true)
    forged = [true[0], replace(true[1], hash="f" * 64), *answers((3, "D"), head=Head(2, "f" * 64))]
    assert isinstance(accept(held, 1, forged, NOON), Equivocation)


def test_what_comes_after_the_deadline_is_kept_but_not_counted() -> None:
    held = saved(nothing_held(), answers((1, "B")))
    late = answers((1, "C"), head=held.head)
    outcome = accept(held, 1, late, DEADLINE + timedelta(microseconds=1))
    assert outcome == Late(tuple(late), Head(2, late[0].hash), was_closed=False)
    assert after(held, outcome).answers == {1: SlotState("B")}


def test_the_deadline_itself_is_in_time() -> None:
    assert isinstance(accept(nothing_held(), 1, answers((1, "B")), DEADLINE), Accepted)


def test_what_comes_after_the_hand_in_is_kept_but_not_counted() -> None:
    outcome = accept(nothing_held(is_closed=True), 1, answers((1, "B")), NOON)
    assert isinstance(outcome, Late)
    assert outcome.was_closed


def test_a_late_event_sent_again_is_late_again_and_nothing_new() -> None:
    late = answers((1, "B"))
    held = after(nothing_held(), accept(nothing_held(), 1, late, DEADLINE + timedelta(seconds=1)))
    assert accept(held, 1, late, DEADLINE + timedelta(seconds=2)) == Late((), held.head, was_closed=False)


def test_a_heartbeat_learns_that_the_sitting_is_closed() -> None:
    assert accept(nothing_held(is_closed=True), 1, [], NOON) == Late((), Head(), was_closed=True)


def test_an_old_epoch_may_write_no_more() -> None:
    assert accept(nothing_held(epoch=2), 1, answers((1, "B")), NOON) == Refused(Fault.LEASE_LOST)


@pytest.mark.parametrize(
    "events",
    [
        [replace(answers((1, "B"))[0], value="C")],
        [replace(answers((1, "B"))[0], slot=2)],
        [replace(answers((1, "B"))[0], kind=EventKind.MARK, value="1")],
        [replace(answers((1, "B"))[0], prev="1" * 64)],
        answers((1, "B"), head=Head(0, "1" * 64)),
    ],
    ids=["value", "slot", "kind", "previous hash", "another history"],
)
def test_a_broken_chain_is_refused(events: list[Event]) -> None:
    assert accept(nothing_held(), 1, events, NOON) == Refused(Fault.CHAIN_BROKEN)


@pytest.mark.parametrize(
    "events",
    [
        answers(*[(1, "AB"[number % 2]) for number in range(MOST_EVENTS_A_BATCH + 1)]),
        answers((0, "A")),
        answers((SLOTS + 1, "A")),
        chain((EventKind.MARK, 1, "2")),
        [replace(answers((1, "B"))[0], seq=0)],
        [answers((1, "B"), (2, "A"), (3, "C"))[number] for number in (0, 2)],
        list(reversed(answers((1, "B"), (2, "A")))),
        answers((1, "B")) * 2,
    ],
    ids=["too many", "slot 0", "slot beyond", "mark", "number 0", "hole inside", "reversed", "twice"],
)
def test_a_malformed_batch_is_refused(events: list[Event]) -> None:
    assert accept(nothing_held(), 1, events, NOON) == Refused(Fault.MALFORMED)


def test_a_whole_batch_of_sixty_four_is_accepted() -> None:
    events = answers(*[(1, "AB"[number % 2]) for number in range(MOST_EVENTS_A_BATCH)])
    assert isinstance(accept(nothing_held(), 1, events, NOON), Accepted)


def test_a_mark_leaves_the_answer_and_an_answer_leaves_the_mark() -> None:
    events = chain((EventKind.SET, 1, "B"), (EventKind.MARK, 1, "1"), (EventKind.SET, 1, "C"))
    assert applied({}, events) == {1: SlotState("C", marked=True)}
    assert applied({}, [*events, *chain((EventKind.MARK, 1, "0"))]) == {1: SlotState("C")}


def test_the_state_names_touched_slots_in_the_order_of_the_paper() -> None:
    state: Answers = {10: SlotState("A"), 2: SlotState("", marked=True), 3: UNTOUCHED}
    assert state_rows(state) == [(2, "", True), (10, "A", False)]
    # printf '[[2,"",true],[10,"A",false]]' | sha256sum
    assert state_hash(state) == "845713df9f0bcc83fa93fd03364f5a136f8c107a0479fce5421e5de2cdfb0210"


def test_a_cleared_slot_hashes_like_an_untouched_one() -> None:
    assert state_hash({1: UNTOUCHED}) == state_hash({})


changes = st.tuples(st.sampled_from(EventKind), st.integers(1, SLOTS), st.sampled_from(["", "A", "B", "AC"])).map(
    lambda change: change if change[0] is EventKind.SET else (change[0], change[1], str(int(change[2] != "")))
)


@given(st.lists(changes, max_size=30))
def test_the_state_is_that_of_the_last_change_of_each_kind(made: list[tuple[EventKind, int, str]]) -> None:
    state = applied({}, chain(*made))
    for slot in range(1, SLOTS + 1):
        values = [value for kind, at, value in made if at == slot and kind is EventKind.SET]
        marks = [value for kind, at, value in made if at == slot and kind is EventKind.MARK]
        expected = SlotState(values[-1] if values else "", bool(marks) and marks[-1] == "1")
        assert state.get(slot, UNTOUCHED) == expected


@given(st.lists(changes, min_size=1, max_size=10), st.data())
def test_every_hash_covers_all_before_it(made: list[tuple[EventKind, int, str]], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(made) - 1))
    kind, slot, value = made[place]
    other = (kind, slot % SLOTS + 1, value)
    changed = chain(*made[:place], other, *made[place + 1 :])
    pairs = list(zip(chain(*made), changed, strict=True))
    assert all(one.hash == two.hash for one, two in pairs[:place])
    assert all(one.hash != two.hash for one, two in pairs[place:])


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not in this checkout")
def test_the_page_and_the_server_make_the_same_bytes() -> None:
    for vector in json.loads(VECTORS.read_text())["chains"]:
        head = Head()
        for event in vector["events"]:
            change = Change(EventKind(event["kind"]), event["slot"], event["value"])
            stamp = Stamp(event["mono_ms"], event["wall_ms"], event["beacon"])
            made = following(head, vector["epoch"], change, stamp, vector["lease"])
            assert (made.seq, made.prev, made.hash, made.mac) == tuple(event[n] for n in ("seq", "prev", "hash", "mac"))
            head = Head(made.seq, made.hash)


class Hall(RuleBasedStateMachine):
    """A page, a server and a network that drops, repeats, reorders and delays; now and then another browser takes over.

    The model is what the candidate did on the browser in charge, as far as it was acknowledged.
    """

    def __init__(self) -> None:
        super().__init__()
        self.server = nothing_held()
        self.stored: list[tuple[int, int]] = []
        self.base: Answers = {}
        self.made: list[Event] = []  # what the page in charge has made, acknowledged or not
        self.acked_through = 0
        self.on_the_way: list[tuple[int, list[Event]]] = []

    @rule(change=changes)
    def answer(self, change: tuple[EventKind, int, str]) -> None:
        head = Head(self.made[-1].seq, self.made[-1].hash) if self.made else Head()
        self.made.append(following(head, self.server.epoch, Change(*change)))

    @rule()
    def send(self) -> None:
        unacked = self.made[self.acked_through :][:MOST_EVENTS_A_BATCH]
        self.on_the_way.append((self.server.epoch, unacked))

    @rule(first=st.integers(0, 5), most=st.integers(0, 5))
    def send_a_piece(self, first: int, most: int) -> None:
        self.on_the_way.append((self.server.epoch, self.made[first : first + most]))

    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data(), repeats=st.integers(0, 2), the_answer_arrives=st.booleans())
    def deliver(self, data: st.DataObject, repeats: int, the_answer_arrives: bool) -> None:
        epoch, batch = self.on_the_way.pop(data.draw(st.integers(0, len(self.on_the_way) - 1)))
        self.on_the_way += [(epoch, batch)] * repeats
        outcome = accept(self.server, epoch, batch, NOON)
        if epoch != self.server.epoch:
            assert outcome == Refused(Fault.LEASE_LOST)
            return
        assert isinstance(outcome, Accepted | Need)  # an honest page never equivocates and breaks no chain
        self.server = after(self.server, outcome)
        if isinstance(outcome, Accepted):
            self.stored += [(epoch, event.seq) for event in outcome.new]
            if the_answer_arrives:
                self.acked_through = max(self.acked_through, outcome.through.seq)
        elif the_answer_arrives:
            self.acked_through = min(self.acked_through, outcome.seq - 1)

    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        self.on_the_way.pop(data.draw(st.integers(0, len(self.on_the_way) - 1)))

    @rule()
    def another_browser_takes_over(self) -> None:
        """The new page starts from what the server holds; what only the old one had stays there."""
        self.base = self.server.answers
        self.server = replace(self.server, epoch=self.server.epoch + 1, head=Head(), hashes={}, late=frozenset())
        self.made, self.acked_through = [], 0

    @invariant()
    def no_acknowledged_change_is_lost(self) -> None:
        assert self.server.head.seq >= self.acked_through

    @invariant()
    def the_state_is_the_models(self) -> None:
        model = applied(self.base, self.made[: self.server.head.seq])
        assert state_hash(self.server.answers) == state_hash(model)

    @invariant()
    def nothing_is_stored_twice(self) -> None:
        assert len(self.stored) == len(set(self.stored))


TestHall = Hall.TestCase


def test_the_first_event_hashes_as_the_design_says() -> None:
    # printf '[1,1,"set",37,"AC",0,0,"","000…0"]' | sha256sum
    event = following(Head(0, NO_HASH), 1, Change(EventKind.SET, 37, "AC"))
    assert event.hash == "6fa77ad9257372ea5c58f416d61f3d3c78baf8174ed74b922fbba16d6b852f92"
