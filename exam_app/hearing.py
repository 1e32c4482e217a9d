"""Who was heard when, as this process remembers it: fresher than what is written down every few seconds.

Lost when the process ends, and never more than a hint for screens: what follows for a candidate is decided from
stored facts alone (exam-delivery 2.6).
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

Place = tuple[str, UUID, UUID]
"""City, examination, room."""
FORGOTTEN_AFTER = timedelta(minutes=10)
"""A room in which nobody was heard for so long is over or out; what is written down says the rest."""


@dataclass
class Heard:
    """Who of a room was heard since it was last written down."""

    since: datetime
    until: datetime
    sitting_ids: set[UUID] = field(default_factory=set)


@dataclass
class Hearing:
    """The last sign of life of each sitting, by room. Many threads note and read."""

    unwritten: dict[Place, Heard] = field(default_factory=dict)
    """Only for whoever has the turn to write (exam_app/ingest.py)."""
    _rooms: dict[Place, dict[UUID, datetime]] = field(default_factory=dict)
    _newest: dict[Place, datetime] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, place: Place, sitting_ids: Iterable[UUID], at: datetime) -> None:
        """These sittings of a room were heard at ``at``; an older sign than a known one changes nothing."""
        with self._guard:
            self._forget(at)
            heard = self._rooms.setdefault(place, {})
            for sitting_id in sitting_ids:
                heard[sitting_id] = max(at, heard.get(sitting_id, at))
            self._newest[place] = max(at, self._newest.get(place, at))

    def of(self, place: Place) -> Mapping[UUID, datetime]:
        """A copy of what was heard of one room; empty where this process heard nobody."""
        with self._guard:
            return dict(self._rooms.get(place, ()))

    def _forget(self, now: datetime) -> None:
        for place in [place for place, newest in self._newest.items() if now - newest > FORGOTTEN_AFTER]:
            del self._rooms[place], self._newest[place]
