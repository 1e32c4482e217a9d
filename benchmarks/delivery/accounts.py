"""The final check: what a candidate was promised and what the human chose, against what the server holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from exam_app.delivery import Answers, Change, Event, applied, state_hash, state_rows
from exam_app.terms import EventKind


class Stored(NamedTuple):
    """A change as the server's table has it."""

    seq: int
    kind: EventKind
    slot: int
    value: str
    hash: str
    counts: bool


@dataclass(frozen=True)
class HeldSitting:
    """What the server's tables say of one sitting; ``stored`` in the order of their numbers."""

    stored: Sequence[Stored] = ()
    answers: Sequence[tuple[int, str, bool]] = ()
    final_hash: str | None = None


@dataclass
class Reckoning:
    """What is wrong, counted over all candidates; nothing is when all are 0."""

    lost: int = 0
    """Acknowledged changes that are not held as they were made."""
    doubled: int = 0
    holes: int = 0
    strange: int = 0
    """Changes that are held and that nobody made."""
    wrong_answers: int = 0
    """Questions whose counted answer is not the human's last choice."""
    wrong_projections: int = 0
    """Sittings whose kept answers or receipt are not what their changes add up to."""
    not_handed_in: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not any(vars(self).values())

    def add(self, other: "Reckoning") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def reckon(events: Sequence[Event], acknowledged: int, held: HeldSitting, *, handed_in: bool) -> Reckoning:
    """Hold one candidate's memory against the server's: every change in its place, once, with its value."""
    by_seq = {stored.seq: stored for stored in held.stored}
    numbers = sorted(by_seq)
    counted = applied({}, (Change(s.kind, s.slot, s.value) for s in by_number(held.stored) if s.counts))
    return Reckoning(
        lost=sum(not _is_held(event, by_seq) for event in events[:acknowledged]),
        doubled=len(held.stored) - len(by_seq),
        holes=(numbers[-1] - len(numbers)) if numbers else 0,
        strange=sum(seq > len(events) or not _is_held(events[seq - 1], by_seq) for seq in numbers),
        wrong_answers=differences(applied({}, events), counted),
        wrong_projections=int(not _adds_up(counted, held, handed_in)),
        not_handed_in=int(not handed_in),
    )


def by_number(stored: Iterable[Stored]) -> Sequence[Stored]:
    return sorted(stored, key=lambda one: one.seq)


def differences(chosen: Answers, counted: Answers) -> int:
    """Questions with another answer here than there; marks are no answers."""
    slots = chosen.keys() | counted.keys()
    return sum(_value(chosen, slot) != _value(counted, slot) for slot in slots)


def _value(answers: Answers, slot: int) -> str:
    return answers[slot].value if slot in answers else ""


def _is_held(event: Event, by_seq: dict[int, Stored]) -> bool:
    stored = by_seq.get(event.seq)
    if stored is None:
        return False
    said = (stored.kind, stored.slot, stored.value, stored.hash)
    return said == (event.kind, event.slot, event.value, event.hash)


def _adds_up(counted: Answers, held: HeldSitting, handed_in: bool) -> bool:
    kept = [tuple(row) for row in held.answers] == state_rows(counted)
    return kept and (not handed_in or held.final_hash == state_hash(counted))
