"""The camera at the door: a real Chromium whose camera films tickets, a real server, and a network that goes away."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from exam_app.terms import CheckInWay
from tests.builders.rooms import booking_of
from tests.journeys.door import TICKETS, ServedRoom, served_room
from tests.requirements import chromium_path

pytestmark = pytest.mark.browser

# Two busy cores are slow, and a promise is not a matter of seconds.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
FRAME = (320, 240)
WALL = ""
"""What the camera sees when nobody holds anything before it."""
ALLOWED = ("--use-fake-ui-for-media-stream",)

OpenDoor = Callable[..., Page]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[ServedRoom]:
    with served_room(tmp_path) as room:
        yield room


@pytest.fixture
def door(browser: Browser, room: ServedRoom, tmp_path: Path) -> Iterator[OpenDoor]:
    """door(texts) is the page of check-in, ready for a network that goes; the camera films these codes, a second each.

    The camera is an option of a browser's start, so each test has its own.
    """
    started: list[Browser] = []

    def opened(texts: Sequence[str] | None, *options: str, host: str = "127.0.0.1", break_reader: bool = False) -> Page:
        camera = (
            ()
            if texts is None
            else (
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={film_of(texts, tmp_path / 'door.y4m')}",
            )
        )
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", *camera, *options]
        started.append(browser.browser_type.launch(executable_path=chromium_path(), args=arguments))
        context = room.tablet(started[-1], host)
        context.set_default_timeout(PATIENCE_MS)
        tab = context.new_page()
        if break_reader:
            context.route("**/zxing_reader-*.wasm", lambda route: route.abort())
            with tab.expect_event("requestfailed", lambda request: request.url.endswith(".wasm")):
                tab.goto(room.address(host))
        else:
            with tab.expect_event("requestfinished", lambda request: request.url.endswith(".wasm")):
                tab.goto(room.address(host))
        return tab

    yield opened
    for one in started:
        one.close()


def film_of(texts: Sequence[str], path: Path) -> Path:
    """A film of one frame a second, in the format that Chromium's fake camera plays, again and again."""
    header = f"YUV4MPEG2 W{FRAME[0]} H{FRAME[1]} F1:1 Ip A1:1 C420jpeg\n".encode()
    colour = b"\x80" * (FRAME[0] * FRAME[1] // 2)
    path.write_bytes(header + b"".join(b"FRAME\n" + frame_of(text) + colour for text in texts))
    return path


def frame_of(text: str) -> bytes:
    """The code of a ticket, as it is printed, in a hand before a grey wall."""
    frame = Image.new("L", FRAME, 150)
    if text != WALL:
        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=6, border=4)
        code.add_data(text)
        picture = code.make_image().get_image().convert("L").rotate(7, Image.Resampling.BICUBIC, True, fillcolor=255)
        frame.paste(picture, ((FRAME[0] - picture.width) // 2, (FRAME[1] - picture.height) // 2))
    return frame.tobytes()


def press_scan(tab: Page) -> None:
    tab.get_by_role("button", name="Scan with the camera").click()


def expect_verdict(tab: Page, kind: str, word: str, name: str = "") -> None:
    verdict = tab.locator("[data-check-in-said]")
    expect(verdict.locator("[data-slot=word]")).to_have_text(word)
    expect(verdict).to_have_attribute("data-verdict", kind)
    expect(verdict.locator(f'[data-shape="{kind}"]')).to_be_visible()
    expect(verdict.locator("[data-slot=name]")).to_have_text(name)


def name_of(tab: Page, order: int) -> str:
    return str(tab.locator("[data-booking]").nth(order).inner_text())


def test_without_a_network_a_ticket_before_the_camera_is_noted_and_arrives_later(
    door: OpenDoor, room: ServedRoom
) -> None:
    tab = door([TICKETS[1]], *ALLOWED)
    tab.context.set_offline(True)
    press_scan(tab)
    expect_verdict(tab, "valid", "Noted", name_of(tab, 1))
    expect(tab.locator("[data-check-in-said]")).to_contain_text("Seat 2")
    expect(tab.locator(room.state(1))).to_have_text("noted, not sent yet")
    assert room.kept() == {}
    tab.context.set_offline(False)
    expect(tab.locator(room.state(1))).to_have_text("Checked in")
    expect_verdict(tab, "valid", "Checked in", name_of(tab, 1))
    # All the time the ticket was before the camera, and was no second arrival.
    expect(tab.locator("[data-check-in-conflicts] li")).to_have_count(0)
    assert room.kept() == {booking_of(room.hall.candidates[1]): CheckInWay.TICKET}


def test_one_after_the_other_without_a_press_and_who_comes_again_is_said(door: OpenDoor, room: ServedRoom) -> None:
    tab = door([TICKETS[0], TICKETS[2]], *ALLOWED)  # again and again
    press_scan(tab)
    for order in (0, 2):
        expect(tab.locator(room.state(order))).to_contain_text("Checked in")
    expect(tab.locator("[data-check-in-conflicts] li").first).to_contain_text("Checked in before")
    expect(tab.locator("[data-check-in-said]")).to_have_attribute("data-verdict", "check")
    assert set(room.kept()) == {booking_of(room.hall.candidates[order]) for order in (0, 2)}


def test_a_ticket_of_another_room_is_said_and_nothing_is_noted(door: OpenDoor, room: ServedRoom) -> None:
    tab = door(["26112499999999"], *ALLOWED)
    press_scan(tab)
    expect_verdict(tab, "check", "Not on this list")
    expect(tab.locator("[data-check-in-said]")).to_contain_text("it may be another room")
    assert room.kept() == {}


def test_by_keyboard_alone_the_camera_goes_on_and_off(door: OpenDoor, room: ServedRoom) -> None:
    tab = door([WALL], *ALLOWED)
    tab.locator("#wanted").focus()
    for _ in range(2):
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("video")).to_be_visible()
    expect(tab.locator("[data-door-state]")).to_contain_text("Hold the code of the ticket")
    stop = tab.get_by_role("button", name="Stop the camera")
    expect(stop).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("video")).to_be_hidden()
    expect(tab.get_by_role("button", name="Scan with the camera")).to_be_focused()
    assert tab.evaluate("document.querySelector('video').srcObject") is None


def test_a_camera_that_is_refused_is_said_and_typing_goes_on(door: OpenDoor, room: ServedRoom) -> None:
    tab = door([TICKETS[0]], "--deny-permission-prompts")
    press_scan(tab)
    expect(tab.locator("[data-door-state]")).to_contain_text("The camera is not allowed")
    expect_typing_works(tab, room)


def test_a_tablet_without_a_camera_says_so_and_typing_goes_on(door: OpenDoor, room: ServedRoom) -> None:
    tab = door(None, *ALLOWED)
    press_scan(tab)
    expect(tab.locator("[data-door-state]")).to_contain_text("There is no camera")
    expect_typing_works(tab, room)


def test_without_https_the_camera_says_why_it_stays_off(door: OpenDoor, room: ServedRoom) -> None:
    tab = door([TICKETS[0]], *ALLOWED, "--host-resolver-rules=MAP hall.test 127.0.0.1", host="hall.test")
    press_scan(tab)
    expect(tab.locator("[data-door-state]")).to_contain_text("needs a safe connection")
    expect_typing_works(tab, room)


def test_a_reader_that_did_not_come_is_said_and_tried_again_at_the_next_press(door: OpenDoor, room: ServedRoom) -> None:
    tab = door([TICKETS[1]], *ALLOWED, break_reader=True)
    press_scan(tab)
    expect(tab.locator("[data-door-state]")).to_contain_text("did not load")
    expect_typing_works(tab, room)
    tab.context.unroute("**/zxing_reader-*.wasm")
    press_scan(tab)
    expect(tab.locator(room.state(1))).to_have_text("Checked in")


def expect_typing_works(tab: Page, room: ServedRoom) -> None:
    tab.locator("#wanted").fill(TICKETS[0])
    tab.locator("#wanted").press("Enter")
    expect_verdict(tab, "valid", "Checked in", name_of(tab, 0))
    expect(tab.locator(room.state(0))).to_have_text("Checked in")
