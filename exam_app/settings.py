"""Settings: one frozen dataclass read from the environment and refused at start-up if wrong.

Nothing else in the application reads the environment.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")


class SettingsInvalid(Exception):
    """A setting that cannot be right: names the variable, the value and what was expected."""


@dataclass(frozen=True)
class Settings:
    """How one site runs.

    ``data_folder`` holds the SQLite file and nothing secret; ``key_folder`` holds the keys and never lies inside
    ``data_folder``'s database, so that a copied database alone decrypts nothing (reliability.md 3, row 28).
    """

    data_folder: Path
    key_folder: Path
    database_url: str
    host: str = "verify.watchword.example"
    zone: ZoneInfo = DEFAULT_ZONE
    secure_cookies: bool = False
    demo: bool = False
    root_keys: tuple[str, ...] = ()
    postgres_programs: Path | None = None
    """Folder of pg_dump and pg_restore; None means that they are found on PATH."""
    most_age: int | None = None
    """An upper age of applicants that the office sets for itself; neither the Regulation nor Order 112 states one."""
    outage_minutes: int = 45
    """The most that is given back to one candidate for outages of a room; a longer one is made up for on another date
    (the limit of the national asset appraisers' computer examination of 2016)."""
    staff_idle_minutes: int = 15
    session_hours: int = 12

    @classmethod
    def for_folder(cls, folder: Path, **changes: object) -> "Settings":
        """Settings of a site that keeps everything in one folder, on SQLite unless a database is named."""
        folder = folder.resolve()
        values: dict[str, object] = {
            "data_folder": folder,
            "key_folder": folder / "keys",
            "database_url": f"sqlite:///{folder / 'watchword.sqlite3'}",
        }
        return cls(**{**values, **changes})  # type: ignore[arg-type]  # checked by the dataclass's own tests

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read WATCHWORD_* variables; raises :class:`SettingsInvalid` naming the first that is wrong.

        >>> Settings.from_environment({"WATCHWORD_DATA_FOLDER": "/srv/watchword"}).database_url
        'sqlite:////srv/watchword/watchword.sqlite3'
        """
        folder = Path(environment.get("WATCHWORD_DATA_FOLDER", "watchword-data"))
        changes: dict[str, object] = {"zone": _zone(environment.get("WATCHWORD_ZONE", "Asia/Shanghai"))}
        if "WATCHWORD_DATABASE_URL" in environment:
            changes["database_url"] = _database_url(environment["WATCHWORD_DATABASE_URL"])
        if "WATCHWORD_KEY_FOLDER" in environment:
            changes["key_folder"] = Path(environment["WATCHWORD_KEY_FOLDER"]).resolve()
        if "WATCHWORD_POSTGRES_PROGRAMS" in environment:
            changes["postgres_programs"] = Path(environment["WATCHWORD_POSTGRES_PROGRAMS"]).resolve()
        if "WATCHWORD_HOST" in environment:
            changes["host"] = _host(environment["WATCHWORD_HOST"])
        if "WATCHWORD_MOST_AGE" in environment:
            changes["most_age"] = _age(environment["WATCHWORD_MOST_AGE"])
        if "WATCHWORD_OUTAGE_MINUTES" in environment:
            changes["outage_minutes"] = _outage_minutes(environment["WATCHWORD_OUTAGE_MINUTES"])
        changes["secure_cookies"] = _flag(environment, "WATCHWORD_SECURE_COOKIES")
        changes["demo"] = _flag(environment, "WATCHWORD_DEMO")
        changes["root_keys"] = tuple(environment.get("WATCHWORD_ROOT_KEYS", "").split())
        return cls.for_folder(folder, **changes)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsInvalid(f"WATCHWORD_ZONE is {name!r}; expected a zone name such as Asia/Shanghai") from error


def _database_url(url: str) -> str:
    if url.startswith("sqlite:///"):
        return url
    if url.startswith(("postgresql://", "postgresql+psycopg://")):
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    raise SettingsInvalid(
        "WATCHWORD_DATABASE_URL must start with sqlite:/// or postgresql://; other databases are not supported"
    )


def _host(host: str) -> str:
    plain = host.replace("-", "").replace(".", "")
    if not (host == host.lower() and plain.isalnum() and plain.isascii() and not host.endswith(".")):
        raise SettingsInvalid(f"WATCHWORD_HOST is {host!r}; expected a lower-case host name without port or final dot")
    return host


def _age(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 18 < int(text) < 120):
        raise SettingsInvalid(f"WATCHWORD_MOST_AGE is {text!r}; expected an age in years between 19 and 119")
    return int(text)


def _flag(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "0")
    if value not in ("0", "1"):
        raise SettingsInvalid(f"{name} is {value!r}; expected 0 or 1")
    return value == "1"


def _outage_minutes(number: str) -> int:
    if not (number.isascii() and number.isdigit() and int(number) <= 120):
        raise SettingsInvalid(f"WATCHWORD_OUTAGE_MINUTES is {number!r}; expected whole minutes from 0 to 120")
    return int(number)
