"""Files in, words out: what the command line says of a bundle."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exam_app.ledger.bundle import BundleRefused, read_bundle, verify_bundle
from exam_app.ledger.checkpoint import NoteRefused, verifiers_in
from exam_app.ledger.receipt import Receipt, open_receipt, receipt_code
from exam_app.ledger.room_keys import city_of, read_statements


@dataclass(frozen=True)
class Shown:
    """The outcome and the sentences that say it."""

    holds: bool
    text: str


def verify_files(bundle: Path, keys: Path, held: Sequence[Path] = ()) -> Shown:
    """Verify the bundle in a file with the verifier keys in another; ``held`` are files of one checkpoint each.

    Lines of the key file that are empty or begin with ``#`` are passed over.
    """
    try:
        verifiers = verifiers_in(keys.read_text(encoding="utf-8"))
        notes = [path.read_text(encoding="utf-8") for path in held]
        verified = verify_bundle(read_bundle(bundle.read_bytes()), verifiers, notes)
    except BundleRefused as refusal:
        where = "" if refusal.first is None else f"\nFirst entry in question: {refusal.first} (counted from 0)."
        return Shown(False, f"REFUSED: {bundle.name}\n{refusal}{where}")
    except NoteRefused as refusal:
        return Shown(False, f"REFUSED: {bundle.name}\nThe key file {keys.name} cannot be used: {refusal}.")
    except (OSError, UnicodeDecodeError) as error:
        return Shown(False, f"REFUSED: {bundle.name}\nA file cannot be read: {error}.")
    return Shown(
        True,
        f"HOLDS: {bundle.name}\n"
        f"Ledger {verified.origin}, {verified.leaves} entries, {verified.checkpoints} checkpoints.\n"
        f"Exported {verified.exported}; root {verified.root.hex()}.\n"
        "Nothing in it was edited, removed, swapped, inserted or cut off since it was signed.",
    )


def verify_receipt(note: str, keys: Path, rooms: Path | None = None) -> Shown:
    """Verify the signed receipt of a hand-in, as its QR code holds it, with the verifier keys in a file.

    ``rooms`` is a file of what the city published about the keys of its rooms
    (:func:`exam_app.ledger.room_keys.write_statements`); without it nothing shows when a room was closed.
    """
    try:
        published = None if rooms is None else read_statements(rooms.read_text(encoding="utf-8"))
        receipt = open_receipt(note, verifiers_in(keys.read_text(encoding="utf-8")), published)
    except NoteRefused as refusal:
        return Shown(False, f"REFUSED: {refusal}.")
    except (OSError, UnicodeDecodeError) as error:
        return Shown(False, f"REFUSED: a file cannot be read: {error}.")
    return Shown(
        True,
        f"HOLDS: receipt {receipt_code(note)}\n"
        f"Sitting {receipt.sitting_id}, closed {receipt.closed_at.isoformat()}.\n"
        f"Answers {receipt.state_hash}; newest change {receipt.seq} of epoch {receipt.epoch}.\n"
        f"Ledger {receipt.ledger} held {receipt.size} entries, root {receipt.root.hex()}.\n"
        f"{_signer(receipt, published is not None)}",
    )


def _signer(receipt: Receipt, is_published: bool) -> str:
    city = city_of(receipt.ledger)
    if receipt.vouch is None:
        return f"Signed with the key of the city itself, {city}."
    signer = f"Signed with the key of its room, for which {city} vouches from {receipt.vouch.since.isoformat()}."
    if is_published:
        return f"{signer}\nThe room was not closed then, by what the city published."
    return f"{signer}\nWhen the room was closed was not looked up: that needs the file of room keys (--rooms)."
