"""A site of its own on each database, with the standing cast in it, and an empty place to restore into."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, select

from exam_app.backups import Backup, back_up
from exam_app.db import make_engine
from exam_app.settings import Settings
from exam_app.work import Site, open_site
from tests import postgres
from tests.cast import Cast, make_cast
from tests.conftest import NOON
from tests.tables import make_tables

NUMBERS = count(1)
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Lived:
    """A site that people have used."""

    site: Site
    cast: Cast


@dataclass(frozen=True)
class Kind:
    """One kind of database: where a site on it has its settings, and one that has been lived in."""

    place: Callable[[Path, str | None], Settings]
    """Settings in a folder; the database is empty, or a copy of another."""
    folder: Path
    """Of the site that was lived in."""
    database: str
    cast: Cast


def live(place: Callable[[Path, str | None], Settings], folder: Path) -> Kind:
    """Making the standing cast takes longer than any backup: it is done once, and copied."""
    site = open_site(place(folder, None))
    make_tables(site.engine)
    cast = make_cast(site, NOON)
    site.engine.dispose()
    return Kind(place, folder, site.engine.url.database or "", cast)


@pytest.fixture(scope="session")
def sqlite_kind(tmp_path_factory: pytest.TempPathFactory) -> Kind:
    return live(lambda folder, _: Settings.for_folder(folder), tmp_path_factory.mktemp("lived"))


@pytest.fixture(scope="session")
def postgres_kind(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Kind:
    programs = postgres.binaries()
    assert programs is not None

    def place(folder: Path, copied: str | None) -> Settings:
        url = postgres.fresh_database(postgres_url, f"backup_{next(NUMBERS)}", copied)
        return Settings.for_folder(folder, database_url=url, postgres_programs=programs / "bin")

    return live(place, tmp_path_factory.mktemp("lived"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.getfixturevalue(f"{request.param}_kind")
    return found


@pytest.fixture
def empty_settings(kind: Kind, tmp_path: Path) -> Callable[[str], Settings]:
    """Settings of a place where nothing is yet."""
    return lambda name: kind.place(tmp_path / name, None)


@pytest.fixture
def files_only() -> None:
    """For what no database has a part in: once is enough. See the hook in tests/conftest.py."""


@pytest.fixture
def settings(kind: Kind, tmp_path: Path) -> Settings:
    """Of the site that is backed up."""
    folder = Path(shutil.copytree(kind.folder, tmp_path / "site"))
    return kind.place(folder, kind.database)


@pytest.fixture
def elsewhere(empty_settings: Callable[[str], Settings]) -> Settings:
    """Where a backup is restored."""
    return empty_settings("elsewhere")


@pytest.fixture
def lived(kind: Kind, settings: Settings) -> Iterator[Lived]:
    site = open_site(settings)
    yield Lived(site, kind.cast)
    site.engine.dispose()


@pytest.fixture
def backup(lived: Lived, settings: Settings) -> Backup:
    return back_up(settings, NOON, None, None)


def everything_in(settings: Settings) -> Rows:
    """Every row of every table."""
    engine = make_engine(settings.database_url)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables.sorted_tables
        }
    engine.dispose()
    return found
