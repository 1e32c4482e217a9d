"""The invigilator's screen in a real browser: it follows the room by itself and takes nothing away from who uses it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from exam_app.actors import Actor
from exam_app.operations import proctoring
from exam_app.terms import IdentityOutcome
from exam_app.work import Site, Work
from tests.builders.pauses import pause
from tests.builders.pulses import hear
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, a_hall, a_sitting, chained, save
from tests.cast import Cast
from tests.conftest import NOON, Clock
from tests.exam_screen.conftest import PATIENCE_MS, Seats

pytestmark = pytest.mark.browser

SEEN_WITHIN_MS = 5_000


@pytest.fixture
def hall(site: Site, cast: Cast, sqlite_only: None) -> Hall:
    return a_hall(site, cast, candidates=4)


@pytest.fixture
def room(seats: Seats, cast: Cast, hall: Hall) -> Page:
    page = seats(cast["zhao"]).open(f"/rooms/{hall.exam_session_id}/{hall.room_id}")
    expect(page.locator("#live-age")).to_have_text("As of 0 s ago", timeout=SEEN_WITHIN_MS)
    return page


def sits(site: Site, hall: Hall, who: Actor, clock: Clock) -> None:
    hear(site, hall, [a_sitting(site, who, clock.now)], clock.now, clock.now)


def doubt(site: Site, cast: Cast, hall: Hall, who: Actor) -> None:
    with Work.open(site, cast["zhao"], NOON) as work:
        doubtful = IdentityOutcome.DOUBTFUL
        proctoring.check_identity(work, hall.exam_session_id, hall.room_id, booking_of(who), doubtful)


def test_what_happens_at_a_seat_is_seen_within_five_seconds(
    room: Page, site: Site, hall: Hall, cast: Cast, clock: Clock
) -> None:
    lin = room.locator("#seat-1 .status")
    expect(lin).to_have_text("Not here")
    seated = a_sitting(site, hall.lin)
    hear(site, hall, [seated], NOON, NOON)
    save(site, seated, chained((1, "B"), (2, "A")))
    expect(lin).to_have_text("2 of 5", timeout=SEEN_WITHIN_MS)
    expect(lin).to_have_attribute("data-state", "working")
    clock.now = NOON + timedelta(minutes=2)
    expect(lin).to_have_text("Silent since 12:00", timeout=SEEN_WITHIN_MS)
    expect(room.locator("#live-troubles .task-title")).to_have_text(
        f"Seat 1, {hall.lin.name}: Silent since 12:00", timeout=SEEN_WITHIN_MS
    )
    expect(room.locator("#live-title")).to_have_text("1 seat needs a look")
    hear(site, hall, [seated], clock.now, clock.now)
    expect(room.locator("#live-troubles")).to_be_hidden(timeout=SEEN_WITHIN_MS)
    expect(room.locator("#live-title")).to_have_text("No seat is silent")


def test_the_worst_stands_on_top_and_the_focus_stays_where_it_is(
    room: Page, site: Site, hall: Hall, cast: Cast, clock: Clock
) -> None:
    lin, bao, cheng, _ = hall.candidates
    clock.now = NOON + timedelta(seconds=30)
    for who in (bao, cheng):
        sits(site, hall, who, clock)
    doubt(site, cast, hall, cheng)
    lines = room.locator("#live-troubles .task")
    expect(lines).to_have_count(1, timeout=SEEN_WITHIN_MS)
    lines.first.locator("a").focus()
    room.evaluate("window.kept = document.activeElement")

    sits(site, hall, lin, clock)
    doubt(site, cast, hall, bao)
    expect(lines).to_have_count(2, timeout=SEEN_WITHIN_MS)
    assert [line.get_attribute("id") for line in lines.all()] == ["trouble-2", "trouble-3"]
    clock.now += timedelta(seconds=46)
    expect(lines).to_have_count(3, timeout=SEEN_WITHIN_MS)
    assert [line.get_attribute("id") for line in lines.all()] == ["trouble-1", "trouble-2", "trouble-3"]

    # Everybody pauses: the whole part is laid over the old one, and the trouble in focus is over.
    pause(site, cast["zhao"], hall, None, now=clock.now)
    expect(room.get_by_role("list", name="Pauses")).to_be_visible(timeout=SEEN_WITHIN_MS)
    expect(lines).to_have_count(1, timeout=SEEN_WITHIN_MS)
    expect(lines.locator(".task-hint")).to_have_text("No longer needs a look")
    assert room.evaluate("window.kept === document.activeElement")
    room.keyboard.press("Tab")
    expect(lines).to_have_count(0)


def test_an_old_picture_says_so_in_red_and_aloud(room: Page, hall: Hall) -> None:
    room.route("**/delta?*", lambda route: route.abort())
    age = room.locator("#live-age")
    expect(age).to_have_attribute("data-state", "old", timeout=20_000)
    expect(age).to_contain_text("No news for")
    assert age.evaluate("each => getComputedStyle(each).color") == "rgb(168, 7, 26)"
    expect(room.locator("#live-alert")).to_contain_text("No news for")
    room.unroute("**/delta?*")
    expect(age).to_have_attribute("data-state", "fresh", timeout=SEEN_WITHIN_MS)


def test_who_is_signed_out_meanwhile_is_led_to_the_entrance(room: Page) -> None:
    room.context.clear_cookies()
    expect(room.locator("input[type=password]")).to_be_visible(timeout=PATIENCE_MS)
