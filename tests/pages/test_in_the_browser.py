"""Every page in a real Chromium: axe finds nothing, nothing runs over the edge, the console is silent.

Every run looks at Simplified Chinese at two sizes; ``WATCHWORD_PAGES=all`` (make check-pages) at three languages, two
contrasts and three widths, and there also tries the keyboard, forced colours and windows without scripts (ui.md 4.6).
"""

import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from urllib.parse import urlsplit

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
from tests.pages import looking, pictures
from tests.pages.crawling import Crawl, Page
from tests.pages.visitors import PUBLIC, Clients, Crawls, Visitor
from tests.pages.world import BUILT
from tests.requirements import ROOT, absent

pytestmark = pytest.mark.browser

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


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
MADE_BY_SCRIPTS = {"officer.shell"}
"""Pages that nobody meets without scripts: the worker answers with it where there is no network."""
EVERYTHING = os.environ.get("WATCHWORD_PAGES") == "all"
ONLY_WHEN_ALL = pytest.mark.skipif(not EVERYTHING, reason="tried by make check-pages")
WrongPages = Callable[..., dict[str, list[str]]]
PICTURED = [Look(locale, "normal", ((1366, 768), (360, 640))) for locale in ("zh_Hans", "en")]
LOOKS = ALL if EVERYTHING else EVERY_RUN


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        absent("axe", "axe-core is not installed: run python hatch_build.py, which installs the frontend's packages")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def address(world_app: Flask, opened: tuple[Site, Note]) -> Iterator[str]:
    """The demo site on a port of its own."""
    app = create_app(site=opened[0], clock=lambda: BUILT, steady=lambda: 0.0)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def one_of_each(crawl: Crawl, visitor: Visitor) -> list[Page]:
    """The first page of each endpoint; what everybody sees is looked at with the public's eyes only."""
    found: dict[str, Page] = {}
    for page, _ in crawl.readable:
        if visitor == PUBLIC or not page.endpoint.startswith("public.") or page.endpoint == "public.own_account":
            found.setdefault(page.endpoint, page)
    return list(found.values())


def a_browser(
    browser: Browser, client: FlaskClient, address: str, look: Look, *, scripts: bool = True
) -> BrowserContext:
    """A browser that carries the visitor's session, in the wanted language and contrast."""
    with client.session_transaction() as session:
        before = {name: session.get(name) for name in ("locale", "contrast")}
        session.update(locale=look.locale, contrast=look.contrast)
    context = browser.new_context(reduced_motion="reduce", java_script_enabled=scripts)
    for name in ("watchword", "lease"):
        cookie = client.get_cookie(name)
        if cookie is not None:
            context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
    with client.session_transaction() as session:
        session.update({name: value for name, value in before.items() if value is not None})
    return context


def complaints_of(tab: Tab) -> list[str]:
    """What the console and the scripts complain of, added to the list as long as the tab lives."""
    said: list[str] = []
    tab.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    tab.on("pageerror", lambda error: said.append(f"script: {error}"))
    return said


def open_page(tab: Tab, url: str) -> list[str]:
    """Open a page; says so when it does not answer."""
    answer = tab.goto(url, wait_until="load")
    return [] if answer is not None and answer.status == 200 else [f"status {answer and answer.status}"]


def faults(tab: Tab, url: str, axe: str, sizes: Sequence[tuple[int, int]]) -> list[str]:
    """Everything that is wrong with one page, in windows of these sizes."""
    said = open_page(tab, url)
    looking.wait_for_scripts(tab)
    tab.evaluate(axe)
    for width, height in sizes:
        tab.set_viewport_size({"width": width, "height": height})
        found = (*looking.axe(tab, contrast=width == sizes[0][0]), *looking.shape(tab), *looking.spaced_text(tab))
        said += [f"{width}: {fault}" for fault in found]
    return said + list(looking.zoomed(tab, *sizes[0]))


def hard_faults(tab: Tab, url: str, sizes: Sequence[tuple[int, int]]) -> list[str]:
    """What is wrong for those who use the keyboard or choose their own colours."""
    said: list[str] = []
    for width, height in sizes:
        tab.set_viewport_size({"width": width, "height": height})
        said += open_page(tab, url)
        looking.wait_for_scripts(tab)
        said += [f"{width}: {fault}" for fault in looking.keyboard(tab)]
    return said + list(looking.forced_colours(tab))


def picture_faults(tab: Tab, url: str, visitor: Visitor, look: Look) -> list[str]:
    """What looks different from the picture that was accepted; each kind of page has one for each size."""
    said = open_page(tab, url)
    looking.wait_for_scripts(tab)
    kind = re.sub("[0-9a-f-]{36}", "id", urlsplit(url).path).strip("/").replace("/", "_") or "start"
    for width, height in look.sizes:
        tab.set_viewport_size({"width": width, "height": height})
        said += pictures.compare(tab, f"{look}/{width}/{visitor.key}-{kind}")
    return said


def scriptless_faults(tab: Tab, url: str) -> list[str]:
    return [*open_page(tab, url), *looking.without_scripts(tab)]


@pytest.fixture
def wrong_pages(
    browser: Browser,
    address: str,
    clients: Clients,
    crawls: Crawls,
    visitor: Visitor,
) -> WrongPages:
    """Judges one page of each kind that the visitor reaches; the addresses with their faults."""

    def judge_all(judge: Callable[[Tab, str], list[str]], look: Look, scripts: bool = True) -> dict[str, list[str]]:
        context = a_browser(browser, clients[visitor], address, look, scripts=scripts)
        # One tab for one page after the other: opening a tab takes longer than all that is looked at in it.
        tab = context.new_page()
        said = complaints_of(tab)
        wrong: dict[str, list[str]] = {}
        for page in one_of_each(crawls[visitor], visitor):
            if not scripts and page.endpoint in MADE_BY_SCRIPTS:
                continue
            if found := judge(tab, address + page.address) + said:
                wrong[page.address] = found
            said.clear()
        context.close()
        return wrong

    return judge_all


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_is_fit_to_be_seen(wrong_pages: WrongPages, axe: str, look: Look) -> None:
    assert wrong_pages(partial(faults, axe=axe, sizes=look.sizes), look) == {}


@ONLY_WHEN_ALL
def test_every_page_works_by_keyboard_and_in_forced_colours(wrong_pages: WrongPages) -> None:
    (look,) = EVERY_RUN
    assert wrong_pages(partial(hard_faults, sizes=look.sizes), look) == {}


@ONLY_WHEN_ALL
@pytest.mark.parametrize("look", PICTURED, ids=str)
def test_no_page_differs_from_its_accepted_picture(wrong_pages: WrongPages, visitor: Visitor, look: Look) -> None:
    assert wrong_pages(partial(picture_faults, visitor=visitor, look=look), look) == {}


@ONLY_WHEN_ALL
def test_no_page_has_a_dead_button_without_scripts(wrong_pages: WrongPages) -> None:
    assert wrong_pages(scriptless_faults, EVERY_RUN[0], scripts=False) == {}
