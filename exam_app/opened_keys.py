"""Private keys of rooms that this process signs with: opened once, kept in memory for the next hand-in.

No more than a bounded number at once, the ones used longest ago going first; nothing of them is ever printed. A key
that has ended is forgotten here; another process may hold it until others push it out, and signs nothing with it,
because the row is asked each time.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from uuid import UUID

from exam_app.ledger import LedgerKey

MOST_OPENED = 64
"""Rooms in which one process serves hand-ins at a time: more than a city examines in at once on one machine."""


class OpenedKeys:
    """The keys by the id of their row; used by several threads."""

    def __init__(self, most: int = MOST_OPENED) -> None:
        self._most = most
        self._keys: OrderedDict[UUID, LedgerKey] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._keys)

    def of(self, row_id: UUID, open_it: Callable[[], LedgerKey]) -> LedgerKey:
        """The key of a row, opened if it is not at hand. What ``open_it`` raises is passed on and nothing is kept."""
        with self._lock:
            if row_id not in self._keys:
                self._keys[row_id] = open_it()
            self._keys.move_to_end(row_id)
            if len(self._keys) > self._most:
                self._keys.popitem(last=False)
            return self._keys[row_id]

    def forget(self, row_id: UUID) -> None:
        """Keep it no longer; one that is not at hand is fine."""
        with self._lock:
            self._keys.pop(row_id, None)
