"""One page of a long list. Nothing scrolls endlessly: every list says which rows it shows of how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Listing(Generic[T]):
    """The rows of one page with their place in the whole; pages count from 1.

    >>> Listing(("a", "b"), total=52, page=3, size=25).first_row
    51
    """

    rows: Sequence[T]
    total: int
    page: int
    size: int

    @property
    def first_row(self) -> int:
        return (self.page - 1) * self.size + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        return min(self.page * self.size, self.total)

    @property
    def previous_page(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.last_row < self.total else None


def page_within(page: int, total: int, size: int) -> int:
    """The nearest page that exists: a bookmark may outlive its rows.

    >>> page_within(9, total=52, size=25), page_within(0, total=0, size=25)
    (3, 1)
    """
    return max(1, min(page, -(-total // size)))
