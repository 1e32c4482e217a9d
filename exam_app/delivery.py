"""The save protocol as pure functions: contiguous, cumulative, idempotent (exam-delivery 2.2).

Within an epoch a candidate's changes are numbered 1, 2, 3 ... without a hole, and each hashes its predecessor, so that
a change of history shows: hash = SHA-256 over the compact JSON array [epoch, seq, kind, slot, value, mono_ms, wall_ms,
beacon, prev]. Each hash is sealed with the key of the lease: mac = HMAC-SHA256 of the hash's text with the key's text,
hexadecimal. The browser's half is frontend/src/exam; both are held to tests/browser_units/vectors/protocol.json. No
clock, no database, no page in here: Hypothesis drives it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final

from exam_app.lateness import level_of
from exam_app.terms import EventKind, EvidenceLevel

NO_HASH: Final = "0" * 64
"""What stands before the first event of an epoch."""
MOST_EVENTS_A_BATCH: Final = 64


@dataclass(frozen=True)
class Change:
    """The full new value of one answer or mark.

    ``value`` holds the chosen letters as printed on the page, sorted, "" for cleared; of a mark "1" or "0".
    """

    kind: EventKind
    slot: int
    value: str


@dataclass(frozen=True)
class Stamp:
    """What a page says of when a change was made: evidence of order and pace, of time only within bounds.

    ``mono_ms`` is the server's time in milliseconds since 1970 as the page reckons it: the server's last word and the
    page's monotonic clock since. ``wall_ms`` is the computer's own clock, which decides nothing. ``beacon`` is the
    newest one that the page had heard (:mod:`exam_app.lease_keys`). A change that a plain form posted has none of it.
    """

    mono_ms: int = 0
    wall_ms: int = 0
    beacon: str = ""


NO_STAMP: Final = Stamp()


@dataclass(frozen=True)
class Event(Change):
    """A change in its place of the chain: ``seq`` counts from 1 in its epoch, hashes are SHA-256 in hexadecimal."""

    seq: int
    prev: str
    hash: str
    stamp: Stamp = NO_STAMP
    mac: str = ""

    @property
    def mono_ms(self) -> int:
        return self.stamp.mono_ms

    @property
    def beacon(self) -> str:
        return self.stamp.beacon


@dataclass(frozen=True)
class Head:
    """The newest event of an epoch that is held without a gap before it."""

    seq: int = 0
    hash: str = NO_HASH


@dataclass(frozen=True)
class SlotState:
    """The answer and the mark of one slot."""

    value: str = ""
    marked: bool = False


UNTOUCHED: Final = SlotState()
Answers = Mapping[int, SlotState]
"""The state of a paper by slot number; a slot that is missing is untouched."""


@dataclass(frozen=True)
class Held:
    """What the server holds of a sitting when a batch arrives.

    ``epoch`` is the one in force and ``head`` its head; ``hashes`` names every held event of that epoch by its number,
    ``late`` the numbers of those that came too late to count. ``answers`` are what the counted events of all epochs
    add up to. ``slots`` is the length of the paper. ``key`` is the secret of the lease, empty where changes need no
    seal, as in practice. ``beacons`` are the moments of the beacons that the batch names, as far as they are ours.
    While it is paused the deadline does not pass.
    """

    epoch: int
    head: Head
    hashes: Mapping[int, str]
    late: frozenset[int]
    answers: Answers
    slots: int
    deadline_at: datetime
    is_closed: bool = False
    is_paused: bool = False
    key: str = ""
    beacons: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Accepted:
    """Everything sent is held: ``new`` is to be stored, the rest was here. ``through`` is the head afterwards."""

    new: tuple[Event, ...]
    through: Head
    answers: Answers
    level: EvidenceLevel = EvidenceLevel.IN_TIME
    """Of what is new: in time, or delivered shortly after the deadline."""


@dataclass(frozen=True)
class Late:
    """Came after the deadline or after the hand-in. ``new`` is kept as evidence and not counted."""

    new: tuple[Event, ...]
    through: Head
    was_closed: bool


@dataclass(frozen=True)
class Need:
    """A hole: send again from event ``seq``. Nothing of the batch was stored."""

    seq: int


@dataclass(frozen=True)
class Equivocation:
    """Event ``seq`` is held with another hash. The first one stands; nothing of the batch was stored."""

    seq: int
    held_hash: str
    sent_hash: str


class Fault(StrEnum):
    """Why a batch is refused without a trace in the answers."""

    LEASE_LOST = "lease_lost"
    CHAIN_BROKEN = "chain_broken"
    SEAL_BROKEN = "seal_broken"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class Refused:
    """The batch cannot belong to this sitting's history; nothing of it was stored."""

    fault: Fault


Outcome = Accepted | Late | Need | Equivocation | Refused


def accept(held: Held, epoch: int, events: Sequence[Event], now: datetime) -> Outcome:
    """Judge a batch of ``epoch`` that arrives at ``now``. Sending it again gives the same answer and nothing new.

    An empty batch is a heartbeat and is accepted. Every outcome is returned, because every one may be evidence.
    """
    new = new_events(held, epoch, events)
    if not isinstance(new, tuple):
        return new
    through = Head(new[-1].seq, new[-1].hash) if new else held.head
    # Time: the server's, by arrival. What is held already was judged when it came first, and stays as judged; so a
    # counted event is acknowledged again even after the hand-in, while a heartbeat then learns of it.
    came_late = not held.late.isdisjoint(event.seq for event in events)
    in_time = EvidenceLevel.IN_TIME
    level = in_time if held.is_paused else level_of(new, now, held.deadline_at, held.beacons)
    too_late = new and (held.is_closed or not level.counts)
    if came_late or too_late or (held.is_closed and not events):
        return Late(new, through, held.is_closed)
    return Accepted(new, through, applied(held.answers, new), level if new else EvidenceLevel.IN_TIME)


def new_events(
    held: Held, epoch: int, events: Sequence[Event], most: int = MOST_EVENTS_A_BATCH
) -> tuple[Event, ...] | Need | Equivocation | Refused:
    """What of at most ``most`` events is not held yet, if all of it follows what is; else why it is not taken.

    Nothing is said of time: that is the caller's.
    """
    # 1. Form: bounds, and one run of numbers without a hole inside the batch.
    if len(events) > most or not _is_well_formed(events, held.slots):
        return Refused(Fault.MALFORMED)
    # 2. Right to write: an older epoch is a browser that another one has replaced.
    if epoch != held.epoch:
        return Refused(Fault.LEASE_LOST)
    # 3. No hole between what is held and what came.
    if events and events[0].seq > held.head.seq + 1:
        return Need(held.head.seq + 1)
    # 4. What is held already must be what came; the first one stands.
    for event in events:
        if event.seq <= held.head.seq and event.hash != held.hashes[event.seq]:
            return Equivocation(event.seq, held.hashes[event.seq], event.hash)
    # 5. The chain: what is new follows the head, link by link, and each hash is that of its content.
    new = tuple(event for event in events if event.seq > held.head.seq)
    if not _is_chained(held.head, epoch, new):
        return Refused(Fault.CHAIN_BROKEN)
    # 6. The seal: whoever made it holds the lease.
    if held.key and not all(hmac.compare_digest(event.mac, seal(held.key, event.hash)) for event in new):
        return Refused(Fault.SEAL_BROKEN)
    return new


def _is_well_formed(events: Sequence[Event], slots: int) -> bool:
    contiguous = all(later.seq == earlier.seq + 1 for earlier, later in pairwise(events))
    return contiguous and all(event.seq >= 1 and _change_is_possible(event, slots) for event in events)


def _change_is_possible(event: Event, slots: int) -> bool:
    return 1 <= event.slot <= slots and (event.kind is not EventKind.MARK or event.value in ("0", "1"))


def _is_chained(head: Head, epoch: int, events: Iterable[Event]) -> bool:
    last = head.hash
    for event in events:
        if event.prev != last or event.hash != _hash_of(epoch, event.seq, event, event.stamp, last):
            return False
        last = event.hash
    return True


def following(head: Head, epoch: int, change: Change, stamp: Stamp = NO_STAMP, key: str = "") -> Event:
    """The event that follows ``head``; without a stamp it is one that the server numbers for a plain form.

    ``key`` is the secret of the lease; without it the event is not sealed.

    >>> following(Head(), 1, Change(EventKind.SET, 37, "AC")).seq
    1
    """
    seq = head.seq + 1
    made = _hash_of(epoch, seq, change, stamp, head.hash)
    mac = seal(key, made) if key else ""
    return Event(change.kind, change.slot, change.value, seq, head.hash, made, stamp, mac)


def _hash_of(epoch: int, seq: int, change: Change, stamp: Stamp, prev: str) -> str:
    what = [epoch, seq, change.kind.value, change.slot, change.value]
    return _sha256([*what, stamp.mono_ms, stamp.wall_ms, stamp.beacon, prev])


def seal(key: str, event_hash: str) -> str:
    """The mac of an event: only who holds the lease can make it.

    >>> seal("key", "ab")[:16]
    '5c1c0c948cbef5ad'
    """
    return hmac.new(key.encode(), event_hash.encode(), hashlib.sha256).hexdigest()


def applied(answers: Answers, changes: Iterable[Change]) -> Answers:
    """The answers after some more changes, in their order.

    >>> applied({}, [Change(EventKind.SET, 3, "B")])
    {3: SlotState(value='B', marked=False)}
    """
    after = dict(answers)
    for change in changes:
        before = after.get(change.slot, UNTOUCHED)
        if change.kind is EventKind.SET:
            after[change.slot] = SlotState(change.value, before.marked)
        else:
            after[change.slot] = SlotState(before.value, change.value == "1")
    return after


def state_rows(answers: Answers) -> list[tuple[int, str, bool]]:
    """Slot, value, marked of every slot that is answered or marked, in the order of the paper."""
    return [(slot, at.value, at.marked) for slot, at in sorted(answers.items()) if at != UNTOUCHED]


def state_hash(answers: Answers) -> str:
    """What server and page compare: SHA-256 over the compact JSON of :func:`state_rows`.

    >>> state_hash({})[:16]
    '4f53cda18c2baa0c'
    """
    return _sha256(state_rows(answers))


def _sha256(content: object) -> str:
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
