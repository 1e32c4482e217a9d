"""A bundle: one ledger as a ZIP file that anyone can verify with the ledger's public key and nothing else.

    leaves.jsonl            every leaf in its canonical bytes (RFC 8785 JSON has no line break), one to a line
    checkpoints/00000012.note  the signed checkpoints, each named after its size
    head.note               the checkpoint made for this export, with the line ``exported 2026-11-28T08:00:00Z``

What each attack meets, without a witness and without a database: an edited leaf changes a root; a removed, inserted
or swapped one leaves its number ``n``, and the root; a truncated file no longer reaches the head. An older bundle in
place of a newer one shows by the day of its export, and a checkpoint somebody else holds (printed on the record
sheet, say) exposes it altogether.
"""

import io
import itertools
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exam_app.ledger.checkpoint import Checkpoint, NoteRefused, Verifier, open_note
from exam_app.ledger.tree import Tree, leaf_hash

LEAVES = "leaves.jsonl"
HEAD = "head.note"
EXPORTED = "exported "
NOTE_NAME = re.compile(r"checkpoints/\d{8,12}\.note")
MOST_BYTES = 512 * 2**20
"""Unpacked. A room of 500 seats for two hours makes about 60 MB of leaves."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    ValueError,  # a damaged offset
    NotImplementedError,
    RuntimeError,
    OSError,
)
"""What the standard library raises for a file that is no ZIP archive, or a damaged, encrypted or exotic one."""


class BundleRefused(Exception):
    """The bundle does not hold what its signatures vouch for. Leaves are counted from 0; None: no single place."""

    def __init__(self, sentence: str, first: int | None = None, last: int | None = None) -> None:
        super().__init__(sentence)
        self.first = first
        self.last = last


@dataclass(frozen=True)
class Bundle:
    """The content of a bundle file, not yet believed."""

    leaves: Sequence[bytes]
    checkpoints: Sequence[str]
    """Signed notes, the smallest size first."""
    head: str


@dataclass(frozen=True)
class Verified:
    """What a bundle that holds shows."""

    origin: str
    leaves: int
    checkpoints: int
    exported: str
    """When the export was made, by the clock of the site: ISO 8601, UTC."""
    root: bytes


def write_bundle(bundle: Bundle) -> bytes:
    """The bundle as a ZIP file; equal content gives equal bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), content, zipfile.ZIP_DEFLATED)

        put(LEAVES, b"".join(leaf + b"\n" for leaf in bundle.leaves))
        for note in bundle.checkpoints:
            put(f"checkpoints/{int(note.splitlines()[1]):08}.note", note.encode())
        put(HEAD, bundle.head.encode())
    return file.getvalue()


def read_bundle(content: bytes) -> Bundle:
    """Unpack a bundle file, bounded. Raises :class:`BundleRefused` for anything that is no bundle."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _unpack(archive)
    except UnicodeDecodeError as error:
        raise BundleRefused("A checkpoint in the bundle is not text.") from error
    except UNREADABLE as error:
        raise BundleRefused("The file is no bundle, or it is damaged.") from error


def _unpack(archive: zipfile.ZipFile) -> Bundle:
    names = archive.namelist()
    notes = sorted(name for name in names if NOTE_NAME.fullmatch(name))
    strangers = sorted(set(names) - {LEAVES, HEAD, *notes})
    if strangers or len(set(names)) != len(names) or not {LEAVES, HEAD} <= set(names):
        raise BundleRefused(f"The bundle does not have the files of a bundle{_named(strangers)}.")
    if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
        raise BundleRefused(f"The bundle unpacks to more than {MOST_BYTES // 2**20} MB.")
    leaves = archive.read(LEAVES)
    if leaves and not leaves.endswith(b"\n"):
        raise BundleRefused("The last leaf is cut off.")
    return Bundle(
        leaves=leaves.split(b"\n")[:-1],
        checkpoints=[archive.read(name).decode() for name in notes],
        head=archive.read(HEAD).decode(),
    )


def _named(strangers: Sequence[str]) -> str:
    return f": unexpected {strangers[0]!r}" if strangers else ""


def verify_bundle(bundle: Bundle, verifiers: Sequence[Verifier], held: Iterable[str] = ()) -> Verified:
    """Show that the leaves are those the ledger's key signed: all of them, unchanged, in their order.

    ``held`` are checkpoints that the verifying person got elsewhere; the bundle must extend each of them. Raises
    :class:`BundleRefused` with a sentence and, where it can be told, the leaves between which the fault lies.
    """
    head = _opened(bundle.head, verifiers, "The head of the bundle")
    exported = next((line.removeprefix(EXPORTED) for line in head.extensions if line.startswith(EXPORTED)), None)
    if exported is None:
        raise BundleRefused("The head of the bundle is an ordinary checkpoint: the bundle may have been cut short.")
    notes = [_opened(note, verifiers, "A checkpoint") for note in bundle.checkpoints]
    heard = [_opened(note, verifiers, "A checkpoint you hold") for note in held]
    for checkpoint in (*notes, *heard):
        if checkpoint.origin != head.origin:
            raise BundleRefused(f"A checkpoint belongs to another ledger, {checkpoint.origin}.")
    if any(later.size < earlier.size for earlier, later in itertools.pairwise((*notes, head))):
        raise BundleRefused("The checkpoints do not grow: one was moved or removed.")
    _must_be_numbered(bundle.leaves)
    _must_reach(bundle.leaves, sorted((*notes, *heard, head), key=lambda one: one.size))
    if len(bundle.leaves) > head.size:
        raise BundleRefused(
            f"{len(bundle.leaves) - head.size} leaves after the signed head: they were added later.",
            head.size,
            len(bundle.leaves) - 1,
        )
    return Verified(head.origin, head.size, len(notes), exported, head.root)


def _opened(note: str, verifiers: Sequence[Verifier], what: str) -> Checkpoint:
    try:
        return open_note(note, verifiers)
    except NoteRefused as error:
        raise BundleRefused(f"{what} is not signed by the given keys: {error}.") from error


def _must_be_numbered(leaves: Sequence[bytes]) -> None:
    """Each leaf carries its own number: where the first wrong one stands is where somebody removed or inserted."""
    for position, leaf in enumerate(leaves):
        try:
            number = json.loads(leaf)["n"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BundleRefused(f"Leaf {position} cannot be read.", position, position) from error
        if number != position:
            raise BundleRefused(
                f"Leaf {position} says it is number {number}: leaves were removed, inserted or swapped here.",
                position,
                position,
            )


def _must_reach(leaves: Sequence[bytes], checkpoints: Sequence[Checkpoint]) -> None:
    """Every checkpoint is met by the leaves before it; the first that is not tells between which the fault lies."""
    tree, sound = Tree(), 0
    for checkpoint in checkpoints:
        if checkpoint.size > len(leaves):
            raise BundleRefused(
                f"There are {len(leaves)} leaves, a signed checkpoint counts {checkpoint.size}: the end is missing.",
                len(leaves),
                checkpoint.size - 1,
            )
        for leaf in leaves[tree.size : checkpoint.size]:
            tree = tree.append(leaf_hash(leaf))
        if tree.root != checkpoint.root:
            raise BundleRefused(
                f"The leaves do not give the root signed at {checkpoint.size}: "
                f"one of the leaves {sound} to {checkpoint.size - 1} was changed.",
                sound,
                checkpoint.size - 1,
            )
        sound = checkpoint.size
