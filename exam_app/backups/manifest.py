"""What a backup says about itself, and the files it is made of."""

import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from exam_app.errors import Refusal
from exam_app.vault import Vault

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.seal"
UNVERIFIED = "-unverified"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Part:
    """One file: its path inside the backup, with slashes, its length and its SHA-256."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class LedgerFigure:
    """One ledger: the size its head states, how many leaves run on from 0 without a gap, and their root (RFC 6962)."""

    city_id: str
    name: str
    size: int
    leaves: int
    root: str


@dataclass(frozen=True)
class KeysPart:
    """The part with the keys, which lies elsewhere: its folder's name and the SHA-256 of its manifest."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Everything that must be true again of what is restored."""

    format: int
    taken_at: datetime
    program: str
    schema: str
    database: str
    """``sqlite`` or ``postgresql``."""
    parts: tuple[Part, ...]
    rows: dict[str, int]
    """Rows of every table."""
    ledgers: tuple[LedgerFigure, ...]
    keys: KeysPart


def encoded(manifest: object) -> bytes:
    """The bytes of a manifest, the same for the same values."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1) + b"\n"


def write_manifest(folder: Path, manifest: Manifest, vault: Vault) -> None:
    content = encoded(manifest)
    write_file(folder / MANIFEST, content)
    write_file(folder / SEAL, _digest_line(content) + _seal_line(content, vault))


def read_manifest(folder: Path) -> Manifest:
    """The manifest, not yet trusted: see :func:`check_seal`. Raises :class:`Refusal` for none and for a newer one."""
    content, seal = (_content(folder, name) for name in (MANIFEST, SEAL))
    if not seal.startswith(_digest_line(content)):
        raise damaged(f"{MANIFEST} / {SEAL}")
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise damaged(MANIFEST) from error
    if manifest.format != FORMAT:
        raise Refusal("This backup was made by a newer version of the program. Install that version to restore it.")
    return manifest


def check_seal(folder: Path, vault: Vault) -> None:
    """Refuse a manifest that was not written with these keys, or was changed since by somebody who has none."""
    content = _content(folder, MANIFEST)
    if not hmac.compare_digest(_content(folder, SEAL), _digest_line(content) + _seal_line(content, vault)):
        raise Refusal(
            "The seal of this backup does not fit: %(part)s was changed, or these keys belong to another site. "
            "Nothing was restored.",
            part=f"{MANIFEST} / {SEAL}",
        )


def _digest_line(content: bytes) -> bytes:
    """What tells an accident, without any key."""
    return f"sha256 {hashlib.sha256(content).hexdigest()}\n".encode()


def _seal_line(content: bytes, vault: Vault) -> bytes:
    return f"seal {vault.backup_seal(content).hex()}\n".encode()


def _content(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Refusal("There is no backup in this folder: %(part)s is missing.", part=name) from error


def part_of(path: Path, name: str) -> Part:
    """The entry of a file in a manifest."""
    return Part(name, path.stat().st_size, digest_of(path))


def check_part(folder: Path, part: Part) -> None:
    """Refuse a part that is missing, shorter, longer or changed, naming it."""
    path = folder / part.name
    if not path.is_file() or path.stat().st_size != part.bytes or digest_of(path) != part.sha256:
        raise damaged(part.name)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def damaged(part: str) -> Refusal:
    return Refusal("This backup is damaged: %(part)s is not what was backed up. Nothing was restored.", part=part)


# -- files that are there whole or not at all -----------------------------------------------------------------------


def write_file(path: Path, content: bytes) -> None:
    """A new file that only its owner can read, on the disk before anything relies on it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def settle(path: Path) -> None:
    """Bring a file or the names in a folder to the disk itself."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_file(source: Path, target: Path) -> Iterator[int]:
    """Copy to a new file that only its owner can read; yields the bytes of each piece, for a progress bar."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        source.open("rb") as read,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written,
    ):
        while piece := read.read(CHUNK):
            written.write(piece)
            yield len(piece)
        written.flush()
        os.fsync(written.fileno())


@contextmanager
def said_of_the_disk(place: Path) -> Iterator[None]:
    """What the operating system refuses, as a sentence with what to do."""
    try:
        yield
    except OSError as error:
        raise Refusal(
            "Nothing was kept in %(place)s: %(why)s. Free space or choose another folder, then try again.",
            place=place,
            why=error.strerror or str(error),
        ) from error
