"""Cosignatures: a witness vouches for a checkpoint (C2SP tlog-cosignature, ``cosignature/v1``, Ed25519).

A line more under the checkpoint: name, key hash, and a timestamp with the signature over header, time and the whole
text of the checkpoint. Whoever opens the note without knowing the witness passes it over.
"""

import base64
import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from exam_app.ledger.checkpoint import SIGNATURE_MARK, NamedKey, NoteRefused, signers_of, text_of

COSIGNATURE = b"\x04"
"""The algorithm number of timestamped Ed25519 cosignatures in signed notes."""
STAMP = struct.Struct(">Q")
SIGNATURE_BYTES = 64


class WitnessVerifier(NamedKey):
    """The public half of a witness's key with its name (tlog-cosignature, "Format").

    >>> key = WitnessKey.from_seed("witness.example", bytes(32))
    >>> WitnessVerifier.from_line(key.verifier.to_line()) == key.verifier
    True
    """

    algorithm = COSIGNATURE
    whose = "verifier key of a witness"


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
