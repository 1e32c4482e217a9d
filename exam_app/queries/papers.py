"""A stored paper as its candidate reads it: printed letters, and what they mean in the item file.

The choices of a paper are shuffled and printed A, B, C, D in the order of display, so that "B" is the same thing for
candidate, invigilator and answer sheet. Events and responses hold printed letters: they say what was pressed. The item
file's own letters, which keys and statistics use, follow from digests and seed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from exam_app.delivery import Answers
from exam_app.models import ItemVersion, OwnPaper, Sitting
from exam_app.queries.items import REMEMBERED, stored_item
from exam_app.work import Work
from question_bank import Item, Paper
from question_bank.kinds import CHOICE_LETTERS
from question_bank.marking import answer_is_well_formed
from question_bank.papers import displayed_choices

_ITEMS: dict[str, Item] = {}
"""What :func:`remembered_items` has read; emptied when it would hold more than ``REMEMBERED``."""


@dataclass(frozen=True)
class PrintedSlot:
    """One slot of a paper; ``file_letters[i]`` is the item file's letter of the choice printed as the i-th letter."""

    number: int
    item: Item
    file_letters: str

    @property
    def letters(self) -> str:
        """The printed letters in order: "ABCD", or "AB" for right and wrong."""
        return CHOICE_LETTERS[: len(self.file_letters)]

    def accepts(self, value: str) -> bool:
        """Whether printed letters can be an answer here: sorted, each once, one only unless several may be right."""
        in_print = value == "".join(letter for letter in self.letters if letter in value)
        return in_print and answer_is_well_formed(self.item, self.in_file(value))

    def in_file(self, value: str) -> str:
        """Printed letters as the item file's letters in their order."""
        meant = {self.file_letters[self.letters.index(letter)] for letter in value}
        return "".join(letter for letter in self.item.letters if letter in meant)


@dataclass(frozen=True)
class PrintedPaper:
    """The paper of one sitting, or one without a lease, with its items at hand."""

    paper: Paper
    items: Mapping[str, Item]
    slots: Mapping[int, PrintedSlot]

    def in_file(self, answers: Answers) -> dict[int, str]:
        """The answers by slot in the item file's letters, for marking."""
        return {number: self.slots[number].in_file(at.value) for number, at in answers.items() if at.value}


def paper_of(work: Work, sitting: Sitting | OwnPaper) -> PrintedPaper:
    """Rebuild a paper from its digests and seed, in one statement."""
    slots = printed_slots(work, sitting, range(1, len(sitting.paper_digests) + 1))
    items = {slot.item.digest: slot.item for slot in slots.values()}
    return PrintedPaper(Paper(tuple(sitting.paper_digests), sitting.paper_seed), items, slots)


def slots_of(digests: Sequence[str], seed: bytes, items: Mapping[str, Item]) -> Mapping[int, PrintedSlot]:
    """The slots of a stored paper whose items are at hand already."""
    return {number: printed(number, items[digest], seed) for number, digest in enumerate(digests, start=1)}


def stored_items(work: Work, digests: Collection[str]) -> Mapping[str, Item]:
    """Items by digest, in one statement."""
    query = select(ItemVersion.digest, ItemVersion.document).where(
        ItemVersion.city_id == work.city_id, ItemVersion.digest.in_(digests)
    )
    return {digest: stored_item(document) for digest, document in work.rows(query)}


def printed_slots(work: Work, sitting: Sitting | OwnPaper, numbers: Collection[int]) -> Mapping[int, PrintedSlot]:
    """Some slots of a paper by number, in one statement: a save needs a few of a hundred items."""
    digests = {number: sitting.paper_digests[number - 1] for number in numbers}
    items = stored_items(work, digests.values())
    return {number: printed(number, items[digest], sitting.paper_seed) for number, digest in digests.items()}


def remembered_items(work: Work, digests: Collection[str]) -> Mapping[str, Item]:
    """Items by digest for judging what an answer can be; one statement for those that this process has not met.

    A digest never stands for another item, so an item is remembered by it; saves would otherwise read the same few
    hundred items again and again. Marking reads what is stored (:func:`paper_of`).
    """
    known = {digest: item for digest in digests if (item := _ITEMS.get(digest))}
    missing = [digest for digest in digests if digest not in known]
    if not missing:
        return known
    read = stored_items(work, missing)
    if len(_ITEMS) + len(read) > REMEMBERED:
        _ITEMS.clear()
    _ITEMS.update(read)
    return {**known, **read}


def printed(number: int, item: Item, seed: bytes) -> PrintedSlot:
    """An item in its place of a paper with that seed."""
    letters = "".join(choice.letter for choice in displayed_choices(item, seed)) or item.letters
    return PrintedSlot(number, item, letters)
