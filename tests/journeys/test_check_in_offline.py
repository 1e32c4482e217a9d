"""The network of a room goes down while candidates come: a real Chromium, a real server, real commits."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from exam_app import create_app
from exam_app.models import CheckIn
from exam_app.operations import check_ins
from exam_app.operations.check_ins import Arrival
from exam_app.settings import Settings
from exam_app.terms import CheckInWay
from exam_app.work import Site, Work, open_site
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast, enter, make_cast
from tests.conftest import NOON
from tests.tables import make_tables

pytestmark = pytest.mark.browser
TICKETS = [f"261124{order:08d}" for order in range(1, 4)]


@dataclass(frozen=True)
class Desk:
    """The invigilator's tablet at the door of a room of three candidates."""

    site: Site
    cast: Cast
    hall: Hall
    tab: Page

    def scan(self, typed: str) -> None:
        """As a hand scanner does: it types and presses Enter."""
        box = self.tab.locator("#wanted")
        box.fill(typed)
        box.press("Enter")

    def state(self, order: int) -> str:
        return f"#check-in-{booking_of(self.hall.candidates[order])}"

    def kept(self) -> dict[UUID, CheckInWay]:
        with Work.open(self.site, self.cast["he"], NOON, read_only=True) as work:
            return {row.booking_id: row.way for row in work.all(select(CheckIn))}


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    site = open_site(Settings.for_folder(tmp_path / "site"))
    make_tables(site.engine)
    cast = make_cast(site, NOON)
    hall = a_hall(site, cast, candidates=3, starts_at=NOON + timedelta(minutes=20))
    app = create_app(site=site, clock=lambda: NOON, steady=lambda: 0.0)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.port}"
    client = app.test_client()
    enter(client, site, cast["zhao"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    cookie = client.get_cookie("watchword")
    assert cookie is not None
    context = browser.new_context()
    context.add_cookies([{"name": "watchword", "value": cookie.value, "url": address}])
    tab = context.new_page()
    tab.goto(f"{address}/rooms/{hall.exam_session_id}/{hall.room_id}/check-in")
    yield Desk(site, cast, hall, tab)
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    site.engine.dispose()


def test_with_the_network_down_check_in_goes_on_and_each_arrives_once(desk: Desk) -> None:
    tab, hall = desk.tab, desk.hall
    desk.scan(TICKETS[0])
    expect(tab.locator(desk.state(0))).to_have_text("Checked in")
    tab.context.set_offline(True)
    desk.scan(TICKETS[1])
    tab.locator(f'button[value="{booking_of(hall.candidates[2])}"]').click()
    for order in (1, 2):
        expect(tab.locator(desk.state(order))).to_have_text("noted, not sent yet")
    expect(tab.locator("[data-check-in-waiting]")).to_contain_text("2")
    assert len(desk.kept()) == 1
    tab.context.set_offline(False)
    for order in (1, 2):
        expect(tab.locator(desk.state(order))).to_have_text("Checked in", timeout=20_000)
    expect(tab.locator("[data-check-in-waiting]")).to_be_hidden()
    ways = [desk.kept()[booking_of(one)] for one in hall.candidates]
    assert ways == [CheckInWay.TICKET, CheckInWay.TICKET, CheckInWay.LIST]


def test_what_was_noted_survives_the_page_and_a_conflict_is_shown(desk: Desk) -> None:
    tab, hall = desk.tab, desk.hall
    tab.context.set_offline(True)
    desk.scan(TICKETS[0])
    desk.scan(TICKETS[1])
    expect(tab.locator(desk.state(1))).to_have_text("noted, not sent yet")
    first = Arrival(uuid4(), booking_of(hall.candidates[0]), CheckInWay.LIST)
    with Work.open(desk.site, desk.cast["zhao"], NOON) as work:
        check_ins.check_in(work, hall.exam_session_id, hall.room_id, [first])
    address = tab.url
    tab.goto("about:blank")
    tab.context.set_offline(False)
    tab.goto(address)
    expect(tab.locator(desk.state(1))).to_have_text("Checked in", timeout=20_000)
    expect(tab.locator("[data-check-in-conflicts]")).to_contain_text("Checked in before")
    assert desk.kept() == {
        booking_of(hall.candidates[0]): CheckInWay.LIST,
        booking_of(hall.candidates[1]): CheckInWay.TICKET,
    }


def test_nobody_and_several_are_said_and_nothing_is_noted(desk: Desk) -> None:
    said = desk.tab.locator("[data-check-in-said]")
    desk.scan("26112499999999")
    expect(said).to_contain_text("Nobody in this room fits")
    assert desk.kept() == {}
