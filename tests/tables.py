"""An empty database gets its tables: migrated once a process and server, and copied from then on.

A migration takes a hundred times as long as a copy of what it made. What a migration does by itself is promised in
``tests/rules/test_models.py``, and each ``watchword init`` of a journey migrates.
"""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pysqlite3
from sqlalchemy import URL, Connection, Engine

from exam_app.db import make_engine
from exam_app.migrations.run import migrate
from tests import postgres

MADE = "watchword_tables"
"""The database on a PostgreSQL server that the others are copied from."""


def make_tables(engine: Engine) -> None:
    """Fill an empty database that nobody else has open."""
    if engine.dialect.name == "sqlite":
        _copy_file(engine)
    else:
        _copy_on_server(engine)


def _copy_file(engine: Engine) -> None:
    made = _migrated()
    with engine.connect() as connection:  # it has not begun anything: a copy is no part of a transaction
        made.backup(_driver_of(connection))


def _driver_of(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _copy_on_server(engine: Engine) -> None:
    engine.dispose()  # a database is not made anew while somebody has it open
    server = engine.url.set(database="postgres")
    _migrate_on(server)
    assert engine.url.database is not None
    postgres.fresh_database(server.render_as_string(hide_password=False), engine.url.database, MADE)


@cache
def _migrated() -> Any:
    """A connection of the driver to a database in memory, which lasts as long as the process."""
    with tempfile.TemporaryDirectory(prefix="watchword-tables-") as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'tables.sqlite3'}")
        migrate(engine)
        kept = pysqlite3.connect(":memory:", check_same_thread=False)
        with engine.connect() as source:
            _driver_of(source).backup(kept)
        engine.dispose()
    return kept


@cache
def _migrate_on(server: URL) -> None:
    engine = make_engine(postgres.fresh_database(server.render_as_string(hide_password=False), MADE))
    migrate(engine)
    engine.dispose()
