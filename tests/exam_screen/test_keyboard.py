"""The whole examination by keyboard alone; the focus is always somewhere and always seen."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from exam_app.queries.sittings import answers_of
from exam_app.work import Site, Work
from tests.builders.sittings import Hall
from tests.conftest import NOON
from tests.exam_screen.conftest import ADDRESS, Seats, started
from tests.exam_screen.items import ITEMS

pytestmark = pytest.mark.browser

FOCUS = """() => {
    const here = document.activeElement, at = here.getBoundingClientRect();
    const parts = [here, here.nextElementSibling].filter(Boolean).map(each => getComputedStyle(each));
    return {
        tag: here.tagName,
        ring: parts.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 4),
        seen: at.bottom > 0 && at.top < innerHeight && at.width > 0,
    };
}"""


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other; after each the focus is somewhere, has a ring and is in view."""
    for key in keys:
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        assert (focus["ring"], focus["seen"]) == (True, True), (key, focus)


def chosen(page: Page) -> str:
    letters: list[str] = page.locator("form.slot:visible input:checked").evaluate_all("all => all.map(at => at.value)")
    return "".join(letters)


def held(site: Site, hall: Hall, page: Page) -> Mapping[int, str]:
    sitting_id = UUID(page.url.rstrip("/").split("/")[-2 if page.url.endswith("receipt") else -1])
    with Work.open(site, hall.lin, NOON, read_only=True) as work:
        return {slot: at.value for slot, at in answers_of(work, sitting_id).items()}


@pytest.mark.parametrize("size", [(1366, 768), (320, 568)])
def test_a_whole_paper_is_sat_without_a_mouse(seats: Seats, site: Site, hall: Hall, size: tuple[int, int]) -> None:
    page = seats().open("/exam/wait", size)
    begin = page.get_by_role("button", name="Begin", exact=True)
    for _ in range(20):
        page.keyboard.press("Tab")
        if begin.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    started(page)
    press(page, "Alt+q")
    answers = {}
    for number in range(1, len(ITEMS) + 1):
        assert page.locator("form.slot:visible").get_attribute("id") == f"slot-{number}"
        press(page, "b" if number % 2 else "1")
        if page.locator("form.slot:visible input[type=checkbox]").count():
            press(page, "c")
        answers[number] = chosen(page)
        if number == 2:
            press(page, "Alt+m")
        if number < len(ITEMS):
            press(page, "Alt+n")
    assert all(answers.values())
    press(page, "Alt+s", "Escape", "Alt+h")
    expect(page.locator("#review-counts")).to_have_text("All 6 questions are answered, marked 1.")
    press(page, "Alt+b", "Alt+h", "Alt+h")
    expect(page.locator("#confirm-sentence")).to_contain_text("Hand in?")
    press(page, "Tab", "Tab")
    expect(page.locator("#confirm-hand-in")).to_be_focused()
    page.keyboard.press("Enter")  # never hands in
    expect(page.locator("#confirm-hand-in")).to_be_focused()
    page.keyboard.press("Space")
    page.wait_for_url("**/receipt")
    assert held(site, hall, page) == answers


def test_letters_and_numbers_choose_only_while_the_question_has_the_focus(seats: Seats) -> None:
    page = seats().begin()
    page.keyboard.press("b")
    assert chosen(page) == ""
    page.keyboard.press("Alt+q")
    page.keyboard.press("b")
    assert chosen(page) == "B"
    page.keyboard.press("1")
    assert chosen(page) == "A"
    page.locator("#mark").focus()
    page.keyboard.press("b")
    assert chosen(page) == "A"


def test_a_letter_chooses_also_where_an_input_method_hides_it(seats: Seats) -> None:
    page = seats().begin()
    page.keyboard.press("Alt+q")
    page.evaluate(
        """() => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key: "Process", code: "KeyB", bubbles: true, cancelable: true}))"""
    )
    assert chosen(page) == "B"


def test_keys_with_control_or_of_another_alphabet_s_third_level_do_nothing(seats: Seats) -> None:
    page = seats().begin()
    page.keyboard.press("Alt+q")
    for keys in ("Control+b", "Control+Alt+n", "Meta+b"):
        page.keyboard.press(keys)
    assert chosen(page) == ""
    assert page.locator("form.slot:visible").get_attribute("id") == "slot-1"


def test_the_focus_stays_on_the_question_at_each_change(seats: Seats) -> None:
    page = seats().begin()
    press(page, "Alt+q")
    forward = ["Alt+n"] * len(ITEMS)  # once more than there are questions
    for key in (*forward, *["Alt+p"] * len(ITEMS)):
        press(page, key)
        expect(page.locator("form.slot:visible legend")).to_be_focused()


def test_the_list_of_keys_is_shown_and_gives_the_focus_back(seats: Seats) -> None:
    page = seats().begin()
    press(page, "Alt+q")
    page.keyboard.press("Alt+k")
    keys = page.locator("#keys")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Check and hand in; nothing is handed in yet")
    page.keyboard.press("Alt+n")  # nothing moves behind it
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    assert page.locator("form.slot:visible").get_attribute("id") == "slot-1"
    expect(page.locator("form.slot:visible legend")).to_be_focused()


def test_every_key_of_the_list_does_something(seats: Seats) -> None:
    """A list that promises a key nobody listens to would be worse than none."""
    page = seats().begin()
    listed = page.locator("#keys dt").evaluate_all(
        "all => all.map(each => [...each.querySelectorAll('kbd')].map(key => key.textContent))"
    )
    alone = {letter for first, *letters in listed if first == "Alt" for letter in letters}
    for letter in sorted(alone - {"B", "P"}):  # these two want a place to come back from
        page.goto(page.url)
        started(page)
        page.locator("#cell-1").click()  # in another language there may be no voice to read with
        before = page.evaluate("document.documentElement.outerHTML + document.activeElement.id + said.length")
        page.keyboard.press(f"Alt+{letter.lower()}")
        after = page.evaluate("document.documentElement.outerHTML + document.activeElement.id + said.length")
        assert before != after, letter


def test_escape_closes_the_settings_and_the_focus_returns_to_their_button(seats: Seats) -> None:
    page = seats().begin()
    summary = page.locator("#settings summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("#settings")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def test_practice_has_the_same_keys(seats: Seats) -> None:
    page = seats().open("/exam/practice")
    started(page)
    press(page, "Alt+q", "b", "Alt+n", "a", "c", "Alt+n", "1", "Alt+h", "Alt+h", "Tab", "Tab")
    page.keyboard.press("Space")
    page.wait_for_url(f"{ADDRESS}/exam/wait")
