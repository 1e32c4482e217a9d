"""The run: every candidate begins, answers, and hands in, each at the moment that was decided before."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Generic, Protocol, TypeVar

from benchmarks.delivery.browser import Answered, Browser, http
from benchmarks.delivery.candidate import Page, Sending
from benchmarks.delivery.human import Act
from benchmarks.delivery.measures import Kind, Measures
from exam_app.delivery import Change
from exam_app.lease_keys import LeaseKey

CONFIG = re.compile(rb'id="sitting-config">(.*?)</script>', re.DOTALL)
RELOAD = 2.0
"""Seconds until a human loads a page again that did not come."""
PAGE_PATIENCE = 60.0
"""Seconds that somebody looks at a page that does not come."""
PATIENCE = 120.0
"""Seconds after the last hand-in was due; who has no receipt then has none."""


class Candidate(Protocol):
    """A page of any design as the run drives it; moments in seconds of the loop's clock."""

    page: Page
    due: float
    """When the next request is to be sent; infinite for none."""

    @property
    def is_done(self) -> bool: ...
    def open(self, now: float) -> None: ...
    def choose(self, change: Change, at: float) -> None: ...
    def hand_in(self, at: float) -> None: ...
    def send(self) -> Sending: ...
    def disturb(self) -> None: ...
    def answer(self, now: float, status: int, body: bytes) -> None: ...
    def fail(self, now: float) -> None: ...


C = TypeVar("C", bound=Candidate)


@dataclass(frozen=True)
class Plan:
    """When this human opens the page and hands in, in seconds of the run, and what happens between."""

    opens: float
    acts: Sequence[Act]
    hands_in: float


class Desk(Generic[C]):
    """One candidate with browser and plan; wakes up when something is due."""

    def __init__(
        self, plan: Plan, candidate: C, browser: Browser, measures: Measures, page_patience: float = PAGE_PATIENCE
    ) -> None:
        self.plan, self.candidate, self.browser, self._measures = plan, candidate, browser, measures
        self._page_patience = page_patience
        self._next, self._has_handed_in = 0, False
        self._disturbed, self._opens, self._open_since = False, 0.0, inf
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, started: float) -> None:
        self._loop, self._started = asyncio.get_running_loop(), started
        self._opens = started + self.plan.opens
        self._loop.call_at(self._opens, self._open)

    def _open(self) -> None:
        """Press the button that begins; pressed again, it goes on with the same paper."""
        page = self.candidate.page
        headers = (("Cookie", page.cookie), ("X-CSRFToken", page.csrf))
        self._ask(http("POST", "/exam/start", headers), self._begun)

    def _begun(self, status: int, body: bytes, to: str) -> None:
        if status != 302 or not to.startswith("/exam/sittings/"):
            return self._open_again()
        return self._ask(http("GET", to, (("Cookie", self.candidate.page.cookie),)), self._opened)

    def _ask(self, message: bytes, answered: Answered) -> None:
        if self.browser.request(message, answered, self._open_again, patience=self._page_patience) is not None:
            self._disturbed = True

    def _open_again(self) -> None:
        self._disturbed = True
        self._loop.call_later(RELOAD, self._open)

    def _opened(self, status: int, body: bytes, to: str) -> None:
        config = CONFIG.search(body)
        if status != 200 or config is None:
            return self._open_again()
        self.candidate.page = _page_of(self.candidate.page, json.loads(config[1]))
        self._measures.note(Kind.PAGE, self._opens, self._loop.time(), disturbed=self._disturbed)
        return self.sit_down()

    def sit_down(self) -> None:
        """The page is there already."""
        self._open_since = self._loop.time()
        self.candidate.open(self._open_since)
        self._wake()

    def _wake(self) -> None:
        if self._timer:
            self._timer.cancel()
        now = self._loop.time()
        self._act(now)
        if self.candidate.is_done:
            return
        if not self.browser.is_busy and self.candidate.due <= now:
            self._send(now)
        due = inf if self.browser.is_busy else self.candidate.due
        self._timer = self._loop.call_at(min(due, self._next_act()), self._wake) if self._has_more(due) else None

    def _has_more(self, due: float) -> bool:
        return min(due, self._next_act()) < inf

    def _next_act(self) -> float:
        if self._next < len(self.plan.acts):
            return self._started + self.plan.acts[self._next].at
        return inf if self._has_handed_in else self._started + self.plan.hands_in

    def _act(self, now: float) -> None:
        """What the human did up to now, each at its own moment and not at that of a busy generator.

        What was to be done while the page was not there yet is done as soon as it is.
        """
        while self._next_act() <= now:
            at = max(self._next_act(), self._open_since)
            if self._next < len(self.plan.acts):
                self.candidate.choose(self.plan.acts[self._next].change, at)
                self._next += 1
            else:
                self._has_handed_in = True
                self.candidate.hand_in(at)

    def _send(self, now: float) -> None:
        sending = self.candidate.send()
        self._measures.sent_late.append(now - self.candidate.due)

        def answered(status: int, body: bytes, to: str) -> None:
            came = self._loop.time()
            if sending.kind:
                self._measures.note(sending.kind, sending.due, came, disturbed=fault is not None)
            self.candidate.answer(came, status, body)
            self._wake()

        def failed() -> None:
            self.candidate.fail(self._loop.time())
            self._wake()

        message = http(sending.method, sending.path, sending.headers, sending.body)
        fault = self.browser.request(message, answered, failed)
        if fault is not None:
            self.candidate.disturb()


def _page_of(before: Page, config: Mapping[str, Any]) -> Page:
    """What the page's script reads of itself (frontend/src/exam/config.ts)."""
    return replace(before, sitting=config["sitting"], lease=LeaseKey(config["epoch"], config["lease"]))


async def run(desks: Sequence[Desk[C]], measures: Measures, progress: Callable[[float, int], None]) -> None:
    """Until everybody has handed in, or nobody waits any longer; tells once a second how far it is."""
    loop = asyncio.get_running_loop()
    measures.began = started = loop.time() + 0.5
    for desk in desks:
        desk.begin(started)
    ends = started + max(desk.plan.hands_in for desk in desks) + PATIENCE
    while loop.time() < ends and not all(desk.candidate.is_done for desk in desks):
        await asyncio.sleep(1)
        progress(loop.time() - started, sum(desk.candidate.is_done for desk in desks))
    for desk in desks:
        desk.browser.close()
