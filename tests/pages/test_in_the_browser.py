"""Every page in a real Chromium: axe finds nothing, nothing runs over the edge, the console is silent.

Every run looks at Simplified Chinese at two sizes; ``WATCHWORD_PAGES=all`` (make check-pages) at three languages, two
contrasts and three widths (ui.md 4.6).
"""

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab
from werkzeug.serving import make_server

from exam_app import create_app
from exam_app.demo.folder import Note
from exam_app.web.rendering import LOCALES
from exam_app.work import Site
from tests.pages.crawling import Crawl, Page
from tests.pages.visitors import PUBLIC, Visitor
from tests.pages.world import BUILT
from tests.requirements import ROOT, absent

pytestmark = pytest.mark.browser

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async () => (await axe.run(document, {preload: false, resultTypes: ["violations"]})).violations
    .map(each => `axe ${each.id}: ${each.nodes.map(node => node.target.join(" ")).slice(0, 3).join(", ")}`)"""
WIDER = """() => [...document.querySelectorAll("body *")].reverse()
    .filter(each => each.getBoundingClientRect().left + each.scrollWidth > document.documentElement.clientWidth + 1)
    .map(each => each.tagName + "." + each.className).slice(0, 3)"""
OVERFLOWS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass(frozen=True)
class Look:
    """How a page is looked at; each in windows of every size."""

    locale: str
    contrast: str
    sizes: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        return f"{self.locale}-{self.contrast}"


EVERY_RUN = [Look("zh_Hans", "normal", ((1366, 768), (360, 640)))]
ALL = [Look(*each, ((1366, 768), (360, 640), (320, 568))) for each in product(LOCALES, ("normal", "high"))]


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        absent("axe", "axe-core is not installed: run python hatch_build.py, which installs the frontend's packages")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def address(world_app: Flask, opened: tuple[Site, Note]) -> Iterator[str]:
    """The demo site on a port of its own."""
    app = create_app(site=opened[0], clock=lambda: BUILT)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=ALL if os.environ.get("WATCHWORD_PAGES") == "all" else EVERY_RUN, ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    found: Look = request.param
    return found


def one_of_each(crawl: Crawl, visitor: Visitor) -> list[Page]:
    """The first page of each endpoint; what everybody sees is looked at with the public's eyes only."""
    found: dict[str, Page] = {}
    for page, _ in crawl.readable:
        if visitor == PUBLIC or not page.endpoint.startswith("public.") or page.endpoint == "public.own_account":
            found.setdefault(page.endpoint, page)
    return list(found.values())


def a_browser(browser: Browser, client: FlaskClient, address: str, look: Look) -> BrowserContext:
    """A browser that carries the visitor's session, in the wanted language and contrast."""
    with client.session_transaction() as session:
        before = {name: session.get(name) for name in ("locale", "contrast")}
        session.update(locale=look.locale, contrast=look.contrast)
    context = browser.new_context(reduced_motion="reduce")
    for name in ("watchword", "lease"):
        cookie = client.get_cookie(name)
        if cookie is not None:
            context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
    with client.session_transaction() as session:
        session.update({name: value for name, value in before.items() if value is not None})
    return context


def faults(tab: Tab, url: str, axe: str, sizes: Sequence[tuple[int, int]]) -> list[str]:
    """Everything that is wrong with one page, in windows of these sizes."""
    said: list[str] = []
    tab.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    tab.on("pageerror", lambda error: said.append(f"script: {error}"))
    answer = tab.goto(url, wait_until="load")
    if answer is None or answer.status != 200:
        return [f"status {answer and answer.status}"]
    # Evaluated through the debugger: the page's own policy refuses scripts from elsewhere (ui.md 2.6).
    tab.evaluate(axe)
    for width, height in sizes:
        tab.set_viewport_size({"width": width, "height": height})
        said += [f"{width}: {fault}" for fault in _faults_at_this_size(tab)]
    return said


def _faults_at_this_size(tab: Tab) -> list[str]:
    said: list[str] = tab.evaluate(RUN_AXE)
    if tab.evaluate(OVERFLOWS):
        said.append(f"runs over the edge: {tab.evaluate(WIDER)}")
    if (headings := tab.locator("h1:visible").count()) != 1:
        said.append(f"{headings} first headings")
    return said


def test_every_page_is_fit_to_be_seen(
    browser: Browser,
    axe: str,
    address: str,
    clients: dict[Visitor, FlaskClient],
    crawls: dict[Visitor, Crawl],
    visitor: Visitor,
    look: Look,
) -> None:
    wrong: dict[str, list[str]] = {}
    context = a_browser(browser, clients[visitor], address, look)
    for page in one_of_each(crawls[visitor], visitor):
        tab = context.new_page()
        if found := faults(tab, address + page.address, axe, look.sizes):
            wrong[page.address] = found
        tab.close()
    context.close()
    assert wrong == {}
