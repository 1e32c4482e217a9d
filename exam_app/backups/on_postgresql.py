"""PostgreSQL: pg_dump and pg_restore of the database's own version; nobody else can read its catalogue right.

The dump takes the snapshot of a transaction of ours, in which the figures are counted, so both show one moment.
"""

import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, func, make_url, select
from sqlalchemy.exc import ProgrammingError

from exam_app.backups.manifest import settle
from exam_app.backups.store import Progress, Proof, Written, held_by, holds_rows, within
from exam_app.db import make_engine
from exam_app.errors import Refusal

RESTORE = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password")
DUMP = ("--format=custom", "--no-owner", "--no-privileges", "--no-password", "--verbose")
COUNTED = 0.5
"""How much of the time of writing goes into counting and hashing first."""
DUMPING = "dumping contents of table"


@dataclass(frozen=True)
class PostgresStore:
    """The PostgreSQL database of a site."""

    url: str
    programs: Path | None
    part: str = "database.dump"

    def write(self, path: Path, progress: Progress) -> Written:
        engine = make_engine(self.url)
        try:
            with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
                program = self._program("pg_dump", engine)
                snapshot = connection.execute(select(func.pg_export_snapshot())).scalar_one()
                written = held_by(connection, within(progress, 0, COUNTED))
                path.touch(mode=0o600, exist_ok=False)
                command = [program, *DUMP, f"--snapshot={snapshot}", f"--file={path}"]
                _run(command, make_url(self.url), _tables_heard(within(progress, COUNTED, 1), len(written.rows)))
        finally:
            engine.dispose()
        settle(path)
        return written

    @contextmanager
    def scratch(self, part: Path, place: Path) -> Iterator[Engine]:
        """A database of its own on the same server; the role of the site has to be allowed to make one."""
        url = make_url(self.url)
        name = f"watchword_scratch_{secrets.token_hex(6)}"
        server = create_engine(url, isolation_level="AUTOCOMMIT", hide_parameters=True)
        try:
            with server.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        except ProgrammingError as error:
            server.dispose()
            raise Refusal(
                "The backup cannot be tried out: the database role may not create a scratch database. "
                "Allow it with ALTER ROLE … CREATEDB.",
            ) from error
        engine = make_engine(url.set(database=name).render_as_string(hide_password=False))
        try:
            _run([self._program("pg_restore", server), *RESTORE, str(part)], engine.url)
            yield engine
        finally:
            engine.dispose()
            with server.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name}")
            server.dispose()

    def is_empty(self) -> bool:
        engine = make_engine(self.url)
        try:
            with engine.connect() as connection:
                return not holds_rows(connection)
        finally:
            engine.dispose()

    def put_back(self, part: Path, prove: Proof) -> None:
        """Proved in a scratch database first; the restore itself is one transaction, which also drops empty tables."""
        with tempfile.TemporaryDirectory() as place, self.scratch(part, Path(place)) as scratch:
            prove(scratch)
        engine = make_engine(self.url)
        try:
            program = self._program("pg_restore", engine)
            _run([program, *RESTORE, "--clean", "--if-exists", str(part)], engine.url)
            prove(engine)
        finally:
            engine.dispose()

    def _program(self, name: str, engine: Engine) -> str:
        """The path of pg_dump or pg_restore; refuses one that is missing or older than the server."""
        with engine.connect() as connection:
            server = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
        found = shutil.which(name, path=self.programs)
        if found is None:
            raise Refusal(
                "%(program)s is not found. Install the client programs of PostgreSQL %(version)s (on Debian the "
                "package postgresql-client-%(version)s), or name their folder in WATCHWORD_POSTGRES_PROGRAMS.",
                program=name,
                version=server,
            )
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
        if int(said.split("(PostgreSQL) ")[1].split(".")[0]) < server:
            raise Refusal(
                "%(program)s is older than the server. Install the client programs of PostgreSQL %(version)s, "
                "or name their folder in WATCHWORD_POSTGRES_PROGRAMS.",
                program=name,
                version=server,
            )
        return found


def _tables_heard(progress: Progress, tables: int):  # type: ignore[no-untyped-def]  # hears lines of pg_dump
    done = 0

    def hear(line: str) -> None:
        nonlocal done
        if DUMPING in line:
            done += 1
            progress(min(done / max(tables, 1), 1))

    return hear


def _run(command: Sequence[str], url: URL, hear=lambda line: None) -> None:  # type: ignore[no-untyped-def]
    """Run a client program on a database. The password goes through a file: a command line is for all to read."""
    with tempfile.NamedTemporaryFile("w", prefix="watchword-", suffix=".pgpass") as passwords:
        passwords.write(f"*:*:*:*:{_escaped(url.password or '')}\n")
        passwords.flush()
        address = url.set(drivername="postgresql", password=None).update_query_dict({"passfile": passwords.name})
        named = f"--dbname={address.render_as_string(hide_password=False)}"
        with subprocess.Popen([command[0], named, *command[1:]], stderr=subprocess.PIPE, text=True) as running:
            assert running.stderr is not None
            said = ""
            for line in running.stderr:
                said = line.strip() or said
                hear(line)
    if running.returncode:
        why = said.rstrip(".") or f"exit code {running.returncode}"
        raise Refusal("%(program)s stopped: %(why)s. Nothing was kept.", program=Path(command[0]).name, why=why)


def _escaped(password: str) -> str:
    return password.replace("\\", "\\\\").replace(":", "\\:")
