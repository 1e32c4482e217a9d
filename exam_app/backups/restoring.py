"""The way back: a backup into an empty site, all of it or nothing."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from exam_app.backups.keys import FILES, check_keys, put_keys
from exam_app.backups.last import LastBackup, note_backup
from exam_app.backups.making import store_of
from exam_app.backups.manifest import (
    UNVERIFIED,
    Manifest,
    check_part,
    check_seal,
    damaged,
    read_manifest,
    said_of_the_disk,
)
from exam_app.backups.proving import is_of_this_program, prove, refuse_newer_tables
from exam_app.backups.store import Progress, within
from exam_app.errors import Refusal
from exam_app.settings import Settings
from exam_app.vault import Vault, open_vault


@dataclass(frozen=True)
class Restored:
    """What was restored, as of ``manifest.taken_at``; whether older tables still have to be upgraded."""

    manifest: Manifest
    needs_upgrade: bool

    @property
    def rows(self) -> int:
        return sum(self.manifest.rows.values())


def restore(
    settings: Settings, folder: Path, keys_folder: Path | None, progress: Progress = lambda share: None
) -> Restored:
    """Restore a backup. Everything is checked before anything is touched; raises :class:`Refusal` for the first fault.

    ``keys_folder``: the part with the keys; None where the site's key folder holds them already.
    """
    manifest, store = read_manifest(folder), store_of(settings)
    vault = _vault(settings, manifest, keys_folder)
    check_seal(folder, vault)
    refuse_newer_tables(manifest)
    if not any(part.name == store.part for part in manifest.parts):
        raise Refusal(
            "This is a backup of %(database)s. Name such a database in WATCHWORD_DATABASE_URL.",
            database={"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(manifest.database, manifest.database),
        )
    for part in manifest.parts:
        check_part(folder, part)
    progress(0.2)
    if not _is_empty(settings):
        raise Refusal(
            "There are data here already, and a restore never overwrites any. Name an empty folder or database in the "
            "settings, restore there, then serve from there."
        )
    progress(0.3)

    def proved(engine: Engine) -> None:
        try:
            prove(engine, manifest, vault, within(progress, 0.3, 0.9))
        except DBAPIError as error:
            raise damaged(store.part) from error

    with said_of_the_disk(settings.data_folder):
        settings.data_folder.mkdir(parents=True, exist_ok=True)
        made_keys = _put_keys(settings, manifest, keys_folder)
        try:
            store.put_back(folder / store.part, proved)
        except BaseException:
            if made_keys:
                shutil.rmtree(settings.key_folder, ignore_errors=True)
            raise
        note_backup(settings.data_folder, LastBackup(folder.name.removesuffix(UNVERIFIED), manifest.taken_at))
    progress(1)
    return Restored(manifest, not is_of_this_program(manifest))


def _vault(settings: Settings, manifest: Manifest, keys_folder: Path | None) -> Vault:
    """The keys of the backup, or those that are here already."""
    if keys_folder is not None:
        check_keys(keys_folder, manifest.keys)
        return open_vault(keys_folder / FILES)
    if not (settings.key_folder / "index.key").exists():
        raise Refusal(
            "The keys are needed too. Name their folder with --keys; it is called %(name)s.", name=manifest.keys.name
        )
    return open_vault(settings.key_folder)


def _is_empty(settings: Settings) -> bool:
    try:
        return store_of(settings).is_empty()
    except DBAPIError as error:
        raise Refusal("The database does not answer. Nothing was restored.") from error


def _put_keys(settings: Settings, manifest: Manifest, keys_folder: Path | None) -> bool:
    """Put the keys in place, whole or not at all; returns whether they were not there before."""
    if keys_folder is None:
        return False
    if settings.key_folder.exists() and any(settings.key_folder.iterdir()):
        raise Refusal(
            "There are keys here already, and keys are never overwritten. If they are the right ones, leave --keys "
            "out; otherwise name an empty folder in WATCHWORD_KEY_FOLDER."
        )
    draft = settings.key_folder.with_name(settings.key_folder.name + ".unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        put_keys(keys_folder, manifest.keys, draft)
        draft.replace(settings.key_folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return True
