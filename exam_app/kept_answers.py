"""Answers that a computer could not send, as the file that is carried from it (docs/formats.md, "Kept answers").

The page seals its changes with a key that follows from the secret of its lease, which the server can reckon again from
what it stored of it: nobody else reads or makes such a file, and one that was changed anywhere does not open. The
browser's half is frontend/src/exam/keptFile.ts; both are held to tests/browser_units/vectors/kept_answers.json. The
chain inside is judged as that of sent changes is (:func:`exam_app.delivery.new_events`).
"""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from exam_app.delivery import Event, Stamp
from exam_app.errors import Invalid
from exam_app.lease_keys import BEACON_DIGITS, NONCE_DIGITS
from exam_app.terms import N_, EventKind

KIND: Final = b"watchword kept answers 1\n"
MOST_EVENTS: Final = 10_000
"""Of one lease; in two hours at a change a second there are 7,200."""
LARGEST_FILE: Final = 6 * 1024 * 1024
LONGEST_HEADER: Final = 512
SALT_DIGITS: Final = 64
_KEY_BYTES, _NONCE_BYTES = 32, 12
BEYOND: Final = 2**31 - 1

Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Number = Annotated[int, msgspec.Meta(ge=1, le=BEYOND)]
Moment = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class SentEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change in JSON, as pages send it and as the file holds it."""

    seq: Number
    kind: EventKind
    slot: Number
    value: Annotated[str, msgspec.Meta(max_length=8)]
    mono_ms: Moment
    wall_ms: Moment
    beacon: Annotated[str, msgspec.Meta(max_length=BEACON_DIGITS)]
    prev: Hash
    hash: Hash
    mac: Hash

    @property
    def event(self) -> Event:
        stamp = Stamp(self.mono_ms, self.wall_ms, self.beacon)
        return Event(self.kind, self.slot, self.value, self.seq, self.prev, self.hash, stamp, self.mac)


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be read without the key: whose file it is. Sealed all the same."""

    city: Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$")]
    sitting: UUID
    epoch: Number
    nonce: Annotated[str, msgspec.Meta(pattern=f"^[0-9a-f]{{{NONCE_DIGITS}}}$")]
    """Of the lease."""
    salt: Annotated[str, msgspec.Meta(pattern=f"^[0-9a-f]{{{SALT_DIGITS}}}$")]
    """Random; no two files are sealed with one key."""
    count: Number
    first: Number
    last: Number
    made_ms: Moment
    """By the computer's own clock, which decides nothing."""


class FileRefused(Invalid):
    """This is no file of ours, or it was changed on its way."""

    code = "kept_file"


_OTHER = N_("This is not a file of kept answers. Choose the one that was saved at the candidate's computer.")
_DAMAGED = N_("This file was changed or damaged on its way, so nothing was taken in. Save it again at the computer.")


def header_of(content: bytes) -> Header:
    """Whose file it says it is; believed only once it has been opened. Raises :class:`FileRefused`."""
    return _parts(content)[0]


def open_file(content: bytes, secret: str) -> Sequence[Event]:
    """The changes in a file, in their order, at least one; ``secret`` is that of the lease (:class:`LeaseKey`).

    Raises :class:`FileRefused` for a file that another lease sealed or of which one bit is another one.
    """
    header, head, sealed = _parts(content)
    key, nonce = _keys(secret, header.salt)
    try:
        plain = ChaCha20Poly1305(key).decrypt(nonce, sealed, head)
        sent = msgspec.json.decode(plain, type=Annotated[list[SentEvent], msgspec.Meta(max_length=MOST_EVENTS)])
    except (InvalidTag, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise FileRefused.in_field("file", _DAMAGED) from error
    if not sent or (header.count, header.first, header.last) != (len(sent), sent[0].seq, sent[-1].seq):
        raise FileRefused.in_field("file", _DAMAGED)
    return [one.event for one in sent]


def sealed_file(header: Header, secret: str, events: Sequence[Event]) -> bytes:
    """The file of these changes, byte for byte what a page makes of them."""
    head = KIND + msgspec.json.encode(header) + b"\n"
    key, nonce = _keys(secret, header.salt)
    sent = [
        SentEvent(e.seq, e.kind, e.slot, e.value, e.mono_ms, e.stamp.wall_ms, e.beacon, e.prev, e.hash, e.mac)
        for e in events
    ]
    return head + ChaCha20Poly1305(key).encrypt(nonce, msgspec.json.encode(sent), head)


def _parts(content: bytes) -> tuple[Header, bytes, bytes]:
    """The header, its two lines as they stand, and what is sealed."""
    if len(content) > LARGEST_FILE or not content.startswith(KIND):
        raise FileRefused.in_field("file", _OTHER)
    end = content.find(b"\n", len(KIND), len(KIND) + LONGEST_HEADER) + 1
    try:
        header = msgspec.json.decode(content[len(KIND) : end], type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise FileRefused.in_field("file", _DAMAGED) from error
    return header, content[:end], content[end:]


def _keys(secret: str, salt: str) -> tuple[bytes, bytes]:
    """Key and nonce of one file: HKDF-SHA256 (RFC 5869) of the text of the lease."""
    kdf = HKDF(SHA256(), _KEY_BYTES + _NONCE_BYTES, salt=bytes.fromhex(salt), info=KIND)
    made = kdf.derive(secret.encode())
    return made[:_KEY_BYTES], made[_KEY_BYTES:]
