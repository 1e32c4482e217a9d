"""Draw the pictures of the README's tour anew, from a fresh demo world at a standing moment.

    python tools/screenshots.py        writes docs/screenshots/*.png; needs a Chromium

The moment stands still, so a picture changes only when its page does.
"""

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from exam_app import create_app
from exam_app.demo.building import build
from exam_app.demo.sign_ins import SignIn
from exam_app.demo.staff import PASSWORD
from exam_app.demo.world import World
from exam_app.migrations.run import migrate
from exam_app.settings import Settings
from exam_app.work import open_site

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
MOMENT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
DESK, PHONE = (1366, 768), (360, 640)


@dataclass(frozen=True)
class Picture:
    """One picture: who looks (a login, or the page of an entrance), from which address, and the steps from there."""

    name: str
    who: str
    start: str
    steps: tuple[Callable[[Page], None], ...] = ()
    size: tuple[int, int] = DESK


def follow(part: str) -> Callable[[Page], None]:
    """Follow the first link whose address has this part."""
    return lambda tab: tab.locator(f"main a[href*='{part}']").first.click()


def follow_last(part: str) -> Callable[[Page], None]:
    """Follow the last such link: of examinations, the finished one."""
    return lambda tab: tab.locator(f"main a[href*='{part}']").last.click()


def press(part: str) -> Callable[[Page], None]:
    """Press the button of the form whose address ends so."""
    return lambda tab: tab.locator(f"form[action$='{part}'] button").first.click()


def search(text: str) -> Callable[[Page], None]:
    """Type into the page's search field and send it."""

    def typed(tab: Page) -> None:
        tab.locator("main input[name=wanted]").fill(text)
        tab.locator("main input[name=wanted]").press("Enter")

    return typed


def answer_some(tab: Page) -> None:
    """Answer the first questions as a candidate would."""
    for _ in range(7):
        tab.locator("fieldset:visible label, .choice:visible").nth(1).click()
        tab.locator("[data-next]:visible, #next:visible").first.click()
    tab.get_by_text("已保存").first.wait_for()


def tour(holder: str) -> tuple[Picture, ...]:
    """The pictures in the order of the tour; ``holder`` is somebody with a certificate."""
    begin = (press("/exam/start"), answer_some)
    suspicious = (follow_last("/office/results/"), follow("/leads"), follow("/leads/"))
    return (
        Picture("01-training-desk", "li", "/training/"),
        Picture("02-roster-with-faults", "li", "/training/rosters", (follow("/training/rosters/"),)),
        Picture("03-county-review", "zhou", "/office/reviews", (follow("/office/reviews/0"),)),
        Picture("04-seats", "he", "/office/exam-sessions", (follow_last("/office/exam-sessions/0"),)),
        Picture("05-live-room", "zhao", "/rooms/", (follow("/rooms/"),)),
        Picture("06-question", "/seat", "/exam/wait", begin),
        Picture("07-results", "he", "/office/results", (follow_last("/office/results/"),)),
        Picture("08-issue", "sun", "/office/certificates"),
        Picture("09-life-line", "ma", "/oversight/people", (search(holder),)),
        Picture("10-question-on-a-phone", "/seat again", "/exam/wait", begin, PHONE),
        Picture("11-verdict-on-a-phone", "qin", "/officer/checks", (follow("/officer/checks/"),), PHONE),
        Picture("12-assessments", "chen", "/unit/assessments"),
        Picture("13-suspicious-pair", "he", "/office/results", suspicious),
        Picture("14-slip-on-a-phone", "/slip/sign-in", "/slip", (), PHONE),
    )


class Quiet(WSGIRequestHandler):
    """A server that does not write a line for each request."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, World]]:
    """The demo site on a free port, and the world behind it."""
    site = open_site(Settings.for_folder(folder, demo=True))
    migrate(site.engine)
    world = build(site, MOMENT)
    server = make_server(
        "127.0.0.1", 0, create_app(site=site, clock=lambda: MOMENT), threaded=True, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}", world
    finally:
        server.shutdown()
        thread.join()
        site.engine.dispose()


def draw(browser: Browser, address: str, sign_in: SignIn, picture: Picture) -> None:
    """Sign in, go to the page and keep what the window shows."""
    width, height = picture.size
    tab = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1)
    tab.goto(address + sign_in.page)
    for name, value in _entries(sign_in):
        tab.locator(f"input[name={name}]").fill(value)
    tab.locator("main form button[type=submit]").first.click()
    tab.goto(address + picture.start)
    for step in picture.steps:
        step(tab)
        tab.wait_for_load_state("networkidle")
    tab.screenshot(path=PICTURES / f"{picture.name}.png")
    tab.close()


NUMBERS = {
    "/seat": "ticket_number",
    "/study/sign-in": "card_number",
    "/slip/sign-in": "slip_number",
    "/application/sign-in": "slip_number",
}
"""What is entered beside the last four of the ID number, by entrance."""


def _entries(sign_in: SignIn) -> tuple[tuple[str, str], tuple[str, str]]:
    if sign_in.page in NUMBERS:
        return (NUMBERS[sign_in.page], sign_in.name), ("last_four", sign_in.secret)
    return ("login", sign_in.name), ("password", PASSWORD)


def by_who(sign_ins: Sequence[SignIn]) -> dict[str, SignIn]:
    """Members of staff by their login, of all others the first by the page where they enter; a second candidate too,
    because who has begun at one browser does not go on at another."""
    second = [each for each in sign_ins if each.page == "/seat"][1]
    found = {each.name if each.page == "/sign-in" else each.page: each for each in reversed(sign_ins)}
    return {**found, "/seat again": second}


def chromium() -> str:
    """The browser that is here; none is downloaded."""
    found = os.environ.get("WATCHWORD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        sys.exit("No Chromium: apt-get install chromium, or set WATCHWORD_CHROMIUM.")
    return found


def main() -> None:
    """Draw every picture of the tour."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as (address, world),
        sync_playwright() as playwright,
    ):
        sign_ins = by_who(world.sign_ins)
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for picture in tour(world.cards[0].claims.name):
            draw(browser, address, sign_ins[picture.who], picture)
        browser.close()


if __name__ == "__main__":
    main()
