"""Uyghur, Tibetan, Mongolian and Yi at a seat that has no font for them: whole, in ours, and also without a network."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from exam_app.work import Site
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast
from tests.exam_screen.conftest import Seat, Seats, turn_to
from tests.exam_screen.items import MONGOLIAN, SCRIPTS, SCRIPTS_PLAN, TIBETAN, UYGHUR, YI

pytestmark = pytest.mark.browser
SENTENCES = {
    "bo": (TIBETAN, "Noto Serif Tibetan"),
    "ug": (UYGHUR, "Noto Sans Arabic"),
    "mn-Mong": (MONGOLIAN, "Noto Sans Mongolian"),
    "ii": (YI, "Noto Sans Yi"),
}
NO_LETTER = "\u0378"
"""Assigned to nothing: what every font draws as its empty box."""
DRAWN = """async ([letters, family, noLetter]) => {
    await document.fonts.load(`48px "${family}"`, letters);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 160;
    const ground = canvas.getContext("2d", {willReadFrequently: true});
    const picture = (letter) => {
        ground.clearRect(0, 0, 160, 160);
        ground.font = `48px "${family}"`;
        ground.fillText(letter, 40, 80);
        return ground.getImageData(0, 0, 160, 160).data.join();
    };
    const box = picture(noLetter), empty = picture("");
    return {box: box !== empty, alike: [...letters].filter((letter) => [box, empty].includes(picture(letter)))};
}"""
"""Which letters look like the empty box, or like nothing, in a font."""


FETCHED = "() => { document.body.getBoundingClientRect(); return document.fonts.ready.then(() => true); }"
"""The page is laid out, and what it needs for that has come."""


@pytest.fixture
def hall(site: Site, cast: Cast, sqlite_only: None, request: pytest.FixtureRequest) -> Hall:
    if "in_chinese" in request.node.name:
        return a_hall(site, cast)
    return a_hall(site, cast, items=SCRIPTS, plan=SCRIPTS_PLAN)


def fonts_of(page: Page, selector: str) -> dict[str, bool]:
    """The fonts that Chromium painted an element with, each with whether it came from us."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    found: list[dict[str, Any]] = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {re.sub(" Regular$", "", font["familyName"]): font["isCustomFont"] for font in found}


def fetched(page: Page) -> set[str]:
    names: list[str] = page.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
    return {found[1] for name in names if (found := re.search("/([a-z]+)-[0-9a-f]{12}.woff2", name))}


def without_network(seat: Seat) -> None:
    seat.context.unroute_all()
    seat.context.route("**", lambda route: route.abort())


@pytest.mark.parametrize("language", SENTENCES)
def test_every_letter_is_drawn_and_none_looks_like_the_empty_box(seats: Seats, language: str) -> None:
    page = seats(locale="zh_Hans").begin()
    sentence, family = SENTENCES[language]
    letters = "".join(letter for letter in dict.fromkeys(sentence) if not letter.isspace())
    assert page.evaluate(DRAWN, [letters, family, NO_LETTER]) == {"box": True, "alike": []}


def test_the_questions_stand_in_our_fonts_after_the_network_went_away(seats: Seats) -> None:
    """A browser fetches the font of what it shows, which is one question; these come with the page all the same."""
    seat = seats(locale="zh_Hans")
    page = seat.begin()
    page.evaluate(FETCHED)
    without_network(seat)
    for language, (sentence, family) in SENTENCES.items():
        turn_to(page, sentence)
        expect(page.locator("form.slot:visible .question-text")).to_have_attribute("lang", language)
        slot = page.locator("form.slot:visible").get_attribute("id")
        assert fonts_of(page, f"#{slot} .question-text").get(family) is True, language


def test_a_paper_in_chinese_fetches_no_font(seats: Seats) -> None:
    page = seats(locale="zh_Hans").begin()
    page.evaluate(FETCHED)
    assert fetched(page) == set()
    assert page.locator("link[href*='scripts-']").count() == 0


@pytest.mark.parametrize("width", [320, 1366])
def test_no_question_makes_the_page_wider_than_the_screen(seats: Seats, width: int) -> None:
    page = seats(locale="zh_Hans").begin((width, 640))
    for sentence, _ in SENTENCES.values():
        turn_to(page, sentence)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_amid_chinese_uyghur_begins_at_the_right_and_letters_of_choices_stay_at_the_left(seats: Seats) -> None:
    page = seats(locale="zh_Hans").begin()
    turn_to(page, UYGHUR)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    text = page.locator("form.slot:visible .question-text")
    assert text.evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert page.locator("html").evaluate("each => getComputedStyle(each).direction") == "ltr"
    edges = page.locator("form.slot:visible .choice-box").evaluate_all(
        """all => all.map(each => [each.querySelector(".choice-letter").getBoundingClientRect().right,
            each.querySelector(".choice-text").getBoundingClientRect().left])"""
    )
    assert len(edges) == 4
    assert all(letter <= text for letter, text in edges)
