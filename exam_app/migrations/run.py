"""Bring a database to a numbered version, from the command line and from tests."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade to ``revision`` in one transaction: a killed migration leaves the old tables."""
    command.upgrade(_config(engine), revision)


def migrate_down(engine: Engine, revision: str = "base") -> None:
    command.downgrade(_config(engine), revision)


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config
