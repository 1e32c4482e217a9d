"""ItemBank: the items of one pool, found by digest, topic and kind, with the law texts they cite."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from question_bank.errors import BankInconsistent, Fault, FileFault, ItemFileInvalid
from question_bank.item_files import read_item_file
from question_bank.items import Item
from question_bank.kinds import ItemKind, Pool
from question_bank.shipped import SHIPPED
from question_bank.sources import Sources, read_sources


class ItemBank(Mapping[str, Item]):
    """The items of one pool as a mapping from digest to Item, in the order given.

    Raises BankInconsistent if two items have the same id, or different ids and the same content.
    """

    def __init__(self, items: Iterable[Item], sources: Sources, pool: Pool) -> None:
        self.sources = sources
        self.pool = pool
        self._by_digest: dict[str, Item] = {}
        self._by_cell: dict[tuple[str, ItemKind], list[Item]] = defaultdict(list)
        self._in_force: dict[date, ItemBank] = {}
        ids = set()
        for item in items:
            if item.id in ids:
                raise BankInconsistent([item.id], "stand in the bank more than once under one id")
            if twin := self._by_digest.get(item.digest):
                raise BankInconsistent([twin.id, item.id], "are the same question")
            ids.add(item.id)
            self._by_digest[item.digest] = item
            self._by_cell[item.topic, item.kind].append(item)

    def __getitem__(self, digest: str) -> Item:
        return self._by_digest[digest]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_digest)

    def __len__(self) -> int:
        return len(self._by_digest)

    def find(self, topic: str, kind: ItemKind) -> tuple[Item, ...]:
        """The items of one cell of a blueprint, in the order given to the bank.

        >>> {item.topic for item in shipped_bank(Pool.LIVE).find("T2", ItemKind.SINGLE)}
        {'T2'}
        """
        return tuple(self._by_cell.get((topic, kind), ()))

    def in_force_on(self, day: date) -> "ItemBank":
        """The items whose law text is in force on a day; an item that cites an unknown text is left out."""
        if day not in self._in_force:
            usable = (item for item in self.values() if self._rests_on_law_of(day, item))
            self._in_force = {day: ItemBank(usable, self.sources, self.pool)}
        return self._in_force[day]

    def _rests_on_law_of(self, day: date, item: Item) -> bool:
        text = self.sources.get(item.source.law)
        return text is not None and text.in_force_on(day)


def item_paths(directory: Path, pool: Pool) -> list[Path]:
    """The item files of one pool of a bank directory, by name."""
    return sorted((directory / "items" / pool).glob("*.toml"))


def load_bank(directory: Path, pool: Pool) -> ItemBank:
    """The bank in a directory with `sources.toml` and `items/<pool>/*.toml`.

    Raises ItemFileInvalid or FileInvalid for the first file with faults, BankInconsistent for items that collide.
    """
    items = [item for path in item_paths(directory, pool) for item in read_pool_file(path, pool)]
    return ItemBank(items, read_sources(directory / "sources.toml"), pool)


def read_pool_file(path: Path, pool: Pool) -> tuple[Item, ...]:
    """The items of a file that lies in a pool's folder; ItemFileInvalid also if the file names the other pool."""
    held = read_item_file(path)
    if held.pool is not pool:
        fault = Fault("pool", repr(held.pool.value), f"{pool.value!r}, the pool of its folder")
        raise ItemFileInvalid(path, [FileFault(fault)])
    return held.items


@cache
def shipped_bank(pool: Pool) -> ItemBank:
    """The bank that comes with the package: read once, because its files are never changed."""
    return load_bank(SHIPPED, pool)
