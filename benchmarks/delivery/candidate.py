"""The virtual candidate: the page's queue (frontend/src/exam/queue.ts) without a clock and without a network.

Whoever drives it tells the moments, in seconds of one steady clock. It keeps every change it made and every
acknowledgement it was given, so that afterwards both can be held against the server.
"""

import json
from dataclasses import dataclass
from math import inf
from random import Random
from typing import Any

from benchmarks.delivery.measures import Kind, Measures
from exam_app.delivery import MOST_EVENTS_A_BATCH, Answers, Change, Event, Head, Stamp, applied, following, state_hash
from exam_app.lease_keys import LeaseKey

COALESCE, HEARTBEAT = 0.4, 4.0
BACKOFF_FIRST, BACKOFF_CAP = 0.5, 8.0
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True)
class Page:
    """What the browser was given: whose sitting, the lease, and what its forms carry."""

    city: str
    sitting: str
    lease: LeaseKey
    cookie: str
    csrf: str


@dataclass(frozen=True)
class Sending:
    """One request; ``due`` is when the page meant to send it."""

    method: str
    path: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    due: float
    kind: Kind | None = None
    """What is measured when it is answered; a save is measured change by change instead."""


@dataclass
class _Waiting:
    """A change without acknowledgement: its number, when it ought to be sent, whether something came between."""

    seq: int
    intended: float
    disturbed: bool


class VirtualCandidate:
    """One page: at most one request in flight, each change sent until it is acknowledged, then the hand-in."""

    def __init__(self, page: Page, rng: Random, measures: Measures, *, clock_offset: float) -> None:
        self.page, self.events, self.due = page, list[Event](), inf
        self.acknowledged = 0
        """The highest number that was ever acknowledged: what may never be lost."""
        self.handed_in, self.refused = False, ""
        self._rng, self._measures, self._offset = rng, measures, clock_offset
        self._durable, self._failures, self._beacon, self._incarnation = 0, 0, "", ""
        self._waiting: list[_Waiting] = []
        self._hand_in_at = inf
        self._hand_in_disturbed = False
        self._answers: Answers = {}
        self._answers_through, self._hash = 0, state_hash({})
        self.differed = 0
        """How often the server's answers were not the page's."""

    @property
    def is_done(self) -> bool:
        return self.handed_in or bool(self.refused)

    def open(self, now: float) -> None:
        """The page is there."""
        self.due = now + HEARTBEAT

    def choose(self, change: Change, at: float) -> None:
        """The human changed something at that moment."""
        head = Head(self.events[-1].seq, self.events[-1].hash) if self.events else Head()
        milliseconds = int((at + self._offset) * 1000)
        stamp = Stamp(milliseconds, milliseconds, self._beacon)
        self.events.append(following(head, self.page.lease.epoch, change, stamp, self.page.lease.secret))
        self._waiting.append(_Waiting(head.seq + 1, at + COALESCE, disturbed=self._failures > 0))
        if self._failures == 0:
            self.due = min(self.due, at + COALESCE)

    def hand_in(self, at: float) -> None:
        """The human confirmed; the page first delivers everything."""
        self._hand_in_at, self._hand_in_disturbed = at, self._failures > 0
        self.due = at if self._failures == 0 else min(self.due, at)

    def send(self) -> Sending:
        """The next request of the page."""
        page, head = self.page, len(self.events)
        if self._hand_in_at < inf and self._durable == head:
            body: dict[str, Any] = {"final_seq": head, "state_hash": self._hash_through(head)}
            path, due = f"/exam/sittings/{page.sitting}/hand-in", self._hand_in_at
            headers = (*JSON.items(), ("Cookie", page.cookie), ("X-CSRFToken", page.csrf))
        else:
            batch = self.events[self._durable : self._durable + MOST_EVENTS_A_BATCH]
            body = {"city": page.city, "sitting": page.sitting, "events": [_on_the_wire(event) for event in batch]}
            path, headers, due = "/exam/answers", tuple(JSON.items()), self.due
        kind = Kind.BEAT if body.get("events") == [] else None
        body |= {"epoch": page.lease.epoch, "lease": page.lease.secret}
        return Sending("POST", path, json.dumps(body, separators=(",", ":")).encode(), headers, due, kind)

    def disturb(self) -> None:
        """The network did something to the request in flight: what waits for it is not measured with the rest."""
        for waiting in self._waiting:
            waiting.disturbed = True
        self._hand_in_disturbed = True

    def answer(self, now: float, status: int, body: bytes) -> None:
        """What came back, be it from the server or from a captive portal (readReply in protocol.ts)."""
        told = _object_in(body)
        if status in (200, 409) and isinstance(told.get("need"), int):
            self._go_back(now, told["need"])
        elif status == 200 and isinstance(told.get("receipt_url"), str):
            self.handed_in, self.due = True, inf
            self._measures.note(Kind.HAND_IN, self._hand_in_at, now, disturbed=self._hand_in_disturbed)
        elif 400 <= status < 500 and isinstance(told.get("code"), str):
            self.refused, self.due = told["code"], inf
        elif status == 200 and isinstance(told.get("durable_through"), int) and isinstance(told.get("state_hash"), str):
            self._take(now, told)
        else:
            self.fail(now)

    def fail(self, now: float) -> None:
        """No answer that can be believed; the next try after a while, no two pages in step."""
        self.disturb()
        self._failures += 1
        self.due = now + self._rng.random() * min(BACKOFF_CAP, BACKOFF_FIRST * 2**self._failures)

    def _take(self, now: float, ack: dict[str, Any]) -> None:
        through = ack["durable_through"]
        if through > len(self.events) or (through < self._durable and ack["incarnation"] == self._incarnation):
            return self.fail(now)
        self._failures, self._beacon, self._incarnation = 0, ack["beacon"], ack["incarnation"]
        self._durable = through
        self.acknowledged = max(self.acknowledged, through)
        if ack["state_hash"] != self._hash_through(through):
            self.differed += 1
        for waiting in self._waiting:
            if waiting.seq <= through:
                self._measures.note(Kind.CHANGE, waiting.intended, now, disturbed=waiting.disturbed)
        self._waiting = [waiting for waiting in self._waiting if waiting.seq > through]
        at_once = through < len(self.events) or self._hand_in_at <= now
        self.due = now if at_once else now + HEARTBEAT
        return None

    def _go_back(self, now: float, need: int) -> None:
        if 1 <= need <= len(self.events) + 1 and need - 1 != self._durable:
            self._durable, self.due = need - 1, now
        else:
            self.fail(now)

    def _hash_through(self, seq: int) -> str:
        """The state hash of the first changes; computed anew only when their number is another."""
        if seq != self._answers_through:
            since = self._answers_through if seq > self._answers_through else 0
            self._answers = applied(self._answers if since else {}, self.events[since:seq])
            self._answers_through, self._hash = seq, state_hash(self._answers)
        return self._hash


def _on_the_wire(event: Event) -> dict[str, object]:
    return {
        "seq": event.seq,
        "kind": event.kind.value,
        "slot": event.slot,
        "value": event.value,
        "mono_ms": event.stamp.mono_ms,
        "wall_ms": event.stamp.wall_ms,
        "beacon": event.stamp.beacon,
        "prev": event.prev,
        "hash": event.hash,
        "mac": event.mac,
    }


def _object_in(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
