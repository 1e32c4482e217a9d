"""Saving answers: what a candidate's page sent is kept, and only then acknowledged.

The path of an answer, top to bottom: the lease is in force, :func:`exam_app.delivery.accept` judges the batch against
what is held, the new events and one leaf in the ledger of the room are stored, and an :class:`Ack` is made. It leaves
the machine only when the commit has succeeded.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

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
from exam_app.models import ExamSession, Lease, Response, Sitting
from exam_app.operations import operation
from exam_app.queries.papers import printed_slots
from exam_app.queries.sittings import held_of, lease_in_force
from exam_app.terms import EventKind
from exam_app.work import Work


@dataclass(frozen=True)
class LeaseKey:
    """The right of one browser to write one sitting, as the browser holds it. Only a hash of ``secret`` is stored."""

    epoch: int
    secret: str

    @property
    def secret_hash(self) -> bytes:
        """What is stored of the secret: it is random, so one SHA-256 is enough."""
        return hashlib.sha256(self.secret.encode()).digest()

    def fits(self, lease: Lease) -> bool:
        """Whether the lease was granted to who holds this key."""
        return lease.epoch == self.epoch and hmac.compare_digest(lease.secret_hash, self.secret_hash)


@dataclass(frozen=True)
class Ack:
    """Every event through ``durable_through`` is on disk once this work has committed."""

    durable_through: int
    state_hash: str
    deadline_at: datetime


SaveOutcome = Ack | Late | Need | Equivocation | Refused
"""What became of a save. Each is evidence, so each is returned and what it recorded is kept."""


@operation(Permission.SIT)
def save_answers(work: Work, sitting_id: UUID, lease: LeaseKey, events: Sequence[Event]) -> SaveOutcome:
    """Keep what the candidate's page sent; the same batch again is answered the same and stored once."""
    sitting = work.lock(Sitting, sitting_id)
    in_force = lease_in_force(work, sitting)
    if not lease.fits(in_force):
        return Refused(Fault.LEASE_LOST)
    return _take(work, sitting, in_force, held_of(work, sitting, in_force), events)


@operation(Permission.SIT)
def save_form(work: Work, sitting_id: UUID, lease: LeaseKey, *, slot: int, value: str, is_marked: bool) -> SaveOutcome:
    """Keep what a plain form of one slot says; the server numbers the changes. What is unchanged makes no event."""
    sitting = work.lock(Sitting, sitting_id)
    in_force = lease_in_force(work, sitting)
    if not lease.fits(in_force):
        return Refused(Fault.LEASE_LOST)
    held = held_of(work, sitting, in_force)
    return _take(work, sitting, in_force, held, list(_chained(held, _changes(held.answers, slot, value, is_marked))))


def _changes(answers: Answers, slot: int, value: str, is_marked: bool) -> Iterator[Change]:
    before = answers.get(slot, UNTOUCHED)
    if value != before.value:
        yield Change(EventKind.SET, slot, value)
    if is_marked != before.marked:
        yield Change(EventKind.MARK, slot, "1" if is_marked else "0")


def _chained(held: Held, changes: Iterator[Change]) -> Iterator[Event]:
    head = held.head
    for change in changes:
        event = delivery.following(head, held.epoch, change)
        head = Head(event.seq, event.hash)
        yield event


def _take(work: Work, sitting: Sitting, lease: Lease, held: Held, events: Sequence[Event]) -> SaveOutcome:
    outcome = delivery.accept(held, lease.epoch, events, work.now)
    match outcome:
        case Accepted() | Late() if not _values_are_possible(work, sitting, outcome.new):
            return Refused(Fault.MALFORMED)
        case Accepted():
            _store(work, sitting, lease, outcome, Tag.ANSWERS_SAVED)
            return _acknowledge(sitting, outcome)
        case Late():
            _store(work, sitting, lease, outcome, Tag.ANSWER_LATE)
        case Equivocation():
            record_fact(
                work,
                Tag.ANSWER_EQUIVOCATED,
                sitting,
                epoch=lease.epoch,
                seq=outcome.seq,
                held=outcome.held_hash,
                sent=outcome.sent_hash,
            )
    return outcome


def _values_are_possible(work: Work, sitting: Sitting, events: Sequence[Event]) -> bool:
    """Whether each answer is one its item can have; an answer sheet with an E for four choices is not stored."""
    answered = [event for event in events if event.kind is EventKind.SET]
    if not answered:
        return True
    slots = printed_slots(work, sitting, {event.slot for event in answered})
    return all(slots[event.slot].accepts(event.value) for event in answered)


def _store(work: Work, sitting: Sitting, lease: Lease, outcome: Accepted | Late, tag: Tag) -> None:
    """Append the new events and one leaf that names them all: the newest hash covers those before it."""
    if not outcome.new:
        return
    work.add_all(
        [
            Response(
                city_id=work.city_id,
                id=work.new_id(),
                sitting_id=sitting.id,
                epoch=lease.epoch,
                seq=event.seq,
                kind=event.kind,
                slot=event.slot,
                value=event.value,
                hash=event.hash,
                received_at=work.now,
                accepted=isinstance(outcome, Accepted),
            )
            for event in outcome.new
        ]
    )
    lease.head_seq, lease.head_hash = outcome.through.seq, outcome.through.hash
    record_fact(
        work,
        tag,
        sitting,
        epoch=lease.epoch,
        events=len(outcome.new),
        through=outcome.through.seq,
        hash=outcome.through.hash,
    )


def _acknowledge(sitting: Sitting, outcome: Accepted) -> Ack:
    """The only maker of an Ack. It leaves the machine only if the commit succeeds (architecture B3)."""
    return Ack(outcome.through.seq, delivery.state_hash(outcome.answers), sitting.deadline_at)


def record_fact(work: Work, tag: Tag, sitting: Sitting, **facts: Any) -> None:
    """A fact of one sitting, in the ledger of its room."""
    ledger = work.get(ExamSession, sitting.exam_session_id).ledger_of(sitting.room_id)
    work.record(tag, "sitting", sitting.id, about=sitting.person_id, ledger=ledger, **facts)
