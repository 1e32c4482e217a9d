"""Alembic's entry: runs on the engine that exam_app.migrations.run hands over."""

from typing import Any, Literal

from alembic import context

import exam_app.models  # noqa: F401  - the metadata must be whole
from exam_app.db import Base, UTCDateTime
from exam_app.journal import Ledger  # noqa: F401
from exam_app.migrations.figures import state_figures


def render_type(kind: str, value: Any, autogen_context: Any) -> str | Literal[False]:
    if kind == "type" and isinstance(value, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_type,
            compare_type=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            state_figures(connection)
        connection.commit()


run()
