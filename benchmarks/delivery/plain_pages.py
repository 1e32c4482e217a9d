"""The pages of the two other designs: they forget what they have sent."""

import json
from collections import deque
from enum import StrEnum
from math import inf

from benchmarks.delivery.candidate import JSON, Page, Sending
from benchmarks.delivery.measures import Kind, Measures
from exam_app.delivery import Change
from exam_app.terms import EventKind

TRIES = 3
"""How often somebody who sees the browser's error page loads it again, which posts the form again."""
AGAIN = 3.0


class Design(StrEnum):
    """What is compared with the queue."""

    SAVE_EACH = "each answer posted once, a transaction each"
    POST_AT_END = "everything in one post at the end"


class PlainPage:
    """A page without a queue, driven as :class:`benchmarks.delivery.candidate.VirtualCandidate` is."""

    def __init__(self, design: Design, page: Page, measures: Measures) -> None:
        self.design, self.page, self.due = design, page, inf
        self.chosen: dict[int, str] = {}
        self.is_done = False
        self._measures, self._unsent = measures, deque[tuple[float, list[tuple[int, str]]]]()
        self._tries, self._ends, self._disturbed = 0, False, False

    def open(self, now: float) -> None:
        """Nothing is sent before something is done."""

    def choose(self, change: Change, at: float) -> None:
        if change.kind is EventKind.SET:
            self.chosen[change.slot] = change.value
            if self.design is Design.SAVE_EACH:
                self._unsent.append((at, [(change.slot, change.value)]))
                self._next()

    def hand_in(self, at: float) -> None:
        self._ends = True
        if self.design is Design.POST_AT_END:
            self._unsent.append((at, list(self.chosen.items())))
        self._next()

    def send(self) -> Sending:
        self._tries += 1
        at, answers = self._unsent[0]
        body = json.dumps({"sitting": self.page.sitting, "answers": answers}).encode()
        return Sending("POST", "/save", body, tuple(JSON.items()), at)

    def disturb(self) -> None:
        self._disturbed = True

    def answer(self, now: float, status: int, body: bytes) -> None:
        """Whatever page came stands in the place of this one: it is not asked whether it was the server's."""
        at, _ = self._unsent.popleft()
        kind = Kind.CHANGE if self.design is Design.SAVE_EACH else Kind.HAND_IN
        self._measures.note(kind, at, now, disturbed=self._disturbed)
        self._tries, self._disturbed = 0, False
        self._next()

    def fail(self, now: float) -> None:
        if self.design is Design.POST_AT_END and self._tries < TRIES:
            self.due = now + AGAIN
        else:
            self._unsent.popleft()
            self._tries, self._disturbed = 0, False
            self._next()

    def _next(self) -> None:
        self.due = self._unsent[0][0] if self._unsent else inf
        self.is_done = self._ends and not self._unsent
