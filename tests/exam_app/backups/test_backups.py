"""What a backup promises: every row comes back, of one moment, with its keys, and only a proved one counts."""

import json
import random
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from exam_app.backups import Backup, back_up, last_backup, restore
from exam_app.backups.making import COPIED
from exam_app.backups.manifest import part_of, write_manifest
from exam_app.errors import Refusal
from exam_app.operations import places
from exam_app.settings import Settings
from exam_app.vault import open_vault
from exam_app.work import Work, open_site
from tests.conftest import NOON
from tests.exam_app.backups.conftest import Lived, Rows, everything_in

about_files = pytest.mark.usefixtures("files_only")
"""For what lies in folders: which database the site has makes no difference."""

LATER = NOON + timedelta(hours=1)


def key_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def add_post(lived: Lived, name: str) -> None:
    with Work.open(lived.site, lived.cast["wu"], NOON) as work:
        places.add_post(work, county_id=lived.cast.qingxi, name=name, address="人民路", guard_unit_id=lived.cast.panshi)


# -- all of it ------------------------------------------------------------------------------------------------------


def test_a_restored_backup_has_every_row_and_every_key(lived: Lived, backup: Backup, elsewhere: Settings) -> None:
    restored = restore(elsewhere, backup.folder, backup.keys)
    assert everything_in(elsewhere) == everything_in(lived.site.settings)
    assert key_files(elsewhere.key_folder) == key_files(lived.site.settings.key_folder)
    assert restored.manifest.taken_at == NOON
    assert not restored.needs_upgrade


def test_a_restored_site_works_on(lived: Lived, backup: Backup, elsewhere: Settings) -> None:
    restore(elsewhere, backup.folder, backup.keys)
    site = open_site(elsewhere)
    add_post(Lived(site, lived.cast), "西门")
    site.engine.dispose()


def test_what_is_written_during_a_backup_is_not_half_in_it(
    lived: Lived, settings: Settings, elsewhere: Settings
) -> None:
    """People go on working while the copy is made: each of these commits lies between two pieces of it."""
    before, written = everything_in(settings), []

    def work_on(share: float) -> None:
        if share < COPIED and len(written) < 20:
            add_post(lived, f"门{len(written)}")
            written.append(share)

    backup = back_up(settings, NOON, None, None, work_on)
    restore(elsewhere, backup.folder, backup.keys)
    assert len(written) >= 2
    assert everything_in(elsewhere) == before
    assert len(everything_in(settings)["post"]) == len(before["post"]) + len(written)


def test_a_backup_says_what_when_and_by_which_version(lived: Lived, backup: Backup) -> None:
    said = json.loads((backup.folder / "manifest.json").read_text())
    assert (said["taken_at"], said["schema"]) == ("2026-11-24T04:00:00Z", "0001")
    assert said["rows"]["account"] == 17
    ledgers = {ledger["name"]: ledger for ledger in said["ledgers"]}
    assert ledgers["site"]["size"] == ledgers["site"]["leaves"] == said["rows"]["journal_entry"]
    assert [part["name"].split(".")[0] for part in said["parts"]] == ["database"]


# -- keys -----------------------------------------------------------------------------------------------------------


@about_files
def test_data_and_keys_are_kept_apart_and_for_their_owner_only(lived: Lived, backup: Backup) -> None:
    kept = b"".join(path.read_bytes() for path in backup.folder.rglob("*") if path.is_file())
    secrets = [content for name, content in key_files(lived.site.settings.key_folder).items() if name.endswith(".key")]
    assert len(secrets) == 3
    assert not any(secret in kept or secret.hex().encode() in kept for secret in secrets)
    files = [path for folder in (backup.folder, backup.keys) for path in folder.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


@about_files
def test_the_same_keys_are_kept_once_and_a_new_key_anew(lived: Lived, settings: Settings, backup: Backup) -> None:
    again = back_up(settings, LATER, None, None)
    assert again.keys == backup.keys
    (settings.key_folder / "another.key").write_bytes(b"a new key")
    assert back_up(settings, LATER + timedelta(hours=1), None, None).keys != backup.keys
    assert backup.keys.exists()


@about_files
def test_one_folder_for_both_is_refused(lived: Lived, settings: Settings, tmp_path: Path) -> None:
    for keys_to in (tmp_path / "both", tmp_path / "both" / "keys", tmp_path):
        with pytest.raises(Refusal, match="must not lie in one folder"):
            back_up(settings, NOON, tmp_path / "both", keys_to)


@about_files
def test_a_backup_of_one_site_does_not_open_with_the_keys_of_another(
    lived: Lived, backup: Backup, elsewhere: Settings
) -> None:
    open_site(elsewhere).engine.dispose()
    with pytest.raises(Refusal, match="keys belong to another site"):
        restore(elsewhere, backup.folder, None)


# -- damage ---------------------------------------------------------------------------------------------------------


def refused(settings: Settings, backup: Backup) -> str:
    """The sentence of the refusal; nothing has been put in place."""
    with pytest.raises(Refusal) as refusal:
        restore(settings, backup.folder, backup.keys)
    assert not settings.key_folder.exists()
    assert not list(settings.data_folder.glob("*")) if settings.data_folder.exists() else True
    return str(refusal.value)


def files_of(backup: Backup) -> Iterator[Path]:
    yield from (path for folder in (backup.folder, backup.keys) for path in sorted(folder.rglob("*")) if path.is_file())


def places_in(path: Path) -> list[int]:
    """Every byte of a small file; of the database's copy both ends and some between."""
    size = path.stat().st_size
    if size < 4000:
        return list(range(size))
    return [0, size // 2, size - 1, *random.Random(1).sample(range(size), 20)]


@about_files
def test_a_flipped_bit_anywhere_is_refused_with_the_part_named(backup: Backup, elsewhere: Settings) -> None:
    for path in files_of(backup):
        whole = path.read_bytes()
        for place in places_in(path):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert path.name in refused(elsewhere, backup)
        path.write_bytes(whole)
    restore(elsewhere, backup.folder, backup.keys)


@about_files
def test_a_part_that_is_cut_off_or_missing_is_refused_with_its_name(backup: Backup, elsewhere: Settings) -> None:
    for path in files_of(backup):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        assert path.name in refused(elsewhere, backup)
        path.unlink()
        assert path.name in refused(elsewhere, backup) or path.parent.name in refused(elsewhere, backup)
        path.write_bytes(whole)


@about_files
def test_without_the_keys_nobody_makes_a_changed_backup_look_right(backup: Backup, elsewhere: Settings) -> None:
    """Whoever changes a row and computes every digest anew still cannot make the seal."""
    (part,) = backup.folder.glob("database.*")
    part.write_bytes(part.read_bytes() + b"\0")
    said = json.loads((backup.folder / "manifest.json").read_text())
    said["parts"][0] |= {"bytes": part.stat().st_size, "sha256": sha256(part.read_bytes()).hexdigest()}
    forged = json.dumps(said).encode()
    (backup.folder / "manifest.json").write_bytes(forged)
    seal = (backup.folder / "manifest.seal").read_text().splitlines()[1]
    (backup.folder / "manifest.seal").write_text(f"sha256 {sha256(forged).hexdigest()}\n{seal}\n")
    assert "The seal of this backup does not fit: manifest.json" in refused(elsewhere, backup)


def seal_anew(backup: Backup, settings: Settings, **changes: object) -> None:
    """What only the site itself could do: a seal that fits, on a manifest that states something else."""
    for name in ("manifest.json", "manifest.seal"):
        (backup.folder / name).unlink()
    write_manifest(backup.folder, replace(backup.manifest, **changes), open_vault(settings.key_folder))


def test_a_restored_table_with_other_rows_than_stated_is_not_put_in_place(
    settings: Settings, backup: Backup, elsewhere: Settings
) -> None:
    seal_anew(backup, settings, rows={**backup.manifest.rows, "post": 7})
    assert "The restored table post does not hold what the backup states." in refused(elsewhere, backup)
    assert everything_in_an_empty(elsewhere) == {}


def test_a_ledger_with_another_root_than_stated_is_not_put_in_place(
    settings: Settings, backup: Backup, elsewhere: Settings
) -> None:
    (ledger,) = backup.manifest.ledgers
    seal_anew(backup, settings, ledgers=(replace(ledger, root="00" * 32),))
    assert "The restored table ledger does not hold" in refused(elsewhere, backup)
    assert everything_in_an_empty(elsewhere) == {}


def test_a_copy_that_was_damaged_before_it_was_sealed_is_not_put_in_place(
    settings: Settings, backup: Backup, elsewhere: Settings
) -> None:
    (part,) = backup.folder.glob("database.*")
    content = bytearray(part.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    part.write_bytes(content)
    seal_anew(backup, settings, parts=(part_of(part, part.name),))
    assert refused(elsewhere, backup)
    assert everything_in_an_empty(elsewhere) == {}


def test_a_backup_of_a_newer_program_is_refused_and_of_another_database_too(
    settings: Settings, backup: Backup, elsewhere: Settings
) -> None:
    seal_anew(backup, settings, schema="9999")
    assert "made by a newer version of the program" in refused(elsewhere, backup)
    (part,) = backup.manifest.parts
    seal_anew(backup, settings, database="postgresql", parts=(replace(part, name="another.part"),))
    assert refused(elsewhere, backup).startswith("This is a backup of PostgreSQL.")


def everything_in_an_empty(settings: Settings) -> Rows:
    """What a place holds where nothing was put; looking makes no database."""
    if settings.database_url.startswith("sqlite"):
        return {path.name: [] for path in settings.data_folder.glob("*")}
    return everything_in(settings)


@about_files
def test_a_folder_that_is_no_backup_is_said_so(elsewhere: Settings, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"There is no backup in this folder: manifest\.json is missing"):
        restore(elsewhere, tmp_path, None)


# -- what is there stays --------------------------------------------------------------------------------------------


def test_a_site_with_data_is_not_overwritten(lived: Lived, settings: Settings, backup: Backup) -> None:
    add_post(lived, "后来的门")
    before = everything_in(settings)
    for keys in (None, backup.keys):
        with pytest.raises(Refusal, match="There are data here already"):
            restore(settings, backup.folder, keys)
    assert everything_in(settings) == before


@about_files
def test_keys_that_are_there_are_not_overwritten(backup: Backup, elsewhere: Settings) -> None:
    elsewhere.key_folder.mkdir(parents=True)
    (elsewhere.key_folder / "field.key").write_bytes(b"somebody's key")
    with pytest.raises(Refusal, match="There are keys here already"):
        restore(elsewhere, backup.folder, backup.keys)
    assert key_files(elsewhere.key_folder) == {"field.key": b"somebody's key"}


@about_files
def test_data_come_back_beside_keys_that_are_there_already(
    lived: Lived, settings: Settings, backup: Backup, elsewhere: Settings
) -> None:
    shutil.copytree(settings.key_folder, elsewhere.key_folder)
    restore(elsewhere, backup.folder, None)
    assert everything_in(elsewhere) == everything_in(settings)


@about_files
def test_an_earlier_backup_is_never_overwritten(lived: Lived, settings: Settings, backup: Backup) -> None:
    before = key_files(backup.folder)
    with pytest.raises(Refusal, match="exists already and is kept"):
        back_up(settings, NOON, None, None)
    assert key_files(backup.folder) == before


# -- what counts ----------------------------------------------------------------------------------------------------


@about_files
def test_the_last_verified_backup_is_noted(lived: Lived, settings: Settings) -> None:
    assert last_backup(settings.data_folder) is None
    made = back_up(settings, NOON, None, None)
    noted = last_backup(settings.data_folder)
    assert noted is not None
    assert (noted.name, noted.taken_at) == (made.folder.name, NOON)


@about_files
def test_a_restored_site_knows_the_backup_that_it_came_from(backup: Backup, elsewhere: Settings) -> None:
    restore(elsewhere, backup.folder, backup.keys)
    noted = last_backup(elsewhere.data_folder)
    assert noted is not None and noted.taken_at == NOON


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("UPDATE ledger SET size = size + 1", "The ledger 330300 site is not complete: record"),
        ("UPDATE alembic_version SET version_num = '0000'", "The tables are not at the version of this program"),
    ],
)
def test_a_backup_that_does_not_prove_right_does_not_count(
    lived: Lived, settings: Settings, elsewhere: Settings, damage: str, sentence: str
) -> None:
    first = back_up(settings, NOON, None, None)
    with lived.site.engine.begin() as connection:
        connection.execute(text(damage))
    with pytest.raises(Refusal, match=sentence):
        back_up(settings, LATER, None, None)
    noted = last_backup(settings.data_folder)
    assert noted is not None and noted.taken_at == NOON
    names = sorted(path.name for path in first.folder.parent.iterdir())
    assert names == ["20261124T040000Z", "20261124T050000Z-unverified"]
    with pytest.raises(Refusal):
        restore(elsewhere, first.folder.parent / names[1], first.keys)


@about_files
def test_keys_that_do_not_open_the_data_make_no_backup(lived: Lived, settings: Settings) -> None:
    (settings.key_folder / "field.key").write_bytes(bytes(32))
    with pytest.raises(Refusal, match="The keys do not belong to these data"):
        back_up(settings, NOON, None, None)
    assert last_backup(settings.data_folder) is None


# -- when it cannot be done -----------------------------------------------------------------------------------------


@about_files
def test_a_place_that_cannot_be_written_is_said_in_one_sentence(
    lived: Lived, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("")
    with pytest.raises(Refusal, match=r"^Nothing was kept in .*a file/x: Not a directory\."):
        back_up(settings, NOON, tmp_path / "a file" / "x", None)
    assert last_backup(settings.data_folder) is None


def test_a_database_that_does_not_answer_is_said(lived: Lived, settings: Settings, tmp_path: Path) -> None:
    gone = (
        "sqlite:////nowhere/at/all.sqlite3"
        if settings.postgres_programs is None
        else "postgresql+psycopg://127.0.0.1:1/x"
    )
    with pytest.raises(Refusal, match="The database does not answer"):
        back_up(replace(settings, database_url=gone), NOON, tmp_path / "to", None)
    assert list((tmp_path / "to").iterdir()) == []


@about_files
def test_a_folder_without_a_site_is_not_backed_up(elsewhere: Settings) -> None:
    with pytest.raises(Refusal, match="There is no site here"):
        back_up(elsewhere, NOON, None, None)
    assert not elsewhere.data_folder.exists()
