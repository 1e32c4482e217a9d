"""The receipt of a hand-in: what was handed in, and the head of the room's ledger, signed so that it holds anywhere.

A signed note (C2SP signed-note) like a checkpoint, of one of two kinds, which its first line names. Kind 2 is signed
with the key of the room and carries the city's word for that key (:mod:`exam_app.ledger.room_keys`), so that it holds
with the city's public key alone. Kind 1 is signed with the city's key itself: where the room has no key any more, as
for an answer sheet that is typed after the room's record was signed. The QR code on the candidate's slip is the whole
note, and eight characters of its hash are read out to compare.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_app.ledger.checkpoint import SIGNATURE_MARK, NoteRefused, Verifier, open_text, text_of
from exam_app.ledger.room_keys import RoomKey, cities_of, city_of, moment_of, moment_text, vouched_key

BY_THE_CITY = "watchword receipt 1"
BY_THE_ROOM = "watchword receipt 2"
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are misread."""
CODE_LENGTH = 8
LONGEST_RECEIPT = 1024


@dataclass(frozen=True)
class Vouch:
    """The city's word for a room's key as a receipt carries it: what the receipt does not say elsewhere.

    ``signed`` are key hash and signature of the city's statement, as its signature line has them.
    """

    public: bytes
    since: datetime
    signed: bytes

    @classmethod
    def of(cls, statement: str) -> "Vouch":
        """The short form of a statement that this site signed itself, with one signature."""
        key = RoomKey.from_text(text_of(statement))
        signed = base64.b64decode(statement.rstrip("\n").rpartition(" ")[2], validate=True)
        return cls(key.public, key.since, signed)

    def statement(self, ledger: str) -> str:
        """The city's whole statement about the key of the room with this ledger."""
        signed = base64.b64encode(self.signed).decode("ascii")
        text = RoomKey(ledger, self.public, self.since).to_text()
        return f"{text}\n{SIGNATURE_MARK}{city_of(ledger)} {signed}\n"

    def to_line(self) -> str:
        public, signed = (base64.b64encode(each).decode("ascii") for each in (self.public, self.signed))
        return f"key {public} {moment_text(self.since)} {signed}"

    @classmethod
    def from_line(cls, line: str) -> "Vouch":
        """What :meth:`to_line` wrote; raises ``ValueError``."""
        public, since, signed = line.removeprefix("key ").split(" ")
        return cls(base64.b64decode(public, validate=True), moment_of(since), base64.b64decode(signed, validate=True))


@dataclass(frozen=True)
class Receipt:
    """What a candidate takes away.

    ``state_hash`` is the hash of the answers (:func:`exam_app.delivery.state_hash`), ``epoch`` and ``seq`` name the
    newest change among them, 0 for none. ``ledger`` is the origin of the room's ledger, ``size`` and ``root`` its head
    before this hand-in: whoever writes that ledger anew afterwards is found out by any one receipt. ``vouch`` is None
    where the city's own key signs.
    """

    sitting_id: UUID
    state_hash: str
    epoch: int
    seq: int
    closed_at: datetime
    ledger: str
    size: int
    root: bytes
    vouch: Vouch | None = None

    def to_text(self) -> str:
        """What is signed: six lines, seven where the room's key signs."""
        root = base64.b64encode(self.root).decode("ascii")
        lines = [
            BY_THE_ROOM if self.vouch else BY_THE_CITY,
            f"sitting {self.sitting_id}",
            f"answers {self.state_hash}",
            f"changes {self.epoch} {self.seq}",
            f"closed {moment_text(self.closed_at)}",
            f"ledger {self.ledger} {self.size} {root}",
        ]
        if self.vouch:
            lines.append(self.vouch.to_line())
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def from_text(cls, text: str) -> "Receipt":
        """Read what :meth:`to_text` wrote, and only that. Raises :class:`NoteRefused` for anything else."""
        try:
            _, sitting, answers, changes, closed, ledger, *vouch = text.removesuffix("\n").split("\n")
            epoch, seq = changes.removeprefix("changes ").split(" ")
            origin, size, root = ledger.removeprefix("ledger ").rsplit(" ", 2)
            read = cls(
                UUID(sitting.removeprefix("sitting ")),
                answers.removeprefix("answers "),
                int(epoch),
                int(seq),
                moment_of(closed.removeprefix("closed ")),
                origin,
                int(size),
                base64.b64decode(root, validate=True),
                Vouch.from_line(vouch[0]) if vouch else None,
            )
        except ValueError as error:
            raise NoteRefused("this is no receipt of a hand-in") from error
        if read.to_text() != text:
            raise NoteRefused("this is no receipt of a hand-in")
        return read


def is_by_the_room(note: str) -> bool:
    """Whether a receipt names the room's key as the one that signed it; nothing is verified."""
    return note.startswith(f"{BY_THE_ROOM}\n")


def open_receipt(note: str, verifiers: Sequence[Verifier], statements: Iterable[str] | None = None) -> Receipt:
    """The receipt of a note that holds, with nothing but the keys of cities that are trusted.

    ``statements`` are what the city published about its rooms' keys, if they are at hand: only they tell when a room
    was closed, and show a key that was vouched for behind everybody's back. Raises :class:`NoteRefused` with what is
    wrong: a key that the city never vouched for, one of another room, one that did not exist yet or not any more at the
    moment of the hand-in, a changed character.
    """
    receipt = Receipt.from_text(text_of(note))
    if receipt.vouch is None:
        open_text(note, cities_of(receipt.ledger, verifiers))
        return receipt
    try:
        key = vouched_key(receipt.vouch.statement(receipt.ledger), verifiers)
    except NoteRefused as refusal:
        raise NoteRefused(
            f"{city_of(receipt.ledger)} never vouched for the key that signed it as the key of this room"
        ) from refusal
    open_text(note, [key.verifier])
    if receipt.closed_at < key.since:
        raise NoteRefused("it says that it was made before the room had this key")
    if statements is not None:
        _must_be_published(receipt, key, [vouched_key(statement, verifiers) for statement in statements])
    return receipt


def _must_be_published(receipt: Receipt, key: RoomKey, published: Sequence[RoomKey]) -> None:
    own = [one for one in published if (one.ledger, one.public) == (key.ledger, key.public)]
    if not own:
        raise NoteRefused("the file of room keys does not name the key of its room; take the file of its examination")
    ended = min((one.until for one in own if one.until is not None), default=None)
    if ended is not None and receipt.closed_at > ended:
        raise NoteRefused(f"it was made after the room was closed, whose key ended at {moment_text(ended)}")


def receipt_code(note: str) -> str:
    """Eight characters of a signed receipt, to be read out and compared: 40 bits of its SHA-256.

    >>> receipt_code("a receipt")
    'GFNPBJAZ'
    """
    number = int.from_bytes(hashlib.sha256(note.encode()).digest()[:5])
    return "".join(CODE_ALPHABET[number >> shift & 31] for shift in range(35, -5, -5))
