"""At 200 % and at 320 px, at every text size, no choice and no button is lost, covered or pushed over the edge."""

import pytest
from playwright.sync_api import Page

from tests.exam_screen.conftest import Seats, started
from tests.exam_screen.items import ITEMS

pytestmark = pytest.mark.browser

WINDOWS = [(1366, 768), (1366 // 2, 768 // 2), (320, 568)]
"""The whole window, the same at 200 %, and the narrowest."""
LOST = """async () => {
    const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const lost = [];
    const root = document.documentElement;
    const over = root.scrollWidth - root.clientWidth;
    if (over > 0) lost.push(`the page is ${over} px too wide`);
    const bar = document.getElementById("bar");
    const stuck = getComputedStyle(bar).position === "fixed" ? bar.getBoundingClientRect().top : innerHeight;
    const choices = [...document.querySelectorAll("form.slot:not([hidden]) label.choice")];
    const boxes = choices.map(each => each.querySelector(".choice-box").getBoundingClientRect());
    boxes.slice(1).forEach((box, i) => box.top < boxes[i].bottom && lost.push(`choices ${i} and ${i + 1} overlap`));
    const pressed = "header button, header summary, .exam-buttons button, #panel-toggle, #hand-in";
    const buttons = [...document.querySelectorAll(pressed)]
        .filter(each => each.checkVisibility() && !each.closest("details:not([open]) > :not(summary)"));
    for (const each of [...choices, ...buttons]) {
        each.scrollIntoView({block: "center"});
        const at = each.getBoundingClientRect(), name = each.id || each.textContent.trim().slice(0, 12);
        if (at.left < -0.5 || at.right > root.clientWidth + 0.5) lost.push(`${name} is over the edge`);
        if (at.width < 44 || at.height < 44) lost.push(`${name} is ${at.width} x ${at.height}`);
        if (each.scrollWidth > each.clientWidth + 1) lost.push(`${name} does not hold its words`);
        // Its whole height can be brought into the free part of the window, strip by strip.
        for (let down = 10; down < at.height; down += 60) {
            window.scrollBy(0, each.getBoundingClientRect().top + down - stuck / 2);
            await drawn();  // the marker of what lies below follows the scrolling
            const y = each.getBoundingClientRect().top + down, x = at.left + at.width / 2;
            if (each.closest("#bar") === null && y > stuck) { lost.push(`${name} stays under the bar`); break; }
            const top = document.elementFromPoint(x, y);
            if (!top || !(each.contains(top) || top.contains(each))) {
                lost.push(`${name} is covered by ${top && (top.id || top.className)}`);
                break;
            }
        }
    }
    return lost;
}"""


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: f"{window[0]}x{window[1]}")
def test_no_choice_and_no_button_is_lost(seats: Seats, window: tuple[int, int]) -> None:
    page = seats(locale="en").begin(window)  # whose words are longer than the Chinese
    assert lost(page, len(ITEMS)) == {}


def test_nor_in_practice(seats: Seats) -> None:
    page = seats().open("/exam/practice", (320, 568))
    started(page)
    assert lost(page, 3) == {}


def lost(page: Page, questions: int) -> dict[tuple[str, int], list[str]]:
    """By text size and question, what cannot be reached."""
    found = {}
    for size in ("standard", "largest"):
        page.locator(f".exam-setting button[value={size}]").dispatch_event("click")
        page.keyboard.press("Alt+q")
        for number in range(1, questions + 1):
            if wrong := page.evaluate(LOST):
                found[size, number] = wrong
            page.keyboard.press("Alt+n")
        for _ in range(questions):
            page.keyboard.press("Alt+p")
    return found


def test_the_settings_can_be_reached_whole_at_320_px(seats: Seats) -> None:
    page = seats(locale="en").begin((320, 568))
    page.locator("#settings summary").click()
    for button in page.locator(".exam-settings-sheet button").all():
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert box["height"] >= 44
