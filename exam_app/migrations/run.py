"""Bring a database to a numbered version, from the command line and from tests."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade to ``revision`` in one transaction: a killed migration leaves the old tables."""
    command.upgrade(_config(engine), revision)


def migrate_down(engine: Engine, revision: str = "base") -> None:
    command.downgrade(_config(engine), revision)


@lru_cache(maxsize=1)
def newest_revision() -> str:
    """The version of the tables that this program works on."""
    return str(ScriptDirectory.from_config(_scripts()).get_current_head())


def is_known(revision: str) -> bool:
    """Whether this program has a migration of that number; a newer program's it does not know."""
    try:
        return ScriptDirectory.from_config(_scripts()).get_revision(revision) is not None
    except CommandError:
        return False


def _config(engine: Engine) -> Config:
    config = _scripts()
    config.attributes["engine"] = engine
    return config


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
