"""Rows 25 to 28: a network that is away for long, loses one way, repeats and reorders, or answers in our place."""

import http.client
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.delivery.network import Fault
from tests.browser_units.fake_room import FakeRoom
from tests.builders.sittings import chained
from tests.faults.conftest import Place
from tests.faults.proxy import Proxy
from tests.journeys.over_http import WireCandidate
from tests.journeys.people.visitor import PATIENCE_MS
from tests.journeys.server import Server

NINETY_MINUTES_MS = 90 * 60_000
CHANGES = 40
SHARE = 0.4
SEED = 26
NETWORKS = {
    "what is sent is lost": [Fault.REQUEST_DROPPED, Fault.RESET],
    "what is answered is lost": [Fault.ANSWER_DROPPED],
    "twice and out of order": [Fault.DUPLICATED, Fault.DELAYED],
    "captive portal": [Fault.PORTAL],
    "everything": list(Fault),
}


@pytest.fixture(params=list(NETWORKS))
def proxy(request: pytest.FixtureRequest, server: Server) -> Iterator[Proxy]:
    proxy = Proxy(server.port, NETWORKS[request.param], SHARE, SEED)
    yield proxy
    proxy.close()


def test_whatever_the_network_does_nothing_is_acknowledged_that_is_not_held_and_nothing_is_held_twice(
    proxy: Proxy, server: Server, shared_place: Place, order: int
) -> None:
    candidate = shared_place.candidate(order, server.port)
    candidate.port = proxy.port
    events = chained(*[(n % 3 + 1, "AB"[n // 3 % 2]) for n in range(CHANGES)])
    typed = acknowledged = 0
    while acknowledged < CHANGES:
        typed = min(typed + 2, CHANGES)
        told = ask(candidate, typed, acknowledged)
        if told is not None:
            assert told <= typed
            assert len(shared_place.held(candidate)) >= told
            acknowledged = max(acknowledged, told)
    assert proxy.met
    expected = [(event.slot, event.seq, event.value) for event in events]
    assert shared_place.held(candidate) == expected


def ask(candidate: WireCandidate, typed: int, acknowledged: int) -> int | None:
    """As the page: send what is not acknowledged, and believe the protocol's own answers only."""
    events = chained(*[(n % 3 + 1, "AB"[n // 3 % 2]) for n in range(typed)])
    try:
        status, told = candidate.save(events[acknowledged:])
    except (OSError, http.client.HTTPException, json.JSONDecodeError):
        return None
    assert (status, "durable_through" in told) == (200, True), told
    return int(told["durable_through"])


@pytest.mark.browser
def test_without_a_network_for_ninety_minutes_the_candidate_works_on(browser: Browser, exam_script: str) -> None:
    """By the clock of the page; then everything is sent, unasked."""
    room = FakeRoom(exam_script, minutes=180)
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.clock.install()
    page.goto(room.url)
    expect(page.locator("html")).to_have_attribute("data-script", "on", timeout=PATIENCE_MS)
    context.set_offline(True)
    given = {}
    for slot, letter in ((1, "A"), (2, "B"), (4, "C")):
        page.clock.fast_forward(NINETY_MINUTES_MS // 3)
        page.locator(f"#cell-{slot}").click()
        page.locator(f"#slot-{slot} input[value={letter}]").click()
        given[slot] = (letter, False)
        expect(page.locator("#saved-state")).to_have_attribute("data-state", "away", timeout=PATIENCE_MS)
    assert room.answers == {}
    context.set_offline(False)
    expect(page.locator("#saved-state")).to_have_attribute("data-state", "saved", timeout=PATIENCE_MS)
    assert room.answers == given
    context.close()
    room.close()
