"""One answered item of a study page, for anybody and for who has signed in: what was chosen, and what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from exam_app.queries.study import StudyItem

LONGEST = 8


@dataclass(frozen=True)
class Answered:
    """What one form of the page said: which item, and the printed letters; ``value`` is empty if nothing fits."""

    item: StudyItem
    value: str

    @property
    def is_right(self) -> bool:
        return self.value == self.item.right_letters


def answered_item(items: Sequence[StudyItem], digest: str | None, chosen: Sequence[str]) -> Answered | None:
    """The item of the page that was answered, or None when none of them was.

    An answer the item cannot have counts as none: the page then asks to choose.
    """
    value = "".join(sorted(set(chosen)))
    for item in items:
        if item.digest == digest:
            return Answered(item, value if len(value) <= LONGEST and item.accepts(value) else "")
    return None
