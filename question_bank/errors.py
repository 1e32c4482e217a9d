"""Everything the library refuses, with the fields an author needs to repair the cause.

All errors are sentences: what was found, where, and what was expected. None of them knows a user or a web page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from question_bank.kinds import ItemKind


class BankError(Exception):
    """The family of all refusals of this library."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field."""

    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.field}: found {self.found}, expected {self.expected}"


@dataclass(frozen=True)
class FileFault:
    """A fault at its place in a file; `line` counts from 1 and is None where the file does not show it."""

    fault: Fault
    line: int | None = None
    item_id: str | None = None

    def sentence(self, path: Path) -> str:
        """Place and fault as one line, e.g. `t2.toml, line 14, item T2-L-001, key: found 'E', expected …`."""
        place = [str(path)]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.item_id is not None:
            place.append(f"item {self.item_id}")
        return f"{', '.join(place)}, {self.fault}"


class FileInvalid(BankError):
    """A file of the bank cannot be used. All its faults are collected, so that an author repairs them in one go."""

    def __init__(self, path: Path, faults: Iterable[FileFault]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.sentence(path) for fault in self.faults))


class ItemFileInvalid(FileInvalid):
    """An item file has faults; none of its items is used."""


class ItemInvalid(BankError):
    """A document does not describe an item."""

    def __init__(self, item_id: str, faults: Iterable[Fault]) -> None:
        self.item_id = item_id
        self.faults = tuple(faults)
        super().__init__("\n".join(f"item {item_id}, {fault}" for fault in self.faults))


class BlueprintInvalid(BankError):
    """A document does not describe a blueprint."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class BankInconsistent(BankError):
    """Two items of one bank have the same id, or the same content."""

    def __init__(self, item_ids: Sequence[str], reason: str) -> None:
        self.item_ids = tuple(item_ids)
        super().__init__(f"Items {' and '.join(item_ids)} {reason}.")


class ItemMissing(BankError):
    """A paper names an item version that was not given with it."""

    def __init__(self, digest: str) -> None:
        self.digest = digest
        super().__init__(f"The paper names item version {digest}, which is not among the items given.")


class SlotUnknown(BankError):
    """An answer was given to a number that the paper does not have."""

    def __init__(self, number: int, slots: int) -> None:
        self.number = number
        super().__init__(f"There is an answer to number {number}, but the paper has numbers 1 to {slots}.")


@dataclass(frozen=True)
class Shortfall:
    """One cell of a blueprint that a bank cannot fill."""

    topic: str
    kind: ItemKind
    wanted: int
    available: int

    @property
    def missing(self) -> int:
        """How many items must be written before the cell can be filled."""
        return self.wanted - self.available

    def __str__(self) -> str:
        return f"topic {self.topic}, {self.kind}: {self.missing} short ({self.wanted} wanted, {self.available} usable)"


class BlueprintNotSatisfiable(BankError):
    """The bank has too few usable items for the blueprint; says which cells, and by how many."""

    def __init__(self, blueprint_code: str, shortfalls: Iterable[Shortfall]) -> None:
        self.blueprint_code = blueprint_code
        self.shortfalls = tuple(shortfalls)
        cells = "; ".join(str(shortfall) for shortfall in self.shortfalls)
        super().__init__(f"No paper can be assembled from blueprint {blueprint_code}: {cells}.")
