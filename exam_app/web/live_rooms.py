"""The live rooms of this process: each is read every second or two at most, however many screens look at it.

Whether somebody may look is asked at every request, before and not here. Another process reads for itself, from the
stored facts; a screen that comes from one to the other is given the whole picture (:mod:`exam_app.seat_films`).
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from exam_app.hearing import Place
from exam_app.queries.room_pictures import RoomPicture, RoomReader, SeatShown
from exam_app.seat_films import Delta, Film

EVERY_SECONDS = 1.5
"""With screens that ask every two seconds, what happens is shown after three and a half at the latest."""
LEFT_SECONDS = 600.0
"""A room that nobody looked at for so long is forgotten."""


@dataclass(frozen=True)
class Look:
    """What one screen is given: the room as it is, what of its seats the screen does not have, and how old that is."""

    picture: RoomPicture
    delta: Delta[SeatShown]
    age_seconds: float


@dataclass
class _LiveRoom:
    reader: RoomReader
    film: Film[SeatShown] = field(default_factory=lambda: Film(secrets.token_hex(4)))
    guard: threading.Lock = field(default_factory=threading.Lock)
    picture: RoomPicture | None = None
    taken_at: float = 0.0
    """By the steady clock, like all moments here."""


@dataclass
class LiveRooms:
    """Many threads look; who comes while a room is being read waits for it and reads nothing."""

    _rooms: dict[Place, _LiveRoom] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def look(
        self, place: Place, cursor: str, steady: Callable[[], float], read: Callable[[RoomReader], RoomPicture]
    ) -> Look:
        """The room for a screen that has the picture of ``cursor``; ``read`` is asked if the newest one is too old."""
        room = self._room(place, steady())
        with room.guard:
            if room.picture is None or steady() - room.taken_at >= EVERY_SECONDS:
                taken_at = steady()
                room.picture = read(room.reader)
                room.taken_at = taken_at
                room.film.add(room.picture.seats)
            return Look(room.picture, room.film.since(cursor), steady() - room.taken_at)

    def _room(self, place: Place, now: float) -> _LiveRoom:
        with self._guard:
            if place not in self._rooms:
                left = [one for one, room in self._rooms.items() if now - room.taken_at > LEFT_SECONDS]
                for one in left:
                    del self._rooms[one]
                _, exam_session_id, room_id = place
                self._rooms[place] = _LiveRoom(RoomReader(exam_session_id, room_id))
            return self._rooms[place]
