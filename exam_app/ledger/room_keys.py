"""What a city says of the key of a room: whose it is, from when, and until when it signed.

A signed note (C2SP signed-note) by the key of the city's ledgers, made when the room opens and once more, with the line
``until``, when its record is signed. Whoever trusts the city's key needs nothing else to believe a receipt of the room.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from exam_app.ledger.checkpoint import NoteRefused, Verifier, open_text, text_of
from exam_app.ledger.tree import HASH_BYTES

KIND = "watchword room key 1"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class RoomKey:
    """The public key of one room in one examination; the signatures with it are in the name of the room's ledger.

    ``ledger`` is the origin of the room's ledger, ``public`` 32 bytes of Ed25519. ``until`` is None while the room is
    open. Moments are whole seconds in what is signed.
    """

    ledger: str
    public: bytes
    since: datetime
    until: datetime | None = None

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.ledger, self.public)

    def to_text(self) -> str:
        """What the city signs: four lines, five once the key has ended."""
        public = base64.b64encode(self.public).decode("ascii")
        lines = [KIND, f"ledger {self.ledger}", f"key {public}", f"from {moment_text(self.since)}"]
        if self.until is not None:
            lines.append(f"until {moment_text(self.until)}")
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def from_text(cls, text: str) -> "RoomKey":
        """Read what :meth:`to_text` wrote, and only that. Raises :class:`NoteRefused` for anything else."""
        try:
            _, ledger, key, since, *until = text.removesuffix("\n").split("\n")
            read = cls(
                ledger.removeprefix("ledger "),
                base64.b64decode(key.removeprefix("key "), validate=True),
                moment_of(since.removeprefix("from ")),
                moment_of(until[0].removeprefix("until ")) if until else None,
            )
        except ValueError as error:
            raise NoteRefused("this is no statement about the key of a room") from error
        if len(read.public) != HASH_BYTES or read.to_text() != text:
            raise NoteRefused("this is no statement about the key of a room")
        return read


def city_of(ledger: str) -> str:
    """The name of the key that may speak for a ledger.

    >>> city_of("330300.watchword/room/1/2")
    '330300.watchword'
    """
    return ledger.partition("/")[0]


def cities_of(ledger: str, verifiers: Iterable[Verifier]) -> Sequence[Verifier]:
    """Of the keys that are trusted, those of the ledger's own city: no other city's may speak for its rooms."""
    return [one for one in verifiers if one.name == city_of(ledger)]


def vouched_key(statement: str, verifiers: Iterable[Verifier]) -> RoomKey:
    """The room key of a signed statement; raises :class:`NoteRefused` unless the room's own city signed it."""
    key = RoomKey.from_text(text_of(statement))
    open_text(statement, cities_of(key.ledger, verifiers))
    return key


def write_statements(statements: Iterable[str]) -> str:
    """Statements as one file: the notes one after the other, an empty line between them."""
    return "\n".join(statements)


def read_statements(file: str) -> Sequence[str]:
    """The statements of a file, not yet believed; an empty file has none. Raises :class:`NoteRefused`."""
    blocks = file.replace("\r\n", "\n").removesuffix("\n").split("\n\n") if file.strip() else []
    if len(blocks) % 2:
        raise NoteRefused("the file of room keys is cut off")
    return [f"{text}\n\n{signed}\n" for text, signed in zip(blocks[::2], blocks[1::2], strict=True)]


def moment_text(moment: datetime) -> str:
    """A moment as it is signed, cut to the second."""
    return moment.astimezone(UTC).strftime(MOMENT)


def moment_of(text: str) -> datetime:
    """The moment :func:`moment_text` wrote; raises ``ValueError``."""
    return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
