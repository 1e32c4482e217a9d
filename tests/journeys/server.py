"""The installed program as its operator runs it: the ``watchword`` command with settings from the environment."""

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from exam_app.db import make_engine

PATIENCE_SECONDS = 60
WATCHWORD = (sys.executable, "-c", "from exam_app.cli import main; main()")

Environment = Mapping[str, str]


def environment_of(folder: Path, database_url: str | None = None) -> Environment:
    """Settings of a new site that keeps everything in ``folder``, but the database where one is named."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WATCHWORD_")}
    settings = {"WATCHWORD_DATA_FOLDER": str(folder)}
    if database_url is not None:
        settings["WATCHWORD_DATABASE_URL"] = database_url
    return inherited | settings


def empty_database(server_url: str) -> str:
    """The address of a new, empty database on a running PostgreSQL."""
    server, name = make_url(server_url), f"line_{secrets.token_hex(4)}"
    engine = make_engine(server_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def set_up(environment: Environment, **answers: str) -> str:
    """``watchword init`` in an empty database; the one-time code that it prints."""
    options = [word for name, answer in answers.items() for word in (f"--{name.replace('_', '-')}", answer)]
    done = subprocess.run([*WATCHWORD, "init", *options], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    code = re.search(r"one-time code (\S+)", done.stdout)
    assert code is not None, done.stdout
    return code[1]


@contextmanager
def serving(environment: Environment) -> Iterator[str]:
    """``watchword serve`` on a free port of this machine; the address where it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = subprocess.Popen(
        [*WATCHWORD, "serve", "--port", str(port)],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_lives(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_it_lives(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("GET", "/live")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
    raise AssertionError("the server did not come up")
