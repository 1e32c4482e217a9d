"""Questions and names in Uyghur and Tibetan beside Chinese: in the right direction, in their own language, whole."""

import pytest
from playwright.sync_api import Page

from exam_app.text_language import language_of
from tests.exam_screen.conftest import Seats, turn_to
from tests.exam_screen.items import MIXED, TIBETAN, UYGHUR, UYGHUR_CHOICES

pytestmark = pytest.mark.browser


def facts(page: Page, selector: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.locator(selector).evaluate_all(
        """all => all.map(each => ({text: each.textContent, lang: each.lang,
            direction: getComputedStyle(each).direction}))"""
    )
    return found


@pytest.fixture
def page(seats: Seats) -> Page:
    page = seats().begin()
    turn_to(page, MIXED)
    return page


def test_each_text_runs_in_its_own_direction_and_says_its_language(page: Page) -> None:
    (stem,) = facts(page, "form.slot:visible .question-text")
    assert stem == {"text": MIXED, "lang": "ug", "direction": "rtl"}
    by_text = {
        each["text"]: (each["lang"], each["direction"]) for each in facts(page, "form.slot:visible .choice-text")
    }
    assert by_text == {
        UYGHUR_CHOICES[0]: ("ug", "rtl"),
        UYGHUR_CHOICES[1]: ("zh-Hans", "ltr"),
        UYGHUR_CHOICES[2]: ("bo", "ltr"),
        UYGHUR_CHOICES[3]: ("zh-Hans", "ltr"),
    }


def test_the_letter_of_a_choice_stays_at_its_left_whatever_the_text(page: Page) -> None:
    boxes = page.locator("form.slot:visible .choice-box").evaluate_all(
        """all => all.map(each => [each.querySelector(".choice-letter").getBoundingClientRect().right,
            each.querySelector(".choice-text").getBoundingClientRect().left])"""
    )
    assert all(letter <= text for letter, text in boxes)


def test_the_first_letter_of_the_question_stands_at_the_right_edge_and_the_number_within_it(page: Page) -> None:
    """The order in which a reader meets the words: first at the right; the Arabic numerals still from left to right."""
    at = page.locator("form.slot:visible .question-text").evaluate(
        """each => { const text = each.firstChild, range = document.createRange();
        const x = (start) => { range.setStart(text, start); range.setEnd(text, start + 1);
            return range.getBoundingClientRect().left; };
        const number = text.data.indexOf("12");
        return {first: x(0), second: x(1), one: x(number), two: x(number + 1)}; }"""
    )
    assert at["first"] > at["second"]
    assert at["one"] < at["two"]


def test_the_language_is_told_by_the_letters() -> None:
    assert [language_of(text) for text in (UYGHUR, TIBETAN, "巡逻", "patrol")] == ["ug", "bo", "zh-Hans", "en"]
    assert language_of("巡邏", "zh-Hant") == "zh-Hant"
    assert language_of("110", "en") == "en"
