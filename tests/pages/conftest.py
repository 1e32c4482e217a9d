"""The demo world behind an application, its visitors, and what each of them reaches."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from exam_app import create_app
from exam_app.demo.folder import Note
from exam_app.work import Site
from tests.pages.crawling import Crawl, crawl
from tests.pages.other_ways import other_ways
from tests.pages.visitors import LOOKING, Clients, Crawls, Each, Visitor, at_the_browser
from tests.pages.world import BUILT, build_at_noon, once_a_run, open_copy

STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
STARTS = ("/", "/home")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built world; read only."""
    return once_a_run(tmp_path_factory, "demo-world", build_at_noon)


@pytest.fixture(scope="session")
def opened(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Note]]:
    site, note = open_copy(demo_folder, tmp_path_factory.mktemp("world"))
    yield site, note
    site.engine.dispose()


@pytest.fixture(scope="session")
def world_app(opened: tuple[Site, Note]) -> Flask:
    """The demo site at the moment of its build."""
    app = create_app(site=opened[0], clock=lambda: BUILT, steady=lambda: 0.0)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture(scope="session")
def selects() -> dict[str, Any]:
    """Every different SELECT that the database has seen, with the parameters of its first time."""
    return {}


@pytest.fixture(scope="session")
def statements(opened: tuple[Site, Note], selects: dict[str, Any]) -> Callable[[], int]:
    """How many statements the database has seen."""
    seen = 0

    @event.listens_for(opened[0].engine, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, parameters: Any, *rest: object) -> None:
        nonlocal seen
        seen += statement.lstrip().startswith(STATEMENTS)
        if statement.startswith("SELECT"):
            selects.setdefault(statement, parameters)

    return lambda: seen


@pytest.fixture(scope="session")
def clients(world_app: Flask, opened: tuple[Site, Note]) -> Clients:
    """A browser for each visitor, signed in."""
    return Each(lambda visitor: at_the_browser(world_app, *opened, visitor))


@pytest.fixture(scope="session")
def crawls(world_app: Flask, opened: tuple[Site, Note], clients: Clients, statements: Callable[[], int]) -> Crawls:
    """What every visitor reaches by links and by the other ways, in Simplified Chinese."""

    def reached(visitor: Visitor) -> Crawl:
        client = clients[visitor]
        return crawl(world_app, client, (*STARTS, *other_ways(visitor, client, opened[0])), statements)

    return Each(reached)


@pytest.fixture(params=LOOKING, ids=lambda visitor: visitor.key)
def visitor(request: pytest.FixtureRequest) -> Visitor:
    found: Visitor = request.param
    return found
