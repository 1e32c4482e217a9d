"""Item file (TOML) to Items and back. Errors say file, line, item, field, and what was expected.

A file holds the items of one topic in one pool:

    topic = "T2"
    pool = "live"

    [[item]]
    id = "T2-L-001"
    kind = "single"
    …
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from question_bank.errors import Fault, FileFault, ItemFileInvalid, ItemInvalid
from question_bank.items import Item
from question_bank.kinds import Pool
from question_bank.toml_reading import read_toml

_ITEM_HEADER: Final = re.compile(r"\s*\[\[\s*item\s*\]\]")


@dataclass(frozen=True)
class ItemFile:
    """What one item file holds."""

    topic: str
    pool: Pool
    items: tuple[Item, ...]


def read_items(path: Path) -> list[Item]:
    """The items of a file, in file order. Raises ItemFileInvalid with all faults of the file."""
    return list(read_item_file(path).items)


def read_item_file(path: Path) -> ItemFile:
    """The items of a file with the topic and pool they are in. Raises ItemFileInvalid with all faults of the file."""
    table, text = read_toml(path, ItemFileInvalid)
    faults = list(_head_faults(table))
    if faults:
        raise ItemFileInvalid(path, faults)
    topic, pool, rows = str(table["topic"]), Pool(str(table["pool"])), table["item"]
    assert isinstance(rows, list)  # established by _head_faults
    items = []
    for row, lines in zip(rows, _item_lines(text, len(rows)), strict=True):
        try:
            item = Item.from_document({"topic": topic, **row})
        except ItemInvalid as error:
            faults += [FileFault(fault, _line_of(fault, lines), error.item_id) for fault in error.faults]
            continue
        items.append(item)
        faults += [FileFault(fault, _line_of(fault, lines), item.id) for fault in _id_faults(item, topic, pool)]
    faults += _repeated_ids(items)
    if faults:
        raise ItemFileInvalid(path, faults)
    return ItemFile(topic, pool, tuple(items))


def write_items(path: Path, items: Sequence[Item], pool: Pool) -> None:
    """Write the items of one topic as an item file that `read_items` reads back to equal items.

    Raises ValueError if there are no items, or items of several topics.
    """
    topics = {item.topic for item in items}
    if len(topics) != 1:
        raise ValueError(f"An item file holds the items of exactly one topic, not of {sorted(topics)}.")
    head = f"topic = {_quoted(topics.pop())}\npool = {_quoted(pool)}\n"
    path.write_text(head + "".join(_item_table(item) for item in items), encoding="utf-8", newline="\n")


def _head_faults(table: dict[str, object]) -> Iterator[FileFault]:
    for name in table.keys() - {"topic", "pool", "item"}:
        yield FileFault(Fault(name, "an unknown field", "only topic, pool and [[item]] tables at the head of the file"))
    if not isinstance(table.get("topic"), str):
        yield FileFault(Fault("topic", repr(table.get("topic")), 'a topic of topics.toml, e.g. topic = "T2"'))
    if table.get("pool") not in list(Pool):
        yield FileFault(Fault("pool", repr(table.get("pool")), f"one of {', '.join(Pool)}"))
    rows = table.get("item")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        yield FileFault(Fault("item", "none", "one [[item]] table for each item"))


def _id_faults(item: Item, topic: str, pool: Pool) -> Iterator[Fault]:
    if item.topic != topic:
        yield Fault("topic", repr(item.topic), f"{topic!r}, the topic of the file")
    if not re.fullmatch(rf"{re.escape(topic)}-{pool.letter}-\d{{3}}", item.id, re.ASCII):
        yield Fault("id", repr(item.id), f"{topic}-{pool.letter}- and three digits")


def _repeated_ids(items: Sequence[Item]) -> Iterator[FileFault]:
    seen = set()
    for item in items:
        if item.id in seen:
            yield FileFault(Fault("id", "the id of an earlier item", "an id used once"), item_id=item.id)
        seen.add(item.id)


def _item_lines(text: str, count: int) -> list[dict[str, int]]:
    """For each item, the line of each of its fields; the header's line stands under the empty name."""
    found: list[dict[str, int]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if _ITEM_HEADER.match(line):
            found.append({"": number})
        elif found and (field := re.match(r"\s*(\w+)\s*=", line)):
            found[-1].setdefault(field[1], number)
    # A text of several lines may look like a header. Better no line than a wrong one.
    return found if len(found) == count else [{} for _ in range(count)]


def _line_of(fault: Fault, lines: dict[str, int]) -> int | None:
    field = re.split(r"[. ]", fault.field)[0]  # "source.law" and "choices (B)" stand on the line of their field
    return lines.get(field, lines.get(""))


def _item_table(item: Item) -> str:
    document = item.to_document()
    del document["topic"]  # said once, at the head of the file
    rows = [f"{name} = {_toml(value)}" for name, value in document.items() if value != []]
    return "\n[[item]]\n" + "\n".join(rows) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_quoted(text)}" for name, text in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_quoted(text) for text in value) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string for every text the item rules let through.
    return json.dumps(text, ensure_ascii=False)
