"""The save protocol's pure part: the server's own bytes, whole batches, and no belief in what is not an answer."""

import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NO_HASH = "0" * 64
HASH = "a" * 64
Event = dict[str, Any]
NOTHING: Event = {"seq": 0, "hash": NO_HASH}
GOOD_ACK = {
    "durable_through": 3,
    "state_hash": HASH,
    "server_ms": 5,
    "deadline_ms": 9,
    "incarnation": "i",
    "beacon": "b",
}
CHAINS = json.loads(Path(__file__).with_name("vectors").joinpath("protocol.json").read_text("utf-8"))["chains"]

# A page is opened once per test function, not once per example: it holds no state between calls.
IN_ONE_PAGE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)

CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.integers(1, 100), st.sampled_from(["", "A", "B", "AC", "ABCD"])),
        st.tuples(st.just("mark"), st.integers(1, 100), st.sampled_from(["0", "1"])),
    ),
    max_size=30,
)

CHAIN = """({epoch, lease, changes, stamps, head}) => {
  const events = [];
  for (const [kind, slot, value] of changes) {
    const stamp = stamps[events.length] ?? {mono_ms: 1000 * (events.length + 1), wall_ms: 7, beacon: "b"};
    events.push(unit.following(events[events.length - 1] ?? head, {epoch, lease}, {kind, slot, value}, stamp));
  }
  return events;
}"""


@pytest.fixture
def protocol(unit_page: Callable[[str], Page]) -> Page:
    return unit_page("src/exam/protocol.ts")


def chain_of(protocol: Page, changes: list[Any], head: Event = NOTHING, **given: Any) -> list[Event]:
    at = {"seq": head["seq"], "hash": head["hash"]}
    question = {"epoch": 1, "lease": "secret", "changes": changes, "stamps": [], "head": at, **given}
    events: list[Event] = protocol.evaluate(CHAIN, question)
    return events


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain["note"])
def test_events_and_states_have_the_hashes_of_the_shared_vectors(protocol: Page, chain: dict[str, Any]) -> None:
    changes = [[event["kind"], event["slot"], event["value"]] for event in chain["events"]]
    stamps = [{name: event[name] for name in ("mono_ms", "wall_ms", "beacon")} for event in chain["events"]]
    made = chain_of(protocol, changes, epoch=chain["epoch"], lease=chain["lease"], stamps=stamps)
    assert made == chain["events"]
    state_hash = "(events) => unit.stateHash(unit.applied(new Map(), events))"
    assert protocol.evaluate(state_hash, chain["events"]) == chain["state_hash"]
    assert protocol.evaluate("(rows) => unit.stateHash(unit.stateOf(rows))", chain["state"]) == chain["state_hash"]


@given(texts=st.lists(st.text(max_size=300), max_size=20))
@IN_ONE_PAGE
def test_the_hash_is_sha_256(sha256_page: Page, texts: list[str]) -> None:
    expected = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    assert sha256_page.evaluate("(texts) => texts.map(unit.sha256)", texts) == expected


@given(keys=st.lists(st.tuples(st.text(max_size=200), st.text(max_size=200)), max_size=20))
@IN_ONE_PAGE
def test_the_seal_is_hmac_sha_256(sha256_page: Page, keys: list[tuple[str, str]]) -> None:
    expected = [hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest() for key, text in keys]
    assert sha256_page.evaluate("(keys) => keys.map(([key, text]) => unit.hmacSha256(key, text))", keys) == expected


@pytest.fixture
def sha256_page(unit_page: Callable[[str], Page]) -> Page:
    return unit_page("src/exam/sha256.ts")


def test_the_hash_is_right_at_every_length_around_a_block(sha256_page: Page) -> None:
    expected = [hashlib.sha256(b"a" * length).hexdigest() for length in range(200)]
    got = sha256_page.evaluate("Array.from({length: 200}, (_, length) => unit.sha256('a'.repeat(length)))")
    assert got == expected


@given(changes=CHANGES, cut=st.integers(0, 30))
@IN_ONE_PAGE
def test_the_state_is_the_same_however_the_changes_are_divided(protocol: Page, changes: list[Any], cut: int) -> None:
    events = [{"kind": kind, "slot": slot, "value": value} for kind, slot, value in changes]
    at_once, in_two = protocol.evaluate(
        """([events, cut]) => {
          const first = unit.applied(new Map(), events.slice(0, cut));
          return [unit.applied(new Map(), events), unit.applied(first, events.slice(cut))].map(unit.stateHash);
        }""",
        [events, cut],
    )
    assert at_once == in_two


@given(count=st.integers(0, 200), durable=st.integers(0, 200))
@IN_ONE_PAGE
def test_batches_are_gapless_and_at_most_64_long(protocol: Page, count: int, durable: int) -> None:
    seqs = protocol.evaluate(
        """([count, durable]) => unit.batchAfter(
          Array.from({length: count}, (_, i) => ({seq: i + 1})), durable).map(({seq}) => seq)""",
        [count, durable],
    )
    assert seqs == list(range(durable + 1, min(count, durable + 64) + 1))


@given(before=CHANGES, acked=st.integers(0, 30), foreign=CHANGES)
@IN_ONE_PAGE
def test_what_was_never_acknowledged_is_chained_behind_the_servers_head_in_order(
    protocol: Page, before: list[Any], acked: int, foreign: list[Any]
) -> None:
    """`before` was done here and acknowledged in part; meanwhile `foreign` came to the server another way."""
    acked = min(acked, len(before))
    held = chain_of(protocol, before)
    ours_there = held[:acked]
    there = ours_there + chain_of(protocol, foreign, ours_there[-1] if ours_there else NOTHING)
    head = there[-1] if there else NOTHING
    resumed = protocol.evaluate(
        "([held, acked, head]) => unit.resumed(held, acked, head, {epoch: 1, lease: 'secret'})",
        [held, acked, {"seq": head["seq"], "hash": head["hash"]}],
    )
    to_send = [event for event in resumed["events"] if event["seq"] > head["seq"]]
    told = [(event["kind"], event["slot"], event["value"]) for event in to_send]
    # The same changes in the same places are the same events: sent from here, only their acknowledgement was lost.
    arrived = len(foreign) if before[acked : acked + len(foreign)] == foreign else 0
    assert told == [tuple(change) for change in before[acked + arrived :]]
    previous = head
    for event in to_send:
        assert (event["seq"], event["prev"]) == (previous["seq"] + 1, previous["hash"])
        previous = event


def test_after_an_ordinary_reload_nothing_is_chained_anew(protocol: Page) -> None:
    held = chain_of(protocol, [["set", 1, "A"], ["set", 2, "B"], ["set", 3, "C"]])
    for durable in (1, 2, 3):
        head = {"seq": durable, "hash": held[durable - 1]["hash"]}
        resumed = protocol.evaluate(
            "([held, head]) => unit.resumed(held, 1, head, {epoch: 1, lease: 'secret'})", [held, head]
        )
        assert resumed == {"events": held, "rechained": False}


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (200, json.dumps(GOOD_ACK), "ack"),
        (409, '{"need": 4}', "need"),
        (200, '{"need": 4}', "need"),
        (200, '{"receipt_url": "/receipt/1"}', "receipt"),
        (403, '{"code": "signed_out", "sentence": "Sign in again."}', "refused"),
        (409, '{"code": "lease_lost", "sentence": "Moved."}', "refused"),
        (200, "<!doctype html><title>Welcome</title>", "failure"),
        (200, "", "failure"),
        (200, "null", "failure"),
        (200, "[]", "failure"),
        (200, '{"durable_through": 3}', "failure"),
        (200, json.dumps({**GOOD_ACK, "durable_through": "3"}), "failure"),
        (200, json.dumps({**GOOD_ACK, "durable_through": -1}), "failure"),
        (200, json.dumps({**GOOD_ACK, "state_hash": "ok"}), "failure"),
        (200, json.dumps({**GOOD_ACK, "beacon": 7}), "failure"),
        (500, json.dumps(GOOD_ACK), "failure"),
        (409, '{"need": 0}', "failure"),
        (403, '{"code": "forbidden", "sentence": "No."}', "failure"),
        (200, '{"code": "sitting_closed", "sentence": "Closed."}', "failure"),
        (502, '{"code": "sitting_closed", "sentence": "Closed."}', "failure"),
    ],
)
def test_only_the_protocols_own_answers_are_believed(protocol: Page, status: int, text: str, kind: str) -> None:
    assert protocol.evaluate("([status, text]) => unit.readReply(status, text).kind", [status, text]) == kind
