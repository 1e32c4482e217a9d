"""Text size, contrast and sound: switched by everybody at any time, at once, without a network and without asking."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.exam_screen.conftest import ADDRESS, Seats, started, turn_to
from tests.exam_screen.items import LONG, TIBETAN

pytestmark = pytest.mark.browser
LONGEST_MS = 300


def font_size(page: Page) -> float:
    return float(
        page.locator(".choice-box:visible").first.evaluate("box => parseFloat(getComputedStyle(box).fontSize)")
    )


def ground(page: Page) -> str:
    return str(page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor"))


def said(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("said.filter(({act}) => act === 'speak')")
    return found


def press(page: Page, word: str) -> None:
    page.get_by_role("button", name=word, exact=True).click()


def settings(page: Page) -> None:
    page.locator("#settings summary").click()


# -- size and contrast --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1366, 768), (360, 640)])
def test_the_text_grows_at_once_and_nothing_is_loaded(seats: Seats, size: tuple[int, int]) -> None:
    page = seats().begin(size)
    loaded = page.evaluate("performance.timeOrigin")
    sizes = [font_size(page)]
    settings(page)
    for word in ("Large", "Largest"):
        press(page, word)
        sizes.append(font_size(page))
    assert sizes == sorted(set(sizes))
    assert page.evaluate("performance.timeOrigin") == loaded


def test_size_and_contrast_hold_without_a_network_and_for_the_pages_after(seats: Seats) -> None:
    seat = seats()
    page = seat.begin()
    seat.context.unroute_all()
    seat.context.route("**", lambda route: route.abort())
    settings(page)
    press(page, "Largest")
    press(page, "White on black")
    assert ground(page) == "rgb(0, 0, 0)"
    seat.context.unroute_all()
    seat.context.route(f"{ADDRESS}/**", seat.carry)
    page.reload()
    started(page)
    assert page.locator("html").get_attribute("data-size") == "largest"
    assert ground(page) == "rgb(0, 0, 0)"
    page.goto(f"{ADDRESS}/exam/practice")
    assert page.locator("html").get_attribute("data-contrast") == "high"


def test_what_is_chosen_in_practice_holds_in_the_examination(seats: Seats) -> None:
    seat = seats()
    practice = seat.open("/exam/practice")
    started(practice)
    practice.keyboard.press("Alt+t")
    practice.keyboard.press("Alt+c")
    practice.close()
    html = seat.begin().locator("html")
    expect(html).to_have_attribute("data-size", "large")
    expect(html).to_have_attribute("data-contrast", "high-white")


def test_the_first_paint_has_the_chosen_size_already(seats: Seats) -> None:
    seat = seats(java_script_enabled=False)
    seat.context.add_cookies([{"name": "display", "value": "largest.high-white.slow", "url": ADDRESS}])
    page = seat.open("/exam/practice")
    html = page.locator("html")
    expect(html).to_have_attribute("data-size", "largest")
    expect(html).to_have_attribute("data-contrast", "high-white")
    expect(html).to_have_attribute("data-speed", "slow")


def test_without_scripts_the_switches_post_and_come_back(seats: Seats) -> None:
    page = seats(java_script_enabled=False).open("/exam/practice")
    settings(page)
    press(page, "Large")
    page.wait_for_url(f"{ADDRESS}/exam/practice")
    expect(page.locator("html")).to_have_attribute("data-size", "large")


def test_a_posted_switch_is_the_newer_word(seats: Seats) -> None:
    """What the script noted on the exam screen does not come back over a choice on a page without script."""
    page = seats().begin()
    page.keyboard.press("Alt+t")
    page.goto(f"{ADDRESS}/exam/confirm")
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    page.get_by_role("button", name="Largest", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-size", "largest")


def test_a_note_that_says_nothing_known_changes_nothing(seats: Seats) -> None:
    seat = seats(java_script_enabled=False)
    seat.context.add_cookies([{"name": "display", "value": "9000px.%00.x.y.z", "url": ADDRESS}])
    expect(seat.open("/exam/practice").locator("html")).to_have_attribute("data-size", "standard")


def test_keys_change_size_and_contrast_and_say_so(seats: Seats) -> None:
    page = seats().begin()
    seen = []
    for _ in range(3):
        page.keyboard.press("Alt+t")
        seen.append(page.locator("#announcer").text_content())
    assert seen == ["Text size Large", "Text size Largest", "Text size Standard"]
    page.keyboard.press("Alt+c")
    expect(page.locator("#announcer")).to_have_text("Contrast Black on white")
    assert page.locator("#settings").get_attribute("open") is None


def test_black_on_white_is_black_on_white(seats: Seats) -> None:
    page = seats().begin()
    page.keyboard.press("Alt+c")
    assert ground(page) == "rgb(255, 255, 255)"
    words = page.locator(".question-line, .choice-text, .exam-candidate")
    assert set(words.evaluate_all("all => all.map(at => getComputedStyle(at).color)")) == {"rgb(0, 0, 0)"}


def test_who_asks_the_system_for_contrast_has_it_here(seats: Seats) -> None:
    page = seats(contrast="more").begin()
    assert page.locator(".question-line:visible").evaluate("line => getComputedStyle(line).color") == "rgb(0, 0, 0)"


def test_in_forced_colours_a_chosen_answer_and_an_answered_cell_stand_out(seats: Seats) -> None:
    page = seats(forced_colors="active").begin()
    page.locator("label.choice:visible").first.click()
    border = "box => getComputedStyle(box).borderTopWidth"
    boxes = page.locator(".choice-box:visible")
    assert boxes.nth(0).evaluate(border) > boxes.nth(1).evaluate(border)
    colour = "cell => getComputedStyle(cell).backgroundColor"
    assert page.locator("#cell-1").evaluate(colour) != page.locator("#cell-2").evaluate(colour)


# -- reading aloud ------------------------------------------------------------------------------------------------


def test_a_press_reads_the_question_and_its_choices_within_the_press_itself(seats: Seats) -> None:
    page = seats().begin()
    turn_to(page, LONG)
    took = page.evaluate(
        """() => { const from = performance.now(); document.getElementById("read").click();
        return performance.now() - from; }"""
    )
    heard = said(page)
    assert took < LONGEST_MS
    assert {each["inPress"] for each in heard} == {True}
    stem, *choices = [each["text"] for each in heard]
    assert re.match("Question [0-9] \\(", stem)
    assert page.locator(".question-text:visible").text_content() in stem
    assert choices == [
        " ".join(box.split()) for box in page.locator("form.slot:visible .choice").evaluate_all(LETTERS_AND_TEXTS)
    ]


LETTERS_AND_TEXTS = """choices => choices.map(each =>
    each.querySelector(".choice-letter").textContent + " " + each.querySelector(".choice-text").textContent)"""


def test_only_a_voice_of_this_computer_that_speaks_the_language_reads(seats: Seats) -> None:
    page = seats().begin()
    turn_to(page, LONG)
    press(page, "Read aloud")
    assert {(each["lang"], each["local"]) for each in said(page)} == {("zh_CN", True)}


def test_a_chosen_answer_is_read_as_chosen(seats: Seats) -> None:
    page = seats().begin()
    turn_to(page, LONG)
    page.locator("label.choice:visible").nth(1).click()
    press(page, "Read aloud")
    assert [each["text"].endswith("Chosen") for each in said(page)] == [False, False, True, False, False]


def test_reading_is_stopped_repeated_and_made_slower(seats: Seats) -> None:
    page = seats().begin()
    turn_to(page, LONG)
    expect(page.locator("#read-stop")).to_be_hidden()
    press(page, "Read aloud")
    once = len(said(page))
    press(page, "Read aloud")
    assert [each["text"] for each in said(page)][once:] == [each["text"] for each in said(page)][:once]
    press(page, "Stop reading")
    expect(page.locator("#read-stop")).to_be_hidden()
    expect(page.locator("#read")).to_be_focused()
    settings(page)
    press(page, "Slow")
    page.keyboard.press("Alt+r")
    assert {each["rate"] for each in said(page)[2 * once :]} == {0.7}
    page.evaluate("speechSynthesis.end()")
    expect(page.locator("#read-stop")).to_be_hidden()


def test_the_next_question_ends_the_reading_of_this_one(seats: Seats) -> None:
    page = seats().begin()
    turn_to(page, LONG)
    press(page, "Read aloud")
    press(page, "Previous" if page.locator("#next").is_disabled() else "Next")
    expect(page.locator("#read-stop")).to_be_hidden()
    assert page.evaluate("said[said.length - 1].act") == "cancel"


def test_the_check_before_handing_in_is_read_too(seats: Seats) -> None:
    page = seats().begin()
    page.keyboard.press("Alt+h")
    page.keyboard.press("Alt+r")
    assert [each["text"] for each in said(page)][:2] == [
        "Check before handing in",
        "Answered 0, not answered 6, marked 0.",
    ]


@pytest.mark.parametrize("voices", ["[]", '[{name: "cloud", lang: "zh-CN", localService: false}]'])
def test_without_a_voice_there_is_no_dead_button_but_a_plain_word(seats: Seats, voices: str) -> None:
    page = seats(voices=voices).begin()
    expect(page.locator("#read")).to_be_hidden()
    settings(page)
    expect(page.locator("#speed")).to_be_hidden()
    expect(page.locator("#no-voice")).to_contain_text("Raise your hand if you need a reader.")
    page.keyboard.press("Alt+r")
    assert said(page) == []


def test_a_question_in_a_language_without_a_voice_says_so_for_itself(seats: Seats) -> None:
    page = seats().begin()
    turn_to(page, TIBETAN)
    expect(page.locator("#read")).to_be_hidden()
    settings(page)
    expect(page.locator("#no-voice")).to_be_visible()


def test_everything_of_it_works_while_the_network_is_away(seats: Seats) -> None:
    seat = seats()
    page = seat.begin()
    turn_to(page, LONG)
    asked: list[str] = []
    seat.context.unroute_all()
    seat.context.route("**", lambda route: (asked.append(route.request.url), route.abort())[-1])
    page.keyboard.press("Alt+r")
    page.keyboard.press("Alt+t")
    page.keyboard.press("Alt+c")
    assert len(said(page)) == 5
    assert [url for url in asked if not re.search("answers|signals|save", url)] == []
