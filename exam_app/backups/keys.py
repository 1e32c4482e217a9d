"""The keys' own part of a backup: a copy of the key folder, apart from the data and named after its contents."""

import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from exam_app.backups.manifest import (
    FORMAT,
    MANIFEST,
    KeysPart,
    Part,
    check_part,
    copy_file,
    damaged,
    encoded,
    part_of,
    settle,
    write_file,
)
from exam_app.errors import Refusal

FILES = "files"
DRAFTS = (".new", ".unfinished")


@dataclass(frozen=True)
class KeysManifest:
    """Every file of a key folder."""

    format: int
    parts: tuple[Part, ...]


def back_up_keys(key_folder: Path, to: Path) -> KeysPart:
    """Copy the key folder to ``to``/keys-…, unless the very same keys are there already and whole."""
    parts = tuple(
        part_of(path, f"{FILES}/{path.relative_to(key_folder).as_posix()}") for path in _key_files(key_folder)
    )
    content = encoded(KeysManifest(FORMAT, parts))
    digest = sha256(content).hexdigest()
    kept = KeysPart(f"keys-{digest[:16]}", digest)
    if (to / kept.name).exists():
        check_keys(to / kept.name, kept)
        return kept
    draft = to / f".{kept.name}.unfinished"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for part in parts:
            for _ in copy_file(key_folder / part.name.removeprefix(f"{FILES}/"), draft / part.name):
                pass
        write_file(draft / MANIFEST, content)
        draft.rename(to / kept.name)
        settle(to)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return kept


def check_keys(folder: Path, kept: KeysPart) -> None:
    """Refuse keys that are not the ones a backup names, or are damaged."""
    parts = _parts(folder, kept)
    for part in parts:
        check_part(folder, part)


def put_keys(folder: Path, kept: KeysPart, key_folder: Path) -> None:
    """Copy the keys of a checked part into a key folder that is not there or empty."""
    for part in _parts(folder, kept):
        for _ in copy_file(folder / part.name, key_folder / part.name.removeprefix(f"{FILES}/")):
            pass
    key_folder.chmod(0o700)


def _parts(folder: Path, kept: KeysPart) -> tuple[Part, ...]:
    try:
        content = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Refusal(
            "The keys of this backup are not in %(folder)s. They are named %(name)s and were kept apart.",
            folder=folder,
            name=kept.name,
        ) from error
    if sha256(content).hexdigest() != kept.sha256:
        raise damaged(f"{folder.name}/{MANIFEST}")
    parts = msgspec.json.decode(content, type=KeysManifest).parts
    for part in parts:
        if not part.name.startswith(f"{FILES}/") or ".." in part.name.split("/"):
            raise damaged(f"{folder.name}/{MANIFEST}")
    return parts


def _key_files(key_folder: Path) -> list[Path]:
    return [path for path in sorted(key_folder.rglob("*")) if path.is_file() and path.suffix not in DRAFTS]
