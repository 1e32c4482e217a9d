"""Paper and Slot: the items and the order of choices as one candidate sees them.

A paper is stored as its digests in order and a seed. Everything a candidate saw follows from these two by SHA-256
alone, so a paper can be rebuilt in twenty years: no random generator, library version or platform takes part.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from question_bank.errors import ItemMissing
from question_bank.items import Choice, Item

SHORTEST_SEED: Final = 16
"""Bytes. A shorter seed could be guessed, and with it which items a candidate will get."""


@dataclass(frozen=True)
class Slot:
    """One numbered place of a paper, from 1; `choices` as displayed, empty for a true/false item."""

    number: int
    item: Item
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Paper:
    """The items of one candidate in order, named by digest, and the secret seed that orders their choices.

    Raises ValueError if the seed is shorter than 16 bytes, or if an item stands on the paper twice.
    """

    digests: tuple[str, ...]
    seed: bytes = field(repr=False)  # whoever knows it knows the order of choices of a paper not yet written

    def __post_init__(self) -> None:
        if len(self.seed) < SHORTEST_SEED:
            raise ValueError(f"A paper needs a seed of at least {SHORTEST_SEED} bytes, not {len(self.seed)}.")
        if len(set(self.digests)) < len(self.digests):
            raise ValueError("An item stands on the paper twice.")

    def slots(self, items: Mapping[str, Item]) -> tuple[Slot, ...]:
        """The paper as the candidate sees it, from items by digest. Raises ItemMissing if one is not given."""
        return tuple(self._slot(number, digest, items) for number, digest in enumerate(self.digests, start=1))

    def _slot(self, number: int, digest: str, items: Mapping[str, Item]) -> Slot:
        item = items.get(digest)
        if item is None:
            raise ItemMissing(digest)
        return Slot(number, item, displayed_choices(item, self.seed))


def displayed_choices(item: Item, seed: bytes) -> tuple[Choice, ...]:
    """The choices in the order of display: by rank of their letters, then those that stay last."""
    free = [choice for choice in item.choices if choice.letter not in item.keep_last]
    kept = [choice for choice in item.choices if choice.letter in item.keep_last]
    free.sort(key=lambda choice: rank(seed, item.digest, choice.letter))
    kept.sort(key=lambda choice: item.keep_last.index(choice.letter))
    return (*free, *kept)


def rank(seed: bytes, digest: str, purpose: str) -> bytes:
    """SHA-256(seed ‖ digest ‖ purpose), the number that stands for chance wherever a paper needs some.

    `digest` is 64 lower-case hexadecimal characters, as ASCII. `purpose` is a choice's letter, or a word of
    assembly.py; words and letters differ, so one order tells nothing about another.

    >>> rank(bytes(16), "0" * 64, "A").hex()[:16]
    '5fa5deba0b8cc534'
    """
    return hashlib.sha256(seed + digest.encode() + purpose.encode()).digest()
