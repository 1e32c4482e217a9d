"""The exam screen as a candidate has it: our own page, styles and script in a real Chromium, before the whole site.

The browser's requests are carried to the application without a network, in the test's own transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError

from exam_app.actors import Actor
from exam_app.work import Site
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast, enter
from tests.conftest import NOON
from tests.exam_screen.items import ITEMS, PLAN

ADDRESS = "https://room.test"
COOKIES = ("watchword", "lease")
PATIENCE_MS = 20_000
SPEECH = """
window.said = [];
window.inPress = false;
const voices = VOICES;
class Utterance { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = Utterance;
Object.defineProperty(window, "speechSynthesis", {value: {
    getVoices: () => voices,
    cancel() { this.queue = []; said.push({act: "cancel"}); },
    speak(utterance) {
        this.queue.push(utterance);
        said.push({act: "speak", inPress, text: utterance.text, lang: utterance.lang, rate: utterance.rate,
            local: utterance.voice && utterance.voice.localService});
    },
    end() { const last = this.queue.pop(); this.queue = []; last?.onend(); },
    queue: [],
}});
// True exactly while the task of a press runs: what is spoken later was waited for.
for (const kind of ["click", "keydown"]) {
    addEventListener(kind, () => { inPress = true; setTimeout(() => { inPress = false; }); }, {capture: true});
}
"""
"""The browser's voice, the edge of our world: headless Chromium has none."""
CHINESE_AND_ENGLISH = (
    '[{name: "cloud", lang: "zh-CN", localService: false}, {name: "hk", lang: "zh-HK", localService: true},'
    ' {name: "mandarin", lang: "zh_CN", localService: true}, {name: "english", lang: "en-US", localService: true}]'
)


@dataclass
class Seat:
    """A candidate's computer."""

    context: BrowserContext
    app: Flask

    def open(self, path: str, size: tuple[int, int] = (1366, 768)) -> Page:
        page = self.context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(f"{ADDRESS}{path}")
        return page

    def begin(self, size: tuple[int, int] = (1366, 768)) -> Page:
        """Begin the examination; the paper, once its script has taken over."""
        page = self.open("/exam/wait", size)
        page.locator("form[action$='/exam/start'] button").click()
        started(page)
        return page

    def carry(self, route: Route) -> None:
        """One request, with the browser's own cookies, and its answer."""
        request, client = route.request, self.app.test_client(use_cookies=False)
        parts = urlsplit(request.url)
        answer = client.open(
            parts.path,
            method=request.method,
            query_string=parts.query,
            headers=[(name, value) for name, value in request.all_headers().items() if not name.startswith(":")],
            data=request.post_data_buffer,
            base_url=ADDRESS,
        )
        answer.get_data()  # whole now, so that no file stays open when the page goes away meanwhile
        answer.close()
        if answer.location:  # the browser would follow by itself, past us and into the network
            onward = escape(urljoin(request.url, answer.location))
            answer.set_data(f'<meta http-equiv="refresh" content="0; url={onward}"><title>Onward</title>')
            answer.status_code, answer.mimetype = 200, "text/html"
            del answer.headers["Location"]
        headers: dict[str, str] = {}
        for name, value in answer.headers:
            headers[name] = f"{headers[name]}\n{value}" if name in headers else value
        with suppress(PlaywrightError):  # the page went away meanwhile: nobody waits for it
            route.fulfill(status=answer.status_code, headers=headers, body=answer.get_data())


Seats = Callable[..., Seat]


def started(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-script", "on", timeout=PATIENCE_MS)


def turn_to(page: Page, text: str) -> None:
    """To the first question with a text: papers stand in an order of their own."""
    number = page.locator("form.slot", has_text=text).first.get_attribute("id")
    page.locator(f"#cell-{(number or '').removeprefix('slot-')}").dispatch_event(
        "click"
    )  # on a phone in a folded sheet
    expect(page.locator(f"#{number}")).to_be_visible()


@pytest.fixture
def hall(site: Site, cast: Cast, sqlite_only: None) -> Hall:
    """An examination with every kind of question there can be; what the screen does, no database decides."""
    return a_hall(site, cast, items=ITEMS, plan=PLAN)


@pytest.fixture
def seats(browser: Browser, app: Flask, client: FlaskClient, site: Site, hall: Hall) -> Iterator[Seats]:
    """``seats(actor, locale, voices=…, **context)`` seats a candidate, by default Lin, at a browser of its own."""
    taken: list[BrowserContext] = []

    def seated(
        actor: Actor | None = None, locale: str = "en", *, voices: str = CHINESE_AND_ENGLISH, **options: object
    ) -> Seat:
        enter(client, site, actor or hall.lin, NOON)
        with client.session_transaction() as session:
            session["locale"] = locale
        context = browser.new_context(reduced_motion="reduce", **options)  # type: ignore[arg-type]  # any of its options
        context.set_default_timeout(PATIENCE_MS)
        found = [(name, client.get_cookie(name)) for name in COOKIES]
        context.add_cookies([{"name": name, "value": at.value, "url": ADDRESS} for name, at in found if at])
        context.add_init_script(SPEECH.replace("VOICES", voices))
        seat = Seat(context, app)
        context.route(f"{ADDRESS}/**", seat.carry)
        taken.append(context)
        return seat

    yield seated
    for context in taken:
        context.close()
