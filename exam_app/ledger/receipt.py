"""The receipt of a hand-in: what was handed in, and the head of the room's ledger, signed so that it holds anywhere.

A signed note (C2SP signed-note) like a checkpoint, with the same key. Six lines say everything; the QR code on the
candidate's slip is the whole note, and eight characters of its hash are read out to compare.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from exam_app.ledger.checkpoint import NoteRefused

KIND = "watchword receipt 1"
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are misread."""
CODE_LENGTH = 8
LONGEST_RECEIPT = 1024
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Receipt:
    """What a candidate takes away.

    ``state_hash`` is the hash of the answers (:func:`exam_app.delivery.state_hash`), ``epoch`` and ``seq`` name the
    newest change among them, 0 for none. ``ledger`` is the origin of the room's ledger, ``size`` and ``root`` its head
    before this hand-in: whoever writes that ledger anew afterwards is found out by any one receipt.
    """

    sitting_id: UUID
    state_hash: str
    epoch: int
    seq: int
    closed_at: datetime
    ledger: str
    size: int
    root: bytes

    def to_text(self) -> str:
        """What is signed: six lines."""
        root = base64.b64encode(self.root).decode("ascii")
        lines = (
            KIND,
            f"sitting {self.sitting_id}",
            f"answers {self.state_hash}",
            f"changes {self.epoch} {self.seq}",
            f"closed {self.closed_at.astimezone(UTC).strftime(MOMENT)}",
            f"ledger {self.ledger} {self.size} {root}",
        )
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def from_text(cls, text: str) -> "Receipt":
        """Read what :meth:`to_text` wrote, and only that. Raises :class:`NoteRefused` for anything else."""
        try:
            kind, sitting, answers, changes, closed, ledger = text.removesuffix("\n").split("\n")
            epoch, seq = changes.removeprefix("changes ").split(" ")
            origin, size, root = ledger.removeprefix("ledger ").rsplit(" ", 2)
            read = cls(
                UUID(sitting.removeprefix("sitting ")),
                answers.removeprefix("answers "),
                int(epoch),
                int(seq),
                datetime.strptime(closed.removeprefix("closed "), MOMENT).replace(tzinfo=UTC),
                origin,
                int(size),
                base64.b64decode(root, validate=True),
            )
        except ValueError as error:
            raise NoteRefused("this is no receipt of a hand-in") from error
        if kind != KIND or read.to_text() != text:
            raise NoteRefused("this is no receipt of a hand-in")
        return read


def receipt_code(note: str) -> str:
    """Eight characters of a signed receipt, to be read out and compared: 40 bits of its SHA-256.

    >>> receipt_code("a receipt")
    'GFNPBJAZ'
    """
    number = int.from_bytes(hashlib.sha256(note.encode()).digest()[:5])
    return "".join(CODE_ALPHABET[number >> shift & 31] for shift in range(35, -5, -5))
