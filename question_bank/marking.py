"""Marking: from a paper and its answers to points, by a pure function, so that marking again is a replay."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
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
    OUT = "out"
    """The item was found faulty and counts for nobody."""


class RulingKind(StrEnum):
    """What holds for an item whose key was found wrong after it was sat."""

    OTHER_KEY = "other_key"
    ALL_RIGHT = "all_right"
    OUT = "out"


@dataclass(frozen=True)
class Ruling:
    """What decides about an item instead of the key in its file.

    ``keys`` are the answers of which each earns the point, every one as a set of letters; empty unless the kind is
    OTHER_KEY. With ALL_RIGHT everybody whose paper has the item earns its point, with OUT nobody: the paper is then as
    much shorter, and the cut score keeps its share of it.
    """

    kind: RulingKind
    keys: frozenset[frozenset[str]] = frozenset()


NO_RULINGS: Final[Mapping[str, Ruling]] = MappingProxyType({})


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
    """The computed outcome of a paper. `by_topic` is in the order of topic codes, `by_slot` in that of the paper.

    `cut_score` is in points of this paper: lower than what was asked for where items are out.
    """

    raw: int
    maximum: int
    cut_score: int
    passed: bool
    by_topic: Mapping[str, TopicMark]
    by_slot: tuple[SlotMark, ...]


def mark(
    paper: Paper,
    items: Mapping[str, Item],
    answers: Mapping[int, str],
    cut_score: int,
    rulings: Mapping[str, Ruling] = NO_RULINGS,
) -> Mark:
    """Mark a paper.

    `items` are the paper's items by digest (an ItemBank will do). `answers` holds, by slot number from 1, the letters
    chosen, where a letter is the choice's place in the item file and not on the page, e.g. "AC". An absent or empty
    answer is unanswered; letters the item does not have make an answer wrong. `cut_score` is in points of the whole
    paper, and reaching it passes. `rulings` by digest decide instead of the keys in the items; where they take items
    out, the cut score is the fewest whole points that are at least the same share of what is left.

    Raises ItemMissing if an item of the paper is not given, SlotUnknown if an answer belongs to no slot.
    """
    slots = paper.slots(items)
    for number in answers:
        if not 1 <= number <= len(slots):
            raise SlotUnknown(number, len(slots))
    by_slot = tuple(_slot_mark(slot, answers.get(slot.number, ""), rulings.get(slot.item.digest)) for slot in slots)
    raw = sum(each.outcome is Outcome.RIGHT for each in by_slot)
    maximum = sum(each.outcome is not Outcome.OUT for each in by_slot)
    cut = -(-cut_score * maximum // len(slots)) if slots else cut_score
    return Mark(raw, maximum, cut, raw >= cut, _by_topic(by_slot), by_slot)


def answer_is_well_formed(item: Item, value: str) -> bool:
    """Whether a value can be the answer to an item: empty, or its letters in order, each once, one only if asked so.

    A multiple choice answer of one letter is well formed, though never right: the candidate may be half-way.
    """
    if item.kind is not ItemKind.MULTIPLE and len(value) > 1:
        return False
    return is_letters(value, item.letters)


def judged(item: Item, answer: str, ruling: Ruling | None = None) -> Outcome:
    """What becomes of one answer, in letters of the item file, by the item's own key or by a ruling on it.

    >>> from question_bank import Pool, shipped_bank
    >>> item = shipped_bank(Pool.LIVE).find("T2", ItemKind.TRUE_FALSE)[0]
    >>> judged(item, "").value, judged(item, "", Ruling(RulingKind.ALL_RIGHT)).value
    ('unanswered', 'right')
    """
    if ruling is not None and ruling.kind is not RulingKind.OTHER_KEY:
        return Outcome.OUT if ruling.kind is RulingKind.OUT else Outcome.RIGHT
    if not answer:
        return Outcome.UNANSWERED
    keys = ruling.keys if ruling is not None else {item.key}
    return Outcome.RIGHT if frozenset(answer) in keys else Outcome.WRONG


def _slot_mark(slot: Slot, answer: str, ruling: Ruling | None) -> SlotMark:
    item = slot.item
    return SlotMark(slot.number, item.digest, item.topic, answer, judged(item, answer, ruling))


def _by_topic(by_slot: tuple[SlotMark, ...]) -> dict[str, TopicMark]:
    outcomes: dict[str, list[Outcome]] = {}
    for each in by_slot:
        if each.outcome is not Outcome.OUT:
            outcomes.setdefault(each.topic, []).append(each.outcome)
    return {topic: TopicMark(got.count(Outcome.RIGHT), len(got)) for topic, got in sorted(outcomes.items())}
