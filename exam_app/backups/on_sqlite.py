"""SQLite: a copy by the library's own online backup, never a copied file (reliability.md 4a, "copy under load")."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pysqlite3
from sqlalchemy import Engine, make_url

from exam_app.backups.manifest import copy_file, said_of_the_disk, settle
from exam_app.backups.store import Progress, Proof, Written, held_by, holds_rows, within
from exam_app.db import make_engine
from exam_app.errors import Refusal

PAGES_AT_ONCE = 100
COUNTED = 0.6
"""How much of the time of writing goes into counting and hashing first."""
LEFTOVERS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class SqliteStore:
    """The SQLite file of a site."""

    url: str
    part: str = "database.sqlite3"

    @property
    def _file(self) -> Path:
        return Path(make_url(self.url).database or "")

    def write(self, path: Path, progress: Progress) -> Written:
        """The figures and the copy are taken in one read transaction, so a writer in between changes neither.

        Reading holds nobody up in write-ahead mode. Without the transaction every commit would begin the copy anew.
        """
        engine = make_engine(self.url)
        with closing(_Disposed(engine)), engine.connect() as connection:
            written = held_by(connection, within(progress, 0, COUNTED))
            path.touch(mode=0o600, exist_ok=False)
            with closing(pysqlite3.connect(str(path))) as target:
                source = connection.connection.driver_connection
                assert source is not None
                with _said(path.parent):
                    source.backup(target, pages=PAGES_AT_ONCE, progress=_heard(within(progress, COUNTED, 1)))
                    target.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing in a log beside it
        settle(path)
        return written

    @contextmanager
    def scratch(self, part: Path, place: Path) -> Iterator[Engine]:
        copy = place / self.part
        for _ in copy_file(part, copy):
            pass
        engine = make_engine(f"sqlite:///{copy}")
        try:
            yield engine
        finally:
            engine.dispose()
            _remove(copy)

    def is_empty(self) -> bool:
        if not self._file.exists():
            return True
        engine = make_engine(self.url)
        with closing(_Disposed(engine)), engine.connect() as connection:
            return not holds_rows(connection)

    def put_back(self, part: Path, prove: Proof) -> None:
        """The proof is made on the very file that is then given the database's name."""
        draft = self._file.with_name(self._file.name + ".unfinished")
        _remove(draft)
        try:
            with said_of_the_disk(draft.parent):
                for _ in copy_file(part, draft):
                    pass
            engine = make_engine(f"sqlite:///{draft}")
            try:
                prove(engine)
            finally:
                engine.dispose()
            for leftover in LEFTOVERS:  # of an empty database that stood here; its log must not meet the new file
                self._file.with_name(self._file.name + leftover).unlink(missing_ok=True)
            draft.replace(self._file)
            settle(self._file.parent)
        finally:
            _remove(draft)


@dataclass(frozen=True)
class _Disposed:
    """Closes an engine where a ``with`` ends."""

    engine: Engine

    def close(self) -> None:
        self.engine.dispose()


def _heard(progress: Progress):  # type: ignore[no-untyped-def]  # what the driver calls after each step
    return lambda status, remaining, total: progress(1 - remaining / max(total, 1))


@contextmanager
def _said(place: Path) -> Iterator[None]:
    try:
        yield
    except (pysqlite3.Error, sqlite3.Error) as error:
        raise Refusal(
            "Nothing was kept in %(place)s: %(why)s. Free space or choose another folder, then try again.",
            place=place,
            why=str(error),
        ) from error


def _remove(database: Path) -> None:
    for suffix in ("", *LEFTOVERS):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
