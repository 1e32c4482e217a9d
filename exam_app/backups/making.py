"""Making a backup of a site that may be serving meanwhile, and proving it by restoring it once."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from exam_app.backups.keys import FILES, back_up_keys, check_keys
from exam_app.backups.last import LastBackup, note_backup
from exam_app.backups.manifest import (
    FORMAT,
    UNVERIFIED,
    KeysPart,
    Manifest,
    check_part,
    check_seal,
    damaged,
    part_of,
    read_manifest,
    said_of_the_disk,
    settle,
    write_manifest,
)
from exam_app.backups.on_postgresql import PostgresStore
from exam_app.backups.on_sqlite import SqliteStore
from exam_app.backups.proving import is_of_this_program, prove
from exam_app.backups.store import Progress, Store, within
from exam_app.errors import Refusal
from exam_app.settings import Settings
from exam_app.vault import Vault, open_vault

COPIED, CHECKED = 0.3, 0.1
"""How much is done of the whole after copying, and of the proof after restoring into the scratch place."""


@dataclass(frozen=True)
class Backup:
    """A verified backup: where it and its keys lie, and what it holds."""

    folder: Path
    keys: Path
    manifest: Manifest

    @property
    def rows(self) -> int:
        return sum(self.manifest.rows.values())

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.manifest.parts)


def store_of(settings: Settings) -> Store:
    """The database of a site, as something that is backed up."""
    if settings.database_url.startswith("sqlite"):
        return SqliteStore(settings.database_url)
    return PostgresStore(settings.database_url, settings.postgres_programs)


def back_up(
    settings: Settings, now: datetime, to: Path | None, keys_to: Path | None, progress: Progress = lambda share: None
) -> Backup:
    """Back a site up and prove it; only then has the backup its name and is noted as the last one.

    Raises :class:`Refusal`. What could not be written whole is removed; what was written whole but does not prove right
    keeps the suffix ``-unverified``, for a look at what is wrong with the site.
    """
    to = (to or settings.data_folder / "backups").resolve()
    keys_to = (keys_to or settings.key_folder.parent / "key-backups").resolve()
    if to.is_relative_to(keys_to) or keys_to.is_relative_to(to):
        raise Refusal("Data and keys must not lie in one folder: whoever finds both can read everything. Name two.")
    vault, store = _vault(settings), store_of(settings)
    folder = to / now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    whole = folder.with_name(folder.name + UNVERIFIED)
    if folder.exists() or whole.exists():
        raise Refusal("%(folder)s exists already and is kept. Try again in a second.", folder=folder)
    with said_of_the_disk(to), _answering():
        keys = _write(store, settings, vault, whole, now, keys_to, within(progress, 0, COPIED))
        _prove(store, whole, keys_to, keys, within(progress, COPIED, 1))
        whole.rename(folder)
        settle(to)
        note_backup(settings.data_folder, LastBackup(folder.name, now))
    return Backup(folder, keys_to / keys.name, read_manifest(folder))


def _vault(settings: Settings) -> Vault:
    """The keys that are there; a backup never makes new ones."""
    if not (settings.key_folder / "index.key").exists():
        raise Refusal("There is no site here: the key folder is empty. Check WATCHWORD_DATA_FOLDER.")
    return open_vault(settings.key_folder)


def _write(
    store: Store, settings: Settings, vault: Vault, whole: Path, now: datetime, keys_to: Path, progress: Progress
) -> KeysPart:
    """Write everything under a name that nobody takes for a backup, then rename it in one step."""
    draft = whole.with_name(f".{whole.name}.unfinished")
    draft.mkdir(parents=True, mode=0o700)
    try:
        with said_of_the_disk(keys_to):
            keys = back_up_keys(settings.key_folder, keys_to)
        written = store.write(draft / store.part, progress)
        if not written.schema:
            raise Refusal("There is nothing to back up: the database has no tables. Set the site up first.")
        part = part_of(draft / store.part, store.part)
        kind = "sqlite" if isinstance(store, SqliteStore) else "postgresql"
        write_manifest(
            draft,
            Manifest(
                FORMAT, now, version("watchword"), written.schema, kind, (part,), written.rows, written.ledgers, keys
            ),
            vault,
        )
        settle(draft)
        draft.rename(whole)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return keys


def _prove(store: Store, whole: Path, keys_to: Path, keys: KeysPart, progress: Progress) -> None:
    """Read everything back from where it lies and restore it once, with the keys that were kept."""
    try:
        check_keys(keys_to / keys.name, keys)
        vault = open_vault(keys_to / keys.name / FILES)
        check_seal(whole, vault)
        manifest = read_manifest(whole)
        if not is_of_this_program(manifest):
            raise Refusal("The tables are not at the version of this program. Run “watchword db upgrade” first.")
        for part in manifest.parts:
            check_part(whole, part)
        with (
            tempfile.TemporaryDirectory(prefix=".scratch-", dir=whole.parent) as place,
            store.scratch(whole / store.part, Path(place)) as engine,
        ):
            progress(CHECKED)
            prove(engine, manifest, vault, within(progress, CHECKED, 1))
    except (Refusal, DBAPIError, OSError) as error:
        raise Refusal(
            "This backup does not count: %(why)s It is kept as %(name)s for a look; the last verified one is the one "
            "before.",
            why=_why(error, store),
            name=whole.name,
        ) from error


def _why(error: Exception, store: Store) -> str:
    match error:
        case OSError(strerror=said) if said:
            return f"{said}."
        case DBAPIError():
            return str(damaged(store.part))
        case _:
            return str(error)


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise Refusal("The database does not answer. Nothing was backed up.") from error
