"""Serving a site with granian: one process on SQLite, any number on PostgreSQL.

Plain HTTP on loopback only, HTTPS everywhere else.
"""

import gc
import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from exam_app import create_app
from exam_app.errors import Refusal
from exam_app.settings import Settings
from exam_app.steady_clock import SteadyClock
from exam_app.upkeep import keep_up
from exam_app.work import open_site

LOG = logging.getLogger("watchword")
THREADS = 256
"""As many requests as may be taken up at once. Saves wait for one another's commit and pages for their turn, so that
fewer would make smaller groups, and pages that wait would keep saves out (exam_app/ingest.py); a thread that waits
costs next to nothing."""
SWITCH_SECONDS = 0.001
"""How long a thread that makes a page may keep the interpreter while a save waits for it."""
CONNECTIONS = 16_384
"""Open ones; a page keeps its own. The server would leave the 1,025th unanswered until another closes."""
BACKLOG = 4_096
"""Connections that wait to be taken while a hall comes back after an outage."""


def serve_site(
    settings: Settings, host: str, port: int, *, tls: bool, echo: Callable[[str], object], processes: int = 1
) -> None:
    """Serve until interrupted. Refuses plain HTTP on an address that others can reach, and several processes on SQLite.

    Of several ``processes`` each takes any request, because nothing true lives in one (architecture B12); one that dies
    is started anew while the others go on. With ``tls`` it says the fingerprint of the site's authority, to be compared
    on each phone that shall trust it.
    """
    if not tls and not _loopback(host):
        raise Refusal("Plain HTTP is served on 127.0.0.1 only: passwords would cross the network. Use --tls auto.")
    if processes > 1 and settings.database_url.startswith("sqlite"):
        raise Refusal("SQLite is served by one process. For several, keep the site in PostgreSQL.")
    options: dict[str, Path] = {}
    if tls:
        certificate, key = _certificate(settings, host)
        echo(_fingerprint(settings))
        options = {"ssl_cert": certificate, "ssl_key": key}
        settings = replace(settings, secure_cookies=True)
    _hand_down(settings)
    # Sittings close at their deadline though nobody asks; the thread ends with this process.
    site = replace(open_site(settings), on_disk_fault=leave_at_once)
    threading.Thread(target=keep_up, args=(site, threading.Event(), SteadyClock()), daemon=True).start()
    Granian(
        "exam_app.serving:served_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        respawn_failed_workers=processes > 1,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        log_access=False,
        **options,  # type: ignore[arg-type]
    ).serve()


def served_app() -> Flask:
    """The application as a worker serves it, settings from the environment."""
    site = open_site(Settings.from_environment())
    app = create_app(site=replace(site, on_disk_fault=leave_at_once))
    settle()
    return app


def leave_at_once(error: BaseException) -> None:
    """End the process without a further word: what it still holds in memory must not be acknowledged.

    Whoever started it (systemd, a service manager) starts it anew, and it reads what the disk really holds.
    """
    LOG.critical("the disk failed (%s); this process ends and acknowledges nothing", type(error).__qualname__)
    os._exit(os.EX_IOERR)


def settle() -> None:
    """What stands now stands as long as the process: routes, templates, mappings, libraries.

    The collector of reference cycles does not walk through it any more while a long page makes its rows; that was a
    third of such a page's time (docs/performance.md).
    """
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_SECONDS)


def _certificate(settings: Settings, host: str) -> tuple[Path, Path]:
    from exam_app.local_authority import OutsideTheAuthority, server_certificate

    try:
        return server_certificate(settings.key_folder, host, datetime.now(UTC))
    except OutsideTheAuthority as error:
        raise Refusal(str(error)) from error


def _fingerprint(settings: Settings) -> str:
    from exam_app.local_authority import authority_file

    authority = authority_file(settings.key_folder)
    return f"Fingerprint of this site's authority (SHA-256): {authority.fingerprint if authority else 'missing'}"


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hand_down(settings: Settings) -> None:
    """The server's worker process reads its settings from the environment, as every process does."""
    os.environ.update(
        WATCHWORD_DATA_FOLDER=str(settings.data_folder),
        WATCHWORD_KEY_FOLDER=str(settings.key_folder),
        WATCHWORD_DATABASE_URL=settings.database_url,
        WATCHWORD_HOST=settings.host,
        WATCHWORD_ZONE=settings.zone.key,
        WATCHWORD_SECURE_COOKIES="1" if settings.secure_cookies else "0",
        WATCHWORD_DEMO="1" if settings.demo else "0",
        WATCHWORD_ROOT_KEYS=" ".join(settings.root_keys),
    )
