"""What a database holds, in figures: rows of every table, and every ledger leaf by leaf."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, column, func, inspect, select, table

from exam_app.backups.manifest import LedgerFigure
from exam_app.ledger import Tree, node_hash

# Without types: a million leaves are compared as the driver gives them.
LEDGER = table("ledger", column("city_id"), column("id"), column("name"), column("size"))
LEAF = table("journal_entry", column("city_id"), column("ledger_id"), column("leaf_index"), column("leaf_hash"))
LEAVES_AT_ONCE = 10_000


def rows_of(connection: Connection) -> dict[str, int]:
    """Rows of every table, by name."""
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in sorted(inspect(connection).get_table_names())
    }


def ledgers_of(connection: Connection, progress: Callable[[float], object]) -> tuple[LedgerFigure, ...]:
    """Every ledger with its root over the leaves that run on from number 0, in the order of city and name."""
    heads = connection.execute(select(LEDGER).order_by(LEDGER.c.city_id, LEDGER.c.name)).all()
    leaves = _leaves(connection, sum(head.size for head in heads), progress)
    trees = {key: _tree(group) for key, group in groupby(leaves, key=lambda leaf: (leaf[0], leaf[1]))}
    found = []
    for head in heads:
        tree = trees.get((head.city_id, head.id), Tree())
        found.append(LedgerFigure(head.city_id, head.name, head.size, tree.size, tree.root.hex()))
    return tuple(found)


def _leaves(connection: Connection, total: int, progress: Callable[[float], object]) -> Iterator[Any]:
    """City, ledger, number and hash of every leaf, ledger by ledger in their order."""
    ordered = select(LEAF).order_by(LEAF.c.city_id, LEAF.c.ledger_id, LEAF.c.leaf_index)
    done = 0
    for some in connection.execution_options(yield_per=LEAVES_AT_ONCE).execute(ordered).partitions():
        yield from some
        done += len(some)
        progress(min(done / max(total, 1), 1))


def _tree(leaves: Iterable[Any]) -> Tree:
    """The tree over the leaves without a gap: :meth:`Tree.append` in one loop, three times as fast."""
    size = 0
    peaks: list[bytes] = []
    for _, _, index, merged in leaves:
        if index != size:
            continue
        carries = size
        while carries & 1:
            merged = node_hash(peaks.pop(), merged)
            carries >>= 1
        peaks.append(merged)
        size += 1
    return Tree(size, tuple(peaks))
