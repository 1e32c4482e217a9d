"""What the two databases have in common for a backup: a part is written, opened in a scratch place, put back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, column, inspect, select, table

from exam_app.backups.figures import ledgers_of, rows_of
from exam_app.backups.manifest import LedgerFigure

Progress = Callable[[float], object]
"""Hears how much of a step is done, from 0 to 1."""
Proof = Callable[[Engine], None]
"""Raises :class:`~exam_app.errors.Refusal` for a database that does not hold what it should."""
VERSION = table("alembic_version", column("version_num"))
OF_MIGRATIONS = {"alembic_version", "sqlite_stat1"}


@dataclass(frozen=True)
class Written:
    """What the database held at the one moment whose state the part has."""

    schema: str
    rows: dict[str, int]
    ledgers: tuple[LedgerFigure, ...]


class Store(Protocol):
    """One kind of database."""

    @property
    def part(self) -> str:
        """The name of the file that holds the database."""

    def write(self, path: Path, progress: Progress) -> Written:
        """Write the state of one moment to a new file while others go on writing to the database."""

    def scratch(self, part: Path, place: Path) -> AbstractContextManager[Engine]:
        """The part restored into a database that is thrown away afterwards; files of it lie in ``place``."""

    def is_empty(self) -> bool:
        """Whether there is no database yet, or one without a row."""

    def put_back(self, part: Path, prove: Proof) -> None:
        """Make the part the site's database if it proves right; otherwise everything stays as it was."""


def within(progress: Progress, start: float, end: float) -> Progress:
    """Progress of a step that is only a piece of a longer one."""
    return lambda share: progress(start + (end - start) * share)


def held_by(connection: Connection, progress: Progress) -> Written:
    """What a database holds, seen in the transaction of this connection."""
    return Written(schema_of(connection) or "", rows_of(connection), ledgers_of(connection, progress))


def schema_of(connection: Connection) -> str | None:
    """The version of the tables; None where they were never made."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    found: str | None = connection.execute(select(VERSION.c.version_num)).scalar_one_or_none()
    return found


def holds_rows(connection: Connection) -> bool:
    """Whether any table but those of the migrations has a row."""
    names = set(inspect(connection).get_table_names()) - OF_MIGRATIONS
    return any(connection.execute(select(1).select_from(table(name)).limit(1)).first() for name in names)
