"""The closed vocabularies of an item: how it is answered, how deep it asks, which pool it belongs to."""

from enum import StrEnum
from typing import Final


class ItemKind(StrEnum):
    """How an item is answered. The order of the members is the order of the sections of a paper."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"

    @property
    def section(self) -> int:
        """Position of this kind's section on a paper, from 0."""
        return list(ItemKind).index(self)


class Depth(StrEnum):
    """How well a guard must command the matter, in the words of the training outline: 了解, 熟悉, 掌握."""

    KNOW = "know"
    FAMILIAR = "familiar"
    MASTER = "master"


class Pool(StrEnum):
    """Where an item may be shown. An item is never in both pools, or practice would teach the examination by heart."""

    LIVE = "live"
    PRACTICE = "practice"

    @property
    def letter(self) -> str:
        """The letter that item ids of this pool carry: `T2-L-001` is live, `T2-P-001` is practice."""
        return self.value[0].upper()


CHOICE_LETTERS: Final = "ABCDEFGH"
"""Letters of choices in the order of the item file, never in the order of display."""

TRUE_FALSE_LETTERS: Final = "TF"
"""The two answers of a true/false item. Their words belong to the page, so such an item has no choices."""
