"""Checkpoints: the signed head of a ledger, as text that also fits on paper.

The text is that of C2SP tlog-checkpoint (origin, size, root in base64, each on a line), signed as C2SP signed-note with
Ed25519 (RFC 8032), so that tools of other transparency logs read it. A verifier key is one line,
``name+hash+base64``, the form those tools use as well.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from exam_app.ledger.tree import HASH_BYTES, Tree

ED25519 = b"\x01"
"""The algorithm number of Ed25519 in signed notes."""
KEY_HASH_BYTES = 4
SIGNATURE_MARK = "\N{EM DASH} "
LONGEST_NOTE = 4096


class NoteRefused(Exception):
    """The text is no checkpoint, or nobody we know signed it."""


@dataclass(frozen=True)
class Checkpoint:
    """The head of one ledger: all leaves up to ``size``, in their order, have this ``root``."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    """Further lines under the signature, such as when an export was made."""

    @classmethod
    def of(cls, origin: str, tree: Tree, *extensions: str) -> "Checkpoint":
        return cls(origin, tree.size, tree.root, extensions)

    def to_text(self) -> str:
        """What is signed. Every line ends, none is empty."""
        root = base64.b64encode(self.root).decode("ascii")
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions))

    @classmethod
    def from_text(cls, text: str) -> "Checkpoint":
        """Read what :meth:`to_text` wrote, and only that: any other spelling is refused."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise NoteRefused("the checkpoint does not have its three lines")
        origin, size, root, *extensions = lines[:-1]
        try:
            read = cls(origin, int(size), base64.b64decode(root, validate=True), tuple(extensions))
        except ValueError as error:
            raise NoteRefused("size or root of the checkpoint cannot be read") from error
        if read.size < 0 or len(read.root) != HASH_BYTES or read.to_text() != text:
            raise NoteRefused("the checkpoint is not in its one form")
        return read


@dataclass(frozen=True)
class NamedKey:
    """A public Ed25519 key with its name, as signed notes know them (C2SP signed-note, "Signatures").

    What its signatures are over is told by the number of its algorithm, which each kind of key has its own.
    """

    algorithm: ClassVar[bytes]
    whose: ClassVar[str]
    """In the words of a refusal."""
    name: str
    public: bytes

    @property
    def key_hash(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, algorithm and key."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.algorithm + self.public).digest()[:KEY_HASH_BYTES]

    def to_line(self) -> str:
        return f"{self.name}+{self.key_hash.hex()}+{base64.b64encode(self.algorithm + self.public).decode('ascii')}"

    @classmethod
    def from_line(cls, line: str) -> Self:
        """Read a verifier key. Raises :class:`NoteRefused` for anything else, a key of the other kind included."""
        # The name itself has no plus sign; base64 may.
        name, _, rest = line.strip().partition("+")
        stated_hash, _, key = rest.partition("+")
        try:
            decoded = base64.b64decode(key, validate=True)
        except ValueError as error:
            raise NoteRefused(f"{line!r} is no verifier key: its last part is not base64") from error
        if not name or " " in name or decoded[:1] != cls.algorithm or len(decoded) != 1 + HASH_BYTES:
            raise NoteRefused(f"{line!r} is no {cls.whose}")
        verifier = cls(name, decoded[1:])
        if verifier.key_hash.hex() != stated_hash:
            raise NoteRefused(f"{line!r} is damaged: name and key do not give its hash")
        return verifier


class Verifier(NamedKey):
    """The public half of a ledger key with its name.

    >>> key = LedgerKey.from_seed("example.org/log", bytes(32))
    >>> Verifier.from_line(key.verifier.to_line()) == key.verifier
    True
    """

    algorithm = ED25519
    whose = "Ed25519 verifier key"

    def accepts(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


def verifiers_in(lines: str) -> Sequence[Verifier]:
    """The verifier keys in a text, one to a line; empty lines and those that begin with ``#`` are passed over.

    Raises :class:`NoteRefused` for a line that is none, and where there is none.
    """
    found = [Verifier.from_line(line) for line in map(str.strip, lines.splitlines()) if line and line[0] != "#"]
    if not found:
        raise NoteRefused("it holds no key")
    return found


@dataclass(frozen=True)
class LedgerKey:
    """A key that signs checkpoints. ``name`` stands in every signature: whose key it is."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> "LedgerKey":
        """The key of 32 secret bytes (RFC 8032 5.1.5)."""
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> str:
        """The checkpoint as a signed note."""
        return self.sign_text(checkpoint.to_text())

    def sign_text(self, text: str) -> str:
        """A text whose every line ends as a signed note: text, empty line, signature line."""
        signed = base64.b64encode(self.verifier.key_hash + self.private.sign(text.encode())).decode("ascii")
        return f"{text}\n{SIGNATURE_MARK}{self.name} {signed}\n"


def open_note(note: str, verifiers: Iterable[Verifier]) -> Checkpoint:
    """The checkpoint of a note that at least one of ``verifiers`` signed. Raises :class:`NoteRefused`."""
    return Checkpoint.from_text(open_text(note, verifiers))


def open_text(note: str, verifiers: Iterable[Verifier]) -> str:
    """The text of a note that at least one of ``verifiers`` signed.

    Signatures of keys we do not know are passed over, as signed-note says: a witness may have added one. A signature
    in the name and hash of a key we know must be right. Raises :class:`NoteRefused`.
    """
    text = text_of(note)
    known = {(verifier.name, verifier.key_hash): verifier for verifier in verifiers}
    accepted = [
        known[signer].accepts(text, signature) for _, (signer, signature) in signers_of(note) if signer in known
    ]
    if not accepted:
        raise NoteRefused("no known key signed it")
    if not all(accepted):
        raise NoteRefused("its signature is wrong")
    return text


def text_of(note: str) -> str:
    """What the signatures of a note are over. Raises :class:`NoteRefused` where there is none."""
    if len(note) > LONGEST_NOTE:
        raise NoteRefused("the note is too long to be a checkpoint")
    text, empty_line, _ = note.rpartition("\n\n")
    if not empty_line:
        raise NoteRefused("the note has no signature")
    return text + "\n"


Signer = tuple[str, bytes]
"""Name and key hash."""


def signers_of(note: str) -> Sequence[tuple[str, tuple[Signer, bytes]]]:
    """Of each signature line of a note: the line itself, who signed, and the signature."""
    signers = []
    for line in note.rpartition("\n\n")[2].removesuffix("\n").split("\n"):
        name, _, encoded = line.removeprefix(SIGNATURE_MARK).partition(" ")
        try:
            decoded = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise NoteRefused("a signature line is not base64") from error
        if not line.startswith(SIGNATURE_MARK) or not name or len(decoded) <= KEY_HASH_BYTES:
            raise NoteRefused("a signature line is damaged")
        signers.append((line, ((name, decoded[:KEY_HASH_BYTES]), decoded[KEY_HASH_BYTES:])))
    return signers
