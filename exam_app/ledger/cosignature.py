"""Cosignatures: a witness vouches for a checkpoint (C2SP tlog-cosignature, ``cosignature/v1``, Ed25519).

A line more under the checkpoint: name, key hash, and a timestamp with the signature over header, time and the whole
text of the checkpoint. Whoever opens the note without knowing the witness passes it over.
"""

import base64
import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from exam_app.ledger.checkpoint import KEY_HASH_BYTES, SIGNATURE_MARK, NoteRefused, signers_of, text_of
from exam_app.ledger.tree import HASH_BYTES

COSIGNATURE = b"\x04"
"""The algorithm number of timestamped Ed25519 cosignatures in signed notes."""
STAMP = struct.Struct(">Q")
SIGNATURE_BYTES = 64


@dataclass(frozen=True)
class WitnessVerifier:
    """The public half of a witness's key with its name.

    >>> key = WitnessKey.from_seed("witness.example", bytes(32))
    >>> WitnessVerifier.from_line(key.verifier.to_line()) == key.verifier
    True
    """

    name: str
    public: bytes

    @property
    def key_hash(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, algorithm and key (tlog-cosignature, “Format”)."""
        return hashlib.sha256(self.name.encode() + b"\n" + COSIGNATURE + self.public).digest()[:KEY_HASH_BYTES]

    def to_line(self) -> str:
        return f"{self.name}+{self.key_hash.hex()}+{base64.b64encode(COSIGNATURE + self.public).decode('ascii')}"

    @classmethod
    def from_line(cls, line: str) -> "WitnessVerifier":
        """Read a verifier key. Raises :class:`NoteRefused` for anything else, a ledger's own key included."""
        name, _, rest = line.strip().partition("+")
        stated_hash, _, key = rest.partition("+")
        try:
            decoded = base64.b64decode(key, validate=True)
        except ValueError as error:
            raise NoteRefused(f"{line!r} is no verifier key: its last part is not base64") from error
        if not name or " " in name or decoded[:1] != COSIGNATURE or len(decoded) != 1 + HASH_BYTES:
            raise NoteRefused(f"{line!r} is no verifier key of a witness")
        verifier = cls(name, decoded[1:])
        if verifier.key_hash.hex() != stated_hash:
            raise NoteRefused(f"{line!r} is damaged: name and key do not give its hash")
        return verifier


@dataclass(frozen=True)
class WitnessKey:
    """The key of a witness, which never leaves the witness's own folder."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> "WitnessKey":
        """The key of 32 secret bytes (RFC 8032 5.1.5)."""
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def verifier(self) -> WitnessVerifier:
        return WitnessVerifier(self.name, self.private.public_key().public_bytes_raw())

    def line_under(self, note: str, seconds: int) -> str:
        """The cosignature of a note's checkpoint, in seconds since 1970: one line, its line break included."""
        signature = self.private.sign(cosigned_message(text_of(note), seconds))
        packed = self.verifier.key_hash + STAMP.pack(seconds) + signature
        return f"{SIGNATURE_MARK}{self.name} {base64.b64encode(packed).decode('ascii')}\n"


def cosigned_message(text: str, seconds: int) -> bytes:
    """What a witness signs: a header that no other kind of signature has, the time, the checkpoint's text."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


@dataclass(frozen=True)
class Cosignature:
    """A witness's line under a note, found and checked."""

    line: str
    at: datetime
    """By the witness's own clock, UTC."""


def cosignature_in(note: str, witness: WitnessVerifier) -> Cosignature | None:
    """The witness's cosignature of this note; None when it has not signed.

    Raises :class:`NoteRefused` for a line in its name and key hash whose signature is wrong.
    """
    text = text_of(note)
    for line, (signer, signature) in signers_of(note):
        if signer != (witness.name, witness.key_hash):
            continue
        if len(signature) != STAMP.size + SIGNATURE_BYTES:
            raise NoteRefused("the witness's line is damaged")
        (seconds,) = STAMP.unpack_from(signature)
        try:
            public = Ed25519PublicKey.from_public_bytes(witness.public)
            public.verify(signature[STAMP.size :], cosigned_message(text, seconds))
            at = datetime.fromtimestamp(seconds, UTC)
        except (InvalidSignature, ValueError, OverflowError, OSError) as error:
            raise NoteRefused("the witness's signature is wrong") from error
        return Cosignature(line + "\n", at)
    return None
