"""The witness: a program of another owner that vouches for a ledger only while it grows and nothing else.

It keeps a folder of its own, outside every database of the site:

    witness.key                 32 secret bytes in hexadecimal, readable by the owner only
    witness.name                the name in its signatures
    ledgers.txt                 verifier keys of the ledgers it watches, from a place it trusts
    <digest of the origin>/000000000012.held    for each checkpoint vouched for: the time, then the note
    <digest of the origin>/refused.txt          why this ledger is never vouched for again, and the note that showed it

A checkpoint is kept on disk before it is signed, never after: whatever crashes, the next one is held against the
largest that was ever signed. A ledger that once showed two histories stays refused; a good checkpoint later does not
clear it, because one of the two histories was shown to somebody (exam-delivery 3.2, C2SP tlog-witness).
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from exam_app.ledger.checkpoint import Checkpoint, NoteRefused, Verifier, open_note, verifiers_in
from exam_app.ledger.cosignature import WitnessKey
from exam_app.ledger.offers import Offer
from exam_app.ledger.proofs import ProofRefused, verify_consistency

SEED_BYTES = 32
KEY, NAME, LEDGERS, REFUSED, HELD = "witness.key", "witness.name", "ledgers.txt", "refused.txt", ".held"


class WitnessRefuses(Exception):
    """The witness does not vouch for this checkpoint; the sentence says why."""


@dataclass(frozen=True)
class Answer:
    """What the witness says to one offer: in words, and the newest checkpoint it vouches for, if any."""

    words: str
    is_good: bool
    note: Offer | None = None


@dataclass(frozen=True)
class _Held:
    """The largest checkpoint that was vouched for, and when."""

    seconds: int
    note: str
    checkpoint: Checkpoint


def make_witness(folder: Path, name: str, ledgers: str, random_bytes: Callable[[int], bytes]) -> WitnessKey:
    """Set a witness up in an empty folder, watching the ledgers of the given verifier keys, one to a line.

    Raises :class:`NoteRefused` for keys that are none, ``FileExistsError`` where a witness lives already: a new key in
    the place of an old one would forget what that one saw.
    """
    if not name or any(letter.isspace() or letter == "+" for letter in name):
        raise NoteRefused("the name of a witness has neither spaces nor plus signs")
    verifiers_in(ledgers)
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / KEY).exists():
        raise FileExistsError(folder / KEY)
    seed = random_bytes(SEED_BYTES)
    _write(folder / NAME, name + "\n")
    _write(folder / LEDGERS, ledgers)
    _write(folder / KEY, seed.hex() + "\n")
    return WitnessKey.from_seed(name, seed)


@dataclass(frozen=True)
class Witness:
    """A witness in its folder; made by :func:`make_witness`."""

    folder: Path

    @property
    def key(self) -> WitnessKey:
        name = (self.folder / NAME).read_text(encoding="utf-8").strip()
        return WitnessKey.from_seed(name, bytes.fromhex((self.folder / KEY).read_text(encoding="ascii")))

    def judge_all(self, offers: Sequence[Offer], seconds: int) -> Sequence[Answer]:
        """Judge offers in their order; ``seconds`` since 1970 stand in the signatures. One run at a time."""
        verifiers = verifiers_in((self.folder / LEDGERS).read_text(encoding="utf-8"))
        with self._alone():
            return [self._judge(offer, verifiers, seconds) for offer in offers]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two runs at once could vouch for two continuations. The lock of a database file ends with its process."""
        with closing(sqlite3.connect(self.folder / "lock.sqlite3", timeout=60, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield
            lock.execute("ROLLBACK")

    def _judge(self, offer: Offer, verifiers: Sequence[Verifier], seconds: int) -> Answer:
        try:
            checkpoint = _signed_by_its_own(offer.note, verifiers)
        except NoteRefused as refusal:
            return Answer(f"A checkpoint was not looked at: {refusal}.", is_good=False)
        place = self.folder / hashlib.sha256(checkpoint.origin.encode()).hexdigest()[:32]
        if (place / REFUSED).exists():
            why = (place / REFUSED).read_text(encoding="utf-8").split("\n")[0]
            return Answer(f"{checkpoint.origin}: refused for ever. {why}", is_good=False)
        held = _largest(place)
        try:
            words = _compared(place, held, checkpoint, offer)
        except WitnessRefuses as refusal:
            return Answer(f"{checkpoint.origin}: {refusal}", is_good=False, note=self._repeated(held))
        if held is None or checkpoint.size > held.checkpoint.size:
            held = _Held(seconds, offer.note, checkpoint)
            _write(place / f"{checkpoint.size:012}{HELD}", f"{seconds}\n{offer.note}")
        return Answer(f"{checkpoint.origin}: {words}", is_good=True, note=self._repeated(held))

    def _repeated(self, held: _Held | None) -> Offer | None:
        """The held checkpoint with our signature under it, made from what is on disk: the same each time."""
        if held is None:
            return None
        line = self.key.line_under(held.note, held.seconds)
        return Offer(held.checkpoint.size, (), held.note + line)


def _signed_by_its_own(note: str, verifiers: Sequence[Verifier]) -> Checkpoint:
    """The checkpoint, signed by a key whose name its origin begins with: one city's key says nothing of another's."""
    origin = note.partition("\n")[0]
    return open_note(note, [one for one in verifiers if origin.startswith(f"{one.name}/")])


def _compared(place: Path, held: _Held | None, new: Checkpoint, offer: Offer) -> str:
    """Why the new checkpoint may be vouched for. Raises :class:`WitnessRefuses`; remembers two histories."""
    if held is None:
        if offer.old_size or offer.proof:
            raise WitnessRefuses("this witness has never seen this ledger. Offer it from 0.")
        return f"seen for the first time and believed as it is, {new.size} entries."
    old = held.checkpoint
    seen = place / f"{new.size:012}{HELD}"
    if new.size <= old.size and seen.exists() and _read(seen).checkpoint.root != new.root:
        raise _remembered(
            place, f"Two different ledgers of {new.size} entries were signed with the ledger's key.", offer
        )
    if new.size < old.size:
        raise WitnessRefuses(f"{new.size} entries are fewer than the {old.size} already vouched for.")
    if new.size == old.size:
        return f"vouched for already, {old.size} entries."
    if offer.old_size != old.size:
        raise WitnessRefuses(f"the proof begins at {offer.old_size}, this witness has seen {old.size}. Offer it again.")
    if old.size:
        try:
            verify_consistency(old.size, new.size, old.root, new.root, offer.proof)
        except ProofRefused as refusal:
            said = f"The {new.size} entries signed do not continue the {old.size} already vouched for: {refusal}."
            raise _remembered(place, said, offer) from refusal
    return f"continues the {old.size} entries seen before; vouched for, {new.size} entries."


def _remembered(place: Path, words: str, offer: Offer) -> WitnessRefuses:
    _write(place / REFUSED, f"{words}\n\nold {offer.old_size}\n{offer.note}")
    return WitnessRefuses(f"{words} Refused from now on and for ever; tell whoever supervises the site.")


def _largest(place: Path) -> _Held | None:
    files = sorted(place.glob(f"*{HELD}")) if place.exists() else []
    return _read(files[-1]) if files else None


def _read(file: Path) -> _Held:
    seconds, _, note = file.read_bytes().decode().partition("\n")
    return _Held(int(seconds), note, Checkpoint.from_text(note.rpartition("\n\n")[0] + "\n"))


def _write(path: Path, content: str) -> None:
    """Whole or not at all, and on the disk when this returns: written beside, synced, renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    if os.name != "nt":  # Windows cannot sync a folder; its file system journals the rename
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
