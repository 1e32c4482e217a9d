"""Engine, session factory, column types and the two mixins every growing table uses.

SQLite and PostgreSQL behave alike (architecture B15): enums are VARCHAR with CHECK, times are UTC with microseconds,
foreign keys are enforced, and a write takes its lock late. The SQLite library itself is pinned to one without the
write-ahead-log race (reliability.md 0.1).
"""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pysqlite3
from sqlalchemy import (
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    Uuid,
    create_engine,
    event,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, Session, mapped_column, sessionmaker
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

SAFE_SQLITE = (3, 51, 3)
WRITE_LOCKED = "watchword_write_locked"
QUIET: dict[str, Any] = {"hide_parameters": True}
"""Errors do not quote the values of a statement: they are names and numbers, and errors reach logs."""
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 24}
"""Connections of a process: more than its pages and saves hold at once (PAGES_AT_ONCE in exam_app/ingest.py), so that
nobody waits for one while holding another."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC with microseconds. A naive moment is refused: whose noon would it be?"""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All mapped classes. Turns :func:`belongs_to` columns into composite foreign keys with their indexes."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        UUID: Uuid,
        bytes: LargeBinary,
        str: String,
    }
    append_only: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("__table__")
        if isinstance(table, Table):
            for column in table.columns:
                parent = column.info.get("belongs_to")
                if parent:
                    table.append_constraint(
                        ForeignKeyConstraint(["city_id", column.name], [f"{parent}.city_id", f"{parent}.id"])
                    )
                    if column.info["indexed"]:
                        Index(f"ix_{table.name}_{column.name}", table.c.city_id, column)


class CityOwned:
    """The key ``(city_id, id)`` of every table that grows (architecture B4).

    ``city_id`` is the six-digit division code of the city organ, ``id`` a UUIDv7 made by the application. A child
    cannot belong to another city than its parent, and the table can be partitioned or sharded by city.
    """

    city_id: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)


def belongs_to(parent: str, *, nullable: bool = False, index: bool = True) -> MappedColumn[Any]:
    """A column holding the id of a row of table ``parent`` in the same city.

    The composite foreign key ``(city_id, column) -> parent(city_id, id)`` is added by :class:`Base`, and with it the
    index over both columns. ``index=False`` where nobody asks by this column, or another index begins with the two.
    """
    return mapped_column(Uuid, nullable=nullable, info={"belongs_to": parent, "indexed": index})


def term_column(kind: type[StrEnum], *, nullable: bool = False) -> MappedColumn[Any]:
    """A column for one of our enums: VARCHAR with a CHECK, the member's value stored."""
    stored = Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=f"{kind.__name__.lower()}_known",
    )
    return mapped_column(stored, nullable=nullable)


class later(FunctionElement[date]):  # noqa: N801 - named as the functions of SQL are
    """``later(day, months, days)``: the day so many months and then days after a day.

    A month that is too short gives its last day, as :func:`exam_app.queries.assessment_dates.months_later` does.
    """

    type = Date()
    inherit_cache = True


@compiles(later, "sqlite")
def _later_on_sqlite(element: later, compiler: SQLCompiler, **options: Any) -> str:
    day, months, days = (compiler.process(part, **options) for part in element.clauses)
    return f"date({day}, '+' || {months} || ' months', 'floor', '+' || {days} || ' days')"


@compiles(later, "postgresql")
def _later_on_postgresql(element: later, compiler: SQLCompiler, **options: Any) -> str:
    day, months, days = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST({day} + make_interval(months => {months}, days => {days}) AS date)"


def make_engine(url: str) -> Engine:
    """An engine for a SQLite file or a PostgreSQL database.

    Raises :class:`RuntimeError` when the SQLite library could lose commits (older than 3.51.3).
    """
    if url.startswith("sqlite"):
        return _sqlite_engine(url)
    return create_engine(url, pool_pre_ping=True, **POOL, **QUIET)


def _sqlite_engine(url: str) -> Engine:
    if pysqlite3.sqlite_version_info < SAFE_SQLITE:
        raise RuntimeError(
            f"SQLite {pysqlite3.sqlite_version} can lose commits in write-ahead mode; 3.51.3 or newer is needed"
        )
    engine = create_engine(url, module=pysqlite3, connect_args={"timeout": 15, "check_same_thread": False}, **QUIET)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # The driver must not begin transactions by itself: BEGIN is ours, so that reads stay deferred.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def take_write_lock(session: Session) -> None:
    """Take SQLite's one write lock for this transaction; on PostgreSQL rows lock themselves.

    What was read before is a finished snapshot: as on PostgreSQL (READ COMMITTED), invariants are constraints or
    locked rows, never a value read earlier. Taking the lock late lets passwords be hashed and files be parsed first.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite" or connection.info.get(WRITE_LOCKED):
        return
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    connection.info[WRITE_LOCKED] = True


def begin_read_only(session: Session) -> Connection:
    """Make the database itself refuse writes until the transaction ends. Returns what :func:`end_read_only` needs."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only=ON")
    else:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    return connection


def end_read_only(session: Session, connection: Connection) -> None:
    """Let the connection write again and roll back; what was read stays readable.

    In this order: the rollback gives the connection back, and the session's next one may be another.
    """
    session.expunge_all()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    session.rollback()


def release_write_lock(connection: Connection) -> None:
    """Forget the mark of a finished transaction."""
    connection.info.pop(WRITE_LOCKED, None)


@dataclass(frozen=True)
class DatabaseState:
    """What kind of database answers, whether it takes writes, and the version of its tables."""

    name: str
    writable: bool
    version: str | None


def state_of(session: Session) -> DatabaseState:
    """Asked without writing: a page that looks must not change anything."""
    connection = session.connection()
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    if connection.dialect.name == "sqlite":
        file = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
        # The folder too: the write-ahead log is a file beside the database.
        writable = not file or all(os.access(path, os.W_OK) for path in (Path(file), Path(file).parent))
        return DatabaseState("SQLite", writable, version)
    standby, read_only = connection.exec_driver_sql(
        "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only')"
    ).one()
    return DatabaseState("PostgreSQL", not standby and read_only == "off", version)


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False, autoflush=True)
