"""What travels between a site and its witness: one text file there, one of the same form back.

For each ledger, as the body of ``add-checkpoint`` in C2SP tlog-witness: the line ``old 12`` with the size the proof
begins at, the proof's hashes in base64, an empty line, the signed checkpoint. The last line of the file,
``sha256 <hex>``, is over everything before it, so that a file damaged on its way is told from one that was forged: a
witness never forgives the second. The witness answers with the same form, its own line under each checkpoint.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exam_app.ledger.checkpoint import NoteRefused

MOST_PROOF_LINES = 63
MOST_CHARACTERS = 4_000_000
"""Some 1,000 ledgers with long proofs."""
DIGEST = "sha256 "


@dataclass(frozen=True)
class Offer:
    """A checkpoint for a witness, with the proof that it extends the one of ``old_size`` leaves (0: the first)."""

    old_size: int
    proof: tuple[bytes, ...]
    note: str


def write_offers(offers: Iterable[Offer]) -> str:
    """The offers as one file."""
    body = "".join(_one(offer) for offer in offers)
    return f"{body}{DIGEST}{hashlib.sha256(body.encode()).hexdigest()}\n"


def _one(offer: Offer) -> str:
    proof = "".join(base64.b64encode(step).decode("ascii") + "\n" for step in offer.proof)
    return f"old {offer.old_size}\n{proof}\n{offer.note}"


def read_offers(file: str) -> Sequence[Offer]:
    """Read what :func:`write_offers` wrote. Raises :class:`NoteRefused` for a damaged file or any other."""
    body, mark, digest = file.rpartition(DIGEST)
    if len(file) > MOST_CHARACTERS or not mark or hashlib.sha256(body.encode()).hexdigest() != digest.strip():
        raise NoteRefused("the file is damaged or no file of checkpoints")
    pieces = re.split(r"^(?=old \d+$)", body, flags=re.MULTILINE)
    if pieces[0]:
        raise NoteRefused("the file does not begin with a checkpoint")
    return [_read_one(piece) for piece in pieces[1:]]


def _read_one(piece: str) -> Offer:
    head, empty_line, note = piece.partition("\n\n")
    old, *proof = head.split("\n")
    if not empty_line or len(proof) > MOST_PROOF_LINES:
        raise NoteRefused("a checkpoint of the file is cut off")
    try:
        return Offer(
            int(old.removeprefix("old ")), tuple(base64.b64decode(step, validate=True) for step in proof), note
        )
    except ValueError as error:
        raise NoteRefused("a proof of the file is not base64") from error
