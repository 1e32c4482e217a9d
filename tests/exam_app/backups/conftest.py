"""A site of its own on each database, with the standing cast in it, and an empty place to restore into."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, select

from exam_app.backups import Backup, back_up
from exam_app.db import make_engine
from exam_app.migrations.run import migrate
from exam_app.settings import Settings
from exam_app.work import Site, open_site
from tests import postgres
from tests.cast import Cast, make_cast
from tests.conftest import NOON

NUMBERS = count(1)
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Settings]:
    """Settings of a place where nothing is yet."""

    def named(name: str) -> Settings:
        plain = Settings.for_folder(tmp_path / name)
        if request.param == "sqlite":
            return plain
        programs = postgres.binaries()
        url = postgres.fresh_database(request.getfixturevalue("postgres_url"), f"backup_{name}_{next(NUMBERS)}")
        assert programs is not None
        return replace(plain, database_url=url, postgres_programs=programs / "bin")

    return named


@pytest.fixture
def files_only() -> None:
    """For what no database has a part in: once is enough. See the hook in tests/conftest.py."""


@pytest.fixture
def settings(empty_settings: Callable[[str], Settings]) -> Settings:
    return empty_settings("site")


@pytest.fixture
def elsewhere(empty_settings: Callable[[str], Settings]) -> Settings:
    """Where a backup is restored."""
    return empty_settings("elsewhere")


@dataclass(frozen=True)
class Lived:
    """A site that people have used."""

    site: Site
    cast: Cast


@pytest.fixture
def lived(settings: Settings) -> Iterator[Lived]:
    site = open_site(settings)
    migrate(site.engine)
    yield Lived(site, make_cast(site, NOON))
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
