"""The demo world behind an application, its visitors, and what each of them reaches."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from exam_app.demo.folder import Note
from exam_app.work import Site
from tests.pages.visitors import LOOKING, VISITORS, Clients, Crawls, Visitor
from tests.pages.walked import Walked, browser_of, read_notes, walk_all, world_application
from tests.pages.world import build_at_noon, once_a_run, open_copy


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built world; read only."""
    return once_a_run(tmp_path_factory, "demo-world", build_at_noon)


@pytest.fixture(scope="session")
def walked_folder(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the world after everybody has walked through it; read only."""
    return once_a_run(tmp_path_factory, "walked-world", partial(walk_all, demo_folder))


@pytest.fixture(scope="session")
def walked(walked_folder: Path) -> Walked:
    return read_notes(walked_folder)


@pytest.fixture(scope="session")
def opened(walked_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Note]]:
    site, note = open_copy(walked_folder, tmp_path_factory.mktemp("world"))
    yield site, note
    site.engine.dispose()


@pytest.fixture(scope="session")
def world_app(opened: tuple[Site, Note]) -> Flask:
    return world_application(opened[0])


@pytest.fixture(scope="session")
def selects(walked: Walked) -> dict[str, Any]:
    return walked.selects


@pytest.fixture(scope="session")
def clients(world_app: Flask, walked: Walked) -> Clients:
    """A browser for each visitor, signed in."""
    return {visitor: browser_of(world_app, walked.cookies[visitor.key]) for visitor in VISITORS}


@pytest.fixture(scope="session")
def crawls(walked: Walked) -> Crawls:
    """What every visitor reaches by links and by the other ways, in Simplified Chinese."""
    return {visitor: walked.crawls[visitor.key] for visitor in VISITORS}


@pytest.fixture(params=LOOKING, ids=lambda visitor: visitor.key)
def visitor(request: pytest.FixtureRequest) -> Visitor:
    found: Visitor = request.param
    return found
