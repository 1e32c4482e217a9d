"""Events on their way into the table: the beacons and items that they name, and the rows that keep them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from exam_app.delivery import Event
from exam_app.lease_keys import issued_at
from exam_app.models import Lease, Sitting
from exam_app.queries.papers import printed
from exam_app.terms import EventKind, EvidenceLevel
from exam_app.work import Work
from question_bank import Item


def digests_of(sitting: Sitting, events: Sequence[Event]) -> Iterator[str]:
    """The items that these events answer; one that names no question of the paper names none."""
    for event in events:
        if event.kind is EventKind.SET and event.slot <= len(sitting.paper_digests):
            yield sitting.paper_digests[event.slot - 1]


def beacons_in(events: Sequence[Event], secret: bytes) -> Mapping[str, datetime]:
    """Of the beacons that a batch names those that this site handed out, with their moments."""
    named = {event.beacon for event in events} - {""}
    issued = {beacon: issued_at(secret, beacon) for beacon in named}
    return {beacon: at for beacon, at in issued.items() if at is not None}


def values_are_possible(sitting: Sitting, events: Sequence[Event], items: Mapping[str, Item]) -> bool:
    """Whether each answer is one its item can have; an answer sheet with an E for four choices is not stored."""
    return all(
        printed(event.slot, items[sitting.paper_digests[event.slot - 1]], sitting.paper_seed).accepts(event.value)
        for event in events
        if event.kind is EventKind.SET
    )


def event_rows(
    work: Work,
    sitting: Sitting,
    lease: Lease,
    events: Sequence[Event],
    levels: Sequence[EvidenceLevel],
    arrived_at: datetime,
) -> list[Mapping[str, Any]]:
    """The rows of :class:`Response` that keep these events, each with its level of evidence."""
    return [
        {
            "city_id": work.city_id,
            "id": work.new_id(),
            "sitting_id": sitting.id,
            "epoch": lease.epoch,
            "seq": event.seq,
            "kind": event.kind,
            "slot": event.slot,
            "value": event.value,
            "hash": event.hash,
            "mono_ms": event.stamp.mono_ms,
            "wall_ms": event.stamp.wall_ms,
            "beacon": event.stamp.beacon,
            "mac": event.mac,
            "received_at": arrived_at,
            "level": level,
        }
        for event, level in zip(events, levels, strict=True)
    ]
