"""Each check of a page in a browser finds the fault it is there for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.pages import looking, pictures

pytestmark = pytest.mark.browser

GOOD = "<h1>好</h1><main><p>一</p><button form=f>二</button><form id=f><button>三</button></form></main>"
PLANTED = [
    (looking.shape, "<h1>一</h1><main><p style='display: none'><a href=a>二</a></p></main>", "not shown: ['二']"),
    (looking.shape, "<h1>一</h1><h1>二</h1>", "2 first headings"),
    (looking.shape, "<h1>一</h1><p style='width: 2000px'>二</p>", "runs over the edge"),
    (
        looking.spaced_text,
        "<main><p style='width: 9em; overflow: hidden; white-space: nowrap'>这九个字刚好放得下</p>",
        "cut",
    ),
    (looking.keyboard, "<a href=a style='outline: none'>一</a>", "without a ring"),
    (looking.keyboard, "<a href=a>一</a><div style='position: fixed; inset: 0; background: red'></div>", "out of view"),
    (looking.keyboard, "<a href=a tabindex=2>一</a><a href=b tabindex=1>二</a>", "tab order: [1, 0]"),
    (looking.without_scripts, "<h1>一</h1><button type=button>二</button>", "these do nothing: ['二']"),
]


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("check", "page", "fault"), PLANTED, ids=[fault for _, _, fault in PLANTED])
def test_a_planted_fault_is_found(tab: Tab, check: Callable[[Tab], Iterator[str]], page: str, fault: str) -> None:
    tab.set_content(f"<style>*:focus {{ outline: 2px solid }}</style>{page}")
    assert any(fault in said for said in check(tab))


def test_a_good_page_is_left_alone(tab: Tab) -> None:
    tab.set_content(f"<style>*:focus {{ outline: 2px solid }}</style>{GOOD}")
    checks = (looking.shape, looking.spaced_text, looking.keyboard, looking.forced_colours, looking.without_scripts)
    assert [said for check in checks for said in check(tab)] == []


def test_a_page_that_does_not_bear_zoom_is_found(tab: Tab) -> None:
    tab.set_content("<h1 style='width: 500px'>一</h1>")
    assert [said.split(":")[0] for said in looking.zoomed(tab, 1366, 768)] == ["at 400 %"]


def test_a_shape_that_vanishes_in_forced_colours_is_found(tab: Tab) -> None:
    tab.set_content(
        "<style>body { background: Canvas }</style><span data-state=done class=mark>"
        "<svg style='forced-color-adjust: none'><path d='M0 0h9v9z' style='fill: Canvas'/></svg></span>"
    )
    assert list(looking.forced_colours(tab)) == ["in forced colours no shape: ['mark']"]


def test_a_changed_picture_is_told_from_the_same_one(tmp_path: Path) -> None:
    before, same, other = (tmp_path / f"{name}.png" for name in ("before", "same", "other"))
    page = Image.new("RGB", (360, 640), "white")
    page.save(before)
    page.save(same)
    page.paste("black", (10, 10, 60, 60))
    page.save(other)
    assert not pictures.differs(before, same)
    assert pictures.differs(before, other)
