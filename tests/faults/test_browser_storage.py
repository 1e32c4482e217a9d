"""Rows 33 and 34: a computer that forgets what it kept, and one that keeps nothing or has no room left."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser_units.browser_process import BrowserProcess
from tests.builders.sittings import number_of
from tests.faults.conftest import Place, let_go_on_at_the_same_seat
from tests.journeys.people.visitor import PATIENCE_MS
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

QUOTA_BYTES = 1
LONGER_THAN_THE_FIRST_TRIES_MS = 1500
NO_STORAGE = "IDBFactory.prototype.open = () => { throw new DOMException('private', 'SecurityError') }"


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en", base_url=server.address)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


def sign_in(context: BrowserContext, server: Server, place: Place, order: int) -> Page:
    """At the page with the button."""
    page = context.new_page()
    page.goto(f"{server.address}/")
    page.get_by_role("button", name="English").first.click()
    page.goto(f"{server.address}/seat")
    page.get_by_label("Ticket number", exact=True).fill(place.tickets[order])
    page.get_by_label("Last four of your ID number", exact=True).fill(number_of(order)[-4:])
    page.get_by_role("main").get_by_role("button", name="Enter", exact=True).click()
    page.goto(f"{server.address}/exam/wait")
    return page


def press(page: Page, name: str) -> None:
    main = page.get_by_role("main")
    main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True)).first.click()


def script_is(page: Page, state: str) -> None:
    expect(page.locator("html")).to_have_attribute("data-script", state, timeout=PATIENCE_MS)


def choose(page: Page, number: int, letter: str) -> None:
    page.locator(f"#cell-{number}").click()
    page.locator(f"#slot-{number} label.choice", has=page.locator(f"[value={letter}]")).click()


def saved_line_is(page: Page, state: str) -> None:
    expect(page.locator("#saved-state")).to_have_attribute("data-state", state, timeout=PATIENCE_MS)


def test_a_wiped_profile_costs_only_what_was_never_acknowledged_and_that_is_listed(
    browser: Browser, server: Server, shared_place: Place, order: int, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with BrowserProcess(profile) as process:
        context = process.connect(browser)
        page = sign_in(context, server, shared_place, order)
        press(page, "Begin")
        script_is(page, "on")
        for number in (1, 2):
            choose(page, number, "A")
            saved_line_is(page, "saved")
        context.set_offline(True)
        choose(page, 3, "A")
        saved_line_is(page, "away")
        process.kill()
    shutil.rmtree(profile)

    with BrowserProcess(profile) as process:
        page = sign_in(process.connect(browser), server, shared_place, order)
        press(page, "Go on")
        expect(page.get_by_role("main")).to_contain_text("Another computer is in use")
        let_go_on_at_the_same_seat(shared_place, order)
        press(page, "Look again")
        press(page, "Go on")
        script_is(page, "on")
        expect(page.locator(".cell[data-state=answered]")).to_have_count(2)
        press(page, "Check and hand in")
        for number in (3, 4, 5):
            expect(page.locator("#review-unanswered")).to_contain_text(f"Question {number}")
        for number in (1, 2):
            expect(page.locator("#review-unanswered")).not_to_contain_text(f"Question {number}")


def test_without_storage_a_whole_examination_is_sat_by_plain_forms(
    context: BrowserContext, server: Server, shared_place: Place, order: int
) -> None:
    context.add_init_script(NO_STORAGE)
    page = sign_in(context, server, shared_place, order)
    press(page, "Begin")
    script_is(page, "failed")
    for number in range(1, 6):
        form = page.locator(f"#slot-{number}")
        form.locator("input[value=A]").check()
        form.locator("button[data-act=save]").click()
        script_is(page, "failed")
        expect(page.locator(f"#slot-{number} input[value=A]")).to_be_checked()
    assert [held[0] for held in held_of(shared_place, page)] == [1, 2, 3, 4, 5]
    for name in ("Check and hand in", "Hand in", "Yes, hand in"):
        press(page, name)
    expect(page.get_by_role("main")).to_contain_text("Handed in")


def test_with_no_room_left_the_answer_still_goes_out_and_the_candidate_is_told_what_is_not_kept(
    context: BrowserContext, server: Server, shared_place: Place, order: int
) -> None:
    page = sign_in(context, server, shared_place, order)
    beside = context.new_page()  # the quota is narrow as long as this page stays where it is
    beside.goto("/exam/")
    devtools = context.new_cdp_session(beside)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": server.address, "quotaSize": QUOTA_BYTES})
    press(page, "Begin")
    script_is(page, "on")
    context.set_offline(True)
    choose(page, 1, "A")
    saved_line_is(page, "fault")
    page.wait_for_timeout(LONGER_THAN_THE_FIRST_TRIES_MS)
    expect(page.locator("#saved-state")).to_have_text("Question 1 cannot be kept on this computer. Raise your hand.")
    context.set_offline(False)
    saved_line_is(page, "saved")
    assert held_of(shared_place, page) == [(1, 1, "A")]


def held_of(place: Place, page: Page) -> list[tuple[int, int, str]]:
    """Slot, number and letters of each stored change of the page's sitting."""
    sitting = page.url.rsplit("/", 1)[-1].partition("#")[0]
    rows = place.rows(
        "SELECT slot, seq, value FROM response WHERE sitting_id = :sitting ORDER BY seq",
        sitting=sitting.replace("-", ""),
    )
    return [(slot, seq, value) for slot, seq, value in rows]
