"""Saving answers: what a candidate's page sent is kept, and only then acknowledged.

The path of an answer, top to bottom: the lease is in force, :func:`exam_app.delivery.accept` judges the batch against
what is held, the new events and one leaf in the ledger of the room are stored, and an :class:`Ack` is made. It leaves
the machine only when the commit has succeeded.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from exam_app import delivery
from exam_app.actors import Permission
from exam_app.delivery import (
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
    Refused,
)
from exam_app.journal import Tag
from exam_app.lateness import levels_of_kept
from exam_app.lease_keys import LeaseKey, beacon_at
from exam_app.models import ExamSession, Lease, Response, RoomPulse, SeatWarning, Sitting
from exam_app.operations import operation
from exam_app.operations.outage_holds import waits
from exam_app.queries.kept_answers import closed_for
from exam_app.queries.outage_holds import was_just_silent
from exam_app.queries.papers import remembered_items
from exam_app.queries.saved_events import beacons_in, digests_of, event_rows, values_are_possible
from exam_app.queries.sittings import (
    HeldEvent,
    fits,
    held_events,
    held_of,
    lease_in_force,
    lease_of_epoch,
    leases_in_force,
)
from exam_app.terms import AlertCause, EventKind, EvidenceLevel
from exam_app.work import Work, answer_secret
from question_bank import Item


@dataclass(frozen=True)
class Ack:
    """Every event through ``durable_through`` is on disk once this work has committed."""

    durable_through: int
    state_hash: str
    deadline_at: datetime
    paused_at: datetime | None = None
    """Since when the time stands; None while it runs."""
    beacon: str = field(default="", compare=False)
    """Of the moment; what the page puts into its next changes."""
    taken_in: int = 0
    """How many files of kept answers have changed the answers; a page that was loaded before one of them loads anew."""
    is_held_back: bool = False
    """The time is over and stands until an outage is decided; what came meanwhile is not in ``state_hash``."""


@dataclass(frozen=True)
class NotYet:
    """Came after the deadline from a page that was silent until a moment ago: nobody knows yet whether its whole room
    was. Nothing of it was stored; the page keeps it and sends it again."""


SaveOutcome = Ack | Late | Need | NotYet | Equivocation | Refused
"""What became of a save. Each is evidence, so each is returned and what it recorded is kept."""


@dataclass(frozen=True)
class Batch:
    """What one candidate's page sent: new changes in their order, or nothing, which is a sign of life.

    ``arrived_at`` was read at the door: whether something is late does not depend on how long it waits for its turn.
    """

    sitting_id: UUID
    lease: LeaseKey
    events: Sequence[Event]
    arrived_at: datetime


@dataclass(frozen=True)
class Saved:
    """What became of one batch, and in which room; no room where the lease was not the sitting's."""

    outcome: SaveOutcome
    room: tuple[UUID, UUID] | None = None
    """The examination and its room."""


@operation(Permission.INGEST)
def save_batches(work: Work, batches: Sequence[Batch]) -> Sequence[Saved | None]:
    """Keep what several pages sent, at most one batch of each sitting, in one transaction; outcomes in their order.

    None for a sitting that does not exist. The same batch again is answered the same and stored once. As many
    statements for fifty batches as for one; none is written where everybody only gave a sign of life. The rows of the
    sittings are locked in the order of their ids, so no other transaction comes between judging and writing, and the
    writing of one batch cannot fail for what is in another.
    """
    sittings = _sittings_of(work, batches)
    leases = leases_in_force(work, sittings)
    hashes = _held_again(work, batches, leases)
    secret = answer_secret(work.site, work.city_id)
    examinations = _examinations_of(work, sittings.values())
    writing = _Writing(beacon_at(secret, work.now), _items_of(work, sittings, batches))
    saved: list[Saved | None] = []
    for batch in batches:
        sitting, lease = sittings.get(batch.sitting_id), leases.get(batch.sitting_id)
        if sitting is None or lease is None:
            saved.append(None)
        elif not (batch.lease.is_of(lease.epoch, lease.nonce) and batch.lease.is_genuine(secret, sitting.id)):
            _keep_from_a_replaced_computer(work, sitting, lease, batch, examinations[sitting.exam_session_id], writing)
            saved.append(Saved(Refused(Fault.LEASE_LOST)))
        else:
            at = _Place(sitting, lease, examinations[sitting.exam_session_id])
            beacons = beacons_in(batch.events, secret)
            held = held_of(sitting, lease, hashes.get(sitting.id, ()), key=batch.lease.secret, beacons=beacons)
            outcome = _take(work, at, held, batch, writing)
            saved.append(Saved(outcome, (sitting.exam_session_id, sitting.room_id)))
    work.write_all(Response, writing.rows)
    return saved


@dataclass
class _Writing:
    """What one transaction needs once for all its batches, and the events that it stores in the end."""

    beacon: str
    items: Mapping[str, Item]
    rows: list[Mapping[str, Any]] = field(default_factory=list)


def _items_of(work: Work, sittings: Mapping[UUID, Sitting], batches: Sequence[Batch]) -> Mapping[str, Item]:
    """The items that are answered, for all batches at once."""
    digests = {
        digest
        for batch in batches
        if batch.sitting_id in sittings
        for digest in digests_of(sittings[batch.sitting_id], batch.events)
    }
    return remembered_items(work, digests)


def _sittings_of(work: Work, batches: Sequence[Batch]) -> Mapping[UUID, Sitting]:
    """The sittings, locked if anything may be written."""
    ids = {batch.sitting_id for batch in batches}
    query = select(Sitting).where(Sitting.city_id == work.city_id, Sitting.id.in_(ids)).order_by(Sitting.id)
    writes = any(batch.events for batch in batches)
    return {sitting.id: sitting for sitting in (work.lock_all(query) if writes else work.all(query))}


def _held_again(
    work: Work, batches: Sequence[Batch], leases: Mapping[UUID, Lease]
) -> Mapping[UUID, Sequence[HeldEvent]]:
    """What is held of the events that are sent once more; no statement where everything is new."""
    again = [
        (batch.sitting_id, batch.lease.epoch, batch.events[0].seq)
        for batch in batches
        if batch.events
        and batch.sitting_id in leases
        and batch.lease.epoch == leases[batch.sitting_id].epoch
        and batch.events[0].seq <= leases[batch.sitting_id].head_seq
    ]
    return held_events(work, again)


def _examinations_of(work: Work, sittings: Iterable[Sitting]) -> Mapping[UUID, ExamSession]:
    ids = {sitting.exam_session_id for sitting in sittings}
    query = select(ExamSession).where(ExamSession.city_id == work.city_id, ExamSession.id.in_(ids))
    return {examination.id: examination for examination in work.all(query)}


def _keep_from_a_replaced_computer(
    work: Work, sitting: Sitting, in_force: Lease, batch: Batch, examination: ExamSession, writing: "_Writing"
) -> None:
    """What a computer sends after the candidate was moved from it is evidence, like what comes too late."""
    if not batch.events or batch.lease.epoch >= in_force.epoch:
        return
    ended = lease_of_epoch(work, sitting, batch.lease.epoch)
    if not fits(work, batch.lease, ended):
        return
    again = held_events(work, [(sitting.id, ended.epoch, batch.events[0].seq)])
    beacons = beacons_in(batch.events, answer_secret(work.site, work.city_id))
    held = held_of(sitting, ended, again.get(sitting.id, ()), key=batch.lease.secret, beacons=beacons)
    held = replace(held, is_closed=True)
    outcome = delivery.accept(held, ended.epoch, batch.events, batch.arrived_at)
    if isinstance(outcome, Late) and values_are_possible(sitting, outcome.new, writing.items):
        at = _Place(sitting, ended, examination)
        _store(work, at, held, outcome, batch.arrived_at, writing, Tag.ANSWER_FENCED)


@dataclass(frozen=True)
class Pulse:
    """The sittings of a room whose pages were heard up to a moment."""

    exam_session_id: UUID
    room_id: UUID
    at: datetime
    sitting_ids: frozenset[UUID]


@operation(Permission.INGEST)
def note_pulses(work: Work, pulses: Sequence[Pulse]) -> None:
    """Keep which pages gave a sign of life, one row a room."""
    work.write_all(
        RoomPulse,
        [
            {
                "city_id": work.city_id,
                "id": work.new_id(),
                "exam_session_id": pulse.exam_session_id,
                "room_id": pulse.room_id,
                "at": pulse.at,
                "heard": sorted(sitting_id.hex for sitting_id in pulse.sitting_ids),
            }
            for pulse in pulses
        ],
    )


@dataclass(frozen=True)
class _Place:
    """Where something is written: the sitting, the lease it comes with, and the examination."""

    sitting: Sitting
    lease: Lease
    examination: ExamSession


@operation(Permission.SIT)
def save_form(work: Work, sitting_id: UUID, lease: LeaseKey, *, slot: int, value: str, is_marked: bool) -> SaveOutcome:
    """Keep what a plain form of one slot says; the server numbers the changes. What is unchanged makes no event."""
    sitting = work.lock(Sitting, sitting_id)
    in_force = lease_in_force(work, sitting)
    if not fits(work, lease, in_force):
        return Refused(Fault.LEASE_LOST)
    held = held_of(sitting, in_force, key=lease.secret)
    at = _Place(sitting, in_force, work.get(ExamSession, sitting.exam_session_id))
    events = list(_chained(held, _changes(held.answers, slot, value, is_marked)))
    batch = Batch(sitting_id, lease, events, work.now)
    beacon = beacon_at(answer_secret(work.site, work.city_id), work.now)
    writing = _Writing(beacon, _items_of(work, {sitting_id: sitting}, [batch]))
    outcome = _take(work, at, held, batch, writing)
    work.write_all(Response, writing.rows)
    return outcome


def _changes(answers: Answers, slot: int, value: str, is_marked: bool) -> Iterator[Change]:
    before = answers.get(slot, UNTOUCHED)
    if value != before.value:
        yield Change(EventKind.SET, slot, value)
    if is_marked != before.marked:
        yield Change(EventKind.MARK, slot, "1" if is_marked else "0")


def _chained(held: Held, changes: Iterator[Change]) -> Iterator[Event]:
    head = held.head
    for change in changes:
        event = delivery.following(head, held.epoch, change, key=held.key)
        head = Head(event.seq, event.hash)
        yield event


def _take(work: Work, at: _Place, held: Held, batch: Batch, writing: _Writing) -> SaveOutcome:
    outcome = delivery.accept(held, at.lease.epoch, batch.events, batch.arrived_at)
    match outcome:
        case Accepted() | Late() if not values_are_possible(at.sitting, outcome.new, writing.items):
            return Refused(Fault.MALFORMED)
        case Accepted():
            _store(work, at, held, outcome, batch.arrived_at, writing)
            return _acknowledge(at.sitting, outcome.through, outcome.answers, writing.beacon)
        case Late() if waits(work, at.sitting):
            _store(work, at, held, outcome, batch.arrived_at, writing, Tag.ANSWERS_WAIT)
            return _acknowledge(at.sitting, outcome.through, held.answers, writing.beacon)
        case Late() if at.sitting.is_open and was_just_silent(work, at.sitting):
            return NotYet()
        case Late():
            _store(work, at, held, outcome, batch.arrived_at, writing)
        case Equivocation():
            _record(work, Tag.ANSWER_EQUIVOCATED, at, seq=outcome.seq, held=outcome.held_hash, sent=outcome.sent_hash)
            warn(work, at.sitting, AlertCause.EQUIVOCATED)
    return outcome


def _store(
    work: Work,
    at: _Place,
    held: Held,
    outcome: Accepted | Late,
    arrived_at: datetime,
    writing: _Writing,
    not_counted: Tag = Tag.ANSWER_LATE,
) -> None:
    """Append the new events and one leaf that names them all: the newest hash covers those before it."""
    if not outcome.new:
        return
    if isinstance(outcome, Accepted):
        levels: Sequence[EvidenceLevel] = [outcome.level] * len(outcome.new)
    else:
        levels = levels_of_kept(outcome.new, closed_for(work, at.sitting, at.lease, held.beacons, arrived_at))
    writing.rows += event_rows(work, at.sitting, at.lease, outcome.new, levels, arrived_at)
    if isinstance(outcome, Accepted):
        at.sitting.answers = [list(row) for row in delivery.state_rows(outcome.answers)]
    at.lease.head_seq, at.lease.head_hash = outcome.through.seq, outcome.through.hash
    _record(
        work,
        _tag_of(outcome, not_counted),
        at,
        events=len(outcome.new),
        through=outcome.through.seq,
        hash=outcome.through.hash,
    )
    if isinstance(outcome, Late) and not_counted in CAUSES:
        warn(work, at.sitting, CAUSES[not_counted])


CAUSES = {Tag.ANSWER_LATE: AlertCause.LATE, Tag.ANSWER_FENCED: AlertCause.REPLACED}


def _tag_of(outcome: Accepted | Late, not_counted: Tag) -> Tag:
    if isinstance(outcome, Late):
        return not_counted
    return Tag.ANSWERS_DRAINED if outcome.level is EvidenceLevel.DRAINED else Tag.ANSWERS_SAVED


def _record(work: Work, tag: Tag, at: _Place, **facts: Any) -> None:
    ledger = at.examination.ledger_of(at.sitting.room_id)
    work.record(tag, "sitting", at.sitting.id, about=at.sitting.person_id, ledger=ledger, epoch=at.lease.epoch, **facts)


def _acknowledge(sitting: Sitting, through: Head, answers: Answers, beacon: str) -> Ack:
    """The only maker of an Ack. It leaves the machine only if the commit succeeds (architecture B3)."""
    return Ack(
        through.seq,
        delivery.state_hash(answers),
        sitting.deadline_at,
        sitting.paused_at,
        beacon,
        sitting.taken_in,
        sitting.held_back_at is not None,
    )


def warn(work: Work, sitting: Sitting, cause: AlertCause) -> None:
    """Keep that something of this seat was refused or set aside, for those on duty in the room to look into."""
    work.add(
        SeatWarning(
            city_id=work.city_id,
            id=work.new_id(),
            sitting_id=sitting.id,
            cause=cause,
            at=work.now,
        )
    )


def record_fact(work: Work, tag: Tag, sitting: Sitting, **facts: Any) -> None:
    """A fact of one sitting, in the ledger of its room."""
    ledger = work.get(ExamSession, sitting.exam_session_id).ledger_of(sitting.room_id)
    work.record(tag, "sitting", sitting.id, about=sitting.person_id, ledger=ledger, **facts)
