"""Blueprint: how many items of each topic and kind a paper has, how long it lasts, and how many points pass."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import cast

import rfc8785

from question_bank.bank import ItemBank
from question_bank.errors import BlueprintInvalid, Fault, FileFault, FileInvalid, Shortfall
from question_bank.kinds import ItemKind
from question_bank.shipped import SHIPPED
from question_bank.toml_reading import read_toml

__all__ = ["Blueprint", "Cell", "Shortfall", "read_blueprint", "shipped_blueprint"]


@dataclass(frozen=True)
class Cell:
    """`count` items (at least 1) of one topic and kind."""

    topic: str
    kind: ItemKind
    count: int


@dataclass(frozen=True)
class Blueprint:
    """The plan of an examination. Build it with `read_blueprint` or `Blueprint.from_document`.

    `minutes` is the time allowed, `cut_score` the points that pass. Cells are sorted by topic and kind, and no two
    of them share both, so equal plans are equal values.
    """

    code: str
    minutes: int
    cut_score: int
    cells: tuple[Cell, ...]

    @property
    def points(self) -> int:
        """The most points a paper can earn, which is its number of items: every item counts one point."""
        return sum(cell.count for cell in self.cells)

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hexadecimal over the RFC 8785 JSON of the document: the name of this exact version."""
        # The document holds nothing but strings, integers and mappings of them, which rfc8785 takes.
        return hashlib.sha256(rfc8785.dumps(cast("dict[str, str]", self.to_document()))).hexdigest()

    def shortfalls(self, bank: ItemBank) -> list[Shortfall]:
        """The cells that a bank cannot fill, each with what is wanted and what there is; empty if all can be filled.

        Ask with `bank.in_force_on(day)` to count only what an examination on that day may use.
        """
        available = [(cell, len(bank.find(cell.topic, cell.kind))) for cell in self.cells]
        return [Shortfall(cell.topic, cell.kind, cell.count, n) for cell, n in available if n < cell.count]

    def largest_for(self, bank: ItemBank) -> "Blueprint | None":
        """The longest plan of the same proportions that a bank can fill: this one, or a shorter one, or None.

        Items are shared out among the cells by largest remainders; time and cut score shrink with their number,
        rounded up. A shorter plan keeps the code and has another digest.
        """
        for points in range(self.points, 0, -1):
            counts = self._shared_out(points)
            if all(n <= len(bank.find(cell.topic, cell.kind)) for cell, n in zip(self.cells, counts, strict=True)):
                return self._of_size(points, counts)
        return None

    def _shared_out(self, points: int) -> list[int]:
        """How many of `points` items each cell gets; of equal remainders the earlier cell goes first."""
        whole, rest = zip(*(divmod(cell.count * points, self.points) for cell in self.cells), strict=True)
        first = sorted(range(len(self.cells)), key=lambda n: (-rest[n], n))[: points - sum(whole)]
        return [n + (place in first) for place, n in enumerate(whole)]

    def _of_size(self, points: int, counts: list[int]) -> "Blueprint":
        return replace(
            self,
            minutes=-(-self.minutes * points // self.points),
            cut_score=-(-self.cut_score * points // self.points),
            cells=tuple(replace(cell, count=n) for cell, n in zip(self.cells, counts, strict=True) if n),
        )

    def to_document(self) -> dict[str, object]:
        """All fields as plain values, in the form of a blueprint file."""
        cells: dict[str, dict[str, int]] = {}
        for cell in self.cells:
            cells.setdefault(cell.topic, {})[cell.kind.value] = cell.count
        return {"code": self.code, "minutes": self.minutes, "cut_score": self.cut_score, "cells": cells}

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> "Blueprint":
        """The blueprint a document describes. Raises BlueprintInvalid with every fault of the document.

        >>> plan = Blueprint.from_document({"code": "short", "minutes": 20, "cut_score": 3,
        ...                                 "cells": {"T2": {"single": 4, "true_false": 1}}})
        >>> plan.points, plan.cells[1]
        (5, Cell(topic='T2', kind=<ItemKind.TRUE_FALSE: 'true_false'>, count=1))
        """
        if faults := list(_faults(document)):
            raise BlueprintInvalid(faults)
        table = cast("dict[str, dict[str, int]]", document["cells"])
        cells = [Cell(topic, ItemKind(kind), n) for topic, row in table.items() for kind, n in row.items() if n]
        blueprint = cls(
            code=str(document["code"]),
            minutes=cast("int", document["minutes"]),
            cut_score=cast("int", document["cut_score"]),
            cells=tuple(sorted(cells, key=lambda cell: (cell.topic, cell.kind.section))),
        )
        if not 1 <= blueprint.cut_score <= blueprint.points:
            expected = f"1 to {blueprint.points}, the number of items"
            raise BlueprintInvalid([Fault("cut_score", str(blueprint.cut_score), expected)])
        return blueprint


def read_blueprint(path: Path) -> Blueprint:
    """The blueprint in a TOML file. Raises FileInvalid with all faults of the file."""
    table, _ = read_toml(path)
    try:
        return Blueprint.from_document(table)
    except BlueprintInvalid as error:
        raise FileInvalid(path, [FileFault(fault) for fault in error.faults]) from error


def shipped_blueprint(code: str) -> Blueprint:
    """A blueprint that comes with the package, e.g. `cn-guard-100`."""
    return read_blueprint(SHIPPED / "blueprints" / f"{code}.toml")


def _faults(document: Mapping[str, object]) -> Iterator[Fault]:
    fields = ("code", "minutes", "cut_score", "cells")
    for name in document:
        if name not in fields:
            yield Fault(name, "an unknown field", f"only {', '.join(fields)}")
    code = document.get("code")
    if not isinstance(code, str) or not re.fullmatch(r"[a-z0-9-]{1,40}", code):
        yield Fault("code", repr(code), "1 to 40 small letters, digits or hyphens")
    if not _is_count(document.get("minutes"), least=1, most=600):
        yield Fault("minutes", repr(document.get("minutes")), "a whole number from 1 to 600")
    if not _is_count(document.get("cut_score"), least=1, most=10_000):
        yield Fault("cut_score", repr(document.get("cut_score")), "a whole number of points")
    yield from _cell_faults(document.get("cells"))


def _cell_faults(cells: object) -> Iterator[Fault]:
    if not isinstance(cells, Mapping) or not cells:
        yield Fault("cells", repr(cells), "a table of topics, e.g. T1 = { single = 5, multiple = 1, true_false = 2 }")
        return
    for topic, row in cells.items():
        if not isinstance(row, Mapping):
            yield Fault(f"cells.{topic}", repr(row), f"counts of {', '.join(ItemKind)}")
            continue
        for kind, count in row.items():
            if kind not in list(ItemKind):
                yield Fault(f"cells.{topic}", repr(kind), f"one of {', '.join(ItemKind)}")
            elif not _is_count(count, least=0, most=1000):
                yield Fault(f"cells.{topic}.{kind}", repr(count), "a whole number from 0 to 1000")


def _is_count(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
