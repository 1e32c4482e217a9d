"""The demo world after everybody has walked through it: walked once a run, then copied for each worker."""

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from exam_app import create_app
from exam_app.work import Site
from tests.pages.crawling import Crawl, crawl
from tests.pages.other_ways import other_ways
from tests.pages.visitors import VISITORS, at_the_browser
from tests.pages.world import BUILT, open_copy

STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
STARTS = ("/", "/home")
COOKIES = ("watchword", "lease")
NOTES = "walked.pickle"
"""Beside the walked world: what was met on the way."""


@dataclass(frozen=True)
class Walked:
    """What everybody met, and how everybody's browser was left."""

    crawls: dict[str, Crawl]
    cookies: dict[str, dict[str, str]]
    """Both by the visitor's key."""
    selects: dict[str, Any]
    """Every different SELECT that the database saw, with the parameters of its first time."""


def world_application(site: Site) -> Flask:
    """The demo site at the moment of its build."""
    app = create_app(site=site, clock=lambda: BUILT, steady=lambda: 0.0)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


def walk_all(built: Path, folder: Path) -> None:
    """Let every visitor follow all links, in Simplified Chinese, through a copy of the built world in ``folder``."""
    site, note = open_copy(built, folder)
    app, seen, selects = world_application(site), 0, dict[str, Any]()

    @event.listens_for(site.engine, "before_cursor_execute")
    def listen(connection: object, cursor: object, statement: str, parameters: Any, *rest: object) -> None:
        nonlocal seen
        seen += statement.lstrip().startswith(STATEMENTS)
        if statement.startswith("SELECT"):
            selects.setdefault(
                statement, tuple(bytes(each) if isinstance(each, memoryview) else each for each in parameters)
            )

    crawls, cookies = {}, {}
    for visitor in VISITORS:
        client = at_the_browser(app, site, note, visitor)
        starts = (*STARTS, *other_ways(visitor, client, site))
        crawls[visitor.key] = crawl(app, client, starts, lambda: seen)
        cookies[visitor.key] = {name: found.value for name in COOKIES if (found := client.get_cookie(name)) is not None}
    site.engine.dispose()
    (folder / NOTES).write_bytes(pickle.dumps(Walked(crawls, cookies, selects)))


def read_notes(folder: Path) -> Walked:
    """What :func:`walk_all` noted in its folder."""
    found: Walked = pickle.loads((folder / NOTES).read_bytes())
    return found


def browser_of(app: Flask, cookies: dict[str, str]) -> FlaskClient:
    """A browser as its visitor left it."""
    client = app.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value)
    return client
