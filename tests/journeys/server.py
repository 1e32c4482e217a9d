"""The installed program as its operator runs it: the ``watchword`` command with settings from the environment."""

import http.client
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from exam_app.settings import Settings
from tests import postgres

PATIENCE_SECONDS = 60
WATCHWORD = (sys.executable, "-c", "from exam_app.cli import main; main()")

Environment = Mapping[str, str]


def empty_place(request: pytest.FixtureRequest, folder: Path, database: str) -> Settings:
    """Settings of a site that keeps everything in ``folder``; ``request.param`` says on which database.

    On PostgreSQL its database is a fresh one of that name.
    """
    if request.param == "sqlite":
        return Settings.for_folder(folder)
    url, programs = request.getfixturevalue("postgres_url"), postgres.binaries()
    assert programs is not None
    return Settings.for_folder(
        folder, database_url=postgres.fresh_database(url, database), postgres_programs=programs / "bin"
    )


def environment_of(settings: Settings) -> Environment:
    """What an operator sets so that the command finds this site."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WATCHWORD_")}
    named = {"WATCHWORD_DATA_FOLDER": str(settings.data_folder), "WATCHWORD_DATABASE_URL": settings.database_url}
    if settings.postgres_programs:
        named["WATCHWORD_POSTGRES_PROGRAMS"] = str(settings.postgres_programs)
    return inherited | named


def run(environment: Environment, *words: str) -> str:
    """What a command of the operator's prints; it must succeed."""
    done = subprocess.run([*WATCHWORD, *words], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def set_up(environment: Environment, **answers: str) -> str:
    """``watchword init`` in an empty database; the one-time code that it prints."""
    options = [word for name, answer in answers.items() for word in (f"--{name.replace('_', '-')}", answer)]
    printed = run(environment, "init", *options)
    code = re.search(r"one-time code (\S+)", printed)
    assert code is not None, printed
    return code[1]


@dataclass
class Server:
    """``watchword serve`` as a process group, which can be killed and started again."""

    environment: Environment
    port: int
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*WATCHWORD, "serve", "--port", str(self.port), *self.options],
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_it_lives()

    def kill(self) -> None:
        """Every process of the server at once, with no chance to say goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def processes(self) -> set[int]:
        """Those that take requests, without the one that started them."""
        return set(_group_of(self.process.pid)) - {self.process.pid}

    def let_files_grow_to(self, size: int) -> None:
        """From now on no process of the server can write beyond so many bytes of any file; existing ones stay."""
        for member in _group_of(self.process.pid):
            resource.prlimit(member, resource.RLIMIT_FSIZE, (size, size))

    def _wait_until_it_lives(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                try:
                    connection.request("GET", "/live")
                    if connection.getresponse().status == 200:
                        return
                except OSError:
                    time.sleep(0.1)
        raise AssertionError("the server did not come up")


def _group_of(leader: int) -> Iterator[int]:
    """The processes of a group."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(ProcessLookupError):
                if os.getpgid(int(folder.name)) == leader:
                    yield int(folder.name)


@contextmanager
def serving(environment: Environment, *options: str) -> Iterator[Server]:
    """A server on a free port of this machine, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = Server(environment, probe.getsockname()[1], options)
    server.start()
    try:
        yield server
    finally:
        server.kill()
