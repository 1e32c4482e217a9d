"""How one guard sits an examination: reads, answers by ability, goes back, hands in; all through the save protocol."""

import hashlib
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from exam_app import delivery
from exam_app.actors import GATE, the_door
from exam_app.delivery import Change, Event, Head
from exam_app.demo.guards import Guard
from exam_app.demo.plan import TIME_ALLOWED
from exam_app.demo.supervising import report_of
from exam_app.demo.world import World
from exam_app.operations import accounts, saving, sittings
from exam_app.operations.accounts import SignedIn
from exam_app.operations.proctoring import Reported, take_signals
from exam_app.operations.saving import Ack
from exam_app.operations.sittings import Started
from exam_app.queries.scheduling import TicketValues
from exam_app.queries.signed_in import viewer_of
from exam_app.queries.sittings import SlotLine, sitting_page
from exam_app.terms import EventKind
from exam_app.work import Work
from question_bank import Item, ItemKind, Pool, shipped_bank

GUESSED = {ItemKind.SINGLE: 0.25, ItemKind.MULTIPLE: 0.04, ItemKind.TRUE_FALSE: 0.5}
"""How often somebody who knows nothing is right."""
HARDER = {ItemKind.SINGLE: 0.0, ItemKind.MULTIPLE: 0.5, ItemKind.TRUE_FALSE: 0.0}
DISCRIMINATION = 1.2
SECONDS_AN_ITEM = (20, 46)
BATCH = 25
"""Answers that travel together: the room's network is slow."""
SENT_AFTER, LOOKED_OVER = 1.0, 60.0
"""Seconds from a change to its save, and from the last change to handing in."""
NOTHING: Mapping[str, frozenset[str]] = {}
LEFT_OPEN, LOOKED_AT_AGAIN, CHANGED = 0.012, 0.05, 0.4


@dataclass(frozen=True)
class Timed:
    """A change and the seconds since the start at which it was made."""

    seconds: float
    change: Change


def sit(
    world: World,
    guard: Guard,
    ticket: TicketValues,
    begins: datetime,
    *,
    hands_in: bool = True,
    copies_from: str | None = None,
) -> None:
    """Arrange one candidate's examination from signing in at the seat; what would lie after the build stays undone.

    ``copies_from`` names somebody who began before and whose answers this guard takes where both have the item.
    """

    def sign_in(work: Work) -> None:
        outcome = accounts.sign_in_candidate(
            work,
            ticket_number=ticket.ticket_number,
            last_four=guard.id_number[-4:],
            address=f"10.30.{1 + (ticket.room > '301')}.{10 + ticket.seat}",
        )
        assert isinstance(outcome, SignedIn)
        viewer = viewer_of(work, outcome.token)
        assert viewer is not None
        world.then(begins, viewer.actor, lambda work: start(work, outcome.token))

    def start(work: Work, token: str) -> None:
        started = sittings.start(work, None)
        page = sitting_page(work, started.sitting_id)
        sheet = world.sheets.get(copies_from, {}) if copies_from else {}
        made = list(changes(guard, page.slots, world.chance, sheet))
        world.sheets[guard.name] = _sheet(page.slots, made)
        desk = _Desk(world, work, started, begins)
        desk.arrange(made, hands_in)
        desk.report(report_of(guard, begins))
        if world.calendar.built_at < begins + TIME_ALLOWED:
            world.then(world.calendar.built_at, GATE, lambda work: accounts.keep_alive(work, token))

    world.then(begins - timedelta(minutes=2), GATE, sign_in)


class _Desk:
    """One seat while it is in use: what the browser holds between two saves."""

    def __init__(self, world: World, work: Work, started: Started, begins: datetime) -> None:
        assert started.lease is not None
        self.world, self.candidate, self.begins = world, work.actor, begins
        self.sitting_id, self.lease = started.sitting_id, started.lease
        self.door = the_door(work.city_id, [started.sitting_id])
        self.head, self.answers = Head(), dict[int, delivery.SlotState]()

    def arrange(self, made: Sequence[Timed], hands_in: bool) -> None:
        """Save in batches, then hand in a minute after the last change.

        What would lie after the build stays undone; who is too slow does not hand in and is closed at the deadline.
        """
        over = min(self.begins + TIME_ALLOWED, self.world.calendar.built_at)
        seconds = (over - self.begins).total_seconds()
        done = [timed for timed in made if timed.seconds + SENT_AFTER <= seconds]
        for first in range(0, len(done), BATCH):
            self._save_at(done[first : first + BATCH])
        if hands_in and made[-1].seconds + LOOKED_OVER <= seconds:
            self.world.then(self._at(made[-1].seconds + LOOKED_OVER), self.candidate, self.hand_in)

    def _save_at(self, batch: Sequence[Timed]) -> None:
        at = self._at(batch[-1].seconds + SENT_AFTER)
        self.world.then(at, self.door, lambda work: self.save(work, batch))

    def _at(self, seconds: float) -> datetime:
        return self.begins + timedelta(milliseconds=int(seconds * 1000))

    def report(self, seen: tuple[datetime, Reported] | None) -> None:
        """Once the page says that its window was left."""
        if seen is not None and seen[0] < self.world.calendar.built_at:
            at, reported = seen
            self.world.then(at, self.candidate, lambda work: take_signals(work, self.sitting_id, 1, [reported]))

    def save(self, work: Work, batch: Sequence[Timed]) -> None:
        events: list[Event] = []
        for timed in batch:
            made = int(self._at(timed.seconds).timestamp() * 1000)
            stamp = delivery.Stamp(mono_ms=made, wall_ms=made)
            events.append(delivery.following(self.head, self.lease.epoch, timed.change, stamp, self.lease.secret))
            self.head = Head(events[-1].seq, events[-1].hash)
        (saved,) = saving.save_batches(work, [saving.Batch(self.sitting_id, self.lease, events, work.now)])
        assert saved is not None and isinstance(saved.outcome, Ack)
        self.answers = dict(delivery.applied(self.answers, events))

    def hand_in(self, work: Work) -> None:
        sittings.submit(
            work,
            self.sitting_id,
            self.lease,
            final_seq=self.head.seq,
            state_hash=delivery.state_hash(self.answers),
        )


# -- what is answered -----------------------------------------------------------------------------------------------


COPIED = 0.8
"""How often a copier takes what the other chose."""


def _sheet(slots: Sequence[SlotLine], made: Sequence[Timed]) -> dict[str, frozenset[str]]:
    """What was chosen by stem."""
    lines = {slot.number: slot for slot in slots}
    chosen = [(lines[timed.change.slot], timed.change) for timed in made if timed.change.kind is EventKind.SET]
    return {line.stem: frozenset(_texts(line, change.value)) for line, change in chosen}


def _texts(line: SlotLine, letters: str) -> Iterator[str]:
    return (choice.text or choice.letter for choice in line.choices if choice.letter in letters)


def changes(
    guard: Guard, slots: Sequence[SlotLine], chance: random.Random, copied: Mapping[str, frozenset[str]] = NOTHING
) -> Iterator[Timed]:
    """All changes of a paper in order: once through it, then back to what was marked."""
    pace = chance.uniform(*SECONDS_AN_ITEM)
    seconds, marked = 20.0, list[SlotLine]()
    for slot in slots:
        seconds += pace * chance.lognormvariate(-0.1, 0.45)
        if chance.random() < LEFT_OPEN:
            continue
        chosen = copied.get(slot.stem)
        if chosen and chance.random() < COPIED:
            letters = "".join(each.letter for each in slot.choices if (each.text or each.letter) in chosen)
            yield Timed(seconds, Change(EventKind.SET, slot.number, letters))
            continue
        yield Timed(seconds, Change(EventKind.SET, slot.number, answer(guard, slot, chance)))
        if chance.random() < LOOKED_AT_AGAIN:
            marked.append(slot)
            yield Timed(seconds + 1, Change(EventKind.MARK, slot.number, "1"))
    for slot in marked:
        seconds += pace
        if chance.random() < CHANGED:
            yield Timed(seconds, Change(EventKind.SET, slot.number, answer(guard, slot, chance)))
        yield Timed(seconds + 1, Change(EventKind.MARK, slot.number, "0"))


def answer(guard: Guard, slot: SlotLine, chance: random.Random) -> str:
    """Printed letters: the right ones as often as ability and item allow (a three-parameter logistic curve)."""
    item = items_by_stem()[slot.stem]
    right = _key(item, slot)
    if chance.random() < knows(guard.ability, item.digest, slot.kind):
        return right
    return _wrong(item, slot, right, chance)


def knows(ability: float, digest: str, kind: ItemKind) -> float:
    """How likely somebody of that ability is right."""
    guessed = GUESSED[kind]
    distance = ability - _difficulty(digest) - HARDER[kind]
    return guessed + (1 - guessed) / (1 + math.exp(-DISCRIMINATION * distance))


@lru_cache(maxsize=1)
def items_by_stem() -> dict[str, Item]:
    """The shipped items of both pools."""
    return {item.stem: item for pool in Pool for item in shipped_bank(pool).values()}


def _difficulty(digest: str) -> float:
    """Between -1.5 and 1.5, the same for every candidate and every build."""
    return int(digest[:4], 16) / 0xFFFF * 3 - 1.5


def _key(item: Item, slot: SlotLine) -> str:
    """The right letters as this paper prints them."""
    if slot.kind is ItemKind.TRUE_FALSE:
        return slot.choices[item.letters.index(item.key_letters)].letter
    texts = {choice.text for choice in item.choices if choice.letter in item.key}
    return "".join(choice.letter for choice in slot.choices if choice.text in texts)


def _wrong(item: Item, slot: SlotLine, right: str, chance: random.Random) -> str:
    """A wrong answer; each single choice has one distractor that draws more than the others."""
    letters = [choice.letter for choice in slot.choices]
    if slot.kind is ItemKind.MULTIPLE:
        turned = chance.choice(letters)
        changed = set(right) ^ {turned}
        return "".join(letter for letter in letters if letter in changed) or letters[0]
    wrong = sorted(set(letters) - {right}, key=lambda letter: _pull(item, slot, letter))
    return wrong[0] if chance.random() < 0.6 else chance.choice(wrong)


def _pull(item: Item, slot: SlotLine, letter: str) -> bytes:
    text = slot.choices[ord(letter) - ord("A")].text
    return hashlib.sha256(f"{item.digest}{text}".encode()).digest()
