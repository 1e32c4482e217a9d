"""The commands as an operator meets them: on the command line, with settings from the environment."""

import re
import resource
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from exam_app.backups import Backup, back_up
from exam_app.db import make_engine
from exam_app.errors import Refusal
from exam_app.settings import Settings
from exam_app.work import open_site
from tests import postgres
from tests.cast import make_cast
from tests.conftest import NOON
from tests.exam_app.backups.conftest import Lived, everything_in
from tests.journeys.server import WATCHWORD, environment_of
from tests.tables import make_tables

SMALL = 300_000
"""Bytes; less than any copy of the database."""


def run(settings: Settings, *words: str, small_disk: bool = False) -> subprocess.CompletedProcess[str]:
    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))

    return subprocess.run(
        [*WATCHWORD, *words],
        env=environment_of(settings),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=narrow if small_disk else None,
    )


def test_a_backup_and_its_way_back(lived: Lived, settings: Settings, elsewhere: Settings) -> None:
    made = run(settings, "backup")
    assert made.returncode == 0, made.stderr
    found = re.search(
        r"Verified backup: (\S+) \(\d+ rows, \d\.\d MB\)\.\nIts keys: (\S+)\. Keep them apart", made.stdout
    )
    assert found, made.stdout
    assert "Both lie on the disk of the site itself." in made.stdout
    restored = run(elsewhere, "restore", found[1], "--keys", found[2])
    assert restored.returncode == 0, restored.stderr
    assert re.search(r"Restored \d+ rows and all ledgers as of 20\d\d-\d\d-\d\d \d\d:\d\d\.", restored.stdout)
    assert everything_in(elsewhere) == everything_in(settings)


def test_a_refusal_is_one_sentence_and_no_stack(lived: Lived, settings: Settings, tmp_path: Path) -> None:
    refused = run(settings, "restore", str(tmp_path))
    assert refused.returncode == 1
    assert refused.stderr == "There is no backup in this folder: manifest.json is missing.\n"


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    settings = Settings.for_folder(tmp_path / "site")
    site = open_site(settings)
    make_tables(site.engine)
    make_cast(site, NOON)
    site.engine.dispose()
    full = run(settings, "backup", "--to", str(tmp_path / "to"), small_disk=True)
    assert full.returncode == 1
    assert re.fullmatch(
        r"Nothing was kept in \S+: .+\. Free space or choose another folder, then try again\.\n", full.stderr
    )
    assert list((tmp_path / "to").iterdir()) == []
    assert not (settings.data_folder / "last-backup.json").exists()


def test_a_full_disk_leaves_an_empty_site_empty(tmp_path: Path) -> None:
    settings, elsewhere = Settings.for_folder(tmp_path / "site"), Settings.for_folder(tmp_path / "elsewhere")
    site = open_site(settings)
    make_tables(site.engine)
    make_cast(site, NOON)
    site.engine.dispose()
    made = back_up(settings, NOON, None, None)
    full = run(elsewhere, "restore", str(made.folder), "--keys", str(made.keys), small_disk=True)
    assert full.returncode == 1 and full.stderr.startswith("Nothing was kept in"), full.stderr
    assert list(elsewhere.data_folder.iterdir()) == []


# -- status ---------------------------------------------------------------------------------------------------------


def test_status_fails_while_anything_is_red(lived: Lived, settings: Settings) -> None:
    before = run(settings, "status")
    assert before.returncode == 1, before.stderr
    assert re.search(r"✖ Act now +Last verified backup +Never\n +Run “watchword backup”", before.stdout)
    assert before.stdout.startswith("✖ ")
    assert run(settings, "backup").returncode == 0
    after = run(settings, "status")
    assert after.returncode == 0, after.stdout
    assert re.search(r"✔ In order +Database", after.stdout)


def test_status_tells_the_last_backup_when_the_database_is_gone(
    settings: Settings, backup: Backup, lived: Lived
) -> None:
    gone = (
        "sqlite:////nowhere/x.sqlite3" if settings.postgres_programs is None else "postgresql+psycopg://127.0.0.1:1/x"
    )
    said = run(replace(settings, database_url=gone), "status")
    assert said.returncode == 1, said.stderr
    assert re.search(r"✖ Act now +Database +Does not answer", said.stdout)
    assert re.search(r"Last verified backup .*\(2026-11-24 12:00\)", said.stdout)


def test_status_of_no_site_makes_none(tmp_path: Path) -> None:
    said = run(Settings.for_folder(tmp_path / "nothing"), "status")
    assert (said.returncode, said.stderr[:21]) == (1, "There is no site here")
    assert not (tmp_path / "nothing").exists()


# -- PostgreSQL's programs ------------------------------------------------------------------------------------------


@pytest.fixture
def on_postgres(postgres_url: str, tmp_path: Path) -> Settings:
    programs = postgres.binaries()
    assert programs is not None
    settings = Settings.for_folder(
        tmp_path / "site",
        database_url=postgres.fresh_database(postgres_url, "programs"),
        postgres_programs=programs / "bin",
    )
    site = open_site(settings)
    make_tables(site.engine)
    site.engine.dispose()
    return settings


@pytest.mark.postgres
def test_a_missing_pg_dump_is_said_with_how_to_get_it(on_postgres: Settings, tmp_path: Path) -> None:
    with pytest.raises(
        Refusal, match=r"pg_dump is not found\. Install the client programs of PostgreSQL \d+ \(on Debian"
    ):
        back_up(replace(on_postgres, postgres_programs=tmp_path), NOON, None, None)


@pytest.mark.postgres
def test_a_pg_dump_older_than_the_server_is_refused(on_postgres: Settings, tmp_path: Path) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o700)
    with pytest.raises(Refusal, match="pg_dump is older than the server"):
        back_up(replace(on_postgres, postgres_programs=tmp_path), NOON, None, None)


@pytest.mark.postgres
def test_a_role_that_may_make_no_database_is_told_what_it_needs(on_postgres: Settings) -> None:
    engine = make_engine(on_postgres.database_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP ROLE IF EXISTS narrow"))
        connection.execute(text("CREATE ROLE narrow LOGIN IN ROLE pg_read_all_data"))
    url = engine.url.set(username="narrow").render_as_string(hide_password=False)
    with pytest.raises(Refusal, match=r"may not create a scratch database\. Allow it with ALTER ROLE … CREATEDB"):
        back_up(replace(on_postgres, database_url=url), NOON, None, None)
    engine.dispose()
