"""The demo world as the page tests use it: built once a run, copied for each worker, its clock standing still."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from exam_app.demo.building import build
from exam_app.demo.folder import Note, read_note, tables, version, write_note
from exam_app.settings import Settings
from exam_app.work import Site, open_site
from tests.conftest import NOON
from tests.tables import make_tables

BUILT = NOON
"""The moment at which the world is built and at which its pages are looked at."""


def build_at_noon(folder: Path) -> None:
    """Build the world into a folder and note its sign-ins."""
    site = open_site(Settings.for_folder(folder, demo=True))
    make_tables(site.engine)
    world = build(site, BUILT)
    site.engine.dispose()
    write_note(folder, Note(version(), tables(), BUILT, BUILT, tuple(world.sign_ins)))


def once_a_run(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker to ask fills, and for which the others wait."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            draft = shared.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(shared)
    return shared


def open_copy(built: Path, folder: Path) -> tuple[Site, Note]:
    """A site on a copy of the built world: what a test writes, no other worker sees."""
    shutil.copytree(built, folder, dirs_exist_ok=True)
    note = read_note(folder)
    assert note is not None
    return open_site(Settings.for_folder(folder, demo=True)), note
