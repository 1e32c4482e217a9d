"""No schedule loses an acknowledged answer, counts one twice, or lets two leases write.

The server's half is :func:`exam_app.delivery.accept` itself. The page's half does what frontend/src/exam/queue.ts
does: it keeps every event, has one request on the way, believes an acknowledgement that goes back only from a server
that was started anew, and after a reload goes on from what the server holds. Between them a network that loses,
repeats and delays. The server is killed and started anew, or put back from a backup; the browser crashes; the
candidate is moved to another computer while the one before goes on sending.

A backup from before a seat move is not put back here: what only the computer before had sent then comes as evidence
and not by itself.
"""

from dataclasses import dataclass, field, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from exam_app.delivery import (
    MOST_EVENTS_A_BATCH,
    Accepted,
    Answers,
    Change,
    Event,
    Fault,
    Head,
    Held,
    Need,
    Outcome,
    Refused,
    accept,
    applied,
    following,
    state_hash,
)
from tests.conftest import NOON
from tests.exam_app.test_delivery import after, changes, nothing_held


@dataclass
class Page:
    """A candidate's page: every event it ever made, and how far it believes the server to be."""

    epoch: int
    key: str
    base: Answers
    made: list[Event] = field(default_factory=list)
    durable_through: int = 0
    incarnation: int = 0
    acked: int = 0
    """The newest event that any server has acknowledged."""

    def answer(self, change: Change) -> None:
        head = Head(self.made[-1].seq, self.made[-1].hash) if self.made else Head()
        self.made.append(following(head, self.epoch, change, key=self.key))

    def batch(self) -> tuple[Event, ...]:
        return tuple(self.made[self.durable_through :][:MOST_EVENTS_A_BATCH])

    def hears(self, outcome: Outcome, incarnation: int) -> None:
        if isinstance(outcome, Accepted):
            if outcome.through.seq < self.durable_through and incarnation == self.incarnation:
                return
            self.durable_through, self.incarnation = outcome.through.seq, incarnation
            self.acked = max(self.acked, self.durable_through)
        elif isinstance(outcome, Need):
            self.durable_through = outcome.seq - 1


@dataclass(frozen=True)
class Request:
    page: Page
    events: tuple[Event, ...]


class Room(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.server: Held = nothing_held(key="key 1")
        self.incarnation = 1
        self.backups: list[Held] = []
        self.page = Page(1, "key 1", {}, incarnation=1)
        self.replaced: list[Page] = []
        self.on_the_way: list[Request] = []
        self.waits_for: Request | None = None
        self.epochs_written: list[int] = []

    # -- the candidate --------------------------------------------------------------------------------------------

    @rule(change=changes)
    def answer(self, change: tuple[object, int, str]) -> None:
        self.page.answer(Change(*change))  # type: ignore[arg-type]

    @rule(change=changes, which=st.integers(0, 3))
    @precondition(lambda self: self.replaced)
    def answer_at_a_computer_that_was_replaced(self, change: tuple[object, int, str], which: int) -> None:
        page = self.replaced[which % len(self.replaced)]
        page.answer(Change(*change))  # type: ignore[arg-type]
        self.on_the_way.append(Request(page, page.batch()))

    @rule()
    def send(self) -> None:
        """The one before, if any, is given up; it may arrive all the same."""
        self.waits_for = Request(self.page, self.page.batch())
        self.on_the_way.append(self.waits_for)

    @rule()
    def the_browser_crashes_and_comes_back(self) -> None:
        self.page.durable_through, self.page.incarnation = self.server.head.seq, self.incarnation
        self.waits_for = None

    # -- the network ----------------------------------------------------------------------------------------------

    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data(), again=st.booleans(), the_answer_arrives=st.booleans())
    def deliver(self, data: st.DataObject, again: bool, the_answer_arrives: bool) -> None:
        request = self.on_the_way.pop(data.draw(st.integers(0, len(self.on_the_way) - 1)))
        if again:
            self.on_the_way.append(request)
        outcome = self.take(request)
        if request is self.waits_for:
            self.waits_for = None
            if the_answer_arrives:
                request.page.hears(outcome, self.incarnation)

    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        self.on_the_way.pop(data.draw(st.integers(0, len(self.on_the_way) - 1)))

    def take(self, request: Request) -> Outcome:
        outcome = accept(self.server, request.page.epoch, request.events, NOON)
        if request.page.epoch != self.server.epoch:
            assert outcome == Refused(Fault.LEASE_LOST)
            return outcome
        assert isinstance(outcome, Accepted | Need)  # an honest page never equivocates and breaks no chain and no seal
        if isinstance(outcome, Accepted) and outcome.new:
            self.epochs_written.append(request.page.epoch)
        self.server = after(self.server, outcome)
        return outcome

    # -- the server -----------------------------------------------------------------------------------------------

    @rule()
    def the_server_is_killed_and_started(self) -> None:
        self.incarnation += 1

    @rule()
    def a_backup_is_made(self) -> None:
        self.backups.append(self.server)

    @precondition(lambda self: self.backups)
    @rule(data=st.data())
    def a_backup_is_put_back(self, data: st.DataObject) -> None:
        self.server = data.draw(st.sampled_from(self.backups))
        self.incarnation += 1

    @rule()
    def the_candidate_is_moved(self) -> None:
        self.replaced.append(self.page)
        epoch, key = self.server.epoch + 1, f"key {self.server.epoch + 1}"
        self.server = replace(self.server, epoch=epoch, key=key, head=Head(), hashes={}, late=frozenset())
        self.page = Page(epoch, key, self.server.answers, incarnation=self.incarnation)
        self.waits_for, self.backups = None, []

    # -- what holds -----------------------------------------------------------------------------------------------

    @invariant()
    def what_the_server_holds_is_what_the_page_did(self) -> None:
        done = applied(self.page.base, self.page.made[: self.server.head.seq])
        assert state_hash(self.server.answers) == state_hash(done)

    @invariant()
    def leases_write_one_after_the_other(self) -> None:
        assert self.epochs_written == sorted(self.epochs_written)

    def teardown(self) -> None:
        """When the network is back, everything that was ever done on this page, acknowledged or not, is held."""
        for _ in range(2 + 2 * len(self.page.made)):
            self.page.hears(self.take(Request(self.page, self.page.batch())), self.incarnation)
        assert self.server.head.seq == len(self.page.made) >= self.page.acked
        done = applied(self.page.base, self.page.made)
        assert state_hash(self.server.answers) == state_hash(done)


Room.TestCase.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
TestRoom = Room.TestCase
