"""No lazy load is possible, and the database keeps what it was told to keep."""

import ast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

import exam_app.models  # noqa: F401  - the metadata must be whole
from exam_app.db import Base, make_engine
from exam_app.journal import Ledger  # noqa: F401
from exam_app.migrations.run import migrate, migrate_down
from exam_app.work import Site
from tests import postgres
from tests.cast import Cast
from tests.rules.source import calls, modules


def lazy_loaders(sources) -> list[str]:  # type: ignore[no-untyped-def]
    """Models that declare a relationship: the only thing a template could load behind our back."""
    return [name for name, tree in sources for called, _ in calls(tree) if called in ("relationship", "deferred")]


def test_no_model_can_load_lazily() -> None:
    assert lazy_loaders(modules("models", "journal.py")) == []


def test_a_relationship_is_found() -> None:
    assert lazy_loaders([("planted.py", ast.parse("person = relationship()"))]) == ["planted.py"]


def test_the_migrations_make_the_tables_that_the_models_state(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_has_a_name() -> None:
    nameless = [
        f"{table.name}: {constraint}"
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []


def test_migrations_run_down_and_up_again_on_sqlite(tmp_path) -> None:  # type: ignore[no-untyped-def]
    engine = make_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    up_and_down(engine)


@pytest.mark.postgres
def test_migrations_run_down_and_up_again_on_postgres(postgres_url: str) -> None:
    up_and_down(make_engine(postgres.fresh_database(postgres_url, "up_and_down")))


def up_and_down(engine: Engine) -> None:
    migrate(engine)
    tables = set(inspect(engine).get_table_names())
    assert tables >= set(Base.metadata.tables)
    migrate_down(engine)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    assert set(inspect(engine).get_table_names()) == tables
    engine.dispose()


APPEND_ONLY = sorted(m.class_.__tablename__ for m in Base.registry.mappers if m.class_.append_only)
VERBS = ("UPDATE {} SET id = id", "DELETE FROM {}")


@pytest.mark.parametrize("statement", VERBS)
def test_journal_entries_cannot_be_changed_or_removed(site: Site, cast: Cast, statement: str) -> None:
    with site.sessions.kw["bind"].begin_nested() as savepoint:
        with pytest.raises(DatabaseError, match="append only"):
            site.sessions.kw["bind"].execute(text(statement.format("journal_entry")))
        savepoint.rollback()


def test_every_append_only_model_has_its_triggers(engine: Engine) -> None:
    catalogue = (
        "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_delete'"
        if engine.dialect.name == "sqlite"
        else "SELECT DISTINCT event_object_table FROM information_schema.triggers "
        "WHERE trigger_name LIKE '%_append_only'"
    )
    with engine.connect() as connection:
        guarded = set(connection.execute(text(catalogue)).scalars())
    assert set(APPEND_ONLY) <= guarded


def test_replacing_a_row_is_refused_too(site: Site, cast: Cast) -> None:
    """SQLite's INSERT OR REPLACE deletes silently unless recursive triggers are on."""
    connection = site.sessions.kw["bind"]
    if connection.dialect.name != "sqlite":
        pytest.skip("SQLite's own verb")
    with pytest.raises(DatabaseError, match="append only"):
        connection.execute(text("INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry LIMIT 1"))
