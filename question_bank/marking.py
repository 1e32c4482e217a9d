"""Marking: from a paper and its answers to points, by a pure function, so that marking again is a replay."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from question_bank.errors import SlotUnknown
from question_bank.item_rules import is_letters
from question_bank.items import Item
from question_bank.kinds import ItemKind
from question_bank.papers import Paper, Slot


class MultiplePolicy(StrEnum):
    """How a multiple choice item earns its point."""

    ALL_OR_NOTHING = "all_or_nothing"


MULTIPLE_POLICY: Final = MultiplePolicy.ALL_OR_NOTHING
"""The policy of every paper. It is printed on the paper, because a candidate must know it before answering."""

MARKING_RULE: Final = (
    "Every item counts one point. A multiple choice item earns it only when all right choices and no others are chosen."
)


class Outcome(StrEnum):
    """What became of one slot."""

    RIGHT = "right"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class SlotMark:
    """The outcome of one slot, with the answer that was marked ("" if there was none)."""

    number: int
    digest: str
    topic: str
    answer: str
    outcome: Outcome


@dataclass(frozen=True)
class TopicMark:
    """How many items of a topic were answered right, of how many asked."""

    right: int
    asked: int


@dataclass(frozen=True)
class Mark:
    """The computed outcome of a paper. `by_topic` is in the order of topic codes, `by_slot` in that of the paper."""

    raw: int
    maximum: int
    passed: bool
    by_topic: Mapping[str, TopicMark]
    by_slot: tuple[SlotMark, ...]


def mark(paper: Paper, items: Mapping[str, Item], answers: Mapping[int, str], cut_score: int) -> Mark:
    """Mark a paper.

    `items` are the paper's items by digest (an ItemBank will do). `answers` holds, by slot number from 1, the letters
    chosen, where a letter is the choice's place in the item file and not on the page, e.g. "AC". An absent or empty
    answer is unanswered; letters the item does not have make an answer wrong. `cut_score` is in points, and reaching
    it passes.

    Raises ItemMissing if an item of the paper is not given, SlotUnknown if an answer belongs to no slot.
    """
    slots = paper.slots(items)
    for number in answers:
        if not 1 <= number <= len(slots):
            raise SlotUnknown(number, len(slots))
    by_slot = tuple(_slot_mark(slot, answers.get(slot.number, "")) for slot in slots)
    raw = sum(each.outcome is Outcome.RIGHT for each in by_slot)
    return Mark(raw, len(slots), raw >= cut_score, _by_topic(by_slot), by_slot)


def answer_is_well_formed(item: Item, value: str) -> bool:
    """Whether a value can be the answer to an item: empty, or its letters in order, each once, one only if asked so.

    A multiple choice answer of one letter is well formed, though never right: the candidate may be half-way.
    """
    if item.kind is not ItemKind.MULTIPLE and len(value) > 1:
        return False
    return is_letters(value, item.letters)


def _slot_mark(slot: Slot, answer: str) -> SlotMark:
    item = slot.item
    if not answer:
        outcome = Outcome.UNANSWERED
    elif frozenset(answer) == item.key:
        outcome = Outcome.RIGHT
    else:
        outcome = Outcome.WRONG
    return SlotMark(slot.number, item.digest, item.topic, answer, outcome)


def _by_topic(by_slot: tuple[SlotMark, ...]) -> dict[str, TopicMark]:
    outcomes: dict[str, list[Outcome]] = {}
    for each in by_slot:
        outcomes.setdefault(each.topic, []).append(each.outcome)
    return {topic: TopicMark(got.count(Outcome.RIGHT), len(got)) for topic, got in sorted(outcomes.items())}
